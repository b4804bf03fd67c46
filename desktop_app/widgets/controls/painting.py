"""Shapes that several controls draw. Knows colours only as arguments."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from desktop_app.domain import unseen
from desktop_app.widgets import icons

MOST_IN_LINE = 1000  # characters that are shaped for one line


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None = None,
    *,
    line: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded rectangle whose line lies inside `rect`, so that nothing is cut off."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if line is not None else 0.0
    shape = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(shape, radius - inset, radius - inset)


def rounded_path(rect: QRect | QRectF, radius: float) -> QPainterPath:
    """The outline of a rounded rectangle, for clipping."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), radius, radius)
    return path


def icon_pixmap(widget: QWidget, name: str, color: QColor, size: int) -> QPixmap:
    """An icon at the sharpness of the screen that `widget` is on; `size` in widget pixels."""
    return icons.pixmap(name, color, size, widget.devicePixelRatioF())


def draw_icon(painter: QPainter, pixmap: QPixmap, rect: QRect) -> None:
    """The pixmap in the middle of `rect`."""
    size = pixmap.deviceIndependentSize()
    x = rect.x() + (rect.width() - size.width()) / 2
    y = rect.y() + (rect.height() - size.height()) / 2
    painter.drawPixmap(round(x), round(y), pixmap)


def elided(text: str, font: QFont, width: float) -> str:
    """The text, cut at its end with an ellipsis where it is wider than `width`."""
    text = unseen.told(text[:MOST_IN_LINE])
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
