"""Tables: runs of rows that share their columns and scroll sideways together."""

import html
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.inline import InlineWriter, Span
from desktop_app.widgets.transcript.segments import Segment
from desktop_app.widgets.transcript.style import Style, wrapping
from desktop_app.widgets.transcript.units.base import DocumentUnit, Marks, Surroundings
from desktop_app.widgets.transcript.units.code import sideways_handle
from desktop_app.widgets.transcript.units.prose import indent, paint_containers

WIDEST_TABLE = 64  # columns; what is beyond is not shown
Cell = list[Any]
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


def read(segment: Segment) -> tuple[list[Cell], list[list[Cell]], list[str]]:
    """Head cells, body rows and alignments of a run; a cell is its inline events."""
    head: list[Cell] = []
    body: list[list[Cell]] = []
    alignments: list[str] = []
    row: list[Cell] = []
    for event in markdown.events(segment.head + segment.text):
        if isinstance(event, dict):
            if "Start" in event:
                started = event["Start"]
                if started == "TableHead":
                    row = head
                    continue
                if started == "TableRow":
                    row = []
                    body.append(row)
                    continue
                if started == "TableCell":
                    row.append([])
                    continue
                if isinstance(started, dict) and "Table" in started:
                    alignments = list(started["Table"])
                    continue
            elif "End" in event and event["End"] in {"TableHead", "TableRow", "TableCell", "Table"}:
                continue
        if row:
            row[-1].append(event)
    return head[:WIDEST_TABLE], [row[:WIDEST_TABLE] for row in body], alignments


def words(cell: Cell) -> str:
    """A cell without its marks."""
    taken = []
    for event in cell:
        if isinstance(event, dict):
            for key in ("Text", "Code", "InlineMath", "DisplayMath", "InlineHtml"):
                taken.append(event.get(key, ""))
        else:
            taken.append(" ")
    return "".join(taken)


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
        self.spans: list[Span] = []

    def update(self, segment: Segment) -> None:
        """Take more rows of the same run."""
        self.segment = segment
        self.is_exact = False
        if self.document is not None and self._around is not None:
            self.document.clear()
            if segment.is_first:
                self.card.laid_for = -1
            self.build(self.document, self._around, self._width)
            self._length = self.document.characterCount() - 1
            self._width = 0

    def forget_width(self) -> None:
        """Lay out again at the next chance."""
        self._width = 0
        self.is_exact = False

    def estimate(self, style: Style, width: int) -> None:
        del width
        self.height = style.px(32) * max(1, self.segment.text.strip("\n").count("\n"))

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        del width
        style = around.style
        document.setDefaultFont(style.table.font)
        document.setDefaultTextOption(wrapping(is_wrapped=True))
        around.maths.serve(document)
        head, body, alignments = read(self.segment)
        rows = [head, *body] if self.segment.is_first else body
        count = max((len(row) for row in rows), default=0)
        if not rows or not count:
            self._table = None
            return
        cursor = QTextCursor(document)
        self._table = cursor.insertTable(len(rows), count, _table_format())
        writer = InlineWriter(document, style, around.maths)
        writer.set_size(14)
        for number, row in enumerate(rows):
            is_head = self.segment.is_first and number == 0
            self._fill(writer, number, row, alignments, style, is_head=is_head)
        self.spans = writer.leaf.spans
        self._measure_columns(rows, style)

    def _fill(
        self,
        writer: InlineWriter,
        number: int,
        row: list[Cell],
        alignments: list[str],
        style: Style,
        *,
        is_head: bool,
    ) -> None:
        if self._table is None:
            return
        text = style.table_head if is_head else style.table
        columns = self._table.columns()
        for column in range(columns):
            cell = self._table.cellAt(number, column)
            shape = cell.format().toTableCellFormat()
            shape.setTopPadding(style.px(6) - text.lift)
            shape.setBottomPadding(style.px(6) + text.lift)
            shape.setRightPadding(style.px(16) if column + 1 < columns else 0)
            cell.setFormat(shape)
            cursor = cell.firstCursorPosition()
            aligned = _ALIGNMENTS[alignments[column] if column < len(alignments) else "None"]
            cursor.setBlockFormat(style.block(text, aligned))
            if column < len(row):
                writer.write_cell(cursor, row[column], ("strong",) if is_head else ())

    def _measure_columns(self, rows: list[list[Cell]], style: Style) -> None:
        """Natural widths from the first run; later runs keep to them."""
        if not self.segment.is_first and self.card.natural:
            return
        metrics = QFontMetricsF(style.table.font)
        strong = QFontMetricsF(style.table_head.font)
        natural = [style.px(32)] * max(len(row) for row in rows)
        for number, row in enumerate(rows):
            used = strong if self.segment.is_first and number == 0 else metrics
            for column, cell in enumerate(row):
                text = words(cell)[:400]
                wide = int(used.horizontalAdvance(text) * 1.02) + 4 + style.px(16)
                natural[column] = max(natural[column], wide)
        self.card.natural = natural
        self.card.laid_for = -1

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        style = around.style
        self._left = indent(self.segment.containers, style)
        self._room = width - self._left
        if self._table is None:
            return 0
        if self.card.laid_for != self._room:
            self.card.columns = shared_out(self.card.natural, self._room, style)
            self.card.laid_for = self._room
        shape = _table_format()
        columns = self.card.columns[: self._table.columns()]
        columns += [style.px(64)] * (self._table.columns() - len(columns))
        fixed = QTextLength.Type.FixedLength
        shape.setColumnWidthConstraints([QTextLength(fixed, column) for column in columns])
        self._table.setFormat(shape)
        document.setTextWidth(max(sum(columns), self._room))
        return self._find_lines(document, style)

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

    def origin(self) -> QPointF:
        return QPointF(self._left - self._offset(), 0)

    def _offset(self) -> int:
        return min(self.card.offset, max(0, self.card.width - self._room))

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
            card, style, self.card.width, self._room, self._offset(), is_wrapped=False
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


def shared_out(natural: list[int], room: int, style: Style) -> list[int]:
    """Column widths for a table in `room`: all of it, or more if the columns need more.

    Narrow columns keep their width, wide ones share the rest but stay readable.
    """
    total = sum(natural)
    if not natural:
        return []
    if total <= room:
        spare = (room - total) / len(natural)
        widths = [int(width + spare) for width in natural]
        widths[-1] += room - sum(widths)
        return widths
    fair = room / len(natural)
    small = sum(width for width in natural if width <= fair)
    wide = sum(width for width in natural if width > fair)
    least = style.px(120)
    return [
        width if width <= fair else max(min(width, least), int((room - small) * width / wide))
        for width in natural
    ]


def _table_format() -> QTextTableFormat:
    shape = QTextTableFormat()
    shape.setBorder(0)
    shape.setCellSpacing(0)
    shape.setCellPadding(0)
    shape.setMargin(0)
    shape.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_None)
    return shape
