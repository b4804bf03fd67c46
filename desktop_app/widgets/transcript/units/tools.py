"""One tool call as a card: name, arguments, state, result."""

import json

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Spot
from desktop_app.widgets.transcript.units.cards import CardUnit
from desktop_app.widgets.transcript.units.drawing import paint_ring
from desktop_app.widgets.transcript.units.painted import say, width_of

LONGEST_SUMMARY = 200


class ToolUnit(CardUnit):
    """One tool call: name, summary of its arguments, state; arguments and result folded."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.arguments = ""
        self.result: str | None = None
        self.state = "preparing"
        self.is_open = False

    def words(self) -> str:
        parts = (f"Tool call {self.name}", self.summary(), self.state, self.result or "")
        return "\n".join(part for part in parts if part)

    def summary(self) -> str:
        """The arguments in one short line."""
        try:
            values = json.loads(self.arguments)
        except ValueError:
            return " ".join(self.arguments.split())[:LONGEST_SUMMARY]
        if isinstance(values, dict):
            words = [v if isinstance(v, str) else json.dumps(v) for v in values.values()]
            return "  ".join(" ".join(word.split()) for word in words)[:LONGEST_SUMMARY]
        return str(values)[:LONGEST_SUMMARY]

    def tall_for(self, style: Style, width: int) -> int:
        del width
        height = style.px(44)
        if self.is_open:
            height += 1 + style.px(16) + len(self._rows()) * style.px(20)
        return height + 1

    def _rows(self) -> list[str]:
        rows = readable(self.arguments).splitlines() or ["{}"]
        if self.result is not None:
            rows = [*rows, "", *readable(self.result).splitlines()]
        return rows[:60]

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        spot = self.spots()[0].rect.translated(rect.topLeft())
        if marks.focus == 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, spot.adjusted(2, 2, -2, -2), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        icon, colour = _SIGNS.get(self.state, ("wrench", theme.muted))
        ink = getattr(theme, colour) if isinstance(colour, str) else colour
        row = QRect(rect.x(), rect.y(), rect.width(), style.px(44))
        y = row.y() + (row.height() - style.px(16)) // 2
        self.icon(painter, icon, QPoint(row.x() + style.px(13), y), ink, 16)
        self._paint_row(painter, row, marks)
        if self.is_open:
            self._paint_rows(painter, rect, row.bottom() + 1)

    def _paint_row(self, painter: QPainter, row: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        state = self.state
        right = row.right() - style.px(12 + 14)
        state_width = width_of(state, style.small)
        room = row.adjusted(style.px(37), 0, 0, 0)
        room.setRight(right - style.px(8) - state_width - style.px(16))
        x = say(painter, room, self.name, style.small_code.font, theme.text)
        room.setLeft(x + style.px(16))
        say(painter, room, self.summary(), style.label.font, theme.muted)
        area = QRect(right - style.px(8) - state_width, row.y(), state_width + 2, row.height())
        say(painter, area, state, style.small.font, theme.muted)
        chevron = "chevron-down" if self.is_open else "chevron-right"
        colour = theme.text if marks.hover == 0 else theme.muted
        y = row.y() + (row.height() - style.px(14)) // 2
        self.icon(painter, chevron, QPoint(right, y), colour)

    def _paint_rows(self, painter: QPainter, rect: QRect, top: int) -> None:
        style, theme = self.style, self.style.theme
        painter.save()
        inside = rect.adjusted(1, 0, -1, -1)
        inside.setTop(top)
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        painter.fillRect(inside, theme.code)
        painter.fillRect(inside.x(), top, inside.width(), 1, theme.border)
        line = QRect(rect.x() + style.px(17), top + 1 + style.px(8), 0, style.px(20))
        line.setWidth(rect.width() - style.px(34))
        for row in self._rows():
            say(painter, line, row, style.small_code.font, theme.text)
            line.translate(0, style.px(20))
        painter.restore()

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        label = f"Tool call {self.name}, {self.state}"
        return [Spot(QRect(0, 0, self._width, self.style.px(44)), "fold", label)]


_SIGNS = {
    "done": ("circle-check", "success"),
    "failed": ("circle-alert", "danger"),
    "declined by you": ("ban", "muted"),
    "running": ("loader", "accent"),
    "preparing": ("loader", "muted"),
    "needs your approval": ("hand", "warning"),
}


def readable(text: str) -> str:
    """JSON with one value per line; anything else as it is."""
    if len(text) > 100_000:
        return text[:100_000]
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
