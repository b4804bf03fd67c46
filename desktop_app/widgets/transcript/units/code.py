"""Code cards: one card may be many units, each a run of lines with a document of its own.

While text streams in, new characters are appended to the last run's document and nothing else.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QTextCursor, QTextDocument

from desktop_app.domain import unseen
from desktop_app.widgets.transcript.fence_info import file_of, language_of
from desktop_app.widgets.transcript.highlighting import LineHighlighter
from desktop_app.widgets.transcript.positions import between
from desktop_app.widgets.transcript.segments import Container, Segment
from desktop_app.widgets.transcript.style import TAB, Style, wrapping
from desktop_app.widgets.transcript.units.base import Marks, Surroundings
from desktop_app.widgets.transcript.units.documents import DocumentUnit, break_lines
from desktop_app.widgets.transcript.units.drawing import (
    paint_button,
    paint_frame,
    paint_handle,
    sideways_handle,
)
from desktop_app.widgets.transcript.units.margins import indent, paint_containers
from desktop_app.widgets.transcript.units.painted import say
from desktop_app.widgets.transcript.units.spots import Spot

HANGING = 2  # letters that what is broken off stands further in
LONGEST_PIECE = 1000  # characters of one line that are shaped together
_NONE, _ALL = 1 << 30, -1  # in place of the first line that changed
ICONS = {"source": "eye", "wrap": "wrap-text", "save": "download", "copy_code": "copy"}
LABELS = {
    "source": "Show source or diagram",
    "wrap": "Wrap long lines",
    "save": "Save as file…",
    "copy_code": "Copy code",
}


class CodeCard:
    """What all runs of one code block share."""

    def __init__(self, info: str, group: int) -> None:
        self.info = info
        self.group = group
        self.language = language_of(info)
        self.units: list[CodeUnit] = []
        self.is_wrapped = False
        self.is_closed = False
        self.offset = 0  # pixels scrolled sideways
        self.content_width = 0
        self.spans: list[list[tuple[int, int, str]]] | None = None  # of each line, when known
        self.picture: QPixmap | None = None  # of a diagram
        self.is_drawn = False  # or was tried
        self.shows_source = False
        self.hides = False  # signs that are not seen, or turn others around

    @property
    def code(self) -> str:
        """The whole code."""
        return "".join(unit.segment.text for unit in self.units)

    @property
    def title(self) -> str:
        """Language and file name as the fence gives them."""
        return "  ·  ".join(filter(None, (self.language or "code", file_of(self.info))))

    @property
    def shows_picture(self) -> bool:
        """Whether the diagram stands in place of its source."""
        return self.picture is not None and not self.shows_source

    def toggle_source(self) -> None:
        """Show a diagram's source, or the diagram."""
        self.shows_source = not self.shows_source
        for unit in self.units:
            unit.forget_width()

    def toggle_wrap(self) -> None:
        """Break long lines, or let them run on."""
        self.is_wrapped = not self.is_wrapped
        self.offset = 0
        for unit in self.units:
            unit.forget_width()


