"""Tables: runs of rows that share their columns and scroll sideways together.

The document of a table that is read from the right holds its columns from left to right, as they
are seen: Qt lays tables out in no other way.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QPainter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableCell,
    QTextTableFormat,
)

from desktop_app.widgets.transcript.cutting import cut
from desktop_app.widgets.transcript.inline import OBJECT, InlineReader, Span, fill_cell
from desktop_app.widgets.transcript.segments import Segment
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Surroundings
from desktop_app.widgets.transcript.units.cells import Cell, common, read
from desktop_app.widgets.transcript.units.chips import EDGE, grounds, paint_grounds
from desktop_app.widgets.transcript.units.columns import TableCard
from desktop_app.widgets.transcript.units.documents import DocumentUnit, break_lines
from desktop_app.widgets.transcript.units.drawing import paint_handle, sideways_handle
from desktop_app.widgets.transcript.units.excerpt import (
    Taken,
    as_html,
    as_markdown,
    escaped,
    rows_of,
    taken,
)
from desktop_app.widgets.transcript.units.margins import indent, paint_containers


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
        self._lines: list[int] = []  # bottoms of the rows
        self._changed_row = 0  # since the unit was painted
        self._rows: list[list[Cell]] = []  # what the document holds
        self._columns: list[int] = []  # the widths it was given
        self._shape: tuple[list[str], bool | None] = ([], None)  # sides and direction
        self._codes: dict[tuple[int, int], list[Span]] = {}  # by row and place
        self._chips: list[QRectF] | None = None
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
        self._codes = {}
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
        self.card.alignments = alignments  # a delimiter row that still grows changes them
        self.card.look_at(rows)
        shape = alignments, self.card.is_mirrored
        is_shaped = self._shape == shape and len(rows) >= len(self._rows)
        if self._table is None or self._table.columns() != count or not is_shaped:
            self._shape = shape
            document.clear()
            self._rows, self._codes = [], {}
            self._table = None
        known = len(self._rows)
        self.card.measure(rows, around.style, known=known, has_head=self.segment.is_first)
        if self._table is None:
            # With its widths from the beginning on it is laid out once, not for each of them.
            self._columns = self._seen(self.card.shared_out(count, self._room, around.style))
            break_lines(document, max(sum(self._columns), self._room))
            format_ = _table_format(self._columns)
            self._table = QTextCursor(document).insertTable(len(rows), count, format_)
        elif self._table.rows() < len(rows):
            self._table.appendRows(len(rows) - self._table.rows())
        first = common(self._rows, rows)
        for number in range(first, len(rows)):
            written = self._rows[number] if number < known else None
            self._fill(number, rows[number], written, around)
        self._rows = rows
        self._changed_row = min(self._changed_row, first)
        del self._lines[first:]
        cursor.endEditBlock()

    def _seen(self, columns: list[int]) -> list[int]:
        """Columns from left to right."""
        return columns[::-1] if self.card.is_mirrored else columns

    def _place(self, column: int, count: int) -> int:
        """Where a column stands among `count` ones, counted from the left."""
        return count - 1 - column if self.card.is_mirrored else column

    def _fill(
        self, number: int, row: list[Cell], known: list[Cell] | None, around: Surroundings
    ) -> None:
        """Write one row; `known` is what it holds already."""
        if self._table is None:
            return
        is_head = self.segment.is_first and number == 0
        count = self._table.columns()
        for column in range(count):
            cell = self._table.cellAt(number, self._place(column, count))
            written = row[column] if column < len(row) else []
            if known is None:
                self._dress(cell, column, count, around.style, is_head=is_head)
            elif written == (known[column] if column < len(known) else []):
                continue
            else:
                _empty(cell)
            if written:
                reader = InlineReader(around.style, around.maths, 13 if is_head else 14)
                leaf = reader.read_events(written, ("head",) if is_head else ())
                fill_cell(cell.firstCursorPosition(), leaf)
                self._codes[number, cell.column()] = [s for s in leaf.spans if s.kind == "code"]
                self._waits = self._waits or leaf.waits

    def _dress(
        self, cell: QTextTableCell, column: int, count: int, style: Style, *, is_head: bool
    ) -> None:
        text = style.table_head if is_head else style.table
        before, behind = self.card.gaps(column, count, style)
        left, right = (behind, before) if self.card.is_mirrored else (before, behind)
        shape = cell.format().toTableCellFormat()
        shape.setTopPadding(style.px(6) - text.lift)
        shape.setBottomPadding(style.px(6) + text.lift)
        shape.setLeftPadding(left)
        shape.setRightPadding(right)
        cell.setFormat(shape)
        aligned = self.card.alignment(column)
        cell.firstCursorPosition().setBlockFormat(style.block(text, aligned))

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        style = around.style
        self._chips = None
        self._take_room(style, width)
        if self._table is None:
            return 0
        count = self._table.columns()
        columns = self._seen(self.card.shared_out(count, self._room, style))
        if columns != self._columns:
            self._columns = columns
            self._lines.clear()
            self._table.setFormat(_table_format(columns))
        break_lines(document, max(sum(columns), self._room))
        return self._find_lines(document, style)

    def _take_room(self, style: Style, width: int) -> None:
        self._left = indent(self.segment.containers, style, width)
        self._room = width - self._left

    def _find_lines(self, document: QTextDocument, style: Style) -> int:
        """The unit's height; and the bottoms of rows that changed, where the rules are drawn."""
        if self._table is None:
            return 0
        layout = document.documentLayout()
        self._changed_row = min(self._changed_row, len(self._lines))
        for row in range(len(self._lines), self._table.rows()):
            bottom = 0.0
            for column in range(self._table.columns()):
                block = self._table.cellAt(row, column).lastCursorPosition().block()
                last = block.layout().lineAt(block.layout().lineCount() - 1)
                end = layout.blockBoundingRect(block).top() + last.y() + last.height()
                bottom = max(bottom, end)
            text = style.table_head if self.segment.is_first and row == 0 else style.table
            self._lines.append(round(bottom + style.px(6) + text.lift))
        is_wide = self.card.width > self._room
        has_bar = is_wide and self.segment.is_last
        return self._lines[-1] + 1 + (style.px(14) if has_bar else 0)

    def reset(self) -> None:
        super().reset()
        self.card.forget()

    def release(self) -> None:
        super().release()
        self._table = None
        self._rows, self._columns, self._changed_row = [], [], 0
        self._codes = {}

    def changed_from(self) -> int:
        row, self._changed_row = self._changed_row, len(self._rows)
        return self._lines[row - 1] if 0 < row <= len(self._lines) else 0

    def origin(self) -> QPointF:
        return QPointF(self._left - self.card.hidden(self._room), 0)

    def last_block(self, document: QTextDocument) -> QTextBlock:
        """That of the last cell with words: the cells behind it are only to come."""
        if self._table is None or not self._rows:
            return super().last_block(document)
        written = [column for column, cell in enumerate(self._rows[-1]) if cell]
        count = self._table.columns()
        column = self._place(min(written[-1] if written else 0, count - 1), count)
        return self._table.cellAt(self._table.rows() - 1, column).lastCursorPosition().block()

    def caret(self) -> QPointF | None:
        found = super().caret()
        if found is None:
            return None
        return QPointF(min(found.x(), self._left + self._room), found.y())

    def line_ends(self) -> list[int]:
        self.laid()
        return [line + 1 for line in self._lines]

    def scroll_sideways(self, by: int) -> bool:
        return self.card.scroll(by, self._room)

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        if self._around is None:
            return
        style = self._around.style
        self.laid()
        paint_containers(painter, rect, self.segment, style, self.gap)
        inside = rect.adjusted(self._left, 0, 0, 0)
        painter.save()
        edge = inside.adjusted(-style.px(EDGE), 0, 0, 0)  # of code that a cell begins with
        painter.setClipRect(edge & clip, Qt.ClipOperation.IntersectClip)
        at = QPointF(rect.topLeft()) + self.origin()
        self._paint_chips(painter, at, clip, style)
        self.draw(painter, at, QRectF(clip & inside), marks)
        self._paint_lines(painter, rect, style)
        painter.restore()
        paint_handle(painter, self.sideways_bar(rect), style)

    def _paint_chips(self, painter: QPainter, at: QPointF, clip: QRect, style: Style) -> None:
        if self._chips is None and self._table is not None:
            codes = [
                (first + span.start, first + span.end)
                for place, spans in self._codes.items()
                for first in (self._table.cellAt(*place).firstPosition(),)
                for span in spans
            ]
            self._chips = grounds(self.laid(), codes, style)
        paint_grounds(painter, self._chips or [], at, clip, style)

    def _paint_lines(self, painter: QPainter, rect: QRect, style: Style) -> None:
        width = max(self.card.width, self._room)
        left = rect.x() + self._left - self.card.hidden(self._room)
        for number, line in enumerate(self._lines):
            is_head = number == 0 and self.segment.is_first
            colour = style.theme.border_strong if is_head else style.theme.border
            painter.fillRect(left, rect.y() + line, width, 1, colour)

    def sideways_bar(self, rect: QRect) -> QRectF:
        if not self.segment.is_last or self._around is None:
            return QRectF()
        card, style = self.card, self._around.style
        inside = rect.adjusted(self._left, 0, 0, 0)
        hidden = card.hidden(self._room)
        return sideways_handle(inside, style, content=card.width, room=self._room, offset=hidden)

    def parts_of(self, start: int, end: int) -> list[tuple[int, int]]:
        return [(part.first, part.last) for part in self._taken(start, end)]

    def _taken(self, start: int, end: int) -> list[Taken]:
        """The parts of cells between two positions."""
        self.laid()
        if self._table is None:
            return []
        return list(taken(self._table, start, end, is_mirrored=bool(self.card.is_mirrored)))

    def html_between(self, start: int, end: int) -> str:
        parts = self._taken(start, end)
        if len(parts) == 1 and start > 0 and end < self._length:
            return self._rich(parts[0])
        return as_html(parts, self._rich, has_head=self.segment.is_first)

    def _rich(self, part: Taken) -> str:
        cursor = self._cursor(part.first, part.last)
        has_formula = OBJECT in cursor.selectedText()
        return escaped(self._cut(part)) if has_formula else super().html_between(*part[3:5])

    def text_between(self, start: int, end: int) -> str:
        rows = rows_of(self._taken(start, end))
        said = super().text_between
        return "\n".join("\t".join(said(*cell[3:5]) for cell in cells) for _, cells in rows)

    def markdown_between(self, start: int, end: int) -> str:
        """Words of one cell alone are copied as they are, those of more cells as rows."""
        if start == 0 and end >= self._length:
            return self.segment.source
        parts = self._taken(start, end)
        if len(parts) < 2 or self._table is None:
            return "".join(map(self._cut, parts))
        return as_markdown(parts, self.segment, self._table.columns(), self._cut)

    def _cut(self, part: Taken) -> str:
        """What is taken of one cell, as Markdown."""
        if self._around is None:
            return ""
        row = self._rows[part.row]
        written = row[part.column] if part.column < len(row) else []
        leaf = InlineReader(self._around.style, self._around.maths).read_events(written)
        return cut(leaf, part.first - part.begin, part.last - part.begin, is_alone=True)


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
