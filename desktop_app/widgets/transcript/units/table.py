"""Tables: runs of rows that share their columns and scroll sideways together."""

import html

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableCell,
    QTextTableFormat,
)

from desktop_app.widgets.transcript.inline import InlineReader, fill_cell
from desktop_app.widgets.transcript.segments import Segment
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import DocumentUnit, Marks, Surroundings, break_lines
from desktop_app.widgets.transcript.units.cells import Cell, read, shared_out, words
from desktop_app.widgets.transcript.units.drawing import sideways_handle
from desktop_app.widgets.transcript.units.prose import indent, paint_containers

WIDEST_WORD = 240  # pixels of the visual targets; longer words are broken
_ALIGNMENTS = {
    "Left": Qt.AlignmentFlag.AlignLeft,
    "Right": Qt.AlignmentFlag.AlignRight,
    "Center": Qt.AlignmentFlag.AlignHCenter,
    "None": Qt.AlignmentFlag.AlignLeft,
}


class TableCard:
    """What all runs of one table share: columns, alignments, the sideways place."""

    def __init__(self, group: int) -> None:
        self.group = group
        self.units: list[TableUnit] = []
        self.offset = 0
        self.columns: list[int] = []  # pixels, fixed by the first run
        self.natural: list[int] = []
        self.least: list[int] = []  # without breaking a word
        self.laid_for = -1

    @property
    def width(self) -> int:
        """All columns together."""
        return sum(self.columns)

    def rows(self) -> list[list[str]]:
        """The words of all cells, the head first."""
        found = []
        for unit in self.units:
            head, body, _ = read(unit.segment)
            if unit.segment.is_first:
                found.append([words(cell) for cell in head])
            found += [[words(cell) for cell in row] for row in body]
        return found


