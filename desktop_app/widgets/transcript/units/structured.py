"""A structured answer as a card: a tree that fills in, and whether it is what was asked for.

The JSON itself, if it is shown, stands in a code card below; this one never hands anything on.
"""

import json

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop_app.domain.completion import OutputSchema
from desktop_app.domain.message import State
from desktop_app.viewmodels.transcript_schema import Asked, Fault
from desktop_app.widgets.transcript.growing_json import GrowingJson, Node
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.cards import CardUnit
from desktop_app.widgets.transcript.units.drawing import paint_button, paint_ring
from desktop_app.widgets.transcript.units.painted import paint_words, say, width_of
from desktop_app.widgets.transcript.units.spots import Spot
from desktop_app.widgets.transcript.units.tree_rows import Row, Rows

LONGEST_CHECKED = 2_000_000  # characters
HEAD, ROW, INDENT, FOOT, PAD = 44, 24, 20, 36, 8
_WAITS = "Checked against the schema when it is whole. Until then it is handed to nobody."


class StructuredUnit(CardUnit):
    """Head, rows, and one line that says how the answer stands."""

    def __init__(self, schema: OutputSchema) -> None:
        super().__init__()
        self.name = schema.name
        self.reader = GrowingJson()
        self.shows_json = False
        self.faults: list[Fault] = []
        self.is_over = False
        self._asked = Asked(schema.schema, schema.schema)
        self._rows = Rows(self.reader, self._asked)
        self._shown: list[Row] = []
        self._tops: list[int] = []
        self._pieces: list[str] = []
        self._state = State.STREAMING

    @property
    def fed(self) -> int:
        """Characters read so far."""
        return self.reader.fed

    @property
    def text(self) -> str:
        """The JSON as it came."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def feed(self, text: str) -> None:
        """Take more of the answer."""
        self._pieces.append(text)
        self.reader.feed(text)
        self.is_exact = False

    def end(self, state: State) -> None:
        """Nothing more will come."""
        if self.is_over:
            return
        self.reader.end()
        self.is_over, self._state, self.is_exact = True, state, False
        if self.is_whole and self.fed <= LONGEST_CHECKED:
            self.faults = self._asked.faults(json.loads(self.text))
            self._rows.faults = dict(reversed(self.faults))

    @property
    def is_whole(self) -> bool:
        """Whether it is JSON from its beginning to its end, of an answer that ended well."""
        return self.is_over and self.reader.is_whole and self._state is State.COMPLETE

    def toggle(self, node: Node) -> None:
        """Fold an object or a list, or open it."""
        self._rows.folded ^= {node}
        self.is_exact = False

    # -- words -----------------------------------------------------------------------------------

    def words(self) -> str:
        return self.text

    def standing(self) -> tuple[str, str, str]:
        """Icon, name of the colour and words of the line at the bottom."""
        reader = self.reader
        if reader.broken:
            return "circle-alert", "danger", f"Not the JSON that was asked for: {reader.broken}."
        if reader.is_too_large:
            return "info", "muted", "Too large for the tree: see JSON. It was not checked."
        if not self.is_over:
            return "shield-check", "muted", _WAITS
        if not self.is_whole:
            return "scissors", "danger", f"Cut off after {_fields(reader.values)}: not handed on."
        if self.faults:
            more = f" and {len(self.faults) - 1} more" if len(self.faults) > 1 else ""
            where, what = self.faults[0]
            words = f"Not as asked: {where or 'the answer'} {what}{more}."
            return "circle-alert", "danger", words
        return "circle-check", "success", "Whole, and as the schema asks."

    def _progress(self) -> str:
        values = self.reader.values
        if self.is_over or self.reader.broken:
            return _fields(values)
        coming = self._rows.coming + (self._growing is not None)
        return f"filling in, {values} of {values + coming} fields" if values else "filling in"

    @property
    def _growing(self) -> Node | None:
        """The value that is being filled in; none after the end."""
        return None if self.is_over else self.reader.growing

    @property
    def _needs_retry(self) -> bool:
        is_wrong = bool(self.faults) or not (self.is_whole or self.reader.is_too_large)
        return self.is_over and is_wrong

    # -- geometry --------------------------------------------------------------------------------

    def estimate(self, style: Style, width: int) -> None:
        del width
        self.height = style.px(HEAD + FOOT + 2 * PAD) + len(self.reader.nodes) * style.px(ROW)

    def tall_for(self, style: Style, width: int) -> int:
        top = style.px(HEAD) + 1
        self._tops = []
        if self.shows_json:
            self._shown = []
            return top + style.px(FOOT)
        letters = int((width - style.px(33 + 24)) / self._letter(style))
        self._shown = self._rows.made(letters, is_over=self.is_over)
        y = top + style.px(PAD)
        for row in self._shown:
            self._tops.append(y)
            y += style.px(ROW) + (max(1, len(row.lines)) - 1) * style.small_code.line
        return y + style.px(PAD) + 1 + style.px(FOOT)

    def _letter(self, style: Style) -> float:
        return max(1.0, QFontMetricsF(style.small_code.font).horizontalAdvance("0"))

    def _key_x(self, row: Row) -> int:
        return self.style.px(33) + row.depth * self.style.px(INDENT)

    def _value_x(self, row: Row) -> int:
        return self._key_x(row) + round(row.column * self._letter(self.style))

    def caret(self) -> QPointF | None:
        growing = self._growing
        for row, top in zip(reversed(self._shown), reversed(self._tops), strict=True):
            if row.node is not None and row.node is growing and row.lines:
                font = QFontMetricsF(self.style.small_code.font)
                line = self.style.small_code.line
                y = top + self.style.px(ROW) / 2 + (len(row.lines) - 1) * line
                return QPointF(self._value_x(row) + font.horizontalAdvance(row.lines[-1]), y)
        return None

    # -- painting --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        self._paint_head(painter, rect, marks)
        painter.fillRect(rect.x() + 1, rect.y() + style.px(HEAD), rect.width() - 2, 1, theme.border)
        for row, top in zip(self._shown, self._tops, strict=True):
            height = style.px(ROW) + (max(1, len(row.lines)) - 1) * style.small_code.line
            area = QRect(rect.x(), rect.y() + top, rect.width(), height)
            if area.top() > clip.bottom():
                break
            if area.bottom() >= clip.top():
                self._paint_row(painter, area, row)
        self._paint_folds(painter, rect, clip, marks)
        self._paint_foot(painter, rect, marks)

    def _paint_head(self, painter: QPainter, rect: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        head = QRect(rect.x(), rect.y(), rect.width(), style.px(HEAD))
        y = head.y() + (head.height() - style.px(16)) // 2
        self.icon(painter, "braces", QPoint(head.x() + style.px(13), y), theme.muted, 16)
        tree, source, copy = self._head_spots()
        room = head.adjusted(style.px(37), 0, 0, 0)
        room.setRight(rect.x() + tree.rect.x() - style.px(12))
        x = say(painter, room, self.name, style.title.font, theme.text)
        room.setLeft(x + style.px(8))
        say(painter, room, self._progress(), style.label.font, theme.muted)
        self._paint_switch(painter, rect, (tree, source), marks)
        paint_button(
            painter,
            copy.rect.translated(rect.topLeft()),
            "copy",
            style,
            is_hovered=marks.hover == 2,
            is_focused=marks.focus == 2,
            dpr=self.dpr,
        )

    def _paint_switch(
        self, painter: QPainter, rect: QRect, spots: tuple[Spot, Spot], marks: Marks
    ) -> None:
        style, theme = self.style, self.style.theme
        first, second = (spot.rect.translated(rect.topLeft()) for spot in spots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.border)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(first | second).adjusted(-2.5, -2.5, 2.5, 2.5)
        painter.drawRoundedRect(frame, style.px(8), style.px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.selected)
        chosen = second if self.shows_json else first
        painter.drawRoundedRect(chosen, style.px(6), style.px(6))
        for number, area in enumerate((first, second)):
            if number == marks.focus:
                paint_ring(painter, area, style)
            is_lit = area is chosen or marks.hover == number
            painter.setPen(theme.text if is_lit else theme.muted)
            painter.setFont(style.small_medium.font)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, spots[number].label)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_row(self, painter: QPainter, area: QRect, row: Row) -> None:
        style, theme = self.style, self.style.theme
        if row.node is not None and row.node is self._growing:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_soft)
            inset = style.px(12) + 1
            painter.drawRoundedRect(area.adjusted(inset, 0, -inset, 0), style.px(4), style.px(4))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        line = QRect(area.x() + self._key_x(row), area.y(), 0, style.px(ROW))
        line.setRight(area.right() - style.px(16))
        key_color = theme.danger if row.is_missing else theme.syntax_function
        x = say(painter, line, row.key, style.small_code.font, key_color)
        if row.node is None or row.node.has_children:
            line.setLeft(x + style.px(12))
            words = self._container(row.node) if row.node is not None else row.lines[0]
            color = theme.danger if row.is_missing else theme.muted
            x = say(painter, line, words, style.small.font, color)
        else:
            line.setLeft(area.x() + self._value_x(row))
            for text in row.lines:
                x = say(painter, line, text, style.small_code.font, self._value_color(row.node))
                line.translate(0, style.small_code.line)
            line.translate(0, -style.small_code.line)
        if fault := self._fault(row):
            line.setLeft(x + style.px(12))
            say(painter, line, fault, style.small.font, theme.danger)

    def _fault(self, row: Row) -> str:
        node = row.node
        if self.is_over and node is not None and not node.has_children and not node.is_whole:
            return "cut off"
        return row.fault

    def _container(self, node: Node) -> str:
        count = len(node.children)
        growing = "cut off" if self.is_over else "filling in"
        if node.kind == "array":
            return "1 item" if count == 1 else f"{count:,} items"
        return f"object, {_fields(count)}" if node.is_whole else f"object, {growing}"

    def _value_color(self, node: Node) -> QColor:
        theme = self.style.theme
        if node.kind == "string":
            return theme.syntax_string
        return theme.syntax_number if node.kind == "number" else theme.syntax_keyword

    def _paint_folds(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        theme, style = self.style.theme, self.style
        for number, (spot, node) in enumerate(self._fold_spots(), 3):
            area = spot.rect.translated(rect.topLeft())
            if not area.intersects(clip):
                continue
            if number == marks.focus:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ring(painter, area, style)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            name = "chevron-right" if node in self._rows.folded else "chevron-down"
            inset = (area.height() - style.px(14)) // 2
            color = theme.text if number == marks.hover else theme.muted
            self.icon(painter, name, area.topLeft() + QPoint(0, inset), color)

    def _paint_foot(self, painter: QPainter, rect: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        foot = QRect(rect.x(), rect.bottom() + 1 - style.px(FOOT), rect.width(), style.px(FOOT))
        if not self.shows_json:
            painter.fillRect(foot.x() + 1, foot.y() - 1, foot.width() - 2, 1, theme.border)
        icon, color, words = self.standing()
        ink = getattr(theme, color)
        y = foot.y() + (foot.height() - style.px(14)) // 2
        self.icon(painter, icon, QPoint(foot.x() + style.px(13), y), ink)
        room = foot.adjusted(style.px(33), 0, -style.px(16), 0)
        retry = self._retry_spot()
        if retry is not None:
            number = 3 + len(self._fold_spots())
            paint_words(painter, retry, rect.topLeft(), style, marks=marks, number=number)
            room.setRight(rect.x() + retry.rect.x() - style.px(8))
        say(painter, room, words, style.small.font, ink if color == "danger" else theme.muted)

    # -- what can be pressed ---------------------------------------------------------------------

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        retry = self._retry_spot()
        folds = [spot for spot, _ in self._fold_spots()]
        return [*self._head_spots(), *folds, *([retry] if retry is not None else [])]

    def folds(self, number: int) -> Node:
        """What spot `number` folds."""
        return self._fold_spots()[number - 3][1]

    def _head_spots(self) -> tuple[Spot, Spot, Spot]:
        style = self.style
        size, y = style.px(28), (style.px(HEAD) - style.px(28)) // 2
        tall, inset = style.px(22), (style.px(HEAD) - style.px(22)) // 2
        copy = QRect(self._width - style.px(12) - size, y, size, size)
        wide = width_of("JSON", style.small_medium) + style.px(16)
        source = QRect(copy.x() - style.px(12) - wide, inset, wide, tall)
        wide = width_of("Tree", style.small_medium) + style.px(16)
        tree = QRect(source.x() - wide, inset, wide, tall)
        return (
            Spot(tree, "show_tree", "Tree"),
            Spot(source, "show_json", "JSON"),
            Spot(copy, "copy_json", "Copy the JSON"),
        )

    def _fold_spots(self) -> list[tuple[Spot, Node]]:
        style = self.style
        made = []
        for row, top in zip(self._shown, self._tops, strict=True):
            if row.node is not None and row.node.children:
                x = self._key_x(row) - style.px(20)
                verb = "Open" if row.node in self._rows.folded else "Fold"
                rect = QRect(x, top, style.px(18), style.px(ROW))
                made.append((Spot(rect, "fold_node", f"{verb} {row.key}"), row.node))
        return made

    def _retry_spot(self) -> Spot | None:
        if not self._needs_retry:
            return None
        style = self.style
        wide, tall = width_of("Retry", style.label_medium) + style.px(16), style.px(28)
        y = self.height - style.px(FOOT) + (style.px(FOOT) - tall) // 2
        return Spot(QRect(self._width - style.px(8) - wide, y, wide, tall), "retry", "Retry")


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count:,} fields"
