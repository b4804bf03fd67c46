"""JSON read while it arrives: a tree that only ever grows at its end.

Each character is looked at once. What cannot be JSON stops the reading and is told; nothing is
repaired and nothing is guessed. Knows no schema and no pixels.
"""

import json
import re
from dataclasses import dataclass, field

MOST_NODES = 2_000
DEEPEST = 40
LONGEST_VALUE = 2_000  # characters kept of one value

_ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'
_STRING = re.compile(rf'(?:[^"\\\x00-\x1f]+|{_ESCAPE})*')
_SCALAR = re.compile(r"[-+.\w]+")
_OPEN_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(slots=True, eq=False)
class Node:
    """One value. `text` is as it stands in the JSON, a string's without its quotes.

    `length` counts all characters of the text, of which the first `LONGEST_VALUE` are kept.
    """

    key: str
    kind: str = ""  # object, array, string, number, word; empty while nothing of it came
    depth: int = 0
    text: str = ""
    length: int = 0
    children: list["Node"] = field(default_factory=list)
    is_whole: bool = False

    @property
    def has_children(self) -> bool:
        """Whether it is an object or an array."""
        return self.kind in {"object", "array"}


class GrowingJson:
    """Reads text piece by piece. `nodes` holds every node in order of arrival."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.stack: list[Node] = []  # the objects and arrays that are still open
        self.fed = 0
        self.values = 0  # texts, numbers and words that came whole
        self.broken = ""  # what is wrong, in words
        self.is_too_large = False
        self._rest = ""  # an escape that has not come whole
        self._wants = "value"
        self._open: Node | None = None  # a string or scalar that grows
        self._key: list[str] | None = None  # the pieces of a key that grows

    @property
    def is_whole(self) -> bool:
        """Whether one value came from its first to its last character."""
        return self._wants == "nothing" and self._open is None and not self.broken

    @property
    def growing(self) -> Node | None:
        """The value that is being filled in."""
        return self._open

    @property
    def root(self) -> Node | None:
        """The whole value, as far as it came."""
        return self.nodes[0] if self.nodes else None

    def feed(self, text: str) -> None:
        """Read the next characters."""
        self.fed += len(text)
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text) and not self.broken and not self.is_too_large:
            at = self._step(text, at)

    def end(self) -> None:
        """Nothing more will come: a number that stands alone is whole."""
        if not self.stack and self._open is not None and self._open.kind != "string":
            self._end_scalar(self._open)

    def _step(self, text: str, at: int) -> int:
        if self._key is not None or (self._open is not None and self._open.kind == "string"):
            return self._string(text, at)
        if self._open is not None:
            return self._scalar(text, at, self._open)
        at = _match(_SPACE, text, at)
        if at < len(text):
            return self._sign(text, at)
        return at

    def _string(self, text: str, at: int) -> int:
        end = _match(_STRING, text, at)
        piece = text[at:end]
        if self._key is not None:
            self._key.append(piece)
        elif self._open is not None:
            _grow(self._open, piece)
        if end == len(text):
            return end
        if text[end] == "\\" and _may_become_escape(text[end : end + 6]):
            self._rest = text[end:]
            return len(text)
        if text[end] != '"':
            is_escape = text[end] == "\\"
            self.broken = f"a text with {'an unknown escape' if is_escape else 'a line end'} in it"
            return end
        self._end_string()
        return end + 1

    def _end_string(self) -> None:
        if self._key is not None:
            key, self._key = decoded("".join(self._key)), None
            self._add(Node(key))
            self._wants = "colon"
        elif self._open is not None:
            self._open.is_whole = True
            self._open = None
            self.values += 1
            self._after_value()

    def _scalar(self, text: str, at: int, node: Node) -> int:
        end = _match(_SCALAR, text, at)
        _grow(node, text[at:end])
        if end < len(text):
            self._end_scalar(node)
        return end

    def _end_scalar(self, node: Node) -> None:
        self._open = None
        if node.length > LONGEST_VALUE:
            self.broken = "a number that is too long"
            return
        try:
            value = json.loads(node.text, parse_constant=_refuse)
        except ValueError:
            self.broken = f"“{node.text[:40]}” is no value"
            return
        node.kind = "word" if value is None or isinstance(value, bool) else "number"
        node.is_whole = True
        self.values += 1
        self._after_value()

    def _after_value(self) -> None:
        self._wants = "comma" if self.stack else "nothing"

    def _sign(self, text: str, at: int) -> int:
        sign, wants = text[at], self._wants
        if wants == "colon" and sign == ":":
            self._wants = "value"
        elif wants == "comma" and sign == ",":
            self._wants = "key" if self.stack[-1].kind == "object" else "value"
        elif sign in "}]" and self._may_close(sign):
            self.stack.pop().is_whole = True
            self._after_value()
        elif wants in {"key", "key or end"} and sign == '"':
            self._key = []
        elif wants in {"value", "value or end"}:
            return self._begin(text, at)
        else:
            self.broken = f"“{sign}” stands where {_WANTED[wants]} was expected"
        return at + 1

    def _may_close(self, sign: str) -> bool:
        if not self.stack or self._wants not in {"comma", "key or end", "value or end"}:
            return False
        return sign == ("}" if self.stack[-1].kind == "object" else "]")

    def _begin(self, text: str, at: int) -> int:
        sign = text[at]
        if sign not in '{["' and not _SCALAR.match(text, at):
            self.broken = f"“{sign}” stands where {_WANTED[self._wants]} was expected"
            return at
        node = self._place()
        if sign in "{[":
            node.kind = "object" if sign == "{" else "array"
            self.stack.append(node)
            self._wants = "key or end" if sign == "{" else "value or end"
            self.is_too_large = self.is_too_large or len(self.stack) > DEEPEST
            return at + 1
        node.kind = "string" if sign == '"' else "number"
        self._open = node
        return at + 1 if sign == '"' else at

    def _place(self) -> Node:
        """The node of the value that begins: the key's, or a new one."""
        if self.stack and self.stack[-1].kind == "object":
            return self.stack[-1].children[-1]
        return self._add(Node(str(len(self.stack[-1].children)) if self.stack else ""))

    def _add(self, node: Node) -> Node:
        node.depth = len(self.stack)
        if self.stack:
            self.stack[-1].children.append(node)
        self.nodes.append(node)
        self.is_too_large = len(self.nodes) >= MOST_NODES
        return node


_WANTED = {
    "value": "a value",
    "value or end": "a value",
    "key": "a name",
    "key or end": "a name",
    "colon": "a colon",
    "comma": "a comma",
    "nothing": "the end",
}


def _match(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _may_become_escape(text: str) -> bool:
    """Whether these last characters may be the beginning of an escape."""
    return len(text) < 2 or (text[1] == "u" and len(text) < 6)


def _grow(node: Node, piece: str) -> None:
    node.length += len(piece)
    if len(node.text) < LONGEST_VALUE:
        node.text += piece[: LONGEST_VALUE - len(node.text)]


def _refuse(word: str) -> None:
    raise ValueError(word)


def decoded(text: str) -> str:
    """A JSON text without its escapes, the last of which may not have come whole."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads('"' + _OPEN_ESCAPE.sub(r"\1", text) + '"'))
    except ValueError:
        return text
