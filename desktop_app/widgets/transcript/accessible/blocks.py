"""The blocks of a message for assistive technology: read letter by letter, with their buttons."""

# mypy: disable-error-code="override"
# Qt takes None for "there is none"; its stubs do not say so.

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleAttributesInterface,
    QAccessibleInterface,
)

from desktop_app.widgets.controls.offered import Offered
from desktop_app.widgets.transcript.accessible import roles
from desktop_app.widgets.transcript.accessible.tables import Grid, Row
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.spots import Spot
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.accessible.messages import MessageInterface
    from desktop_app.widgets.transcript.view import TranscriptView

_Kind = QAccessible.InterfaceType
_PRESS = QAccessibleActionInterface.pressAction()
_FOCUS = QAccessibleActionInterface.setFocusAction()


class Block(Offered):
    """One unit of a message, laid out when it is asked for."""

    def __init__(self, message: "MessageInterface", unit: Unit) -> None:
        super().__init__(message)
        self.message = message
        self.unit = unit
        self._rows: list[Row] = []
        self._grid: Grid | None = None
        self._stops: dict[int, Stop] = {}
        self.is_text = isinstance(unit, DocumentUnit) and not isinstance(unit, TableUnit)
        self.more[_Kind.AttributesInterface] = _Level(self)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        if kind == _Kind.TextInterface and self.is_text and self.isValid():
            return self.message.reader.read(self)  # type: ignore[return-value]  # its address
        return super().interface_cast(kind)

    @property
    def view(self) -> "TranscriptView":
        """The transcript that it is of."""
        return self.message.view

    @property
    def index(self) -> int:
        """Where it stands in its message, -1 if it is gone."""
        units = self.message.units()
        return next((place for place, unit in enumerate(units) if unit is self.unit), -1)

    def isValid(self) -> bool:
        return self.index >= 0

    def lay_out(self) -> Unit:
        """The unit, laid out."""
        layout = self.view.layout_
        if self.unit not in layout.laid_out():
            layout.realise(self.message.place, self.unit)
        return self.unit

    def made(self) -> list[Offered]:
        return [*self._rows, *self._stops.values()]

    def rows(self) -> list[Row]:
        """Of a table: its rows."""
        if not isinstance(self.unit, TableUnit):
            return []
        count = len(self.grid().rows)
        while len(self._rows) < count:
            self._rows.append(Row(self, self.unit, len(self._rows)))
        return self._rows[:count]

    @property
    def focused_row(self) -> Row | None:
        """Of a table: the row that the moving end of the selection is in."""
        head = self.view.selection.head
        is_here = self.view.keys.selecting.unit is self.unit
        return self.row_of(head.position) if is_here and head is not None else None

    def row_of(self, position: int) -> Row | None:
        """Of a table: the row that a position of its document is in."""
        rows = self.rows()
        top = self.unit.position_y(position)
        number = bisect_right(self.unit.line_ends(), top)
        return rows[number] if number < len(rows) else None

    def grid(self) -> Grid:
        """Of a table: its words."""
        segment = self.unit.segment if isinstance(self.unit, TableUnit) else None
        if segment is not None and (self._grid is None or self._grid.segment is not segment):
            self._grid = Grid(segment)
        if self._grid is None:
            raise TypeError("only tables have rows")
        return self._grid

    def stops(self) -> list["Stop"]:
        """What can be pressed in it."""
        count = len(self.lay_out().stops())
        for number in range(count):
            if number not in self._stops:
                self._stops[number] = Stop(self, number)
        return [self._stops[number] for number in range(count)]

    def children(self) -> list[Offered]:
        """Rows, then what can be pressed."""
        return [*self.rows(), *self.stops()] if self.isValid() else []

    def child(self, index: int) -> QAccessibleInterface | None:
        children = self.children()
        return children[index] if 0 <= index < len(children) else None

    def childCount(self) -> int:
        return len(self.children())

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((place for place, each in enumerate(self.children()) if each is child), -1)

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name or not self.isValid():
            return ""
        if isinstance(self.unit, TableUnit):
            return roles.table_name(len(self.grid().rows), len(self.grid().names))
        return roles.name(self.lay_out())

    def rect(self) -> QRect:
        return self.message.on_screen(self.unit)

    def role(self) -> QAccessible.Role:
        if self.isValid():
            self.lay_out()
        return roles.role(self.unit)

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.multiLine = True
        state.readOnly = isinstance(self.unit, CodeUnit)  # its role says that it can be written
        state.invalid = not self.isValid()
        state.offscreen = self.rect().isEmpty()
        state.focusable = state.selectableText = self.is_text
        state.focused = self.view.keys.selecting.unit is self.unit
        return state


class _Level(QAccessibleAttributesInterface):
    """Of a heading: how deep it is."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self._block = block

    def attributeKeys(self) -> list[QAccessible.Attribute]:
        return [QAccessible.Attribute.Level] if roles.level(self._block.unit) else []

    def attributeValue(self, key: QAccessible.Attribute) -> object:
        return roles.level(self._block.unit) if key == QAccessible.Attribute.Level else None


class Stop(Offered):
    """A button or link inside a block."""

    def __init__(self, block: Block, number: int) -> None:
        super().__init__(block)
        self.block = block
        self.number = number
        self._press = _Press(self)
        self.more[_Kind.ActionInterface] = self._press

    @property
    def spot(self) -> Spot | None:
        """Where it is and what it stands for, None once it is gone."""
        stops = self.block.unit.stops() if self.block.isValid() else []
        return stops[self.number] if self.number < len(stops) else None

    def isValid(self) -> bool:
        return self.spot is not None

    def text(self, kind: QAccessible.Text) -> str:
        spot = self.spot
        return spot.label if spot is not None and kind == QAccessible.Text.Name else ""

    def rect(self) -> QRect:
        spot, area = self.spot, self.block.rect()
        if spot is None or area.isEmpty():
            return QRect()
        return spot.rect.translated(self.block.message.corner(self.block.unit))

    @property
    def _is_link(self) -> bool:
        return self.number >= len(self.block.unit.spots())

    def role(self) -> QAccessible.Role:
        if self._is_link:
            return QAccessible.Role.Link
        spot = self.spot
        is_switch = spot is not None and spot.name == "wrap"
        return QAccessible.Role.CheckBox if is_switch else QAccessible.Role.Button

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.linked = self._is_link
        state.invalid = not self.isValid()
        state.offscreen = self.rect().isEmpty()
        state.focused = self.block.view.keys.focused_spot(self.block.unit) == self.number
        spot = self.spot
        if spot is not None:
            state.disabled = spot.is_off
            roles.fill_state(state, self.block.unit, spot)
        return state


class _Press(QAccessibleActionInterface):
    """Pressing it, and putting the keyboard there."""

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    def actionNames(self) -> list[str]:
        return [_PRESS, _FOCUS]

    def keyBindingsForAction(self, actionName: str) -> list[str]:
        return ["Return"] if actionName == _PRESS else []

    def doAction(self, actionName: str) -> None:
        stop = self._stop
        if not stop.isValid():
            return
        view, message = stop.block.view, stop.block.message
        placed = message.brought(stop.block.unit)
        if placed is not None:
            view.keys.stand_at_stop(placed, stop.number)
            if actionName == _PRESS:
                view.press_spot(placed, stop.number)
