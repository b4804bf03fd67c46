"""Messages as rows and rows as messages, word for word. Knows no statement that runs.

A part is its kind, its words and, where it has more than words, the rest as JSON. Words stand apart
so that they can be appended to, searched and read with any SQLite tool.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from desktop_app.domain.message import (
    ErrorRecord,
    FilePart,
    ImagePart,
    Message,
    Origin,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    Timing,
    ToolCallPart,
    ToolResultPart,
    Usage,
)

# The field of each part that holds its words.
_WORDS: dict[type, str] = {
    TextPart: "text",
    ReasoningPart: "text",
    RefusalPart: "text",
    ToolResultPart: "text",
    ToolCallPart: "arguments",
}
GROWING = frozenset({"text", "reasoning", "refusal", "tool_call"})  # kinds that arrive in fragments
_PLAIN: dict[str, Any] = {"text": TextPart, "reasoning": ReasoningPart, "refusal": RefusalPart}

PartRow = tuple[str, str, str | None, str | None]  # kind, text, facts, sha256


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message knows beside its words and its place in the tree."""

    origin: Origin | None = None
    usage: Usage | None = None
    stop_reason: str = ""
    timing: Timing | None = None
    error: ErrorRecord | None = None
    naming: Usage | None = None


_encoder = msgspec.json.Encoder()
_facts_decoder = msgspec.json.Decoder(Facts)
_part_decoder = msgspec.json.Decoder(Part)


def storable(text: str) -> str:
    """Text as SQLite can hold it: halves of a surrogate pair are joined, or marked as lost."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def json_list(values: Sequence[object]) -> str:
    """Values for a statement that reads them with json_each, however many they are."""
    return _encoder.encode(values).decode()


def facts_of(message: Message) -> str:
    """The JSON beside a message's parts."""
    facts = Facts(
        message.origin,
        message.usage,
        message.stop_reason,
        message.timing,
        message.error,
        message.naming,
    )
    return _encoder.encode(facts).decode()


def facts_from(text: str) -> Facts:
    """What `facts_of` wrote."""
    return _facts_decoder.decode(text)


def row_of(part: Part) -> PartRow:
    """A part as its row."""
    kind = part.__struct_config__.tag
    assert isinstance(kind, str)
    sha256 = part.sha256 or None if isinstance(part, ImagePart | FilePart) else None
    field = _WORDS.get(type(part))
    if field is None:
        return kind, "", _encoder.encode(part).decode(), sha256
    text = storable(getattr(part, field))
    rest = msgspec.structs.replace(part, **{field: ""})
    is_plain = kind in _PLAIN and rest == _PLAIN[kind]("")
    return kind, text, None if is_plain else _encoder.encode(rest).decode(), sha256


def part_from(kind: str, text: str, facts: str | None) -> Part:
    """What `row_of` wrote."""
    if facts is None:
        part: Part = _PLAIN[kind](text)
        return part
    rest: Part = _part_decoder.decode(facts)
    field = _WORDS.get(type(rest))
    return rest if field is None else msgspec.structs.replace(rest, **{field: text})


def words_of(rows: Iterable[PartRow]) -> str:
    """Everything in a message that can be searched for.

    The index is asked to forget a message by these very words: they follow from the rows alone, and
    changing how they do needs a migration that builds the index anew.
    """
    return "\n\n".join(filter(None, map(_words_of_row, rows)))


def _words_of_row(row: PartRow) -> str:
    kind, text, facts, _ = row
    if kind not in {"image", "file", "tool_call", "activity"} or facts is None:
        return text
    part = part_from(kind, text, facts)
    told = (getattr(part, field, "") for field in ("name", "detail", "arguments"))
    return "\n".join(filter(None, told))


def visible_text(parts: Iterable[Part]) -> str:
    """The words that stand open in the transcript."""
    return "".join(part.text for part in parts if isinstance(part, TextPart | RefusalPart))


def has_code(parts: Iterable[Part]) -> bool:
    """Whether a fenced block of code is among the words."""
    return any("```" in part.text or "~~~" in part.text for part in parts if type(part) is TextPart)


def has_image(parts: Iterable[Part]) -> bool:
    """Whether there is a picture."""
    return any(isinstance(part, ImagePart) for part in parts)
