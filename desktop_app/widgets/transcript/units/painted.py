"""Units that are painted straight from facts, without a document; among them the fold line."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from desktop_app.domain import unseen
from desktop_app.widgets import icons
from desktop_app.widgets.transcript.positions import between
from desktop_app.widgets.transcript.style import Style, TextStyle
from desktop_app.widgets.transcript.units.base import Marks, Surroundings, Unit
from desktop_app.widgets.transcript.units.drawing import paint_ring, put
from desktop_app.widgets.transcript.units.spots import Spot

MOST_SAID, MOST_BROKEN = 1000, 10_000  # characters that are shaped for one line, or for a few
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
        self.take_zoom(around.style.theme.zoom)
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
        put(painter, at, icons.pixmap(name, colour, pixels, self.dpr))

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        raise NotImplementedError


def say(painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> int:
    """One line of text, elided at the end; returns where it ends."""
    metrics = QFontMetrics(font)
    text = unseen.told(text[:MOST_SAID])
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, LEFT, elided)
    return rect.x() + metrics.horizontalAdvance(elided)


def broken(text: str, font: QFont, width: int) -> list[str]:
    """The lines that a text breaks into at `width` pixels, within words where it must."""
    text = unseen.marked(text[:MOST_BROKEN])
    layout = QTextLayout(text, font)
    option = layout.textOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        start = line.textStart()
        lines.append(between(text, start, start + line.textLength()))
    layout.endLayout()
    return lines


def width_of(text: str, style: TextStyle) -> int:
    """Pixels that a line of text takes."""
    return QFontMetrics(style.font).horizontalAdvance(unseen.told(text[:MOST_SAID]))


class FoldUnit(PaintedUnit):
    """A line with a chevron that opens what stands below it, such as reasoning.

    `words_now` says what the line says at the moment, `what` what it hides.
    """

    tall = 24

    def __init__(self, words_now: Callable[[], str], what: str = "the reasoning") -> None:
        super().__init__()
        self._what = what
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
        label = f"{'Hide' if self.is_open else 'Show'} {self._what}"
        return [Spot(QRect(0, 0, min(width, self._width), self.height), "fold", label)]


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
