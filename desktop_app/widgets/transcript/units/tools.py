"""One tool call as a card: name, arguments, state, result, and the question whether it may run."""

import json
import time

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from desktop_app.viewmodels.transcript import ToolFacts, ToolState
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.cards import Button, CardUnit
from desktop_app.widgets.transcript.units.drawing import paint_live, paint_ring
from desktop_app.widgets.transcript.units.json_lines import Piece, lines, readable
from desktop_app.widgets.transcript.units.painted import paint_words, say, width_of
from desktop_app.widgets.transcript.units.spots import Spot

LONGEST_SUMMARY = 200
MOST_LINES = 60
MOST_ASKED = 400  # lines of arguments that a person is asked to approve
HEAD, LINE, PAD = 44, 20, 8
APPROVE = (
    Button("allow_once", "Allow once", is_primary=True, key="1"),
    Button("allow_conversation", "Allow in this conversation", key="2"),
    Button("allow_always", "Always for this tool", key="3"),
)
DECLINE = Button("decline", "Decline", is_danger=True, key="Esc")


class ToolUnit(CardUnit):
    """One tool call: name, summary of its arguments, state; arguments and result folded.

    While it waits for approval its arguments are open and whole, with the buttons below.
    """

    def __init__(self, call_id: str, name: str) -> None:
        super().__init__()
        self.call_id = call_id
        self.name = name
        self.arguments = ""
        self.result: str | None = None
        self.facts = ToolFacts(ToolState.PREPARING)
        self.is_open = False
        self._lines: list[list[Piece]] = []

    @property
    def is_waiting(self) -> bool:
        """Whether a person has to say if it may run."""
        return self.facts.state is ToolState.WAITING

    @property
    def is_running(self) -> bool:
        """Whether its seconds count."""
        return self.facts.state is ToolState.RUNNING

    def words(self) -> str:
        parts = (f"Tool call {self.name}", self.summary(), self.standing(), self.result or "")
        return "\n".join(part for part in parts if part)

    def summary(self) -> str:
        """The arguments in one short line."""
        if len(self.arguments) > 20_000:
            return " ".join(self.arguments[:1000].split())[:LONGEST_SUMMARY]
        try:
            values = json.loads(self.arguments)
        except (ValueError, RecursionError):
            return " ".join(self.arguments.split())[:LONGEST_SUMMARY]
        if isinstance(values, dict):
            words = [v if isinstance(v, str) else json.dumps(v) for v in values.values()]
            return " · ".join(" ".join(word.split()) for word in words)[:LONGEST_SUMMARY]
        return str(values)[:LONGEST_SUMMARY]

    def standing(self) -> str:
        """The words at the right: how far it is."""
        if self.is_running and self.facts.began is not None:
            return f"running {time.monotonic() - self.facts.began:.1f} s"
        return self.facts.note or self.facts.state.value

    # -- geometry --------------------------------------------------------------------------------

    def tall_for(self, style: Style, width: int) -> int:
        height = 1 + style.px(HEAD)
        self._lines = []
        if self.is_open or self.is_waiting:
            letter = QFontMetrics(style.small_code.font).horizontalAdvance("0")
            self._lines = self._rows(max(12, (width - style.px(34)) // max(1, letter)))
            height += 1 + style.px(2 * PAD) + len(self._lines) * style.px(LINE)
        self._buttons_y = height + 1 + style.px(12)
        if self.is_waiting:
            bottom = max(spot.rect.bottom() + 1 for spot in self._approval(width))
            return bottom + style.px(12) + 1
        return height + 1

    def _rows(self, room: int) -> list[list[Piece]]:
        asked = self.asked()
        if self.is_waiting:
            return lines(asked, room, MOST_ASKED)
        made = lines(asked, room, MOST_LINES)
        if self.result is not None:
            made = [*made, [], *lines(readable(self.result), room, MOST_LINES)]
        return made

    def asked(self) -> str:
        """The arguments as they are read."""
        return readable(self.arguments) or "{}"

    @property
    def can_be_opened(self) -> bool:
        """Whether there is more than its row says."""
        return True

    def _approval(self, width: int) -> list[Spot]:
        """The buttons: Decline stands apart at the right, or last where room ends."""
        style = self.style
        right = width - style.px(13)
        made = self.button_spots(list(APPROVE), style.px(12) + 1, self._buttons_y, right)
        last = made[-1].rect
        wide = self.button_width(DECLINE)
        y = last.y() if last.right() + style.px(8) + wide <= right else last.bottom() + style.px(9)
        rect = QRect(right - wide, y, wide, style.px(32))
        return [*made, Spot(rect, DECLINE.name, DECLINE.label)]

    # -- painting --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect, theme.warning if self.is_waiting else None)
        row = QRect(rect.x(), rect.y() + 1, rect.width(), style.px(HEAD))
        if marks.focus == 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, row.adjusted(2, 2, -2, -2), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        size = style.px(16)
        at = QPoint(row.x() + style.px(12) + 1, row.y() + (row.height() - size) // 2)
        if self.facts.state is ToolState.RUNNING:
            paint_live(painter, QRect(at, QSize(size, size)), style)
        else:
            icon, colour = _SIGNS[self.facts.state]
            self.icon(painter, icon, at, getattr(theme, colour), 16)
        self._paint_head(painter, row, marks)
        if self._lines:
            self._paint_lines(painter, rect, row.bottom() + 1, clip)
        if self.is_waiting:
            buttons = [*APPROVE, DECLINE]
            self.paint_buttons(painter, rect, self._approval(rect.width()), buttons, marks, first=1)

    def _paint_head(self, painter: QPainter, row: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        room = row.adjusted(style.px(37), 0, 0, 0)
        room.setRight(self._paint_standing(painter, row, marks) - style.px(16))
        x = say(painter, room, self.name, style.code_name.font, theme.text)
        if self.facts.server:
            room.setLeft(x + style.px(8))
            x = say(painter, room, self.facts.server, style.label.font, theme.muted)
        if not self.is_waiting:
            room.setLeft(x + style.px(16))
            say(painter, room, self.summary(), style.label.font, theme.muted)

    def _paint_standing(self, painter: QPainter, row: QRect, marks: Marks) -> int:
        """What stands at the right; returns where it begins."""
        style, theme = self.style, self.style.theme
        if self.is_waiting:
            return self._paint_chip(painter, row)
        right = row.right() - style.px(12)
        if self.is_running:
            stop = self.spots()[1]
            paint_words(painter, stop, row.topLeft() - QPoint(0, 1), style, marks=marks, number=1)
            right = row.x() + stop.rect.x()
        elif self.can_be_opened:
            right -= style.px(14)
            chevron = "chevron-down" if self.is_open else "chevron-right"
            colour = theme.text if marks.hover == 0 else theme.muted
            y = row.y() + (row.height() - style.px(14)) // 2
            self.icon(painter, chevron, QPoint(right, y), colour)
        words = self.standing()
        wide = width_of(words, style.small)
        right -= style.px(8) if self.spots() else 0
        area = QRect(right - wide, row.y(), wide + 2, row.height())
        say(painter, area, words, style.small.font, theme.muted)
        return area.x()

    def _paint_chip(self, painter: QPainter, row: QRect) -> int:
        style, theme = self.style, self.style.theme
        words = "Needs your approval"
        wide, tall = width_of(words, style.small_medium) + style.px(16), style.px(24)
        y = row.y() + (row.height() - tall) // 2
        chip = QRect(row.right() - style.px(12) - wide, y, wide, tall)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.warning_soft)
        painter.drawRoundedRect(chip, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setFont(style.small_medium.font)
        painter.setPen(theme.warning)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)
        return chip.x()

    def _paint_lines(self, painter: QPainter, rect: QRect, top: int, clip: QRect) -> None:
        style, theme = self.style, self.style.theme
        bottom = rect.bottom() - 1
        if self.is_waiting:
            bottom = rect.y() + self._buttons_y - style.px(12) - 2
            painter.fillRect(rect.x() + 1, bottom + 1, rect.width() - 2, 1, theme.border)
        inside = QRect(rect.x() + 1, top, rect.width() - 2, bottom - top + 1)
        painter.save()
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.code)
        corner = style.px(12) - 1
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner, corner)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(inside.x(), top, inside.width(), 1, theme.border)
        line = QRect(rect.x() + style.px(17), top + 1 + style.px(PAD), 0, style.px(LINE))
        line.setRight(rect.right() - style.px(14))
        for pieces in self._lines:
            if line.intersects(clip):
                self._paint_line(painter, line, pieces)
            line.translate(0, style.px(LINE))
        painter.restore()

    def _paint_line(self, painter: QPainter, line: QRect, pieces: list[Piece]) -> None:
        room = QRect(line)
        for words, kind in pieces:
            x = say(painter, room, words, self.style.small_code.font, self._colour(kind))
            room.setLeft(x)

    def _colour(self, kind: str) -> QColor:
        theme = self.style.theme
        return {
            "key": theme.syntax_function,
            "string": theme.syntax_string,
            "number": theme.syntax_number,
            "word": theme.syntax_keyword,
        }.get(kind, theme.text)

    # -- what can be pressed ---------------------------------------------------------------------

    def spots(self) -> list[Spot]:
        if self._around is None or not self.can_be_opened:
            return []
        style = self.style
        head = QRect(0, 1, self._width, style.px(HEAD))
        label = f"Tool call {self.name}, {self.facts.state.value}"
        made = [Spot(head, "fold", label)]
        if self.is_waiting:
            made += self._approval(self._width)
        elif self.is_running:
            wide, tall = width_of("Stop", style.label_medium) + style.px(16), style.px(28)
            y = 1 + (style.px(HEAD) - tall) // 2
            stop = QRect(self._width - style.px(8) - wide, y, wide, tall)
            head.setRight(stop.x() - 1)
            made = [Spot(head, "fold", label), Spot(stop, "stop_tool", "Stop")]
        return made


_SIGNS = {
    ToolState.PREPARING: ("loader", "muted"),
    ToolState.WAITING: ("hand", "warning"),
    ToolState.DONE: ("circle-check", "success"),
    ToolState.FAILED: ("circle-alert", "danger"),
    ToolState.DECLINED: ("ban", "muted"),
    ToolState.STOPPED: ("circle-stop", "muted"),
    ToolState.CUT_OFF: ("scissors", "muted"),
    ToolState.UNANSWERED: ("wrench", "muted"),
}
