"""Plain text: who said what, for anything that takes text."""

from typing import BinaryIO

from desktop_app.domain.message import FilePart, ImagePart, Message, RefusalPart, TextPart
from desktop_app.services.export.format import Format, ReadFile, name_of, speaker
from desktop_app.services.store import ConversationRecord


class PlainWriter:
    """Writes the words as they are, Markdown signs included."""

    def __init__(self, out: BinaryIO, _read_file: ReadFile) -> None:
        self._out = out
        self._between = ""

    def add(self, record: ConversationRecord) -> None:
        """One conversation below its title."""
        title = record.title or "Conversation"
        said = "".join(f"{speaker(m)}:\n{_words(m)}\n\n" for m in record.messages)
        self._out.write(f"{self._between}{title}\n{'=' * len(title)}\n\n{said}".encode())
        self._between = "\n"

    def close(self) -> None:
        """Nothing stands at the end."""


def _words(message: Message) -> str:
    words = []
    for part in message.parts:
        if isinstance(part, TextPart | RefusalPart):
            words.append(part.text)
        elif isinstance(part, ImagePart | FilePart):
            words.append(f"\n[{name_of(part)}]\n")
    return "".join(words).strip("\n")


FORMAT = Format("txt", "Plain text", "txt", PlainWriter)
