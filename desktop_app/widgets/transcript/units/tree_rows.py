"""The rows of a structured answer: what stands in each, how it breaks, what is missing.

Knows the tree and the schema; colours and pixels belong to the card that paints the rows.
"""

import unicodedata
from dataclasses import dataclass

from desktop_app.domain import unseen
from desktop_app.viewmodels.transcript_schema import Asked, joined
from desktop_app.widgets.transcript.growing_json import LONGEST_VALUE, GrowingJson, Node, decoded

MOST_COMING = 40  # rows for fields that are still to come
WIDEST_KEY = 20  # letters to which values are aligned


@dataclass(slots=True)
class Row:
    """One field. `column` is where its value begins, in letters behind the key's begin.

    `node` is None for a field that is not there; `lines` are its value as it is shown.
    """

    node: Node | None
    depth: int
    key: str
    column: int
    lines: list[str]
    is_missing: bool = False  # asked for, and it will not come any more
    fault: str = ""  # what is wrong with a value that is there


class Rows:
    """Makes rows of a tree, for a width given in letters of the fixed font."""

    def __init__(self, reader: GrowingJson, asked: Asked) -> None:
        self._reader = reader
        self._asked = asked
        self.folded: set[Node] = set()
        self.faults: dict[str, str] = {}  # by where they are, as `Asked` names places
        self.coming = 0  # fields that were still to come when the rows were made
        self._lines: dict[Node, tuple[int, list[str]]] = {}
        self._letters = 0
        self._rows: list[Row] = []
        self._is_over = False

    def made(self, letters: int, *, is_over: bool) -> list[Row]:
        """All rows that are to be seen; `letters` is the room of the card."""
        self._letters, self._is_over, self._rows = letters, is_over, []
        self.coming = 0
        root = self._reader.root
        if root is None:
            self._add_absent(None, self._asked, 0)
        elif root.has_children:
            self._add_children(root, self._asked, "")
        else:
            self._add(root, 0, 0, "")
        return self._rows

    def _add_children(self, parent: Node, asked: Asked, path: str) -> None:
        column = self._column(parent, asked)
        for number, node in enumerate(parent.children):
            step: int | str = number if parent.kind == "array" else node.key
            here = joined(path, step)
            self._add(node, parent.depth, column, here)
            if node.has_children and node not in self.folded:
                self._add_children(node, asked.of(step), here)
        if parent.kind == "object":
            self._add_absent(parent, asked, column)

    def _column(self, parent: Node, asked: Asked) -> int:
        if parent.kind == "array":
            return 0
        return max((len(name) for name in asked.fields if len(name) <= WIDEST_KEY), default=0) + 3

    def _add(self, node: Node, depth: int, column: int, path: str) -> None:
        column = max(column, wide(node.key) + 2) if node.key else 0
        room = max(12, self._letters - column - round(2.6 * depth))
        lines = [] if node.has_children else self._value(node, room)
        fault = self.faults.get(path, "") if self.faults else ""
        self._rows.append(Row(node, depth, node.key, column, lines, fault=fault))

    def _value(self, node: Node, room: int) -> list[str]:
        known = self._lines.get(node)
        if known is not None and known[0] == room:
            return known[1]
        lines = broken_up(shown(node), room)
        if node.is_whole:
            self._lines[node] = (room, lines)
        return lines

    def _add_absent(self, parent: Node | None, asked: Asked, column: int) -> None:
        """Fields that are asked for and not there."""
        is_over = self._is_over or (parent is not None and parent.is_whole)
        there = {node.key for node in parent.children} if parent is not None else set()
        depth = parent.depth if parent is not None else 0
        for name in asked.fields:
            if name in there or len(name) > 200:
                continue
            if not is_over and self.coming >= MOST_COMING:
                return
            self.coming += not is_over
            kind = asked.of(name).words or "value"
            words = f"{kind}, missing" if is_over else f"{kind}, not yet here"
            start = max(column, wide(name) + 2)
            self._rows.append(Row(None, depth, name, start, [words], is_over))


def shown(node: Node) -> str:
    """A value as its row shows it; a text without escapes, between quotation marks."""
    text = node.text
    more = f" … {node.length - LONGEST_VALUE:,} more under JSON" if node.length > len(text) else ""
    if node.kind != "string":
        return text + more
    return f'"{unseen.marked(decoded(text))}{more}' + ('"' if node.is_whole else "")


def wide(text: str) -> int:
    """Columns of the fixed font that a text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def broken_up(text: str, room: int) -> list[str]:
    """Lines of at most `room` columns, broken between words if that can be."""
    made: list[str] = []
    for line in text.expandtabs(4).split("\n"):
        rest = line
        while wide(rest) > room:
            end = room if rest.isascii() else _fitting(rest, room)
            space = rest.rfind(" ", end // 2, end + 1)
            cut = space + 1 if space >= 0 else end
            made.append(rest[:cut].rstrip(" "))
            rest = rest[cut:]
        made.append(rest)
    return made


def _fitting(text: str, room: int) -> int:
    used = 0
    for place, sign in enumerate(text):
        used += wide(sign)
        if used > room:
            return max(1, place)
    return len(text)
