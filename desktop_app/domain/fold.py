"""Deltas folded into the parts of a message: the one place where an answer grows.

Fragments wait in lists and are joined when someone looks, so a delta costs the same at the start
and at the end of a long answer. Readers that follow along (the transcript, the journal) take
`text_from(index, start)` for what is new to them.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable
from typing import Any, cast

import msgspec

from desktop_app.domain.delta import (
    ActivityDelta,
    CitationDelta,
    Delta,
    Failed,
    Finished,
    ImageDelta,
    OpaqueDelta,
    ReasoningDelta,
    RefusalDelta,
    Started,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
    UsageDelta,
)
from desktop_app.domain.errors import AppError
from desktop_app.domain.message import (
    ActivityPart,
    Citation,
    ImagePart,
    OpaquePart,
    Part,
    ReasoningPart,
    RefusalPart,
    State,
    TextPart,
    ToolCallPart,
    Usage,
)

# Fragments are joined into blocks of this many: small strings cost ten times their text.
_FRAGMENTS_PER_BLOCK = 512


class _Text:
    """Growing text: joined blocks with their offsets, then the newest fragments."""

    __slots__ = ("_blocks", "_fragments", "_offsets", "_tail_start", "length")

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._offsets: list[int] = []
        self._fragments: list[str] = []
        self._tail_start = 0
        self.length = 0

    def append(self, fragment: str) -> None:
        self._fragments.append(fragment)
        self.length += len(fragment)
        if len(self._fragments) >= _FRAGMENTS_PER_BLOCK:
            self._seal()

    def replace(self, text: str) -> None:
        self._blocks, self._offsets, self._fragments = [], [], [text]
        self._tail_start, self.length = 0, len(text)

    def since(self, start: int) -> str:
        self._seal()
        first = max(bisect_right(self._offsets, start) - 1, 0)
        if first == len(self._blocks) - 1:
            return self._blocks[first][start - self._offsets[first] :]
        return "".join(self._blocks[first:])[start - self._offsets[first] :] if self._blocks else ""

    def whole(self) -> str:
        self._seal()
        if len(self._blocks) > 1:
            self._blocks, self._offsets = ["".join(self._blocks)], [0]
        return self._blocks[0] if self._blocks else ""

    def _seal(self) -> None:
        if self._fragments:
            self._blocks.append("".join(self._fragments))
            self._offsets.append(self._tail_start)
            self._fragments = []
            self._tail_start = self.length


class _Draft:
    """A part that still grows. `text` is its words, or the arguments of a tool call."""

    __slots__ = ("citations", "fixed", "id", "is_ended", "kind", "name", "text")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.text = _Text()
        self.fixed: Part | None = None  # a part that is replaced as a whole, never appended to
        self.citations: list[Citation] = []
        self.id = ""
        self.name = ""
        self.is_ended = False


class MessageBuilder:
    """The message that an answer becomes, delta by delta.

    `state` is STREAMING until the stream or `end` tells how it ended; a failure told later still
    wins. `restarts` counts how often the provider began anew (WIRE.md 1.3).
    """

    def __init__(self) -> None:
        self.state = State.STREAMING
        self.error: AppError | None = None
        self.stop_reason = ""
        self.usage: Usage | None = None
        self.model = ""
        self.id = ""
        self.restarts = 0
        self._has_started = False
        self._drafts: list[_Draft] = []
        self._indices: dict[tuple[str, Hashable], int] = {}
        self._dirty: dict[int, None] = {}

    def __len__(self) -> int:
        return len(self._drafts)

    def apply(self, delta: Delta) -> None:
        """Take one delta. Never fails, whatever the order they come in."""
        _APPLIERS[type(delta)](self, delta)

    def end(self, state: State, error: AppError | None = None) -> None:
        """End what the stream itself did not end: stopped, truncated, failed."""
        if self.state is State.STREAMING:
            self.state = state
            self.error = error

    def kind(self, index: int) -> str:
        """The `kind` tag of a part."""
        return self._drafts[index].kind

    def length(self, index: int) -> int:
        """Characters of a text-like part or of a tool call's arguments, 0 for any other."""
        return self._drafts[index].text.length

    @property
    def letters(self) -> int:
        """Characters of all parts, as `length` counts them."""
        return sum(map(self.length, range(len(self))))

    def text_from(self, index: int, start: int) -> str:
        """What a text-like part, or a tool call's arguments, holds from character `start` on."""
        return self._drafts[index].text.since(start)

    def part(self, index: int) -> Part:
        """One part as it stands."""
        draft = self._drafts[index]
        match draft.kind:
            case "text":
                return TextPart(draft.text.whole(), tuple(draft.citations))
            case "reasoning":
                return ReasoningPart(draft.text.whole())
            case "refusal":
                return RefusalPart(draft.text.whole())
            case "tool_call":
                return self._tool_call(draft)
            case _:
                return cast("Part", draft.fixed)

    def parts(self) -> tuple[Part, ...]:
        """All parts in the order in which they began."""
        return tuple(self.part(index) for index in range(len(self._drafts)))

    def take_dirty(self) -> list[int]:
        """Indices of the parts that changed since the last call, in the order they changed."""
        dirty = list(self._dirty)
        self._dirty.clear()
        return dirty

    def _tool_call(self, draft: _Draft) -> ToolCallPart:
        arguments = draft.text.whole()
        if draft.is_ended and not arguments:
            arguments = "{}"
        is_whole = (
            draft.is_ended
            and self.state in {State.STREAMING, State.COMPLETE}
            and _is_json(arguments)
        )
        return ToolCallPart(draft.id, draft.name, arguments, is_whole)

    def _draft(self, kind: str, key: Hashable) -> _Draft:
        index = self._indices.get((kind, key))
        if index is None:
            index = self._indices[(kind, key)] = len(self._drafts)
            self._drafts.append(_Draft(kind))
        self._dirty[index] = None
        return self._drafts[index]

    def _on_started(self, delta: Started) -> None:
        if self.state not in _TOLD_BY_STREAM:
            return
        self.state = State.STREAMING
        if self._has_started:
            self.restarts += 1
            self._drafts.clear()
            self._indices.clear()
            self._dirty.clear()
            self.usage = None
            self.stop_reason = ""
        self._has_started = True
        self.model = delta.model
        self.id = delta.id

    def _on_text(self, delta: TextDelta) -> None:
        if delta.text:
            self._draft("text", delta.key).text.append(delta.text)

    def _on_reasoning(self, delta: ReasoningDelta) -> None:
        if delta.text:
            self._draft("reasoning", delta.key).text.append(delta.text)

    def _on_refusal(self, delta: RefusalDelta) -> None:
        if delta.text:
            self._draft("refusal", delta.key).text.append(delta.text)

    def _on_tool_call(self, delta: ToolCallDelta) -> None:
        draft = self._draft("tool_call", delta.key)
        draft.id = delta.id or draft.id
        draft.name = delta.name or draft.name
        if delta.arguments:
            draft.text.append(delta.arguments)

    def _on_tool_call_ended(self, delta: ToolCallEnded) -> None:
        draft = self._draft("tool_call", delta.key)
        draft.is_ended = True
        if delta.arguments is not None:
            draft.text.replace(delta.arguments)

    def _on_activity(self, delta: ActivityDelta) -> None:
        draft = self._draft("activity", delta.key)
        earlier = cast("ActivityPart | None", draft.fixed) or ActivityPart("")
        draft.fixed = ActivityPart(
            delta.name or earlier.name,
            delta.state or earlier.state,
            delta.detail or earlier.detail,
        )

    def _on_citation(self, delta: CitationDelta) -> None:
        self._draft("text", delta.key).citations.append(delta.citation)

    def _on_image(self, delta: ImageDelta) -> None:
        self._draft("image", delta.key).fixed = ImagePart(delta.media_type, data=delta.data)

    def _on_opaque(self, delta: OpaqueDelta) -> None:
        self._draft("opaque", delta.key).fixed = OpaquePart(
            delta.protocol, delta.payload, delta.name
        )

    def _on_usage(self, delta: UsageDelta) -> None:
        self.usage = delta.usage

    def _on_finished(self, delta: Finished) -> None:
        if self.state in {State.FAILED, State.STOPPED}:
            return
        self.stop_reason = delta.stop_reason or self.stop_reason
        self.model = self.model or delta.model
        is_declined = any(draft.kind == "refusal" for draft in self._drafts)
        is_blocked = is_declined and delta.state is State.COMPLETE
        self.state = State.BLOCKED if is_blocked else delta.state

    def _on_failed(self, delta: Failed) -> None:
        if self.state is not State.STOPPED:
            self.state = State.FAILED
            self.error = delta.error


# The states that a provider may take back by beginning anew; `end` and a failure are final.
_TOLD_BY_STREAM = {State.STREAMING, State.COMPLETE, State.INCOMPLETE, State.BLOCKED}


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True


_APPLIERS: dict[type, Callable[[MessageBuilder, Any], None]] = {
    Started: MessageBuilder._on_started,
    TextDelta: MessageBuilder._on_text,
    ReasoningDelta: MessageBuilder._on_reasoning,
    RefusalDelta: MessageBuilder._on_refusal,
    ToolCallDelta: MessageBuilder._on_tool_call,
    ToolCallEnded: MessageBuilder._on_tool_call_ended,
    ActivityDelta: MessageBuilder._on_activity,
    CitationDelta: MessageBuilder._on_citation,
    ImageDelta: MessageBuilder._on_image,
    OpaqueDelta: MessageBuilder._on_opaque,
    UsageDelta: MessageBuilder._on_usage,
    Finished: MessageBuilder._on_finished,
    Failed: MessageBuilder._on_failed,
}
