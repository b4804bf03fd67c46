"""Where stretches of a document lie: one piece for each line that a stretch is on."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QTextCursor, QTextDocument, QTextLine


class Piece(NamedTuple):
    """A stretch's part of one line, in the document; `top` belongs to the line's paragraph."""

    line: QTextLine
    top: QPointF
    left: float
    right: float
    begins: bool  # the line begins with it
    goes_on: bool  # on the next line


def pieces(document: QTextDocument, begin: int, stop: int) -> Iterator[Piece]:
    """The pieces of what stands between two positions of one paragraph."""
    block = document.findBlock(begin)
    top = document.documentLayout().blockBoundingRect(block).topLeft()
    layout = block.layout()
    start, end = begin - block.position(), stop - block.position()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        first, last = line.textStart(), line.textStart() + line.textLength()
        if last <= start or first >= end:
            continue
        one: float = line.cursorToX(max(first, start))[0]  # type: ignore[index]
        other: float = line.cursorToX(min(last, end))[0]  # type: ignore[index]
        left, right = min(one, other), max(one, other)
        yield Piece(line, top, left, right, start <= first, last < end)


def letters(document: QTextDocument, begin: int, stop: int) -> list[QRectF]:
    """As high as its letters are: a formula beside them makes lines higher, not words."""
    cursor = QTextCursor(document)
    cursor.setPosition(min(begin + 1, document.characterCount() - 1))
    format_ = cursor.charFormat()
    metrics = QFontMetricsF(format_.font().resolve(document.defaultFont()))
    return [
        QRectF(
            piece.left,
            piece.line.y() + piece.line.ascent() - metrics.ascent(),
            piece.right - piece.left,
            metrics.height(),
        ).translated(piece.top)
        for piece in pieces(document, begin, stop)
    ]
