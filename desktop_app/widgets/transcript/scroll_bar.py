"""The thin scroll bar over the canvas: geometry and painting, with the hits of a search."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.style import Style

STRIP = 14  # pixels of the visual targets at the right edge


class ScrollBar:
    """What the bar says. `value` and `total` are taken over at most five times a second."""

    def __init__(self) -> None:
        self.value = 0
        self.total = 0
        self.page = 1
        self.is_hovered = False
        self.hits: list[float] = []  # places of hits, from 0 to 1

    def strip(self, view: QRect, style: Style) -> QRect:
        """The part of the viewport that belongs to the bar."""
        width = style.px(STRIP)
        return QRect(view.right() + 1 - width, view.y(), width, view.height())

    def handle(self, view: QRect, style: Style) -> QRect:
        """Where the handle is; empty if everything fits."""
        if self.total <= self.page:
            return QRect()
        inset = style.px(4)
        track = view.height() - 2 * inset
        length = max(style.px(32), int(track * self.page / self.total))
        most = max(1, self.total - self.page)
        y = inset + int((track - length) * min(self.value, most) / most)
        width = style.px(10 if self.is_hovered else 6)
        return QRect(view.right() + 1 - inset - width, y, width, length)

    def value_at(self, y: int, grip: int, view: QRect, style: Style) -> int:
        """The value for a handle that is held `grip` pixels below its top and pulled to `y`."""
        inset = style.px(4)
        track = view.height() - 2 * inset
        length = self.handle(view, style).height()
        share = (y - grip - inset) / max(1, track - length)
        return int(max(0.0, min(1.0, share)) * (self.total - self.page))

    def paint(self, painter: QPainter, view: QRect, style: Style) -> None:
        """Handle and marks."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        handle = self.handle(view, style)
        if not handle.isEmpty():
            painter.setBrush(style.theme.handle)
            radius = handle.width() / 2
            painter.drawRoundedRect(QRectF(handle), radius, radius)
        painter.setBrush(style.theme.warning)
        strip = self.strip(view, style)
        tall = style.px(3)
        for hit in self.hits:
            y = int(hit * (view.height() - tall))
            painter.drawRect(strip.x() + style.px(2), y, style.px(10), tall)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
