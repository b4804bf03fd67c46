"""The transcript's context menu: copying in every form, and the actions of the message."""

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop_app.widgets import icons
from desktop_app.widgets.transcript.actions import LOOKS, offered
from desktop_app.widgets.transcript.placed import Placed
from desktop_app.widgets.transcript.saving import as_csv, save_code, save_table
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

MOST_PARTS = 12  # of one message that get lines of their own


def open_menu(view: "TranscriptView", places: list[Placed], link: str, at: QPoint) -> None:
    """Show the menu for what is under the mouse, or for all that is seen of a message."""
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    if not view.selection.is_empty:
        menu.addAction(view.tr("Copy"), view.copy)
    if link:
        menu.addAction(view.tr("Copy the link's address"), lambda: put(view, link))
    for placed in places[:MOST_PARTS]:
        _add_parts(menu, view, placed.unit)
    if places:
        _add_message(menu, view, places[0].entry)
    menu.addSeparator()
    menu.addAction(view.tr("Select all"), view.keys.selecting.select_all)
    menu.popup(at)


def first_of_cards(places: list[Placed]) -> list[Placed]:
    """One place for each code card and table, those with something to copy first."""
    found: dict[object, Placed] = {}
    for placed in places:
        card = getattr(placed.unit, "card", None)
        has_parts = isinstance(placed.unit, CodeUnit | TableUnit | ProseUnit)
        if has_parts:
            found.setdefault(card if card is not None else placed.unit, placed)
    cards = [each for each in found.values() if not isinstance(each.unit, ProseUnit)]
    prose = [each for each in found.values() if isinstance(each.unit, ProseUnit)]
    formulas = [each for each in prose if formulas_of(each.unit)]  # type: ignore[arg-type]
    return [*cards, *formulas] or places[:1]


def _add_parts(menu: QMenu, view: "TranscriptView", unit: Unit) -> None:
    if isinstance(unit, CodeUnit):
        menu.addAction(view.tr("Copy code"), lambda: put(view, unit.card.code))
        menu.addAction(view.tr("Save code…"), lambda: save_code(view, unit.card))
    elif isinstance(unit, TableUnit):
        menu.addAction(view.tr("Copy table as CSV"), lambda: put(view, as_csv(unit.card)))
        menu.addAction(view.tr("Save table as CSV…"), lambda: save_table(view, unit.card))
    elif isinstance(unit, ProseUnit):
        for formula in formulas_of(unit)[:3]:
            label = view.tr("Copy formula %1").replace("%1", formula[:32].replace("&", "&&"))
            menu.addAction(label, functools.partial(put, view, formula))


def _add_message(menu: QMenu, view: "TranscriptView", entry: int) -> None:
    menu.addSeparator()
    message = view.model.items[entry].message
    if view.model.is_live(entry):
        copied = view.layout_.entry(entry).markdown
        menu.addAction(view.tr("Copy message"), lambda: put(view, copied()))
        return
    *others, last = offered(message)
    if "retry" in others:
        others.insert(others.index("retry") + 1, "retry_with")
    theme, keys = view.around.style.theme, view.actions_.keys
    for name in (*others, "export", last):
        icon, words = LOOKS[name]
        act = functools.partial(view.act, name, message.id)
        role = "danger" if name == "delete" else "muted"
        # Behind a tab they are words: the command itself has the keys.
        label = f"{view.tr(words)}\t{keys.get(name, '')}".rstrip()
        menu.addAction(icons.icon(icon, theme, role), label, act)


def formulas_of(unit: ProseUnit) -> list[str]:
    """LaTeX sources in a unit, in order."""
    spans = unit.leaf.spans if unit.leaf else []
    return [span.value for span in spans if span.kind in {"math", "display"}]


def put(view: "TranscriptView", text: str) -> None:
    """Put words on the clipboard, and have it said."""
    QGuiApplication.clipboard().setText(text)
    view.copied.emit()
