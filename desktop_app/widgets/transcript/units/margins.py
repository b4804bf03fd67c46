"""What stands around a segment's text: bars of quotes, signs of items, and the room for both."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from desktop_app.widgets.transcript.segments import Container, Segment
from desktop_app.widgets.transcript.style import Style


def indent(containers: tuple[Container, ...], style: Style, width: int) -> int:
    """How far a segment's text stands to the right of the edge of a column of `width`."""
    return max((x + wide for _, x, wide in _places(containers, style, width)), default=0)


def _places(
    containers: tuple[Container, ...], style: Style, width: int
) -> list[tuple[Container, int, int]]:
    """Where each container begins and how wide it is: together never more than half of a column."""
    x, made = 0, []
    for container in containers:
        wide = _width(container, style)
        x = min(x, max(0, width // 2 - wide))
        made.append((container, x, wide))
        x += wide
    return made


def _width(container: Container, style: Style) -> int:
    if container.kind == "quote":
        return style.px(16)
    digits = len(str(container.number or 0))
    return style.px(24 if digits < 3 else 40 + 10 * (digits - 3))


def gap_between(before: Segment | None, segment: Segment, first: int) -> int:
    """Pixels of the visual targets above a segment that follows `before` in one text."""
    if segment.kind == "blank" and not segment.opened:
        return 0
    if before is None:
        return first
    if not segment.is_first or (segment.head and segment.kind != "rows"):
        return 0
    if segment.opened and segment.containers[-1].kind == "item":
        return _gap_above_item(before, segment)
    return _gap_above_block(before, segment)


def _gap_above_block(before: Segment, segment: Segment) -> int:
    if segment.kind == "heading":
        return 12 if before.kind == "heading" else 24
    is_text = segment.kind != "code" and before.kind != "code"
    is_inside = bool(segment.containers) and segment.containers == before.containers
    return 8 if is_text and is_inside else 12


def _gap_above_item(before: Segment, segment: Segment) -> int:
    groups = {container.group for container in before.containers}
    if before.kind in {"code", "rows"}:
        return 12
    if segment.containers[-1].group in groups:
        return 8 if before.source.endswith("\n\n") else 4
    is_nested = len(segment.containers) > 1 and segment.containers[-2].group in groups
    return 4 if is_nested else 12


def paint_containers(
    painter: QPainter,
    rect: QRect,
    segment: Segment,
    style: Style,
    gap: int,
    *,
    is_mirrored: bool = False,
    base: float | None = None,
) -> None:
    """Bars of quotes, signs of items: whatever stands beside a segment's text.

    `base` is where the letters of the first line stand, from the top of `rect`.
    """
    base = style.body.base if base is None else base
    is_quoted = any(container.kind == "quote" for container in segment.containers)
    ink = style.theme.muted if is_quoted else style.theme.text
    count = len(segment.containers)
    placed = _places(segment.containers, style, rect.width())
    for place, (container, inside, width) in enumerate(placed):
        begins = place >= count - segment.opened
        if container.kind == "quote":
            top = rect.y() if begins else rect.y() - gap
            bar = QRect(rect.x() + inside, top, style.px(3), rect.bottom() + 1 - top)
            painter.fillRect(_mirrored(bar, rect, is_mirrored), style.theme.border_strong)
        elif begins:
            room = width - style.px(8)
            top = rect.y() + round(base - style.body.base)
            sign = QRect(rect.x() + inside, top, room, style.body.line)
            sign = _mirrored(sign, rect, is_mirrored)
            painter.setPen(ink)
            if container.number is not None or container.kind == "note":
                _paint_label(
                    painter, sign, rect.y() + base, container, style, is_mirrored=is_mirrored
                )
            else:
                _paint_sign(painter, sign, container, style, is_mirrored=is_mirrored)


def _mirrored(area: QRect, rect: QRect, is_mirrored: bool) -> QRect:
    """The same place as seen from the right edge of `rect`."""
    if is_mirrored:
        area.moveRight(rect.right() - (area.x() - rect.x()))
    return area


def _paint_label(
    painter: QPainter,
    sign: QRect,
    base: float,
    container: Container,
    style: Style,
    *,
    is_mirrored: bool,
) -> None:
    """A number or the name of a footnote, on the line of the words beside it."""
    is_note = container.kind == "note"
    font = style.small.font if is_note else style.body.font
    metrics = QFontMetricsF(font)
    x = sign.x() - 2.0
    if is_note:  # a name may be long, and nothing stands outside of the column
        text = metrics.elidedText(container.label, Qt.TextElideMode.ElideRight, sign.width() + 4)
    else:
        text = f".{container.number}" if is_mirrored else f"{container.number}."
    if not is_mirrored:
        x = sign.right() + 1 + style.px(2) - metrics.horizontalAdvance(text)
    painter.setFont(font)
    painter.drawText(QPointF(x, base), text)


def _paint_sign(
    painter: QPainter, rect: QRect, container: Container, style: Style, *, is_mirrored: bool
) -> None:
    """A bullet in the colour of the pen, or the box of a task."""
    if container.is_done is not None:
        x = rect.x() if is_mirrored else rect.right() - style.px(14)
        _paint_box(painter, x, rect, style, is_done=container.is_done)
        return
    size = max(4, style.px(5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    x = rect.x() + style.px(4) if is_mirrored else rect.right() - style.px(4)
    centre = QPointF(x, rect.y() + rect.height() / 2 + 0.5)
    painter.drawEllipse(centre, size / 2, size / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_box(painter: QPainter, x: int, rect: QRect, style: Style, *, is_done: bool) -> None:
    size = style.px(14)
    box = QRectF(x, rect.y() + (rect.height() - size) / 2, size, size)
    theme = style.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent if is_done else theme.muted, 1.5))
    painter.setBrush(theme.accent if is_done else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)
    if is_done:
        painter.setPen(QPen(theme.on_accent, 1.75))
        left, top = box.x(), box.y()
        painter.drawPolyline(
            [
                QPointF(left + size * 0.26, top + size * 0.52),
                QPointF(left + size * 0.43, top + size * 0.68),
                QPointF(left + size * 0.74, top + size * 0.34),
            ]
        )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
