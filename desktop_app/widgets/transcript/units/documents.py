"""A unit around one small document: text that is selected, found, copied and has links.

The document lives only near the screen; what is marked in it is given when it is painted.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPalette,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from desktop_app.widgets.transcript.style import Style, wrapping
from desktop_app.widgets.transcript.units.anchors import link_spots
from desktop_app.widgets.transcript.units.base import Marks, Surroundings, Unit
from desktop_app.widgets.transcript.units.drawing import paint_ring
from desktop_app.widgets.transcript.units.spots import Spot
from desktop_app.widgets.transcript.units.stretches import letters

_HAIR = 1 / 64  # pixels
MARGIN = 32  # pixels beside what has to be seen of content that is wider than the column


class DocumentUnit(Unit):
    """A unit around one small document, which lives only near the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.document: QTextDocument | None = None
        self._width = 0
        self._around: Surroundings | None = None
        self._length = 0

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        """Fill a fresh document."""
        raise NotImplementedError

    def origin(self) -> QPointF:
        """Where the document's top left is in the unit."""
        return QPointF(0, 0)

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        """Break lines for `width` and return the unit's height."""
        raise NotImplementedError

    def lay_out(self, around: Surroundings, width: int) -> None:
        self._around = around
        self.take_zoom(around.style.theme.zoom)
        if self.document is None:
            self.document = new_document()
            around.built += 1
            self.build(self.document, around, width)
            self._width = 0
            self._length = self.document.characterCount() - 1
        if self._width != width:
            self.height = self.measure(self.document, around, width)
            self._width = width
            self.is_exact = True

    def laid(self) -> QTextDocument:
        """The document, laid out again if it was released in between."""
        if self.document is None:
            if self._around is None:
                raise RuntimeError("asked for a document that was never laid out")
            width, self._width = self._width, 0
            self.lay_out(self._around, width)
        if self.document is None:
            raise RuntimeError("a unit was laid out without a document")
        return self.document

    def release(self) -> None:
        self.document = None

    @property
    def length(self) -> int:
        return self._length

    def draw(self, painter: QPainter, at: QPointF, clip: QRectF, marks: Marks) -> None:
        """Paint the document with its top left at `at`; `clip` in the painter's coordinates."""
        document = self.laid()
        context = QAbstractTextDocumentLayout.PaintContext()
        if self._around is not None:
            context.palette = self.palette(self._around.style)
        # Qt draws lines that only touch the clip, too, and one more above.
        context.clip = clip.translated(-at).adjusted(0, _HAIR, 0, -_HAIR)
        if marks.selection and self._around is not None:
            colour = self._around.style.selection
            parts = self.parts_of(*marks.selection)
            context.selections = [_stretch(document, part, colour) for part in parts]
        if marks.hits and self._around is not None:
            _paint_hits(painter, document, at, marks, self._around.style)
        painter.translate(at)
        document.documentLayout().draw(painter, context)
        painter.translate(-at)
        if marks.focus >= 0 and self._around is not None:
            self._paint_focus(painter, at - self.origin(), marks.focus, self._around.style)

    def _paint_focus(self, painter: QPainter, at: QPointF, focus: int, style: Style) -> None:
        """The ring around the link that has the keyboard's focus."""
        links = self.links()
        number = focus - len(self.spots())
        if 0 <= number < len(links):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = links[number].rect.translated(at.toPoint())
            paint_ring(painter, area.adjusted(-4, -1, 4, 1), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def parts_of(self, start: int, end: int) -> list[tuple[int, int]]:
        """A stretch in pieces that Qt paints as text."""
        return [(start, end)]

    def palette(self, style: Style) -> QPalette:
        """Colours of plain text."""
        return palette_of(style.theme.text)

    def position_at(self, x: int, y: int) -> int:
        point = QPointF(x, y) - self.origin()
        layout = self.laid().documentLayout()
        # Beyond its lines Qt would find the end, however far to the left one points.
        point.setY(max(0.0, min(point.y(), layout.documentSize().height() - 1)))
        return max(0, layout.hitTest(point, Qt.HitTestAccuracy.FuzzyHit))

    def position_y(self, position: int) -> int:
        document = self.laid()
        block = document.findBlock(min(position, self._length))
        line = block.layout().lineForTextPosition(position - block.position())
        top = document.documentLayout().blockBoundingRect(block).top()
        return int(self.origin().y() + top + (line.y() if line.isValid() else 0))

    def line_top(self, position: int) -> int:
        """Where the room of the line with a text position begins: a formula in it changes nothing.

        The words themselves stand lower in it, by what the line is higher than they are.
        """
        document = self.laid()
        block = document.findBlock(min(position, self._length))
        layout = block.layout()
        number = layout.lineForTextPosition(position - block.position()).lineNumber()
        top = self.origin().y() + document.documentLayout().blockBoundingRect(block).top()
        if number < 1:
            return int(top)
        above = layout.lineAt(number - 1)
        return int(top + above.y() + above.height())

    def position_x(self, position: int) -> int:
        """How far to the right a text position is in the unit."""
        document = self.laid()
        block = document.findBlock(min(position, self._length))
        inside = position - block.position()
        line = block.layout().lineForTextPosition(inside)
        left = document.documentLayout().blockBoundingRect(block).left()
        x = line.cursorToX(inside)[0] if line.isValid() else 0.0  # type: ignore[index]
        return int(self.origin().x() + left + x)

    def show_sideways(self, start: int, end: int) -> None:
        left, right = self.position_x(start), self.position_x(end)
        if left < MARGIN:
            self.scroll_sideways(left - MARGIN)
        elif right > self._width - MARGIN:
            self.scroll_sideways(right - self._width + MARGIN)

    def link_at(self, x: int, y: int) -> str:
        return self.laid().documentLayout().anchorAt(QPointF(x, y) - self.origin())

    def links(self) -> list[Spot]:
        return link_spots(self.laid(), self.origin()) if self._around is not None else []

    def text_between(self, start: int, end: int) -> str:
        cursor = self._cursor(start, end)
        return cursor.selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def html_between(self, start: int, end: int) -> str:
        html = self._cursor(start, end).selection().toHtml()
        begin, stop = html.find("<!--StartFragment-->"), html.find("<!--EndFragment-->")
        if begin < 0 or stop < 0:
            return ""
        return html[begin + len("<!--StartFragment-->") : stop]

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.laid())
        cursor.setPosition(min(start, self._length))
        cursor.setPosition(min(end, self._length), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def word_at(self, position: int) -> tuple[int, int]:
        return self._around_position(position, QTextCursor.SelectionType.WordUnderCursor)

    def paragraph_at(self, position: int) -> tuple[int, int]:
        return self._around_position(position, QTextCursor.SelectionType.BlockUnderCursor)

    def _around_position(self, position: int, kind: QTextCursor.SelectionType) -> tuple[int, int]:
        cursor = self._cursor(position, position)
        if kind is QTextCursor.SelectionType.BlockUnderCursor:
            block = cursor.block()
            return block.position(), block.position() + block.length() - 1
        cursor.select(kind)
        return cursor.selectionStart(), cursor.selectionEnd()

    def last_block(self, document: QTextDocument) -> QTextBlock:
        """The paragraph that words are added to while they stream."""
        return document.lastBlock()

    def caret(self) -> QPointF | None:
        document = self.laid()
        block = self.last_block(document)
        layout = block.layout()
        if not layout.lineCount():
            return None
        line = layout.lineAt(layout.lineCount() - 1)
        corner = document.documentLayout().blockBoundingRect(block).topLeft()
        end = QPointF(line.naturalTextRect().right(), line.y() + line.ascent() * 0.68)
        return self.origin() + corner + end

    def line_ends(self) -> list[int]:
        document = self.laid()
        ends = []
        block = document.firstBlock()
        while block.isValid():
            top = self.origin().y() + document.documentLayout().blockBoundingRect(block).top()
            layout = block.layout()
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                ends.append(round(top + line.y() + line.height()))
            block = block.next()
        return ends


def new_document() -> QTextDocument:
    """An empty document as every unit wants it."""
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultTextOption(wrapping(is_wrapped=True))
    return document


def break_lines(document: QTextDocument, width: float) -> None:
    """Lay `document` out for `width`; Qt would do it again for the same width."""
    if document.textWidth() != width:
        document.setTextWidth(width)


def _paint_hits(
    painter: QPainter, document: QTextDocument, at: QPointF, marks: Marks, style: Style
) -> None:
    """What a search found, below the words."""
    for hit in marks.hits:
        colour = style.found_now if hit == marks.now else style.found
        for area in letters(document, *hit):
            painter.fillRect(area.translated(at), colour)


def _stretch(
    document: QTextDocument, stretch: tuple[int, int], colour: QColor
) -> QAbstractTextDocumentLayout.Selection:
    made = QAbstractTextDocumentLayout.Selection()
    cursor = QTextCursor(document)
    end = document.characterCount() - 1
    cursor.setPosition(min(stretch[0], end))
    cursor.setPosition(min(stretch[1], end), QTextCursor.MoveMode.KeepAnchor)
    made.cursor = cursor
    look = QTextCharFormat()
    look.setBackground(colour)
    made.format = look
    return made


_palettes: dict[int, QPalette] = {}


def palette_of(colour: QColor) -> QPalette:
    """Text of one colour; the same object each time."""
    made = _palettes.get(colour.rgba())
    if made is None:
        made = _palettes[colour.rgba()] = QPalette()
        made.setColor(QPalette.ColorRole.Text, colour)
    return made
