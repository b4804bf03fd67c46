"""Plain text: who said what, for anything that takes text.

Words without the signs of Markdown: whoever wants the signs takes Markdown, and mail, notes and
screen readers show or read every sign aloud. What the person typed stands as it was typed.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from desktop_app.domain.endings import told
from desktop_app.domain.message import FilePart, ImagePart, Message, RefusalPart, Role, TextPart
from desktop_app.services.export.format import Format, ReadFile, name_of, speaker
from desktop_app.services.export.wording import plain
from desktop_app.services.store import ConversationRecord


class PlainWriter:
    """Writes conversations one below the other; attachments are named, not contained."""

    def __init__(self, out: BinaryIO, _read_file: ReadFile) -> None:
        self._out = out
        self._between = ""

    def add(self, record: ConversationRecord) -> None:
        """One conversation below its title."""
        title = record.title or "Conversation"
        said = "".join(f"{speaker(m)}:\n{_body(m)}\n\n" for m in record.messages)
        self._out.write(f"{self._between}{title}\n{'=' * len(title)}\n\n{said}".encode())
        self._between = "\n"

    def close(self) -> None:
        """Nothing stands at the end."""


def _body(message: Message) -> str:
    pieces = [piece.strip("\n") for piece in _pieces(message)]
    return "\n\n".join(piece for piece in pieces if piece)


def _pieces(message: Message) -> Iterator[str]:
    for is_text, parts in groupby(message.parts, lambda part: isinstance(part, TextPart)):
        if is_text:
            words = "".join(part.text for part in parts if isinstance(part, TextPart))
            yield words if message.role is Role.USER else plain(words)
            continue
        for part in parts:
            if isinstance(part, RefusalPart):
                yield plain(part.text)
            elif isinstance(part, ImagePart | FilePart):
                yield f"[{name_of(part)}]"
    if how := told(message):
        yield f"[{how}]"


FORMAT = Format("txt", "Plain text", "txt", PlainWriter)
