"""The parser's events for one leaf block as runs of text, and runs poured into a document.

A document that holds an earlier version of the same block is changed only behind what is the same.
Knows nothing of units, scrolling or painting.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from desktop_app.domain import unseen
from desktop_app.domain.formulas import bare, with_dollars
from desktop_app.widgets.transcript import links, markdown
from desktop_app.widgets.transcript.positions import units
from desktop_app.widgets.transcript.segments import GLUE
from desktop_app.widgets.transcript.style import Style, TextStyle

MARKS = {"Strong": "strong", "Emphasis": "emphasis", "Strikethrough": "strike"}
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]")
_AROUND = 12  # pixels of the visual targets between words and a formula of its own
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
LINE = "\N{LINE SEPARATOR}"


@dataclass(slots=True)
class Span:
    """A run of characters in a document that stands for something: `value` is its source."""

    kind: str  # code, math, display, note
    start: int
    end: int
    value: str


class Run(NamedTuple):
    """Text of one look; or, where `block` is given, the beginning of another paragraph."""

    text: str
    format: QTextCharFormat
    block: QTextBlockFormat | None = None
    marks: frozenset[str] = frozenset()
    link: str = ""


@dataclass(slots=True)
class Leaf:
    """What a leaf block turned into. `text` is the style that its lines follow."""

    text: TextStyle
    block: QTextBlockFormat
    runs: list[Run] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    level: int = 0  # of a heading
    is_rule: bool = False
    has_content: bool = False
    waits: bool = False  # for a formula that is not drawn
    plain: QTextCharFormat | None = None  # the look of words without marks


class InlineReader:
    """Turns the events of one leaf block into runs. `maths` draws formulas that are ready."""

    def __init__(self, style: Style, maths: Any, size: float = 15.0) -> None:
        self._style = style
        self._maths = maths
        self._size = size
        self._marks: list[str] = []
        self._links: list[str] = []  # those around, the innermost last
        self._link_texts: list[list[str]] = []
        self._position = 0
        self._needs_block = False  # before the next words
        self._room_above = 0  # pixels of the visual targets above that block
        self.leaf = Leaf(style.body, style.block(style.body))

    def read(self, text: str, marks: tuple[str, ...] = ()) -> Leaf:
        """The runs of the Markdown of one leaf block."""
        return self.read_events(markdown.events(markdown.without_money(with_dollars(text))), marks)

    def read_events(self, events: Iterable[Any], marks: tuple[str, ...] = ()) -> Leaf:
        """The runs of events that were read before: the cell of a table."""
        self._marks = list(marks)
        self.leaf.plain = self._style.format(frozenset(marks), self._size)
        for event in events:
            if isinstance(event, str):
                self._word(event)
            else:
                ((key, value),) = event.items()
                is_glued = isinstance(value, str) and GLUE in value
                self._event(key, value.replace(GLUE, "") if is_glued else value)
        return self.leaf

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
            self._code(value)
        elif key == "InlineMath":
            self._math(value, is_display=False)
        elif key == "DisplayMath":
            self._math(value, is_display=True)
        elif key in {"Html", "InlineHtml"}:
            self._html(value)
        elif key == "FootnoteReference":
            self._span("note", value, value, "raised", "muted")
        elif key == "TaskListMarker":
            self._insert("☑ " if value else "☐ ")

    def _code(self, value: str) -> None:
        """Inline code, with room for its ground before the first letter and behind the last."""
        self._note_link_text(value)
        source, value = value, unseen.marked(value)
        self._fill_block()
        runs = self.leaf.runs
        if runs and _can_be_spaced(runs[-1].text):
            before = runs.pop()
            if before.text[:-1]:
                runs.append(before._replace(text=before.text[:-1]))
            look = self._look(before.marks | {"spaced"}, before.link)
            runs.append(before._replace(text=before.text[-1], format=look))
        start = self._position
        self._insert(value[:-1], "code")
        self._insert(value[-1:], "code", spaced=True)
        self.leaf.spans.append(Span("code", start, self._position, source))

    def _html(self, value: str) -> None:
        if value.strip().lower() in {"<br>", "<br/>", "<br />"}:
            self._insert(LINE)
        else:
            self._insert(value.replace("\n", LINE), "muted")

    def _text(self, value: str) -> None:
        value = value.replace("\n", LINE)
        if self._links:
            self._note_link_text(value)
            self._insert(unseen.marked(value))
        elif "[^" in value:
            self._text_with_notes(value)
        else:
            self._words(value)

    def _note_link_text(self, value: str) -> None:
        for text in self._link_texts:
            text.append(value)

    def _text_with_notes(self, value: str) -> None:
        position = 0
        for found in _FOOTNOTE.finditer(value):
            self._words(value[position : found.start()])
            self._span("note", found[1], found[1], "raised", "muted")
            position = found.end()
        self._words(value[position:])

    def _words(self, value: str) -> None:
        """Words among which may be addresses."""
        value = unseen.without_overrides(value)
        if "://" not in value and "www." not in value and "@" not in value:
            self._insert(value)
            return
        for words, target in links.among(value):
            if target:
                self._open_link(target)
                self._text(words)
                self._close_link()
            else:
                self._insert(words)

    def _start(self, value: Any) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in MARKS:
            self._marks.append(MARKS[name])
        elif name == "Heading":
            self._heading(int(value["Heading"]["level"][1]))
        elif name == "Link":
            link = value["Link"]
            self._open_link(links.cleaned(link["dest_url"], link["link_type"]))
        elif name == "Item":
            self._item()
        elif name == "Image":
            target = links.cleaned(value["Image"]["dest_url"])
            self._insert(f"[{links.shown_host(target) or 'image'}: ", "muted")
            self._open_link(target)

    def _item(self) -> None:
        """An item of a list so deep that it is no block of its own."""
        if self.leaf.has_content:
            self._needs_block, self._room_above = True, 0
        self._insert("\N{BULLET} ")

    def _heading(self, level: int) -> None:
        self.leaf.level = level
        self.leaf.text = self._style.headings[level - 1]
        self.leaf.block = self._style.block(self.leaf.text)
        self._size = self._style.heading_sizes[level - 1]
        self.leaf.plain = None  # a heading's last signs may be its closing ones

    def _open_link(self, target: str) -> None:
        self._links.append(target)
        self._link_texts.append([])

    def _close_link(self, sign: str = "") -> None:
        """End the innermost link; `sign` and what has to be said of it stand behind."""
        target, text = self._links.pop(), "".join(self._link_texts.pop())
        if sign:
            self._insert(sign, "muted")
        if warning := links.refusal(target) or links.warning(text, target):
            self._insert(f" ({warning})", "muted")

    def _end(self, value: Any) -> None:
        name = value if isinstance(value, str) else next(iter(value))
        if name in MARKS:
            self._marks.remove(MARKS[name])
        elif name in {"Link", "Image"}:
            self._close_link("]" if name == "Image" else "")
        elif name in {"Paragraph", "HtmlBlock"}:
            self._needs_block, self._room_above = True, 0

    def _math(self, source: str, *, is_display: bool) -> None:
        source = bare(source)
        kind = "display" if is_display else "math"
        drawn = self._maths.format_for(source, is_display=is_display, style=self._style)
        if is_display:
            centred, above = Qt.AlignmentFlag.AlignHCenter, _AROUND if self.leaf.runs else 0
            self._begin_block(self._style.block(self.leaf.text, centred, above))
        if drawn is None:
            self.leaf.waits = True
            self._span(kind, source, source.replace("\n", LINE), "math")
        else:
            self.leaf.spans.append(Span(kind, self._position, self._position + 1, source))
            self._add(Run(OBJECT, drawn))
        self._needs_block = is_display
        self._room_above = _AROUND * is_display

    def _begin_block(self, block: QTextBlockFormat) -> None:
        if self.leaf.runs:
            self._position += 1
            self.leaf.runs.append(Run("", self._style.format(frozenset(), self._size), block))
        else:
            self.leaf.block = block

    def _span(self, kind: str, value: str, text: str, *marks: str) -> None:
        self._fill_block()
        start = self._position
        self._insert(text, *marks)
        self.leaf.spans.append(Span(kind, start, self._position, value))

    def _fill_block(self) -> None:
        if self._needs_block:
            self._needs_block = False
            self._begin_block(self._style.block(self.leaf.text, above=self._room_above))

    def _insert(self, text: str, *marks: str, spaced: bool = False) -> None:
        if self._needs_block:
            text = text.lstrip()
        if text:
            self._fill_block()
            named = frozenset((*self._marks, *marks))
            link = self._links[-1] if self._links and links.is_allowed(self._links[-1]) else ""
            look = self._look(named | {"spaced"} if spaced else named, link)
            self._add(Run(text, look, None, named, link))

    def _add(self, run: Run) -> None:
        self.leaf.has_content = True
        self._position += units(run.text)
        runs = self.leaf.runs
        if runs and runs[-1].format is run.format and runs[-1].block is None:
            run = run._replace(text=runs.pop().text + run.text)
        runs.append(run)

    def _look(self, named: frozenset[str], link: str) -> QTextCharFormat:
        if link:
            return self._style.link_format(named | {"link"}, self._size, link)
        return self._style.format(named, self._size)


def _can_be_spaced(text: str) -> bool:
    """Whether room behind the last sign tears nothing apart that belongs together."""
    last = text[-1:]
    if last.isascii():
        return bool(last)
    kind = unicodedata.category(last)
    is_sign = kind[0] == "P" or kind == "Zs"
    return is_sign or (kind == "Lo" and unicodedata.bidirectional(last) != "AL")


def pour(document: QTextDocument, leaf: Leaf, before: Leaf | None) -> int:
    """Make `document`, which holds `before`, hold `leaf`. Returns the first position that changed.

    Both leaves must have the same text style.
    """
    known = before.runs if before is not None else []
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    if before is None or before.block is not leaf.block:
        cursor.setBlockFormat(leaf.block)
    same, position = _common(known, leaf.runs)
    rest = leaf.runs[same:]
    if same < len(known):
        grown = rest[0] if rest else None
        if same == len(known) - 1 and grown is not None and _continues(known[same], grown):
            position += units(known[same].text)
            rest = [Run(grown.text[len(known[same].text) :], grown.format), *rest[1:]]
        else:
            cursor.setPosition(position)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    for run in rest:
        if run.block is not None:
            cursor.insertBlock(run.block, run.format)
        else:
            cursor.insertText(run.text, run.format)
    cursor.endEditBlock()
    return position


def _common(known: list[Run], runs: list[Run]) -> tuple[int, int]:
    """How many runs at the beginning are the same, and the positions they take."""
    position = 0
    for count, (old, new) in enumerate(zip(known, runs, strict=False)):
        if old.format is not new.format or old.text != new.text or old.block is not new.block:
            return count, position
        position += units(old.text) if old.block is None else 1
    return min(len(known), len(runs)), position


def _continues(old: Run, new: Run) -> bool:
    is_text = old.block is None and new.block is None
    return is_text and old.format is new.format and new.text.startswith(old.text)


def fill_cell(cursor: QTextCursor, leaf: Leaf) -> None:
    """Write a leaf's runs at `cursor`."""
    for run in leaf.runs:
        if run.block is None:
            cursor.insertText(run.text, run.format)
        else:
            cursor.insertText(LINE, run.format)
