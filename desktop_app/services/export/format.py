"""What a format is: how it is called and how conversations are written in it."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, runtime_checkable

import msgspec

from desktop_app.domain.message import FilePart, ImagePart, Message, Role
from desktop_app.services.store import ConversationRecord

ReadFile = Callable[[str], bytes | None]  # bytes by SHA-256, None if they are gone


class Writer(Protocol):
    """One file that is being written, conversation after conversation."""

    def add(self, record: ConversationRecord) -> None:
        """Write a conversation."""

    def close(self) -> None:
        """Write what stands at the end. Not called when something failed before."""


@runtime_checkable
class Drawing(Protocol):
    """One file that the view floor draws on its own thread, in small steps between frames."""

    def begin(self, record: ConversationRecord) -> None:
        """Start a conversation: everything but its messages."""

    def draw(self, message: Message) -> Iterator[None]:
        """Draw a message, which holds the bytes of its pictures; each step takes milliseconds."""

    def close(self) -> None:
        """Write what stands at the end. Not called when something failed before."""

    def give_up(self) -> None:
        """Let go of the file, whose end will not be written."""


class Format(msgspec.Struct, frozen=True):
    """A way to write conversations. `is_whole`: every branch goes out, not the active one alone."""

    name: str  # as the console takes it
    title: str
    ending: str
    open: Callable[[BinaryIO, ReadFile], Writer | Drawing]
    is_whole: bool = False


def speaker(message: Message) -> str:
    """Who says a message, in a person's words."""
    if message.role is Role.USER:
        return "You"
    if message.role is Role.TOOL:
        return "Tool"
    return message.origin.model if message.origin and message.origin.model else "Assistant"


def name_of(part: ImagePart | FilePart) -> str:
    """What an attachment is called."""
    return part.name or ("picture" if isinstance(part, ImagePart) else "file")
