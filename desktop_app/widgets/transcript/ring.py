"""The ring around the message that has the keyboard's focus."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.scroll_bar import STRIP
from desktop_app.widgets.transcript.units.drawing import paint_ring
from desktop_app.widgets.transcript.units.own import OwnUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

OUTSET = 8  # pixels of the visual targets between the words and the ring


def paint(view: "TranscriptView", painter: QPainter) -> None:
    """Draw it, if a message has the focus and is seen."""
    if (around := rect(view)) is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ring(painter, around, view.around.style)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def rect(view: "TranscriptView") -> QRect | None:
    """Where it is in the viewport; a message that goes on beyond the edge has no ring there."""
    entry = view.keys.ringed
    mine = [placed for placed in view.layout_.shown if placed.entry == entry]
    if not mine:
        return None
    outset = view.around.style.px(OUTSET)
    x, width = view.column()
    first, last = mine[0], mine[-1]
    if all(isinstance(placed.unit, OwnUnit) for placed in mine):
        left = first.unit.card(view.around.style).x()  # type: ignore[attr-defined]  # asked above
        x, width = x + left, width - left
        outset //= 2
    units = [unit for unit in view.layout_.entry(entry).units if unit.height]
    beyond = view.layout_.view_height
    top = first.y - outset if units[0] is first.unit else -beyond
    bottom = last.y + last.unit.height + outset if units[-1] is last.unit else 2 * beyond
    right = min(x + width + outset, view.viewport().width() - view.around.style.px(STRIP) - 1)
    return QRect(x - outset, top, right - x + outset, bottom - top)
