"""Units that are painted straight from facts, without a document: heads, fold lines, end lines."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from desktop_app.widgets import icons
from desktop_app.widgets.transcript.style import Style, TextStyle
from desktop_app.widgets.transcript.units.base import Marks, Spot, Surroundings, Unit
from desktop_app.widgets.transcript.units.drawing import paint_button, paint_ring

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PaintedUnit(Unit):
    """A unit of a height that follows from the theme alone. `tall` is that height."""

    tall = 24

    def __init__(self) -> None:
        super().__init__()
        self._around: Surroundings | None = None
        self._width = 0

    def estimate(self, style: Style, width: int) -> None:
        del width
        self.height = style.px(self.tall)

    def lay_out(self, around: Surroundings, width: int) -> None:
        self._around = around
        self._width = width
        self.height = self.tall_for(around.style, width)
        self.is_exact = True

    def tall_for(self, style: Style, width: int) -> int:
        """The height in a column of `width`."""
        del width
        return style.px(self.tall)

    @property
    def style(self) -> Style:
        """The style it was laid out with."""
        if self._around is None:
            raise RuntimeError("a unit was painted before it was laid out")
        return self._around.style

    @property
    def dpr(self) -> float:
        """Device pixels per pixel."""
        return self._around.dpr if self._around else 1.0

    def words(self) -> str:
        """What it says, for copying and for screen readers."""
        return ""

    def icon(
        self, painter: QPainter, name: str, at: QPoint, colour: QColor, size: int = 14
    ) -> None:
        """An icon with its top left at `at`."""
        pixels = self.style.px(size)
        painter.drawPixmap(at, icons.pixmap(name, colour, pixels, self.dpr))

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        raise NotImplementedError


def say(painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> int:
    """One line of text, elided at the end; returns where it ends."""
    metrics = QFontMetrics(font)
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, LEFT, elided)
    return rect.x() + metrics.horizontalAdvance(elided)


def width_of(text: str, style: TextStyle) -> int:
    """Pixels that a line of text takes."""
    return QFontMetrics(style.font).horizontalAdvance(text)


class HeadUnit(PaintedUnit):
    """Model, provider and the version switch above an answer."""

    tall = 24

    def __init__(self, head: str, version: tuple[int, int]) -> None:
        super().__init__()
        self.model, _, self.provider = head.partition("\n")
        self.version = version

    def words(self) -> str:
        return f"{self.model} {self.provider}".strip()

    def _switch_x(self) -> int:
        style = self.style
        x = width_of(self.model, style.label_strong)
        if self.provider:
            x += style.px(8) + width_of(self.provider, style.label)
        return min(x, max(0, self._width - style.px(92))) + style.px(12)

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        room = rect.adjusted(0, 0, -style.px(92) if self.version[1] > 1 else 0, 0)
        x = say(painter, room, self.model, style.label_strong.font, theme.text)
        room.setLeft(x + style.px(8))
        say(painter, room, self.provider, style.label.font, theme.muted)
        if self.version[1] > 1:
            self._paint_switch(painter, rect, marks)

    def _paint_switch(self, painter: QPainter, rect: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        which, count = self.version
        for number, spot in enumerate(self._arrows()):
            icon = "chevron-left" if spot.name == "version_previous" else "chevron-right"
            is_off = which <= 1 if number == 0 else which >= count
            painter.setOpacity(0.4 if is_off else 1)
            paint_button(
                painter,
                spot.rect.translated(rect.topLeft()),
                icon,
                style,
                is_hovered=number == marks.hover and not is_off,
                is_focused=number == marks.focus,
                dpr=self.dpr,
                size=14,
            )
            painter.setOpacity(1)
        text = f"{which} / {count}"
        x = rect.x() + self._switch_x() + style.px(22)
        area = QRect(x, rect.y(), width_of(text, style.small) + 2, rect.height())
        say(painter, area, text, style.small.font, theme.muted)

    def _arrows(self) -> list[Spot]:
        style = self.style
        size, x = style.px(20), self._switch_x()
        y = (self.height - size) // 2
        text = width_of(f"{self.version[0]} / {self.version[1]}", style.small)
        right = x + style.px(22) + text + style.px(2)
        return [
            Spot(QRect(x, y, size, size), "version_previous", "Previous version"),
            Spot(QRect(right, y, size, size), "version_next", "Next version"),
        ]

    def spots(self) -> list[Spot]:
        return self._arrows() if self.version[1] > 1 and self._around else []


class FoldUnit(PaintedUnit):
    """The one line of reasoning, with a chevron. `words_now` says how long it took."""

    tall = 24

    def __init__(self, words_now: Callable[[], str]) -> None:
        super().__init__()
        self.is_open = False
        self._words_now = words_now

    def words(self) -> str:
        return self._words_now()

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        spot = self.spots()[0].rect.translated(rect.topLeft())
        colour = theme.text if marks.hover == 0 else theme.muted
        if marks.focus == 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, spot.adjusted(-4, 0, 4, 0), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        name = "chevron-down" if self.is_open else "chevron-right"
        y = rect.y() + (rect.height() - style.px(14)) // 2
        self.icon(painter, name, QPoint(rect.x(), y), colour)
        say(painter, rect.adjusted(style.px(20), 0, 0, 0), self.words(), style.label.font, colour)

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        width = self.style.px(24) + width_of(self.words(), self.style.label)
        label = "Hide the reasoning" if self.is_open else "Show the reasoning"
        return [Spot(QRect(0, 0, min(width, self._width), self.height), "fold", label)]


class LineUnit(PaintedUnit):
    """An icon and one muted line, with quiet text buttons at the right end.

    The end of an answer and what is told while it streams. `reserve` keeps room at the right for
    the floating actions, in pixels of the visual targets.
    """

    tall = 28

    def __init__(self, icon: str, words: str, buttons: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self.icon_name = icon
        self.text = words
        self.buttons = buttons
        self.reserve = 0

    def words(self) -> str:
        return self.text

    def say_now(self, icon: str, words: str, buttons: tuple[tuple[str, str], ...] = ()) -> None:
        """Say something else."""
        self.icon_name, self.text, self.buttons = icon, words, buttons

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        if not self.text:
            return
        style, theme = self.style, self.style.theme
        x = rect.x()
        if self.icon_name:
            y = rect.y() + (rect.height() - style.px(14)) // 2
            self.icon(painter, self.icon_name, QPoint(x, y), theme.muted)
            x += style.px(20)
        spots = self.spots()
        right = rect.x() + spots[0].rect.x() if spots else rect.right() - style.px(self.reserve)
        area = QRect(x, rect.y(), max(0, right - x), rect.height())
        say(painter, area, self.text, style.small.font, theme.muted)
        for number, spot in enumerate(spots):
            paint_words(painter, spot, rect.topLeft(), style, marks=marks, number=number)

    def spots(self) -> list[Spot]:
        if self._around is None or not self.buttons:
            return []
        style = self.style
        right = self._width - style.px(self.reserve)
        made = []
        for name, label in reversed(self.buttons):
            width = width_of(label, style.label_medium) + style.px(16)
            right -= width
            made.append(Spot(QRect(right, 0, width, self.height), name, label))
        return made[::-1]


def paint_words(
    painter: QPainter, spot: Spot, origin: QPoint, style: Style, *, marks: Marks, number: int
) -> None:
    """A quiet button with words; `number` is its place among the unit's spots."""
    theme = style.theme
    rect = spot.rect.translated(origin)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if number == marks.hover:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hover)
        painter.drawRoundedRect(rect, style.px(8), style.px(8))
    if number == marks.focus:
        paint_ring(painter, rect, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setFont(style.label_medium.font)
    painter.setPen(theme.text)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, spot.label)
