"""What is painted: the units on the screen with their marks, and the dot behind the last letter."""

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.widgets.transcript import ring
from desktop_app.widgets.transcript.placed import Placed
from desktop_app.widgets.transcript.units.base import NO_MARKS, Marks, Unit
from desktop_app.widgets.transcript.units.lines import LineUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

_TOP = attrgetter("y")


class Painting:
    """Paints rectangles of the viewport. `painted_pixels` counts them for tests."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self._dots: dict[tuple[int, int, float], QPixmap] = {}

    def paint_rect(self, painter: QPainter, rect: QRect, strip: QRect) -> None:
        """Paint one rectangle; `strip` is where only the scroll bar is."""
        self._view.painted_pixels += rect.width() * rect.height()
        painter.setClipRect(rect)
        painter.fillRect(rect, self._view.around.style.theme.canvas)
        if strip.contains(rect):
            return
        x, width = self._view.column()
        top, bottom = rect.y(), rect.bottom()
        shown = self._view.layout_.shown
        for place in range(max(0, bisect_right(shown, top, key=_TOP) - 1), len(shown)):
            placed = shown[place]
            unit = placed.unit
            if placed.y - unit.gap > bottom:
                break
            if placed.y + unit.height > top:
                area = QRect(x, placed.y, width, unit.height)
                unit.paint(painter, area, rect, self.marks(placed))
        ring.paint(self._view, painter)
        self._paint_dot(painter)

    def marks(self, placed: Placed) -> Marks:
        """What is selected, found, hovered and focused in a unit."""
        unit = placed.unit
        if (
            self._view.selection.is_empty
            and not self._view.finder.sought.words
            and self._is_at_rest(unit)
        ):
            return NO_MARKS
        return Marks(
            self._view.selection.stretch(placed.entry, placed.index, unit),
            self._view.finder.hits_in(unit),
            self._view.keys.focused_spot(unit),
            self._view.pointer.hovered_spot(unit),
            self._view.finder.now_in(unit),
        )

    def _is_at_rest(self, unit: Unit) -> bool:
        return self._view.keys.focused_spot(unit) < 0 and self._view.pointer.hovered_spot(unit) < 0

    def _paint_dot(self, painter: QPainter) -> None:
        """The dot behind the last letter of what streams."""
        at = self._dot()
        if at is None:
            return
        size = self._view.around.style.px(8)
        most = self._view.moving.rect.right() + 1 - size  # what is beyond would stay where it is
        corner = QPoint(min(round(at.x()), most), round(at.y() - size / 2))
        painter.drawPixmap(corner, self._dot_pixmap(size))
        self._view.moving.dot = QRect(corner, QSize(size, size))

    def _dot_pixmap(self, size: int) -> QPixmap:
        colour, dpr = self._view.around.style.theme.accent, self._view.around.dpr
        key = (size, colour.rgba(), dpr)
        if self._dots.get(key) is None:
            picture = QPixmap(round(size * dpr), round(size * dpr))
            picture.setDevicePixelRatio(dpr)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(0, 0, size, size))
            painter.end()
            self._dots[key] = picture
        return self._dots[key]

    def _dot(self) -> QPointF | None:
        shown = self._view.layout_.shown
        if not shown or not self._view.model.items or not self._view.model.is_live(shown[-1].entry):
            return None
        units = self._view.layout_.entry(shown[-1].entry).units
        words = (unit for unit in reversed(units) if unit.height and type(unit) is not LineUnit)
        last = next(words, None)
        for placed in reversed(shown):
            if placed.unit is last:
                caret = last.caret()
                x, _ = self._view.column()
                at = QPointF(x + self._view.around.style.px(6), placed.y)
                return caret + at if caret is not None else None
        return None
