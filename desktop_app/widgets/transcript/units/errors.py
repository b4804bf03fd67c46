"""What went wrong, why, and what to do: a card beside the message it concerns."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.style import Style, TextStyle
from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.cards import Button, CardUnit
from desktop_app.widgets.transcript.units.drawing import paint_ring
from desktop_app.widgets.transcript.units.painted import broken, say, width_of
from desktop_app.widgets.transcript.units.spots import Spot

_MOST_ROWS = 24  # of details on the screen
_LABEL, _COPY = 80, 60  # pixels that the labels, and the button beside the facts, take


class ErrorUnit(CardUnit):
    """What happened, why, what to do, and the details folded."""

    def __init__(
        self,
        icon: str,
        title: str,
        reason: str,
        detail: tuple[tuple[str, str], ...],
        buttons: list[Button],
        *,
        is_warning: bool = False,
    ) -> None:
        super().__init__()
        self.icon_name = icon
        self.title = title
        self.reason = reason
        self.detail = detail
        self.buttons = buttons
        self.is_warning = is_warning
        self.is_open = False

    def words(self) -> str:
        return f"{self.title}\n{self.reason}".strip()

    @property
    def _top(self) -> int:
        """The frame and the room inside it."""
        return self.style.px(12) + 1

    @property
    def _left(self) -> int:
        return self.style.px(12 + 32 + 12) + 1

    def _lines(self, text: str, used: TextStyle, width: int) -> list[str]:
        """Words as they break at the card's right edge."""
        room = max(self.style.px(80), width - self.style.px(12 + 32 + 12 + 16) - 2)
        return broken(text, used.font, room) if text else []

    def tall_for(self, style: Style, width: int) -> int:
        self._title = self._lines(self.title, style.title, width)
        self._reason = self._lines(self.reason, style.label, width)
        said = len(self._title) * style.title.line + len(self._reason) * style.label.line
        height = self._top + said
        self._buttons_y = height + style.px(8)
        spots = self.button_spots(self.buttons, self._left, self._buttons_y, self._right(width))
        bottom = max([spot.rect.bottom() + 1 for spot in spots] or [self._buttons_y])
        if not spots and self.detail:
            bottom = self._buttons_y + style.px(32)
        self._detail_y = bottom + style.px(12)
        if self.is_open:
            bottom = self._detail_y + style.px(16) + self._detail_lines() * style.px(20)
        return max(bottom, self._top + style.px(32)) + self._top

    def _right(self, width: int) -> int:
        return width - self.style.px(16 + 90)

    def _detail_lines(self) -> int:
        return len(self._detail_rows())

    def _detail_rows(self) -> list[tuple[str, str]]:
        """The details as they break in the box; what is copied is always whole."""
        room = self._width - self._left - self.style.px(16 + 12 + _LABEL + 12 + _COPY + 2)
        rows: list[tuple[str, str]] = []
        for label, words in self.detail:
            lines = broken(" ".join(words.split()), self.style.small.font, room)
            rows += zip((label, *[""] * len(lines)), lines, strict=False)
        return rows if len(rows) <= _MOST_ROWS else [*rows[: _MOST_ROWS - 1], ("", "…")]

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        self._paint_tile(painter, rect)
        line = QRect(rect.x() + self._left, rect.y() + self._top, rect.width() - self._left, 0)
        for words in self._title:
            line.setHeight(style.title.line)
            say(painter, line, words, style.title.font, theme.text)
            line.translate(0, line.height())
        for words in self._reason:
            line.setHeight(style.label.line)
            say(painter, line, words, style.label.font, theme.muted)
            line.translate(0, line.height())
        spots = self.spots()
        self.paint_buttons(painter, rect, spots[: len(self.buttons)], self.buttons, marks)
        if self.detail:
            self._paint_details(painter, rect, spots, marks)

    def _paint_tile(self, painter: QPainter, rect: QRect) -> None:
        style, theme = self.style, self.style.theme
        size = style.px(32)
        tile = QRect(rect.x() + self._top, rect.y() + self._top, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.warning_soft if self.is_warning else theme.danger_soft)
        painter.drawRoundedRect(tile, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        colour = theme.warning if self.is_warning else theme.danger
        inset = QPoint((size - style.px(16)) // 2, (size - style.px(16)) // 2)
        self.icon(painter, self.icon_name, tile.topLeft() + inset, colour, 16)

    def _paint_details(
        self, painter: QPainter, rect: QRect, spots: list[Spot], marks: Marks
    ) -> None:
        style, theme = self.style, self.style.theme
        number = len(self.buttons)
        spot = spots[number]
        area = spot.rect.translated(rect.topLeft())
        name = "chevron-down" if self.is_open else "chevron-right"
        colour = theme.text if marks.hover == number else theme.muted
        if marks.focus == number:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, area.adjusted(-6, 0, 6, 0), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        middle = area.y() + (area.height() - style.px(14)) // 2
        self.icon(painter, name, QPoint(area.x(), middle), colour)
        say(painter, area.adjusted(style.px(18), 0, 4, 0), "Details", style.label.font, colour)
        if self.is_open:
            self._paint_detail(painter, rect, marks)

    def _paint_detail(self, painter: QPainter, rect: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        box = QRect(
            rect.x() + self._left,
            rect.y() + self._detail_y,
            rect.width() - self._left - style.px(16),
            self._detail_lines() * style.px(20) + style.px(16),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.border)
        painter.setBrush(theme.code)
        outline = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        line = QRect(box.x() + style.px(12), box.y() + style.px(8), 0, style.px(20))
        line.setWidth(box.width() - style.px(24))
        for label, words in self._detail_rows():
            say(painter, line, label, style.small.font, theme.muted)
            value = line.adjusted(style.px(_LABEL), 0, 0, 0)
            say(painter, value, words, style.small.font, theme.text)
            line.translate(0, style.px(20))
        self._paint_copy(painter, rect, marks)

    def _paint_copy(self, painter: QPainter, rect: QRect, marks: Marks) -> None:
        number = len(self.buttons) + 1
        area = self.spots()[number].rect.translated(rect.topLeft())
        is_lit = number in {marks.hover, marks.focus}
        colour = self.style.theme.text if is_lit else self.style.theme.muted
        if marks.focus == number:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, area.adjusted(-4, 0, 4, 0), self.style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        middle = area.y() + (area.height() - self.style.px(14)) // 2
        self.icon(painter, "copy", QPoint(area.x(), middle), colour)
        room = area.adjusted(self.style.px(18), 0, 4, 0)
        say(painter, room, "Copy", self.style.small.font, colour)

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        style = self.style
        right = self._right(self._width)
        made = self.button_spots(self.buttons, self._left, self._buttons_y, right)
        if self.detail:
            width = style.px(18) + width_of("Details", style.label)
            x = self._width - style.px(16) - width
            rect = QRect(x, self._buttons_y, width, style.px(32))
            made.append(Spot(rect, "fold", "Details"))
            if self.is_open:
                wide = style.px(18) + width_of("Copy", style.small)
                x = self._width - style.px(16 + 12) - wide
                copy = QRect(x, self._detail_y + style.px(6), wide, style.px(24))
                words = "\n".join(f"{label}: {said}" for label, said in self.detail)
                made.append(Spot(copy, "copy_detail", "Copy the details", words))
        return made
