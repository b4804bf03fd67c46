"""What a unit is to people who do not see it: its role, its name, what it is inside of."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible

from desktop_app.widgets.transcript.segments import Container
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.errors import ErrorUnit
from desktop_app.widgets.transcript.units.heads import HeadUnit, VersionUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit, PaintedUnit
from desktop_app.widgets.transcript.units.pictures import PictureUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.remote import RemoteImageUnit
from desktop_app.widgets.transcript.units.spots import Spot
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.table import TableUnit
from desktop_app.widgets.transcript.units.tools import ToolUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.units.heads import Version

_Role = QAccessible.Role
_PAINTED = {
    PictureUnit: _Role.Graphic,
    RemoteImageUnit: _Role.Graphic,
    ToolUnit: _Role.Grouping,
    StructuredUnit: _Role.Grouping,
    ErrorUnit: _Role.Grouping,
    FoldUnit: _Role.Grouping,
}


def _tr(words: str) -> str:
    return QCoreApplication.translate("Transcript", words)


def says_something(unit: Unit) -> bool:
    """Whether there is anything to hear: gaps and lines that are kept free say nothing."""
    if isinstance(unit, PaintedUnit):
        return unit.height > 0 and bool(name(unit))
    return unit.height > 0


def role(unit: Unit) -> QAccessible.Role:
    """The kind of thing that it is."""
    if isinstance(unit, ProseUnit):
        return _prose_role(unit)
    if isinstance(unit, CodeUnit):
        return _Role.Graphic if unit.card.shows_picture else _Role.EditableText
    if isinstance(unit, TableUnit):
        return _Role.Table
    if isinstance(unit, DocumentUnit):
        return _Role.Paragraph
    return _PAINTED.get(type(unit), _Role.StaticText)


def _prose_role(unit: ProseUnit) -> QAccessible.Role:
    if unit.leaf is not None and unit.leaf.is_rule:
        return _Role.Separator
    if level(unit):
        return _Role.Heading
    containers = unit.segment.containers
    if containers and containers[-1].kind == "quote":
        return _Role.BlockQuote
    return _Role.ListItem if containers and unit.segment.opened else _Role.Paragraph


def level(unit: Unit) -> int:
    """Of a heading: 1 to 6; 0 for anything else."""
    return unit.leaf.level if isinstance(unit, ProseUnit) and unit.leaf is not None else 0


def name(unit: Unit) -> str:
    """What it is called. Of words that are read letter by letter: only what is not among them."""
    match unit:
        case CodeUnit():
            return _code_name(unit)
        case HeadUnit():
            return _with_version(unit.words(), unit.version)
        case VersionUnit():
            return _with_version("", unit.version)
        case PaintedUnit():
            return unit.words()
        case _:
            return ""


def _code_name(unit: CodeUnit) -> str:
    kind = _tr("Diagram") if unit.card.shows_picture else _tr("Code")
    words = [kind, *unit.card.title.split("  ·  ")]
    if not unit.segment.is_first:
        words.append(_tr("from line %1").replace("%1", str(unit.first_line + 1)))
    return ", ".join(word for word in words if word)


def table_name(rows: int, columns: int) -> str:
    """What a table is called."""
    size = _tr("Table, %1 rows, %2 columns")
    return size.replace("%1", str(rows)).replace("%2", str(columns))


def _with_version(words: str, version: "Version") -> str:
    which, count = version
    if count < 2:
        return words
    switch = _tr("version %1 of %2").replace("%1", str(which)).replace("%2", str(count))
    return f"{words}, {switch}" if words else switch


def sign(unit: Unit) -> str:
    """What stands before its words on the screen and is painted: the sign of its list or note."""
    if not isinstance(unit, ProseUnit):
        return ""
    opened = unit.segment.containers[len(unit.segment.containers) - unit.segment.opened :]
    return "".join(_sign(container) for container in opened)


def _sign(container: Container) -> str:
    if container.kind == "note":
        return f"{container.label} "
    if container.kind != "item":
        return ""
    if container.is_done is not None:
        return _tr("Done: ") if container.is_done else _tr("To do: ")
    return f"{container.number}. " if container.number is not None else "• "


def fill_state(state: QAccessible.State, unit: Unit, spot: Spot) -> None:
    """Whether a button is on, what it folds is open, and whether it does anything."""
    if spot.name == "wrap" and isinstance(unit, CodeUnit):
        state.checkable, state.checked = True, unit.card.is_wrapped
    if spot.name == "fold":
        is_open = bool(getattr(unit, "is_open", False))
        state.expandable, state.expanded, state.collapsed = True, is_open, not is_open
    if spot.name in {"version_previous", "version_next"}:
        which, count = getattr(unit, "version", (1, 1))
        state.disabled = which <= 1 if spot.name == "version_previous" else which >= count
