"""The four signs of EXPERIENCE: ring = streaming, dot = unread, hand = needs you, circled !."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.viewmodels.entries import Sign
from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap
from desktop_app.widgets.theme import Theme

_ICONS = {Sign.WAITING: ("hand", "warning"), Sign.FAILED: ("circle-alert", "danger")}


def paint_sign(painter: QPainter, sign: Sign, area: QRect, theme: Theme, widget: QWidget) -> None:
    """Draw the sign in the middle of `area`, which is 16 px wide at 100 %."""
    if sign in _ICONS:
        name, color = _ICONS[sign]
        pixmap = icon_pixmap(widget, name, getattr(theme, color), theme.px(14))
        draw_icon(painter, pixmap, area)
    elif sign is not Sign.NONE:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(area).center()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        dot = theme.px(2 if sign is Sign.STREAMING else 4)
        painter.drawEllipse(middle, dot, dot)
        if sign is Sign.STREAMING:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, theme.px(2)))
            painter.drawEllipse(middle, theme.px(5), theme.px(5))
