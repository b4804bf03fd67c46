"""Rows and cells of a table for assistive technology. A cell says what its column is called.

They are read from the rows' source: formulas are heard as they are written.
"""

# mypy: disable-error-code="override"
# Qt takes None for "there is none"; its stubs do not say so.

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface

from desktop_app.widgets.controls.offered import Offered
from desktop_app.widgets.transcript.segments import Segment
from desktop_app.widgets.transcript.units import cells
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.accessible.blocks import Block


class Grid:
    """The words of a run of rows: names of the columns, and rows of as many cells."""

    def __init__(self, segment: Segment) -> None:
        head, body, _ = cells.read(segment)
        self.segment = segment
        self.names = [cells.words(cell).strip() for cell in head]
        said = [[cells.words(cell).strip() for cell in row] for row in body]
        self.rows = [self.names, *said] if segment.is_first else said

    def is_head(self, row: int) -> bool:
        """Whether a row holds the names of the columns."""
        return row == 0 and self.segment.is_first


class Row(Offered):
    """One row."""

    def __init__(self, block: "Block", unit: TableUnit, number: int) -> None:
        super().__init__(block)
        self.block = block
        self.unit = unit
        self.number = number
        self._cells: list[Cell] = []

    @property
    def words(self) -> list[str]:
        """What its cells say."""
        rows = self.block.grid().rows
        return rows[self.number] if self.number < len(rows) else []

    def isValid(self) -> bool:
        return self.block.isValid() and bool(self.words)

    def made(self) -> list["Cell"]:
        return self._cells

    def child(self, index: int) -> QAccessibleInterface | None:
        count = self.childCount()
        while len(self._cells) < count:
            self._cells.append(Cell(self, len(self._cells)))
        return self._cells[index] if 0 <= index < count else None

    def childCount(self) -> int:
        return len(self.words)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.column if isinstance(child, Cell) else -1

    def text(self, kind: QAccessible.Text) -> str:
        return ", ".join(self.words) if kind == QAccessible.Text.Name else ""

    def rect(self) -> QRect:
        area = self.block.rect()
        bottoms = [0, *self.unit.line_ends()]
        if area.isEmpty() or self.number + 1 >= len(bottoms):
            return QRect()
        corner = self.block.message.corner(self.unit)
        top, bottom = bottoms[self.number], bottoms[self.number + 1]
        return QRect(corner.x(), corner.y() + top, area.width(), bottom - top)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Row

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.focused = self.block.focused_row is self
        return state


class Cell(Offered):
    """One cell; its description is the name of its column."""

    def __init__(self, row: Row, column: int) -> None:
        super().__init__(row)
        self._row = row
        self.column = column

    def isValid(self) -> bool:
        return self._row.isValid() and self.column < len(self._row.words)

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return self._row.words[self.column]
        names = self._row.block.grid().names
        is_named = kind == QAccessible.Text.Description and self.column < len(names)
        return names[self.column] if is_named and not self._is_head else ""

    @property
    def _is_head(self) -> bool:
        return self._row.block.grid().is_head(self._row.number)

    def rect(self) -> QRect:
        """Its share of the row: as if all columns were alike."""
        area, count = self._row.rect(), max(1, self._row.childCount())
        wide = area.width() // count
        place = count - 1 - self.column if self._row.unit.card.is_mirrored else self.column
        return area.adjusted(place * wide, 0, (place + 1) * wide - area.width(), 0)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ColumnHeader if self._is_head else QAccessible.Role.Cell
