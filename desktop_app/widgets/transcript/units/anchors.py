"""The links in a document: where they are and what they say, for the keyboard's way."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextDocument

from desktop_app.widgets.transcript import links
from desktop_app.widgets.transcript.positions import between
from desktop_app.widgets.transcript.units.spots import Spot


def link_spots(document: QTextDocument, origin: QPointF) -> list[Spot]:
    """All links in reading order; the place is that of a link's first line."""
    made = []
    block = document.begin()
    while block.isValid():
        for start, end, target in _stretches(block):
            rect = _place(document, block, start, end).translated(origin).toAlignedRect()
            text = between(block.text(), start, end)
            label = f"{text}, {links.shown(target)}"
            made.append(Spot(rect, "open_link", label, target))
        block = block.next()
    return made


def _stretches(block: QTextBlock) -> list[tuple[int, int, str]]:
    """Where the block's links begin and end; one link may have several looks."""
    found: list[tuple[int, int, str]] = []
    for part in block.textFormats():
        target = part.format.anchorHref()
        start, end = part.start, part.start + part.length
        if not target:
            continue
        if found and found[-1][1:] == (start, target):
            start = found.pop()[0]
        found.append((start, end, target))
    return found


def _place(document: QTextDocument, block: QTextBlock, start: int, end: int) -> QRectF:
    line = block.layout().lineForTextPosition(start)
    if not line.isValid():
        return QRectF()
    end = min(end, line.textStart() + line.textLength())
    left, right = sorted((line.cursorToX(start)[0], line.cursorToX(end)[0]))  # type: ignore[index]
    top = document.documentLayout().blockBoundingRect(block).topLeft()
    return QRectF(left, line.y(), right - left, line.height()).translated(top)
