"""The parser's events for one leaf block, written into a document: words, marks, links, maths.

Works for streaming and finished text alike; knows nothing of units, scrolling or painting.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from desktop_app.widgets.transcript import links, markdown
from desktop_app.widgets.transcript.segments import GLUE
from desktop_app.widgets.transcript.style import Style, TextStyle

MARKS = {"Strong": "strong", "Emphasis": "emphasis", "Strikethrough": "strike"}
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]")
_BRACKETS = re.compile(
    r"(`+)(?:(?!\1).)*?\1|\\\\|\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL
)
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
LINE = "\N{LINE SEPARATOR}"


@dataclass(slots=True)
class Span:
    """A run of characters in a document that stands for something: `value` is its source."""

    kind: str  # code, math, display, note
    start: int
    end: int
    value: str


@dataclass(slots=True)
class Leaf:
    """What a leaf block turned into. `text` is the style that its lines follow."""

    text: TextStyle
    spans: list[Span] = field(default_factory=list)
    level: int = 0  # of a heading
    is_rule: bool = False
    has_content: bool = False


def with_dollars(text: str) -> str:
    r"""Maths in `\(…\)` and `\[…\]` spelled with dollars; the length stays the same."""
    if "\\(" not in text and "\\[" not in text:
        return text

    def replaced(found: re.Match[str]) -> str:
        if found["inline"] is not None:
            return "${" + found["inline"] + "}$"
        if found["display"] is not None:
            return "$$" + found["display"] + "$$"
        return found[0]

    return _BRACKETS.sub(replaced, text)


class InlineWriter:
    """Writes one leaf block into `document`. `maths` draws formulas that are ready."""

    def __init__(self, document: QTextDocument, style: Style, maths: Any) -> None:
        self._cursor = QTextCursor(document)
        self._style = style
        self._maths = maths
        self._marks: list[str] = []
        self._size = 15.0
        self._link = ""
        self._link_text: list[str] = []
        self._is_begun = False
        self._block = QTextBlockFormat()
        self.leaf = Leaf(style.body)

    def write(self, text: str, marks: tuple[str, ...] = ()) -> Leaf:
        """Fill the document from the Markdown of one leaf block."""
        self._marks = list(marks)
        self._begin(self._style.body)
        self._cursor.beginEditBlock()
        for event in markdown.events(with_dollars(text)):
            if isinstance(event, str):
                self._word(event)
            else:
                ((key, value),) = event.items()
                self._event(key, value)
        self._cursor.endEditBlock()
        return self.leaf

    def set_size(self, size: float) -> None:
        """Font size of the text around, in pixels of the visual targets."""
        self._size = size

    def write_cell(self, cursor: QTextCursor, cell: list[Any], marks: tuple[str, ...]) -> None:
        """Write the inline events of one table cell at `cursor`."""
        self._cursor = cursor
        self._marks = list(marks)
        for event in cell:
            if isinstance(event, str):
                self._word(event)
            else:
                ((key, value),) = event.items()
                self._event(key, value)

    def _begin(self, text: TextStyle) -> None:
        self.leaf.text = text
        self._block = self._style.block(text)
        self._cursor.setBlockFormat(self._block)

    def _word(self, event: str) -> None:
        if event == "SoftBreak":
            self._insert(" ")
        elif event == "HardBreak":
            self._insert(LINE)
        elif event == "Rule":
            self.leaf.is_rule = self.leaf.has_content = True

    def _event(self, key: str, value: Any) -> None:
        if key == "Text":
            self._text(value)
        elif key == "Start":
            self._start(value)
        elif key == "End":
            self._end(value)
        elif key == "Code":
            self._span("code", value, value, "code")
        elif key == "InlineMath":
            self._math(value, is_display=False)
        elif key == "DisplayMath":
            self._math(value, is_display=True)
        elif key in {"Html", "InlineHtml"}:
            self._html(value)
        elif key == "FootnoteReference":
            self._span("note", value, value, "raised", "link")
        elif key == "TaskListMarker":
            self._insert("☑ " if value else "☐ ")

    def _html(self, value: str) -> None:
        if value.strip().lower() in {"<br>", "<br/>", "<br />"}:
            self._insert(LINE)
        else:
            self._insert(value.replace("\n", LINE), "muted")

    def _text(self, value: str) -> None:
        if GLUE in value and not self.leaf.has_content:
            value = value.removeprefix(GLUE)
        if self._link:
            value = links.without_tricks(value)
            self._link_text.append(value)
        elif "[^" in value:
            self._text_with_notes(value)
            return
        self._insert(value.replace("\n", LINE))

    def _text_with_notes(self, value: str) -> None:
        position = 0
        for found in _FOOTNOTE.finditer(value):
            self._insert(value[position : found.start()])
            self._span("note", found[1], found[1], "raised", "link")
            position = found.end()
        self._insert(value[position:])

    def _start(self, value: Any) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in MARKS:
            self._marks.append(MARKS[name])
        elif name == "Heading":
            self._heading(int(value["Heading"]["level"][1]))
        elif name == "Link":
            self._open_link(value["Link"]["dest_url"])
        elif name == "Image":
            target = value["Image"]["dest_url"]
            self._insert(f"[{links.host(target) or 'image'}: ", "muted")
            self._open_link(target)
        elif name in {"Paragraph", "HtmlBlock", "CodeBlock"} and self._is_begun:
            self._cursor.insertBlock(self._block)

    def _heading(self, level: int) -> None:
        self.leaf.level = level
        self._begin(self._style.headings[level - 1])
        self._cursor.document().setDefaultFont(self.leaf.text.font)
        self._size = self.leaf.text.font.pointSizeF() / self._style.body.font.pointSizeF() * 15

    def _open_link(self, target: str) -> None:
        self._link = target
        self._link_text = []

    def _end(self, value: Any) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in MARKS:
            self._marks.remove(MARKS[name])
        elif name in {"Link", "Image"}:
            warning = links.warning("".join(self._link_text), self._link)
            self._link = ""
            if name == "Image":
                self._insert("]", "muted")
            if warning:
                self._insert(f" ({warning})", "muted")
        elif name in {"Paragraph", "HtmlBlock"}:
            self._is_begun = True

    def _math(self, source: str, *, is_display: bool) -> None:
        source = source.strip()
        if source.startswith("{") and source.endswith("}"):
            source = source[1:-1].strip()
        kind = "display" if is_display else "math"
        drawn = self._maths.format_for(source, is_display=is_display, style=self._style)
        if is_display:
            self._display_block()
        if drawn is None:
            self._span(kind, source, source.replace("\n", LINE), "math")
        else:
            start = self._cursor.position()
            self._cursor.insertText(OBJECT, drawn)
            self.leaf.spans.append(Span(kind, start, start + 1, source))
            self.leaf.has_content = True
        if is_display:
            self._is_begun = False
            self._after_display = True

    _after_display = False

    def _display_block(self) -> None:
        """A displayed formula stands in a centred paragraph of its own."""
        centred = self._style.block(self.leaf.text, Qt.AlignmentFlag.AlignHCenter)
        if self._cursor.atBlockStart():
            self._cursor.setBlockFormat(centred)
        else:
            self._cursor.insertBlock(centred)

    def _span(self, kind: str, value: str, text: str, *marks: str) -> None:
        start = self._cursor.position()
        self._insert(text, *marks)
        self.leaf.spans.append(Span(kind, start, self._cursor.position(), value))

    def _insert(self, text: str, *marks: str) -> None:
        if not text:
            return
        if self._after_display:
            self._after_display = False
            text = text.lstrip()
            if not text:
                return
            self._cursor.insertBlock(self._block)
        self.leaf.has_content = True
        self._cursor.insertText(text, self._format(marks))

    def _format(self, marks: tuple[str, ...]) -> QTextCharFormat:
        if not self._link or not links.is_allowed(self._link):
            return self._style.format(frozenset((*self._marks, *marks)), self._size)
        made = QTextCharFormat(
            self._style.format(frozenset((*self._marks, *marks, "link")), self._size)
        )
        made.setAnchor(True)
        made.setAnchorHref(self._link)
        return made
