"""Shapes that several kinds of units draw: frames, buttons, focus rings, sideways scroll bars."""

import math
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from desktop_app.widgets import icons
from desktop_app.widgets.transcript.style import Style


def paint_frame(
    painter: QPainter,
    card: QRect,
    style: Style,
    *,
    is_first: bool,
    is_last: bool,
    fill: Any = None,
    border: Any = None,
) -> None:
    """The rounded card, or the part of it that one unit shows."""
    radius = style.px(12)
    outline = QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5)
    if not is_first:
        outline.setTop(card.top() - 2 * radius)
    if not is_last:
        outline.setBottom(card.bottom() + 2 * radius)
    painter.save()
    painter.setClipRect(card, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(border or style.theme.border)
    painter.setBrush(fill or style.theme.code)
    painter.drawRoundedRect(outline, radius, radius)
    painter.restore()


def put(painter: QPainter, at: QPoint, picture: QPixmap) -> None:
    """Paint a picture with its top left at `at`, on whole pixels of the screen.

    Qt rounds the other way above the screen's edge: what is copied while scrolling would differ.
    """
    ratio = picture.devicePixelRatio()
    x, y = (math.floor(place * ratio + 0.5) / ratio for place in (at.x(), at.y()))
    painter.drawPixmap(QPointF(x, y), picture)


def paint_button(
    painter: QPainter,
    rect: QRect,
    icon: str,
    style: Style,
    *,
    is_hovered: bool,
    is_focused: bool,
    dpr: float,
    size: int = 16,
) -> None:
    """A quiet icon button as painted inside cards."""
    theme = style.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hover)
        painter.drawRoundedRect(rect, style.px(8), style.px(8))
    if is_focused:
        paint_ring(painter, rect, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    pixels = style.px(size)
    colour = theme.text if is_hovered else theme.muted
    # Not QRect.center(): it rounds the other way above the screen's edge.
    at = rect.topLeft() + QPoint((rect.width() - pixels) // 2, (rect.height() - pixels) // 2)
    put(painter, at, icons.pixmap(icon, colour, pixels, dpr))


def paint_live(painter: QPainter, area: QRect, style: Style) -> None:
    """The sign for what goes on, in the middle of `area`: a ring with a dot."""
    middle, unit = QRectF(area).center(), style.theme.zoom
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(style.theme.accent)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(middle, 2 * unit, 2 * unit)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.theme.accent, 2 * unit))
    painter.drawEllipse(middle, 5 * unit, 5 * unit)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def paint_ring(painter: QPainter, rect: QRect, style: Style) -> None:
    """The keyboard's focus around a painted control."""
    painter.setPen(QPen(style.theme.accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), style.px(8), style.px(8))


def paint_handle(painter: QPainter, handle: QRectF, style: Style) -> None:
    """The handle of a sideways scroll bar; nothing where it is empty."""
    if not handle.isEmpty():
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.theme.handle)
        painter.drawRoundedRect(handle, style.px(3), style.px(3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def sideways_handle(card: QRect, style: Style, *, content: int, room: int, offset: int) -> QRectF:
    """Geometry of a sideways scroll bar's handle at the bottom of a card."""
    if content <= room or room <= 0:
        return QRectF()
    inset, thick = style.px(4), style.px(6)
    track = card.width() - 2 * inset
    length = max(style.px(32), track * room / content)
    x = card.x() + inset + (track - length) * offset / max(1, content - room)
    return QRectF(x, card.bottom() + 1 - inset - thick, length, thick)
