"""Markdown with roles: good to read anywhere, and read back with the same words.

Comments that no reader shows tell where a message and a part of another kind begin and end; the
last of a message that is not whole is named by its state. A line of the text that looks like such
a comment is written with a backslash before it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from desktop_app.domain.endings import told
from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    Message,
    OpaquePart,
    Part,
    ReasoningPart,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.services.export.format import Format, ReadFile, name_of, speaker
from desktop_app.services.store import ConversationRecord

Link = Callable[[ImagePart | FilePart], str]  # where an attachment lies beside the text, or ""

_LIKE_OURS = re.compile(r"^(\\*)(?=<!-- (?:message |part |/part ))", re.MULTILINE)


def document(record: ConversationRecord, link: Link) -> str:
    """A conversation as Markdown."""
    title = " ".join(record.title.split()) or "Conversation"
    return f"# {title}\n" + "".join(_message(message, link) for message in record.messages)


def _message(message: Message, link: Link) -> str:
    at = datetime.fromtimestamp(message.created, UTC).isoformat(timespec="milliseconds")
    head = f"\n<!-- message {message.role} {at} -->\n### {_one_line(speaker(message))}\n\n"
    return f"{head}{''.join(_body(message, link))}\n"


def _body(message: Message, link: Link) -> Iterator[str]:
    words = ""  # of neighbouring text parts: only together do they tell where a line begins
    for part in message.parts:
        if isinstance(part, TextPart):
            words += part.text
            continue
        kind, body = _aside(part, link)
        if body:
            yield guarded(words) + _set_apart(kind, body)
            words = ""
    yield guarded(words)
    if how := told(message):
        yield _set_apart(message.state, f"*{_one_line(how)}*")


def _set_apart(kind: str, body: str) -> str:
    return f"\n\n<!-- part {kind} -->\n{guarded(body)}\n<!-- /part -->\n\n"


def _aside(part: Part, link: Link) -> tuple[str, str]:
    """A part that is not the text itself: its kind and how it looks in Markdown."""
    match part:
        case ReasoningPart():
            shown = "reasoning", _folded("Reasoning", part.text)
        case RefusalPart():
            shown = "refusal", part.text
        case ToolCallPart():
            shown = "tool_call", _folded(f"Tool call: {part.name}", _fenced(part.arguments, "json"))
        case ToolResultPart():
            shown = "tool_result", _folded("Tool result", _fenced(part.text, ""))
        case ActivityPart():
            shown = "activity", f"*{_one_line(f'{part.name} {part.detail}'.strip())}*"
        case ImagePart():
            shown = "image", _linked("!", part, link)
        case FilePart():
            shown = "file", _linked("", part, link)
        case TextPart() | OpaquePart():
            shown = "", ""
    return shown


def _linked(sign: str, part: ImagePart | FilePart, link: Link) -> str:
    name, where = _one_line(name_of(part)), link(part)
    return f"{sign}[{name}]({where})" if where else f"*[{name}]*"


def guarded(text: str) -> str:
    """Text in which no line can be taken for one of our comments."""
    return _LIKE_OURS.sub(r"\\\1", text)


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return re.sub(r"^\\(\\*<!-- (?:message |part |/part ))", r"\1", text, flags=re.MULTILINE)


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{_one_line(title)}</summary>\n\n{body}\n\n</details>"


def _fenced(text: str, language: str) -> str:
    longest = max(map(len, re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


class MarkdownWriter:
    """Writes conversations one below the other; attachments are named, not contained."""

    def __init__(self, out: BinaryIO, _read_file: ReadFile) -> None:
        self._out = out
        self._between = ""

    def add(self, record: ConversationRecord) -> None:
        """One conversation."""
        self._out.write(f"{self._between}{document(record, lambda _: '')}".encode())
        self._between = "\n"

    def close(self) -> None:
        """Nothing stands at the end."""


FORMAT = Format("md", "Markdown", "md", MarkdownWriter)
