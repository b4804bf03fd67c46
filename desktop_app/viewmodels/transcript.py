"""What the transcript shows: the messages of the active branch, and the ones that still grow.

Owns the order of messages and hands on what changed. It must not know how anything is painted.
"""

import enum
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.completion import OutputSchema
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import ImagePart, Message, Role, State, ToolResultPart
from desktop_app.viewmodels.remote_pictures import RemotePictures

Buttons = tuple[tuple[str, str], ...]
STOP: Buttons = (("stop", "Stop"),)


class ToolState(enum.StrEnum):
    """How far a tool call is, in the words that its card shows."""

    PREPARING = "preparing"
    WAITING = "needs your approval"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "declined by you"
    STOPPED = "stopped by you"
    CUT_OFF = "cut off"
    UNANSWERED = "no result"


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """What is known of a call beyond its messages: where it runs, since when, what came of it.

    `began` is a monotonic time; `note` is shown in place of the state's words.
    """

    state: ToolState
    server: str = ""
    note: str = ""
    began: float | None = None


@dataclass(slots=True)
class TranscriptItem:
    """One message. `version` is (which, of how many); `head` is "model" + newline + "provider".

    `schema` is what the answer was asked to fit: its text is then shown as a tree.
    `notice` is told beside a message that streams, with `notice_buttons` as (action, words).
    """

    message: Message
    version: tuple[int, int] = (1, 1)
    head: str = ""
    notice: str = ""
    notice_buttons: Buttons = STOP
    schema: OutputSchema | None = None


class TranscriptModel(QObject):
    """Messages in order. `builder` of a message is there while it streams."""

    reset = Signal()
    message_added = Signal(int)
    part_changed = Signal(str, int)  # message, part: more of it arrived
    message_changed = Signal(str)  # anything else: it ended, it began anew
    notice_changed = Signal(str)
    tool_changed = Signal(str)  # call
    picture_wanted = Signal(str)  # by the name of its bytes; answer with `set_picture`
    picture_came = Signal(str, bytes)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[TranscriptItem] = []
        self._places: dict[str, int] = {}
        self._builders: dict[str, MessageBuilder] = {}
        self._restarts: dict[str, int] = {}
        self._results: dict[str, ToolResultPart] = {}
        self._tools: dict[str, ToolFacts] = {}
        self._pictures: dict[str, bytes] = {}
        self.remote = RemotePictures(self)

    def set_messages(self, items: list[TranscriptItem]) -> None:
        """Show these messages, and no others. Answers that stream go on if they are among them."""
        self.items = items
        self._places = {item.message.id: place for place, item in enumerate(items)}
        for known in (self._builders, self._restarts):
            for message_id in known.keys() - self._places.keys():
                del known[message_id]
        self._results = {}
        self._tools = {}
        for item in items:
            if item.message.role is Role.TOOL:
                self._note_results(item.message)
        self.reset.emit()

    def begin(self, item: TranscriptItem) -> None:
        """Add a message at the end."""
        self._places[item.message.id] = len(self.items)
        self.items.append(item)
        self._note_results(item.message)
        self.message_added.emit(len(self.items) - 1)

    def hold_against(self, message_id: str, schema: OutputSchema | None) -> None:
        """What an answer was asked to fit, told before its first words are shown."""
        place = self._places.get(message_id)
        if place is not None:
            self.items[place].schema = schema

    def sync(self, message_id: str, builder: MessageBuilder) -> None:
        """Show what is new in `builder`: once a frame, never per delta."""
        if message_id not in self._places:
            return
        self._builders[message_id] = builder
        dirty = builder.take_dirty()
        if self._restarts.setdefault(message_id, builder.restarts) != builder.restarts:
            self._restarts[message_id] = builder.restarts
            self.message_changed.emit(message_id)
            return
        for part in dirty:
            self.part_changed.emit(message_id, part)

    def end(self, message_id: str, message: Message) -> None:
        """The answer is `message` from here on."""
        place = self._places.get(message_id)
        if place is None:
            return
        self._builders.pop(message_id, None)
        self._restarts.pop(message_id, None)
        self.items[place].message = message
        self.items[place].notice = ""
        self._note_results(message)
        self.message_changed.emit(message_id)

    def notice(self, message_id: str, text: str, buttons: Buttons = STOP) -> None:
        """What is told beside a message that streams; an empty text takes it back."""
        place = self._places.get(message_id)
        if place is not None and self.items[place].notice != text:
            self.items[place].notice = text
            self.items[place].notice_buttons = buttons
            self.notice_changed.emit(message_id)

    def place(self, message_id: str) -> int:
        """Where a message stands, -1 if it is not shown."""
        return self._places.get(message_id, -1)

    def builder(self, message_id: str) -> MessageBuilder | None:
        """What grows, as far as it has been shown."""
        return self._builders.get(message_id)

    def is_live(self, place: int) -> bool:
        """Whether this message still streams."""
        return self.items[place].message.state is State.STREAMING

    def result_of(self, call_id: str) -> ToolResultPart | None:
        """What a tool answered to a call, once it is known."""
        return self._results.get(call_id)

    def set_tool(self, call_id: str, facts: ToolFacts) -> None:
        """Say how far a tool call is; known until other messages are shown."""
        if self._tools.get(call_id) != facts:
            self._tools[call_id] = facts
            self.tool_changed.emit(call_id)

    def tool(self, call_id: str) -> ToolFacts | None:
        """What was said of a tool call."""
        return self._tools.get(call_id)

    @property
    def is_tool_running(self) -> bool:
        """Whether the seconds of a tool call count."""
        return any(facts.state is ToolState.RUNNING for facts in self._tools.values())

    def picture(self, part: ImagePart) -> bytes:
        """A picture's bytes; empty until they have been brought."""
        if part.data or not part.sha256:
            return part.data
        if part.sha256 not in self._pictures:
            self._pictures[part.sha256] = b""
            self.picture_wanted.emit(part.sha256)
        return self._pictures[part.sha256]

    def set_picture(self, sha256: str, data: bytes) -> None:
        """The bytes that `picture_wanted` asked for."""
        self._pictures[sha256] = data
        self.picture_came.emit(sha256, data)

    def continues_turn(self, place: int) -> bool:
        """Whether the message goes on after a tool's answer, so that it needs no head."""
        place -= 1
        while place >= 0 and self.items[place].message.role is Role.TOOL:
            place -= 1
        return place >= 0 and self.items[place].message.role is Role.ASSISTANT

    def _note_results(self, message: Message) -> None:
        for part in message.parts:
            if isinstance(part, ToolResultPart):
                self._results[part.call_id] = part
