"""Markdown as text that reads well without being drawn: no signs, tables in columns, lists kept.

What a sign said stays said: links as "words (address)", formulas as TeX, code indented, what was
struck between tildes. Lines are broken where the author broke them, so that any window wraps them.
"""

import unicodedata
from collections.abc import Sequence

import msgspec

from desktop_app.domain.formulas import with_signs
from desktop_app.services.export.markup import Step, steps

_GAP = "   "  # between the columns of a table
_RULE = "-" * 24
_DROPPED = frozenset({"Emphasis", "Strong", "TableCell", "TableHead"})
_STRUCK = "~~"


class _Around(msgspec.Struct):
    """A quote, an item or a note: what stands before its first line and before the others."""

    first: str
    rest: str
    follows: bool = False  # what is above, without a blank line between
    is_begun: bool = False


class _List(msgspec.Struct):
    number: int | None  # of the next item
    is_begun: bool = False


def plain(text: str) -> str:
    """The words of a Markdown text."""
    return "\n".join(_Text().lines(text))


class _Text:
    """One text on its way from steps to lines."""

    def __init__(self) -> None:
        self._made: list[str] = []
        self._words: list[str] = []  # of the leaf that is being read
        self._around: list[_Around] = []
        self._lists: list[_List] = []
        self._links: list[tuple[str, int]] = []  # address, and where its words begin
        self._rows: list[list[str]] = []
        self._sides: Sequence[str] = ()

    def lines(self, text: str) -> list[str]:
        """All lines."""
        for step in steps(text):
            if step.kind == "start":
                self._start(step)
            elif step.kind == "end":
                self._end(step)
            elif step.name == "Rule":
                self._put([_RULE])
            else:
                self._words.append(_single(step))
        self._flush()
        return self._made

    def _start(self, step: Step) -> None:
        if step.name in {"Link", "Image"}:
            self._links.append((step.value["dest_url"], len(self._words)))
        elif step.name == "Strikethrough":
            self._words.append(_STRUCK)
        elif step.name == "TableRow":
            self._rows.append([])
        elif step.name not in _DROPPED:
            self._flush()
            self._open(step)

    def _open(self, step: Step) -> None:
        if step.name == "Table":
            self._rows, self._sides = [[]], step.value
        elif step.name == "List":
            self._lists.append(_List(step.value))
        elif step.name == "Item":
            self._around.append(_item(self._lists, is_task=step.is_task))
        elif step.name == "BlockQuote":
            self._around.append(_Around("> ", "> "))
        elif step.name == "FootnoteDefinition":
            sign = f"[{step.value}] "
            self._around.append(_Around(sign, " " * len(sign)))
        elif step.name == "Paragraph" and self._around:
            self._around[-1].follows = False  # a list whose items stand apart

    def _end(self, step: Step) -> None:
        if step.name in {"Link", "Image"}:
            self._end_link()
        elif step.name == "Strikethrough":
            self._words.append(_STRUCK)
        elif step.name == "TableCell":
            self._rows[-1].append(self._taken().replace("\n", " "))
        elif step.name == "CodeBlock":
            self._put([f"    {line}" for line in self._taken().removesuffix("\n").split("\n")])
        elif step.name == "Heading":
            self._put_heading()
        elif step.name == "Table":
            self._put(_columns(self._rows, self._sides))
        elif step.name not in _DROPPED:
            self._flush()
            self._close(step)

    def _close(self, step: Step) -> None:
        if step.name == "List":
            self._lists.pop()
        elif step.name in {"Item", "BlockQuote", "FootnoteDefinition"}:
            if not self._around[-1].is_begun:
                self._put([""])
            self._around.pop()

    def _end_link(self) -> None:
        address, start = self._links.pop()
        words = "".join(self._words[start:])
        if words not in {address, address.removeprefix("mailto:")}:
            self._words.append(f" ({address})" if words else address)

    def _put_heading(self) -> None:
        words = self._taken().replace("\n", " ")
        self._put([words, "-" * min(_width(words), 80)])

    def _taken(self) -> str:
        words = "".join(self._words)
        self._words = []
        return words

    def _flush(self) -> None:
        if words := self._taken().strip("\n"):
            self._put(words.split("\n"))

    def _put(self, lines: Sequence[str]) -> None:
        """Write lines of one block, a blank line before it where it stands apart."""
        begun = [around for around in self._around if around.is_begun]
        fresh = [around for around in self._around if not around.is_begun]
        if self._made and not (fresh and fresh[0].follows):
            self._made.append("".join(around.rest for around in begun).rstrip())
        for line in lines:
            signs = [around.rest if around.is_begun else around.first for around in self._around]
            self._made.append(f"{''.join(signs)}{line}".rstrip())
            for around in fresh:
                around.is_begun = True


def _item(lists: list[_List], *, is_task: bool) -> _Around:
    """The sign of the next item; a task's box is its sign."""
    own = lists[-1]
    sign = "- " if own.number is None else f"{own.number}. "
    around = _Around("" if is_task else sign, " " * (4 if is_task else len(sign)))
    around.follows = own.is_begun or len(lists) > 1
    own.is_begun = True
    own.number = None if own.number is None else own.number + 1
    return around


def _single(step: Step) -> str:
    if step.name in {"SoftBreak", "HardBreak"}:
        return "\n"
    if step.name == "TaskListMarker":
        return "[x] " if step.value else "[ ] "
    if step.name in {"InlineMath", "DisplayMath"}:
        return with_signs(step.value, is_display=step.name == "DisplayMath")
    return f"[{step.value}]" if step.name == "FootnoteReference" else str(step.value)


def _columns(rows: Sequence[Sequence[str]], sides: Sequence[str]) -> list[str]:
    """A table as lines, the head above a rule."""
    widths = [
        max(_width(row[column]) if column < len(row) else 0 for row in rows)
        for column in range(len(sides))
    ]
    shown = [_GAP.join(map(_aligned, row, widths, sides)) for row in rows]
    return [shown[0], _GAP.join("-" * width for width in widths), *shown[1:]]


def _aligned(cell: str, width: int, side: str) -> str:
    room = width - _width(cell)
    before = {"Right": room, "Center": room // 2}.get(side, 0)
    return f"{' ' * before}{cell}{' ' * (room - before)}"


def _width(words: str) -> int:
    """How many columns of a fixed font: wide letters take two, marks on letters none."""
    wide = sum(unicodedata.east_asian_width(sign) in {"W", "F"} for sign in words)
    return len(words) + wide - sum(unicodedata.combining(sign) > 0 for sign in words)
