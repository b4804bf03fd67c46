"""The grounds of inline code: rounded, a line at a time, as high as the words beside them."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QTextDocument

from desktop_app.widgets.transcript.style import CODE_ROOM, Style
from desktop_app.widgets.transcript.units.stretches import pieces

EDGE = 2  # pixels of the visual targets that a ground stands out where a line begins with it
_HEIGHT = 20  # pixels of the visual targets


def grounds(
    document: QTextDocument, stretches: Iterable[tuple[int, int]], style: Style
) -> list[QRectF]:
    """Where the grounds of some stretches of a document lie, in the document."""
    found = []
    for begin, stop in stretches:
        for piece in pieces(document, begin, stop):
            left = piece.left - style.px(EDGE if piece.begins else CODE_ROOM)
            # The last letter has its room behind it.
            right = piece.right + style.px(EDGE) * piece.goes_on
            middle = piece.line.y() + piece.line.ascent() - style.code_middle
            top = middle - style.px(_HEIGHT) / 2
            chip = QRectF(left, top, right - left, style.px(_HEIGHT))
            found.append(chip.translated(piece.top))
    return found


def paint_grounds(
    painter: QPainter, chips: list[QRectF], at: QPointF, clip: QRect, style: Style
) -> None:
    """Paint those in `clip` below the words, with the document's top left at `at`."""
    top, bottom = clip.y() - at.y(), clip.bottom() + 1 - at.y()
    seen = [chip for chip in chips if chip.bottom() > top and chip.y() < bottom]
    if not seen:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.theme.surface)
    for chip in seen:
        painter.drawRoundedRect(chip.translated(at), style.px(4), style.px(4))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