class CodeUnit(DocumentUnit):
    """A run of lines of one card."""

    is_card = True

    def __init__(self, segment: Segment, card: CodeCard) -> None:
        super().__init__()
        self.segment = segment
        self.card = card
        last = card.units[-1] if card.units else None
        self.first_line: int = last.first_line + last.segment.text.count("\n") if last else 0
        card.units.append(self)
        self.pieces: list[tuple[int, int]] = []  # line and column at which each block begins
        self._highlighter: LineHighlighter | None = None
        self._shown = ""
        self._wraps = True  # what the document does
        self._left = 0
        self._changed_line = _NONE
        self._hung = 0  # lines that stand as the card is wrapped

    @property
    def containers(self) -> tuple[Container, ...]:
        """The lists and quotes around the card."""
        return self.segment.containers

    def forget_width(self) -> None:
        """Lay out again at the next chance."""
        self._width = 0
        self.is_exact = False

    def update(self, segment: Segment) -> None:
        """Take more characters of the same run, or its end."""
        grown = segment.text
        self.segment = segment
        self.is_exact = False
        self._width = 0
        if self.document is None:
            return
        if grown.startswith(self._shown):
            unchanged = self.document.blockCount() - 1
            self._changed_line = min(self._changed_line, unchanged)
            self._append(grown[len(self._shown) :])
        else:
            self._changed_line = _ALL
            self.release()

    def changed_from(self) -> int:
        line, self._changed_line = self._changed_line, _NONE
        if line in {_ALL, _NONE} or self._around is None or self.card.is_wrapped:
            return 0
        return max(0, self._top(self._style()) + line * self._style().code.line)

    def _append(self, text: str) -> None:
        if not text or self.document is None:
            return
        broken = self._broken(text)
        self._shown += text
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()  # coloured and laid out once
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if unseen.is_in(text) and not self.card.hides:
            self.card.hides, self._changed_line = True, _ALL  # the head says so
        cursor.insertText(unseen.marked(broken))
        cursor.endEditBlock()
        self._length = self.document.characterCount() - 1

    def _broken(self, text: str) -> str:
        """`text` with the ends of pieces in lines that are too long to be shaped together."""
        made = []
        at = len(self._shown) - self._shown.rfind("\n") - 1  # characters of its line before it
        for place, line in enumerate(text.split("\n")):
            if place:
                made.append("\n")
                at = 0
                self.pieces.append((self.pieces[-1][0] + 1, 0))
            number, column = self.pieces[-1]
            start = 0
            while at + len(line) > column + LONGEST_PIECE:
                column += LONGEST_PIECE
                made += [line[start : column - at], "\n"]
                start = column - at
                self.pieces.append((number, column))
            made.append(line[start:])
        return "".join(made)

    def estimate(self, style: Style, width: int) -> None:
        del width
        lines = self.segment.text.count("\n") + (not self.segment.text.endswith("\n"))
        self.height = lines * style.code.line + self._top(style) + self._bottom(style)

    def _top(self, style: Style) -> int:
        return style.px(36) + 1 + style.px(12) if self.segment.is_first else 0

    def _bottom(self, style: Style) -> int:
        return style.px(12) + 1 if self.segment.is_last else 0

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        del width
        style = around.style
        document.setDefaultFont(style.code.font)
        document.setDefaultTextOption(wrapping(is_wrapped=self.card.is_wrapped, tab=style.tab))
        self._hung = 0
        self.pieces = [(0, 0)]
        self._shown = ""
        self._wraps = self.card.is_wrapped
        QTextCursor(document).setBlockFormat(style.block(style.code))
        self._highlighter = LineHighlighter(document, self, style.syntax)
        self._append(self.segment.text)

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        style = around.style
        self._left = indent(self.containers, style, width)
        inner = max(40, width - self._left - 2 * style.px(16) - 2)
        self._room = inner
        if self.card.shows_picture:
            return self._picture_height(style)
        if self._wraps != self.card.is_wrapped:
            self._wraps = self.card.is_wrapped
            document.setDefaultTextOption(wrapping(is_wrapped=self._wraps, tab=style.tab))
            if self._hung:
                cursor = QTextCursor(document)
                cursor.select(QTextCursor.SelectionType.Document)
                cursor.setBlockFormat(style.block(style.code))
                self._hung = 0
        if self._wraps:
            self._hang(document, style)
        break_lines(document, inner if self.card.is_wrapped else -1)
        if not self.card.is_wrapped:
            self.card.content_width = max(self.card.content_width, int(document.idealWidth()) + 1)
        height = round(document.size().height())
        if self._shown.endswith("\n") or not self._shown:
            height -= style.code.line  # the line that has not begun
        return height + self._top(style) + self._bottom(style)

    _room = 0

    def _hang(self, document: QTextDocument, style: Style) -> None:
        """Set lines that are broken off further in than they begin; the last one may still grow."""
        block = document.findBlockByNumber(max(0, self._hung - 1))
        while block.isValid():
            text = block.text()
            inset = len(text) - len(text.lstrip(" ")) + HANGING
            hang = min(inset * style.tab / TAB, self._room / 2)
            if block.blockFormat().leftMargin() != hang:
                shape = block.blockFormat()
                shape.setLeftMargin(hang)
                shape.setTextIndent(-hang)
                QTextCursor(block).setBlockFormat(shape)
            block = block.next()
        self._hung = document.blockCount()

    def _picture_size(self) -> QSize:
        """The diagram, no wider than the card."""
        picture = self.card.picture
        if picture is None:
            return QSize()
        size = picture.deviceIndependentSize().toSize()
        if size.width() <= self._room:
            return size
        return size.scaled(self._room, size.height(), Qt.AspectRatioMode.KeepAspectRatio)

    def _picture_height(self, style: Style) -> int:
        """The first run shows the diagram, the others nothing."""
        if not self.segment.is_first:
            return 0
        return self._top(style) + self._picture_size().height() + style.px(12) + 1

    def _paint_picture(self, painter: QPainter, card: QRect, style: Style) -> None:
        if self.card.picture is None or not self.segment.is_first:
            return
        size = self._picture_size()
        x = card.x() + (card.width() - size.width()) // 2
        at = QRect(x, card.y() + self._top(style), size.width(), size.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(at, self.card.picture)

    def reset(self) -> None:
        super().reset()
        self.card.content_width = 0

    def release(self) -> None:
        super().release()
        self._highlighter = None

    def origin(self) -> QPointF:
        style = self._style()
        x = self._left + 1 + style.px(16) - self._offset()
        return QPointF(x, self._top(style) - style.code.lift)

    def _style(self) -> Style:
        if self._around is None:
            raise RuntimeError("a code card was painted before it was laid out")
        return self._around.style

    def _offset(self) -> int:
        return 0 if self.card.is_wrapped else min(self.card.offset, self._largest_offset())

    def _largest_offset(self) -> int:
        return max(0, self.card.content_width - self._room)

    def scroll_sideways(self, by: int) -> bool:
        target = max(0, min(self._largest_offset(), self.card.offset + by))
        has_moved = target != self.card.offset and not self.card.is_wrapped
        self.card.offset = target
        return has_moved

    def rehighlight(self) -> None:
        """Take the colours that are known by now."""
        if self._highlighter is not None:
            self._highlighter.rehighlight()

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        style = self._style()
        paint_containers(painter, rect, self.segment, style, self.gap)
        card = rect.adjusted(self._left, 0, 0, 0)
        is_last = self.segment.is_last or self.card.shows_picture
        paint_frame(painter, card, style, is_first=self.segment.is_first, is_last=is_last)
        if self.segment.is_first and clip.y() <= card.y() + style.px(36):
            self._paint_head(painter, card, marks)
        if self.card.shows_picture:
            self._paint_picture(painter, card, style)
            return
        inside = card.adjusted(1, self._top(style) and style.px(36) + 1, -1, 0) & clip
        painter.save()
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        self.draw(painter, QPointF(rect.topLeft()) + self.origin(), QRectF(inside), marks)
        painter.restore()
        paint_handle(painter, self.sideways_bar(rect), style)

    def _paint_head(self, painter: QPainter, card: QRect, marks: Marks) -> None:
        style = self._style()
        theme = style.theme
        line = card.y() + style.px(36)
        painter.fillRect(card.x() + 1, line, card.width() - 2, 1, theme.border)
        label = QRect(
            card.x() + 1 + style.px(16), card.y(), card.width() - style.px(120), style.px(36)
        )
        hides = "hidden signs are shown" if self.card.hides else ""
        words = "  ·  ".join(filter(None, (self.card.title, hides)))
        say(painter, label, words, style.small.font, theme.warning if hides else theme.muted)
        for number, spot in enumerate(self.spots()):
            name = ICONS[spot.name]
            is_on = spot.name == "wrap" and self.card.is_wrapped
            paint_button(
                painter,
                spot.rect.translated(card.x() - self._left, card.y()),
                name,
                style,
                is_hovered=number == marks.hover or is_on,
                is_focused=number == marks.focus,
                dpr=self._around.dpr if self._around else 1,
                size=14,
            )

    def sideways_bar(self, rect: QRect) -> QRectF:
        card = self.card
        if card.is_wrapped or card.shows_picture or not self.segment.is_last:
            return QRectF()
        return sideways_handle(
            rect.adjusted(self._left, 0, 0, 0),
            self._style(),
            content=card.content_width,
            room=self._room,
            offset=self._offset(),
        )

    def spots(self) -> list[Spot]:
        if not self.segment.is_first or self._around is None or self._around.is_printed:
            return []
        style = self._style()
        size = style.px(28)
        right = self._width - 1 - style.px(4)
        names = ("source" if self.card.picture else "wrap", "save", "copy_code")
        made = []
        for place, name in enumerate(names):
            x = right - size * (len(names) - place)
            rect = QRect(x, (style.px(36) - size) // 2, size, size)
            made.append(Spot(rect, name, LABELS[name]))
        return made

    def links(self) -> list[Spot]:
        return []

    def text_between(self, start: int, end: int) -> str:
        """Code as it was written: pieces of one long line are joined again."""
        document = self.laid()
        block = document.findBlock(start)
        lines = self._shown.split("\n") if self.card.hides else []
        taken: list[str] = []
        while block.isValid() and block.position() < end:
            piece = self.pieces[block.blockNumber()]
            if taken and piece[1] == 0:
                taken.append("\n")
            text = lines[piece[0]][piece[1] :][:LONGEST_PIECE] if lines else block.text()
            taken.append(between(text, start - block.position(), end - block.position()))
            block = block.next()
        if end >= self._length and self.segment.text.endswith("\n"):
            taken.append("")
        return "".join(taken)

    def markdown_between(self, start: int, end: int) -> str:
        text = self.text_between(start, end)
        is_whole = start == 0 and end >= self._length
        return self.segment.source if is_whole else text

    def html_between(self, start: int, end: int) -> str:
        import html

        return f"<pre>{html.escape(self.text_between(start, end))}</pre>"