class TableUnit(DocumentUnit):
    """A run of rows."""

    def __init__(self, segment: Segment, card: TableCard) -> None:
        super().__init__()
        self.segment = segment
        self.card = card
        card.units.append(self)
        self._table: QTextTable | None = None
        self._left = 0
        self._room = 0
        self._lines: list[int] = []
        self._widths: list[list[tuple[int, int]]] = []  # of each cell: whole, longest word
        self._rows: list[list[Cell]] = []  # what the document holds
        self._columns: list[int] = []  # the widths it was given
        self._alignments: list[str] = []  # a delimiter row that still grows changes them
        self._is_stale = False
        self._waits = False

    def update(self, segment: Segment) -> None:
        """Take more rows of the same run; cells that stay as they were are not touched."""
        self.segment = segment
        self.is_exact = False
        if self.document is None or self._around is None:
            return
        self._write(self.document, self._around)
        self._length = self.document.characterCount() - 1
        self._is_stale = True

    def lay_out(self, around: Surroundings, width: int) -> None:
        if self._is_stale and self.document is not None and self._width == width:
            self.height = self.measure(self.document, around, width)
            self.is_exact = True
        self._is_stale = False
        super().lay_out(around, width)

    @property
    def waits_for_formula(self) -> bool:
        """Whether a formula is shown as its source for the time being."""
        return self._waits

    def forget(self) -> None:
        """Lay out again at the next chance."""
        self._width = 0
        self.is_exact = False

    def estimate(self, style: Style, width: int) -> None:
        del width
        self.height = style.px(32) * max(1, self.segment.text.strip("\n").count("\n"))

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        self._take_room(around.style, width)
        document.setDefaultFont(around.style.table.font)
        around.maths.serve(document)
        self._table = None
        self._rows = []
        self._waits = False
        self._write(document, around)

    def _write(self, document: QTextDocument, around: Surroundings) -> None:
        """Make the document hold the segment's rows."""
        head, body, alignments = read(self.segment)
        rows = [head, *body] if self.segment.is_first else body
        count = len(head)
        if not rows or not count:
            return
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        is_shaped = self._alignments == alignments and len(rows) >= len(self._rows)
        if self._table is None or self._table.columns() != count or not is_shaped:
            self._alignments = alignments
            document.clear()
            self._rows = []
            self._table = None
        self._measure_columns(rows, around.style, len(self._rows))
        if self._table is None:
            # With its widths from the beginning on it is laid out once, not for each of them.
            self._columns = self._shared_out(count, around.style)
            break_lines(document, max(sum(self._columns), self._room))
            shape = _table_format(self._columns)
            self._table = QTextCursor(document).insertTable(len(rows), count, shape)
        elif self._table.rows() < len(rows):
            self._table.appendRows(len(rows) - self._table.rows())
        for number, row in enumerate(rows):
            known = self._rows[number] if number < len(self._rows) else None
            if row != known:
                self._fill(number, row, known, alignments, around)
        self._rows = rows
        cursor.endEditBlock()

    def _fill(
        self,
        number: int,
        row: list[Cell],
        known: list[Cell] | None,
        alignments: list[str],
        around: Surroundings,
    ) -> None:
        """Write one row; `known` is what it holds already."""
        if self._table is None:
            return
        is_head = self.segment.is_first and number == 0
        for column in range(self._table.columns()):
            cell = self._table.cellAt(number, column)
            written = row[column] if column < len(row) else []
            if known is None:
                self._shape(cell, column, alignments, around.style, is_head=is_head)
            elif written == (known[column] if column < len(known) else []):
                continue
            else:
                _empty(cell)
            if written:
                reader = InlineReader(around.style, around.maths, 13 if is_head else 14)
                leaf = reader.read_events(written, ("strong",) if is_head else ())
                fill_cell(cell.firstCursorPosition(), leaf)
                self._waits = self._waits or leaf.waits

    def _shape(
        self,
        cell: QTextTableCell,
        column: int,
        alignments: list[str],
        style: Style,
        *,
        is_head: bool,
    ) -> None:
        text = style.table_head if is_head else style.table
        is_last = self._table is not None and column + 1 == self._table.columns()
        shape = cell.format().toTableCellFormat()
        shape.setTopPadding(style.px(6) - text.lift)
        shape.setBottomPadding(style.px(6) + text.lift)
        shape.setRightPadding(0 if is_last else style.px(16))
        cell.setFormat(shape)
        aligned = _ALIGNMENTS[alignments[column] if column < len(alignments) else "None"]
        cell.firstCursorPosition().setBlockFormat(style.block(text, aligned))

    def _measure_columns(self, rows: list[list[Cell]], style: Style, known: int) -> None:
        """Natural widths from the first run; later runs keep to them."""
        if not self.segment.is_first and self.card.natural:
            return
        metrics = QFontMetricsF(style.table.font)
        strong = QFontMetricsF(style.table_head.font)
        del self._widths[max(0, known - 1) :]
        for number, row in list(enumerate(rows))[len(self._widths) :]:
            used = strong if self.segment.is_first and number == 0 else metrics
            texts = [words(cell)[:400] for cell in row]
            self._widths.append([_widths(text, used, style) for text in texts])
        least = (style.px(32), style.px(32))
        count = max(len(row) for row in self._widths)
        columns = [
            [row[column] if column < len(row) else least for row in self._widths]
            for column in range(count)
        ]
        self.card.natural = [max(whole for whole, _ in column) for column in columns]
        self.card.least = [max(word for _, word in column) for column in columns]
        self.card.laid_for = -1

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        style = around.style
        self._take_room(style, width)
        if self._table is None:
            return 0
        columns = self._shared_out(self._table.columns(), style)
        if columns != self._columns:
            self._columns = columns
            self._table.setFormat(_table_format(columns))
        break_lines(document, max(sum(columns), self._room))
        return self._find_lines(document, style)

    def _take_room(self, style: Style, width: int) -> None:
        self._left = indent(self.segment.containers, style)
        self._room = width - self._left

    def _shared_out(self, count: int, style: Style) -> list[int]:
        """The widths of `count` columns in this room."""
        if self.card.laid_for != self._room:
            self.card.columns = shared_out(self.card.natural, self.card.least, self._room)
            self.card.laid_for = self._room
        columns = self.card.columns[:count]
        return columns + [style.px(64)] * (count - len(columns))

    def _find_lines(self, document: QTextDocument, style: Style) -> int:
        """Bottoms of the rows, where the rules are drawn."""
        if self._table is None:
            return 0
        layout = document.documentLayout()
        self._lines = []
        for row in range(self._table.rows()):
            bottom = 0.0
            for column in range(self._table.columns()):
                cell = self._table.cellAt(row, column)
                block = cell.lastCursorPosition().block()
                pad = cell.format().toTableCellFormat().bottomPadding()
                bottom = max(bottom, layout.blockBoundingRect(block).bottom() + pad)
            self._lines.append(round(bottom))
        is_wide = self.card.width > self._room
        has_bar = is_wide and self.segment.is_last
        return self._lines[-1] + 1 + (style.px(14) if has_bar else 0)

    def reset(self) -> None:
        super().reset()
        self.card.natural = []
        self.card.laid_for = -1

    def release(self) -> None:
        super().release()
        self._table = None
        self._rows, self._columns = [], []

    def origin(self) -> QPointF:
        return QPointF(self._left - self._offset(), 0)

    def last_block(self, document: QTextDocument) -> QTextBlock:
        """That of the last cell with words: the cells behind it are only to come."""
        if self._table is None or not self._rows:
            return super().last_block(document)
        written = [column for column, cell in enumerate(self._rows[-1]) if cell]
        column = min(written[-1] if written else 0, self._table.columns() - 1)
        return self._table.cellAt(self._table.rows() - 1, column).lastCursorPosition().block()

    def caret(self) -> QPointF | None:
        found = super().caret()
        if found is None:
            return None
        return QPointF(min(found.x(), self._left + self._room), found.y())

    def _offset(self) -> int:
        return min(self.card.offset, max(0, self.card.width - self._room))

    def line_ends(self) -> list[int]:
        self.laid()
        return [line + 1 for line in self._lines]

    def scroll_sideways(self, by: int) -> bool:
        target = max(0, min(self.card.width - self._room, self.card.offset + by))
        has_moved = target != self.card.offset and self.card.width > self._room
        if has_moved:
            self.card.offset = target
        return has_moved

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        if self._around is None:
            return
        style = self._around.style
        self.laid()
        paint_containers(painter, rect, self.segment, style, self.gap)
        inside = rect.adjusted(self._left, 0, 0, 0)
        painter.save()
        painter.setClipRect(inside & clip, Qt.ClipOperation.IntersectClip)
        self.draw(painter, QPointF(rect.topLeft()) + self.origin(), QRectF(clip & inside), marks)
        self._paint_lines(painter, rect, style)
        painter.restore()
        if self.segment.is_last:
            self._paint_bar(painter, inside, style)

    def _paint_lines(self, painter: QPainter, rect: QRect, style: Style) -> None:
        width = max(self.card.width, self._room)
        left = rect.x() + self._left - self._offset()
        for number, line in enumerate(self._lines):
            is_head = number == 0 and self.segment.is_first
            colour = style.theme.border_strong if is_head else style.theme.border
            painter.fillRect(left, rect.y() + line, width, 1, colour)

    def _paint_bar(self, painter: QPainter, inside: QRect, style: Style) -> None:
        bar = self.bar_rect(inside, style)
        if not bar.isEmpty():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.theme.handle)
            painter.drawRoundedRect(bar, style.px(3), style.px(3))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def bar_rect(self, card: QRect, style: Style) -> QRectF:
        """The sideways scroll bar's handle; empty if all columns fit."""
        return sideways_handle(
            card, style, content=self.card.width, room=self._room, offset=self._offset()
        )

    def html_between(self, start: int, end: int) -> str:
        del start, end
        rows = self.card.rows() if self.segment.is_first else []
        made = ["<table>"]
        for number, row in enumerate(rows):
            tag = "th" if number == 0 else "td"
            cells = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row)
            made.append(f"<tr>{cells}</tr>")
        return "".join(made) + "</table>" if rows else ""

    def text_between(self, start: int, end: int) -> str:
        if start == 0 and end >= self._length:
            head, body, _ = read(self.segment)
            rows = [head, *body] if self.segment.is_first else body
            return "\n".join("\t".join(words(cell) for cell in row) for row in rows)
        return super().text_between(start, end)

    def markdown_between(self, start: int, end: int) -> str:
        is_whole = start == 0 and end >= self._length
        return self.segment.source if is_whole else self.text_between(start, end)


def _rounded(width: float, style: Style) -> int:
    """A cell's width, rounded up so that a growing word does not move the columns each time."""
    return -(-int(width * 1.02 + 4 + style.px(16)) // 8) * 8


def _widths(text: str, metrics: QFontMetricsF, style: Style) -> tuple[int, int]:
    """What a cell takes in one line, and what its longest word takes."""
    longest = max(text.split(), key=len, default="")
    most = style.px(WIDEST_WORD)
    word = min(most, _rounded(metrics.horizontalAdvance(longest), style))
    return _rounded(metrics.horizontalAdvance(text), style), word


def _empty(cell: QTextTableCell) -> None:
    cursor = cell.firstCursorPosition()
    end = cell.lastCursorPosition().position()
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()


def _table_format(columns: list[int]) -> QTextTableFormat:
    shape = QTextTableFormat()
    fixed = QTextLength.Type.FixedLength
    shape.setColumnWidthConstraints([QTextLength(fixed, column) for column in columns])
    shape.setBorder(0)
    shape.setCellSpacing(0)
    shape.setCellPadding(0)
    shape.setMargin(0)
    shape.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_None)
    return shape
