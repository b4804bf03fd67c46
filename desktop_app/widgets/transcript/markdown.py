"""How Markdown is read: the parser's options, top-level blocks by position, link definitions.

The only module that asks the parser for block structure. Knows nothing of Qt or of streaming.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyromark

from desktop_app.domain import formulas
from desktop_app.widgets.transcript import links

_Options = pyromark.Options
OPTIONS = (
    _Options.ENABLE_TABLES
    | _Options.ENABLE_STRIKETHROUGH
    | _Options.ENABLE_TASKLISTS
    | _Options.ENABLE_MATH
    | _Options.ENABLE_FOOTNOTES
)

_BLANK_LINES = re.compile(r"([ \t]*\r?\n)+")

_WORDS = re.compile(r"(?:[^\W\d_][^\n]*\n)+")

_DEFINITION = re.compile(r"\[[^\[\]\n]+\]:[ \t]*\S")

Event = Any  # the parser's own: a word, or a dict of one key


class Block(NamedTuple):
    """A top-level block. `start` counts characters from the text's start to the block's line.

    `end` is behind the block and the blank lines after it.

    `kind` is the parser's word, except that each item of a list is a block of kind `Item` whose
    `payload` is the list's first number (None for bullets), and code is `Fenced` or `Indented`.
    `rows` are the starts of a table's body rows.
    """

    start: int
    end: int
    kind: str
    payload: Any
    rows: tuple[int, ...]

    def moved(self, by: int) -> "Block":
        """The block where the text before it is longer by so many characters."""
        rows = tuple(row + by for row in self.rows)
        return self._replace(start=max(0, self.start + by), end=self.end + by, rows=rows)


def is_only_words(text: str) -> bool:
    """Whether all lines are whole and begin with a letter: one paragraph, no need to parse."""
    return bool(_WORDS.fullmatch(text))


def events(text: str) -> Iterator[Event]:
    """The parser's events for `text`."""
    return iter(pyromark.events(text, options=OPTIONS))


def without_money(text: str) -> str:
    """The text of leaf blocks with the dollars escaped that begin no formula."""
    return formulas.without_money(text, _inline_formulas) if text.count("$") > 1 else text


def _inline_formulas(text: str) -> list[tuple[int, int]]:
    at = _offsets(text)
    return [
        (at(span["start"]), at(span["end"]))
        for event, span in pyromark.events_with_range(text, options=OPTIONS)
        if "InlineMath" in event and isinstance(event, dict)
    ]


def blocks(text: str) -> list[Block]:
    """The top-level blocks in order. Link definitions and blank lines belong to no block."""
    found: list[_Found] = []
    depth = 0
    for event, span in pyromark.events_with_range(text, options=OPTIONS):
        if isinstance(event, str):
            if depth == 0:
                found.append(_Found(span["start"], span["end"], event, None, []))
        elif "Start" in event:
            opened = event["Start"]
            if depth == 0:
                kind, payload = _named(opened)
                if kind != "List":
                    found.append(_Found(span["start"], span["end"], kind, payload, []))
                list_payload = payload
            elif depth == 1:
                if opened == "Item":
                    found.append(_Found(span["start"], span["end"], "Item", list_payload, []))
                elif opened == "TableRow":
                    found[-1].rows.append(span["start"])
            depth += 1
        elif "End" in event:
            depth -= 1
    return _in_characters(text, found)


class _Found(NamedTuple):
    """A block in bytes, as the parser counts."""

    start: int
    end: int
    kind: str
    payload: Any
    rows: list[int]


def _named(opened: Any) -> tuple[str, Any]:
    if isinstance(opened, str):
        return opened, None
    ((kind, payload),) = opened.items()
    if kind == "CodeBlock":
        return ("Indented", None) if payload == "Indented" else ("Fenced", payload["Fenced"])
    return kind, payload


def _in_characters(text: str, found: list[_Found]) -> list[Block]:
    """Byte offsets to character offsets, and block starts back to the start of their line."""
    at = _offsets(text)
    made = []
    for start, end, kind, payload, rows in found:
        begin = line_start(text, at(start))
        row_starts = tuple(map(at, rows))
        made.append(Block(begin, behind_blanks(text, at(end)), kind, payload, row_starts))
    return made


def behind_blanks(text: str, position: int) -> int:
    """The end of the line of `position` and of the blank lines after it."""
    if position and text[position - 1 : position] != "\n":
        position = text.find("\n", position) + 1 or len(text)
    blanks = _BLANK_LINES.match(text, position)
    return blanks.end() if blanks else position


def _offsets(text: str) -> Any:
    if text.isascii():
        return lambda offset: offset
    data = text.encode()
    known = [0, 0]  # the last byte offset asked for, in bytes and characters: they only grow

    def at(offset: int) -> int:
        if offset < known[0]:
            return len(data[:offset].decode())
        known[1] += len(data[known[0] : offset].decode())
        known[0] = offset
        return known[1]

    return at


def line_start(text: str, position: int) -> int:
    """Where the line of `position` begins."""
    return text.rfind("\n", 0, position) + 1


def definitions(text: str) -> dict[str, Any]:
    """Link definitions in `text` by label, to be written with `definition`; the first one wins."""
    return pyromark.reference_definitions(text, options=OPTIONS) if "]:" in text else {}


def behind_definitions(text: str, most: int) -> int:
    """How much of the first `most` characters is link definitions and nothing else, for certain."""
    length = text.rfind("\n[", 0, most) + 1 if text.startswith("[") else 0
    is_sure = length and _DEFINITION.match(text, line_start(text, length - 1))
    return length if is_sure and not blocks(text[:length]) else 0


def definition(label: str, value: Any) -> str:
    """One of `definitions` as a source line."""
    title = value["title"] or ""
    if title:
        escaped = title.replace("\\", "\\\\").replace('"', '\\"')
        title = f' "{escaped}"'
    target = re.sub(r"([\\<>&])", r"\\\1", value["dest"])
    return f"[{label}]: <{target}>{title}\n"


def picture(text: str) -> tuple[str, str] | None:
    """Address and words of the picture that a paragraph is, if it is nothing else."""
    found = list(events(text))[1:-1]  # without the paragraph
    if len(found) < 2 or found[-1] != {"End": "Image"} or found.count(found[-1]) > 1:
        return None
    begun = found[0].get("Start") if isinstance(found[0], dict) else None
    if not isinstance(begun, dict) or "Image" not in begun:
        return None
    inside = (each for each in found[1:-1] if isinstance(each, dict))
    words = "".join(str(each.get("Text", each.get("Code", ""))) for each in inside)
    return links.cleaned(begun["Image"]["dest_url"]), words
