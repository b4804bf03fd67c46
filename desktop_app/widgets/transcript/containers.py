"""Quotes, list items and footnotes: which lines belong to them and what is left inside.

Line rules of CommonMark 0.31 section 5. Pure text; the segmenter feeds what is left inside to a
segmenter of its own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_app.widgets.transcript.segments import BLANK, GLUE, Container

_QUOTE = re.compile(r" {0,3}>")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]*)(.?)", re.DOTALL)
_BEGINS_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+[^\s]")  # never goes on lazily
_NOTE = re.compile(r" {0,3}\[\^([^\]]+)\]:[ \t]*")
_TASK = re.compile(r"\[([ xX])\](?=[ \t\n])[ \t]?")
_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|"
    "hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul|"
    "script|pre|style|textarea"
)
_STARTS_BLOCK = re.compile(
    rf"[-=+#>`~|:]|\*(?:[ \t]|[* \t]*$)|<(?:[!?]|/?(?:{_BLOCK_TAGS})(?:[\s/>]|$))",
    re.IGNORECASE,
)
_UNDERLINES = re.compile(r"[=|:-]")
_NUMBERED = re.compile(r"(\d{1,9})([.)])")


@dataclass(frozen=True, slots=True)
class Line:
    """How a line meets a container: `belongs` is None while more of it is needed to tell."""

    belongs: bool | None
    inner: str = ""


@dataclass(slots=True)
class OpenContainer:
    """A container that still takes lines. `width` is an item's content column."""

    container: Container
    width: int = 0
    marker: str = ""
    is_empty: bool = True  # nothing but blank lines so far
    lines: int = field(default=0)

    def meet(self, line: str, is_whole: bool, is_lazy: Callable[[str], bool]) -> Line:
        """What `line` (from its start; with its newline if `is_whole`) means to this container."""
        if self.container.kind == "quote":
            met = _meet_quote(line, is_whole)
        else:
            met = self._meet_indented(line, is_whole)
        if met is not None:
            return met
        if not is_whole:
            return Line(None)
        is_next = self.container.kind == "item" and _BEGINS_ITEM.match(line)
        if is_next or _QUOTE.match(line) or not is_lazy(line):
            return Line(False)
        return Line(True, lazy(line))

    def _meet_indented(self, line: str, is_whole: bool) -> Line | None:
        rest = line.lstrip(" \t")
        if not rest.rstrip("\r\n"):
            if not is_whole:
                return Line(None)
            if self.is_empty and self.lines > 0:
                return Line(False)
            return Line(True, _without_columns(line, self.width, 0) if rest != line else line)
        if _columns(line) >= self.width:
            return Line(True, _without_columns(line, self.width, 0))
        return None

    def took(self, inner: str) -> None:
        """Note that `inner`, the start of a line or a whole one, went inside."""
        self.lines += 1
        self.is_empty = self.is_empty and not inner.strip(BLANK)


def _meet_quote(line: str, is_whole: bool) -> Line | None:
    found = _QUOTE.match(line)
    if found:
        rest = line[found.end() :]
        if not rest.lstrip(" \t") and not is_whole:
            return Line(None)
        return Line(True, _without_columns(rest, 1, found.end()))
    if not line.strip(BLANK):
        return Line(False) if is_whole else Line(None)
    return None


def lazy(line: str) -> str:
    """A line that continues a paragraph lazily, so that it cannot start a block inside."""
    text = line.lstrip(" \t")
    starts_block = _STARTS_BLOCK if _columns(line) > 3 else _UNDERLINES
    if starts_block.match(text):
        return ("\\" if text.startswith("*") else GLUE) + text  # glued, a star would end emphasis
    return GLUE + text if _NUMBERED.match(text) else text


def open_quote(group: int) -> OpenContainer:
    """A quote that begins with the next line."""
    return OpenContainer(Container("quote", group))


def open_note(line: str, group: int) -> tuple[OpenContainer, str]:
    """A footnote that begins with `line`, and what is inside of that line."""
    found = _NOTE.match(line)
    label, end = (found[1], found.end()) if found else ("", 0)
    return OpenContainer(Container("note", group, label=label), width=4), line[end:]


def open_item(line: str, group: int, number: int | None) -> tuple[OpenContainer, str]:
    """A list item that begins with `line`, and what is inside of that line."""
    found = _ITEM.match(line)
    if found is None:
        raise ValueError("no list item begins here")
    before, marker, gap, next_sign = found.groups()
    start = _columns(before) + len(marker)
    spaces = _columns(gap, start)
    is_blank = next_sign in {"", "\n", "\r"}
    width = start + (1 if is_blank or spaces > 4 else spaces)
    inner = _without_columns(line[found.end(2) :], width - start, start)
    is_done = None
    task = _TASK.match(inner)
    if task:
        is_done = task[1] != " "
        inner = inner[task.end() :]
        if _STARTS_BLOCK.match(inner) or _NUMBERED.match(inner):
            inner = GLUE + inner  # a task is a paragraph
    container = Container("item", group, number, is_done=is_done)
    return OpenContainer(container, width, marker[-1]), inner


def item_marker(line: str) -> str:
    """The sign that must stay the same within one list: a bullet, a dot or a bracket."""
    found = _ITEM.match(line)
    return found[2][-1] if found else ""


def _columns(text: str, start: int = 0) -> int:
    """Width of the leading blanks of `text` in columns, with tab stops of 4."""
    column = start
    for sign in text:
        if sign == " ":
            column += 1
        elif sign == "\t":
            column += 4 - column % 4
        else:
            break
    return column - start


def _without_columns(text: str, count: int, start: int) -> str:
    """`text` without its first `count` columns of blanks; tabs among the blanks become spaces."""
    rest = text.lstrip(" \t")
    blanks = text[: len(text) - len(rest)]
    if "\t" not in blanks:
        return text[min(count, len(blanks)) :]
    return " " * max(0, _columns(blanks, start) - count) + rest
