"""Paragraphs, headings, rules and raw HTML."""

import html
import re

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QTextCursor, QTextDocument

from desktop_app.widgets.transcript.cutting import beginning, cut
from desktop_app.widgets.transcript.inline import OBJECT, InlineReader, Leaf, pour
from desktop_app.widgets.transcript.maths import OFFSET
from desktop_app.widgets.transcript.maths import width_of as formula_width
from desktop_app.widgets.transcript.segments import Segment
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Surroundings
from desktop_app.widgets.transcript.units.chips import grounds, paint_grounds
from desktop_app.widgets.transcript.units.documents import DocumentUnit, break_lines, palette_of
from desktop_app.widgets.transcript.units.drawing import paint_handle, sideways_handle
from desktop_app.widgets.transcript.units.margins import indent, paint_containers

_DRAWN = re.compile(r'<span style="[^"]*vertical-align:middle;[^"]*">[^<]?</span>')  # a formula
_ROOM = re.compile(r" letter-spacing:[^;]*;")  # around inline code
_PLAIN = re.compile(r"[A-Za-z0-9 ,.'?]*")  # signs that begin or end nothing in Markdown


class ProseUnit(DocumentUnit):
    """One leaf block of text."""

    def __init__(
        self, segment: Segment, definitions: str = "", marks: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.segment = segment
        self.definitions = definitions if "[" in segment.text else ""
        self.leaf: Leaf | None = None
        self._marks = marks
        self._indent = 0
        self._is_mirrored = False  # signs of lists and quotes stand at the right
        self._changed = 0  # the first position that the last update changed
        self._is_stale = False
        self._poured: QTextDocument | None = None  # the document that holds `leaf`
        self._chips: list[QRectF] | None = None
        self.offset = 0  # pixels by which a formula that is too wide is moved
        self._widest = 0  # pixels of that formula, 0 without one

    def update(self, segment: Segment) -> None:
        """Take a longer version of the same block, in the same document."""
        known, self.segment = self.segment, segment
        self.is_exact = False
        if self.document is None or self._around is None:
            return
        if not self._grow_plainly(known.text, segment.text):
            self._chips = None
            self.build(self.document, self._around, self._width)
        self._length = self.document.characterCount() - 1
        self._is_stale = True

    def _grow_plainly(self, known: str, text: str) -> bool:
        """Append words that mean nothing to Markdown without reading the paragraph again."""
        leaf = self.leaf
        if leaf is None or self.document is None or self._poured is not self.document:
            return False
        stripped = known.rstrip(" ")
        added = text[len(stripped) :]
        is_plain = _PLAIN.fullmatch(added) and stripped[-1:].isalnum() and text.startswith(stripped)
        word = stripped[stripped.rfind(" ") + 1 :]
        if "@" in word or "www." in word + added:
            return False  # it may become an address
        if not is_plain or not leaf.runs or leaf.runs[-1].format is not leaf.plain:
            return False
        added = added.rstrip(" ")
        if added:
            last = leaf.runs[-1]
            if " " not in last.text:
                self._chips = None  # a word that begins with code may go to the next line
            cursor = QTextCursor(self.document)
            cursor.beginEditBlock()  # nobody asks how far to the right it is
            cursor.movePosition(QTextCursor.MoveOperation.End)
            self._changed = cursor.position()
            cursor.insertText(added, last.format)
            cursor.endEditBlock()
            leaf.runs[-1] = last._replace(text=last.text + added)
        return True

    def lay_out(self, around: Surroundings, width: int) -> None:
        if self._is_stale and self.document is not None and self._width == width:
            self.height = self.measure(self.document, around, width)
            self.is_exact = True
        self._is_stale = False
        super().lay_out(around, width)

    def changed_from(self) -> int:
        position, self._changed = self._changed, 0
        if not position or self.document is None:
            return 0
        block = self.document.findBlock(position - 1)
        inside = position - 1 - block.position()
        line = block.layout().lineForTextPosition(inside)
        number = line.lineNumber()
        if " " not in block.text()[line.textStart() : inside + 1]:
            number -= 1  # the word that grew may have come from there
            line = block.layout().lineAt(number)
        if number < 1:
            return 0
        top = self.document.documentLayout().blockBoundingRect(block).top()
        return int(self.origin().y() + top + line.y())

    @property
    def waits_for_formula(self) -> bool:
        """Whether a formula is shown as its source for the time being."""
        return self.leaf is not None and self.leaf.waits

    def forget(self) -> None:
        """Lay out again at the next chance, from the source."""
        self._width = 0
        self.is_exact = False

    def estimate(self, style: Style, width: int) -> None:
        text = self.segment.text
        room = max(40, width - indent(self.segment.containers, style, width))
        lines = int(len(text) * style.average / room) + 1
        self.height = lines * style.body.line if text.strip() or self.segment.opened else 0

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        del width
        text = self.segment.head + self.segment.text
        if self.definitions:
            text = self.definitions + "\n" + text
        leaf = InlineReader(around.style, around.maths).read(text, self._marks)
        before = self.leaf if document is self._poured else None
        if before is None or before.text is not leaf.text:
            document.clear()
            document.setDefaultFont(leaf.text.font)
            around.maths.serve(document)
            before = None
        self._changed = pour(document, leaf, before)
        self._poured = document
        self.leaf = leaf

    def release(self) -> None:
        super().release()
        self._poured = None
        self._chips = None

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        style = around.style
        self._indent = indent(self.segment.containers, style, width)
        if document.textWidth() != max(40, width - self._indent):
            self._chips = None
        if self.leaf is None or not (self.leaf.has_content or self.segment.opened):
            return 0
        if self.leaf.is_rule:
            return style.px(9)
        break_lines(document, max(40, width - self._indent))
        self._find_widest(document)
        is_from_right = document.firstBlock().textDirection() is Qt.LayoutDirection.RightToLeft
        self._is_mirrored = is_from_right and bool(self._indent)
        return int(document.size().height() + 0.999) + style.px(14) * bool(self._widest)

    def _find_widest(self, document: QTextDocument) -> None:
        runs = self.leaf.runs if self.leaf else []
        widths = [formula_width(run.format) for run in runs if run.text == OBJECT]
        self._widest = 0
        if widths:
            widest = max(widths)
            self._widest = round(widest) if widest > document.textWidth() else 0
            document.setProperty(OFFSET, self.offset)

    def scroll_sideways(self, by: int) -> bool:
        document = self.laid()
        most = max(0, self._widest - round(document.textWidth()))
        target = max(0, min(most, self.offset + by))
        has_moved = target != self.offset
        self.offset = target
        document.setProperty(OFFSET, target)
        return has_moved

    def sideways_bar(self, rect: QRect) -> QRectF:
        if not self._widest or self._around is None:
            return QRectF()
        left, room = self.origin().x(), round(self.laid().textWidth())
        inside = QRect(rect.x() + round(left), rect.y(), room, rect.height())
        style = self._around.style
        return sideways_handle(inside, style, content=self._widest, room=room, offset=self.offset)

    def origin(self) -> QPointF:
        lift = self.leaf.text.lift if self.leaf else 0
        return QPointF(0 if self._is_mirrored else self._indent, -lift)

    def markdown_between(self, start: int, end: int) -> str:
        """Words of one look alone are copied as they are: a command without its backticks."""
        self.laid()
        return cut(self.leaf, start, end, is_alone=True) if self.leaf else ""

    def markdown_among_others(self, start: int, end: int) -> str:
        """The stretch as a part of a longer text: with the signs of its list, quote or heading."""
        self.laid()
        signs = beginning(self.segment.source) if start == 0 and end > 0 else ""
        return signs + cut(self.leaf, start, end) if self.leaf else ""

    def html_between(self, start: int, end: int) -> str:
        made = _ROOM.sub("", super().html_between(start, end))
        spans = self.leaf.spans if self.leaf else []
        formulas = iter([each for each in spans if each.kind in {"math", "display"}])
        inside = (html.escape(f"${each.value}$") for each in formulas if start <= each.start < end)
        return _DRAWN.sub(lambda _found: next(inside, ""), made)

    def palette(self, style: Style) -> QPalette:
        is_quoted = any(container.kind == "quote" for container in self.segment.containers)
        return palette_of(
            style.theme.muted if is_quoted or "muted" in self._marks else style.theme.text
        )

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        around = self._around
        if around is None:
            return
        paint_containers(
            painter,
            rect,
            self.segment,
            around.style,
            self.gap,
            is_mirrored=self._is_mirrored,
            base=self._base() if self.segment.opened else None,
        )
        if self.leaf and self.leaf.is_rule:
            painter.fillRect(
                rect.x() + self._indent,
                rect.y() + rect.height() // 2,
                rect.width() - self._indent,
                1,
                around.style.theme.border,
            )
            return
        at = QPointF(rect.topLeft()) + self.origin()
        self._paint_chips(painter, at, clip, around.style)
        self.draw(painter, at, QRectF(clip), marks)
        if self._widest:
            paint_handle(painter, self.sideways_bar(rect), around.style)

    def _base(self) -> float | None:
        """Where the letters of the first line stand; None without words."""
        layout = self.laid().firstBlock().layout()
        if not layout.lineCount():
            return None
        line = layout.lineAt(0)
        top = self.laid().documentLayout().blockBoundingRect(self.laid().firstBlock()).top()
        return self.origin().y() + top + line.y() + line.ascent()

    def _paint_chips(self, painter: QPainter, at: QPointF, clip: QRect, style: Style) -> None:
        if self._chips is None:
            spans = self.leaf.spans if self.leaf else []
            codes = [(span.start, span.end) for span in spans if span.kind == "code"]
            self._chips = grounds(self.laid(), codes, style)
        paint_grounds(painter, self._chips, at, clip, style)
