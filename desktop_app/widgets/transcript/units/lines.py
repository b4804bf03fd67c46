"""The one muted line at the end of an answer, and under one that still grows."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.painted import PaintedUnit, paint_words, say, width_of
from desktop_app.widgets.transcript.units.spots import Spot

Buttons = tuple[tuple[str, str], ...]


class LineUnit(PaintedUnit):
    """An icon, words, and quiet text buttons behind them. The right end is left free."""

    tall = 28

    def __init__(self, icon: str, words: str, buttons: Buttons = ()) -> None:
        super().__init__()
        self.icon_name = icon
        self.text = words
        self.buttons = buttons

    def words(self) -> str:
        return self.text

    def say_now(self, icon: str, words: str, buttons: Buttons = ()) -> None:
        """Say something else."""
        self.icon_name, self.text, self.buttons = icon, words, buttons

    @property
    def taken(self) -> int:
        """Where the words and buttons end in the column."""
        spots = self.spots()
        return spots[-1].rect.right() + 1 if spots else self._left + self._words_width()

    @property
    def _left(self) -> int:
        return self.style.px(20) if self.icon_name else 0

    def _words_width(self) -> int:
        return width_of(self.text, self.style.small)

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        if not self.text:
            return
        style, theme = self.style, self.style.theme
        if self.icon_name:
            y = rect.y() + (rect.height() - style.px(14)) // 2
            self.icon(painter, self.icon_name, QPoint(rect.x(), y), theme.muted)
        spots = self.spots()
        right = spots[0].rect.x() if spots else rect.width()
        area = QRect(rect.x() + self._left, rect.y(), right - self._left, rect.height())
        say(painter, area, self.text, style.small.font, theme.muted)
        for number, spot in enumerate(spots):
            paint_words(painter, spot, rect.topLeft(), style, marks=marks, number=number)

    def spots(self) -> list[Spot]:
        if self._around is None or not self.buttons:
            return []
        style = self.style
        widths = [width_of(label, style.label_medium) + style.px(16) for _, label in self.buttons]
        x = min(self._left + self._words_width() + style.px(8), self._width - sum(widths))
        made = []
        for (name, label), width in zip(self.buttons, widths, strict=True):
            made.append(Spot(QRect(x, 0, width, self.height), name, label))
            x += width
        return made
