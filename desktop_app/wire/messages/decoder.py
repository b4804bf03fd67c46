"""Messages events to deltas, keyed on `data.type` and block index (WIRE.md 1.3)."""

from collections.abc import Callable

import msgspec

from desktop_app.domain.delta import Delta, Finished, Started, UsageDelta
from desktop_app.domain.message import State
from desktop_app.domain.message import Usage as DomainUsage
from desktop_app.wire.decoder import FrameDecoder
from desktop_app.wire.errors import Speaker
from desktop_app.wire.messages.blocks import OpenBlock
from desktop_app.wire.messages.shapes import Event, Message, Usage
from desktop_app.wire.payload import decode
from desktop_app.wire.sse import SseEvent

_EVENT = msgspec.json.Decoder(Event)
_MESSAGE = msgspec.json.Decoder(Message)
_STATES = {
    "max_tokens": State.INCOMPLETE,
    "model_context_window_exceeded": State.INCOMPLETE,
    "refusal": State.BLOCKED,
}


class MessagesDecoder(FrameDecoder[Event]):
    """One message's events. A stop reason is the end of it, with or without message_stop."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__(speaker, _EVENT)
        self._blocks: dict[int, OpenBlock] = {}
        self._key = 0  # blocks of one index can follow each other
        self._is_text = False  # what the newest block holds
        self._usage = DomainUsage()
        self._stop_reason = ""

    def _read(self, frame: Event, event: SseEvent) -> list[Delta]:
        kind = frame.type or ""
        if kind == "ping":
            return []
        if kind == "message_stop":
            return self._stop()
        handler = _HANDLERS.get(kind)
        return handler(self, frame) if handler else self._unknown(kind, event)

    def _done(self) -> list[Delta]:
        """Some gateways append it; it is neither an end nor an error."""
        return []

    def whole(self, body: bytes) -> list[Delta] | None:
        """Return what a non-streamed answer says."""
        message = decode(body, _MESSAGE)
        if message is None or message.content is None:
            return None
        return self._begin(message) + self._stop()

    def _on_start(self, told: Event) -> list[Delta]:
        return self._begin(decode(bytes(told.message), _MESSAGE) or Message())

    def _begin(self, message: Message) -> list[Delta]:
        self._blocks.clear()
        self._is_text = False
        self._usage = DomainUsage()
        self._stop_reason = ""
        deltas: list[Delta] = [Started(message.model or "", message.id or "")]
        for index, payload in enumerate(message.content or ()):
            deltas += self._open(index, payload)
            deltas += self._blocks[index].stop()
        return deltas + self._count(message.usage) + self._finish(message.stop_reason)

    def _open(self, index: int, payload: msgspec.Raw) -> list[Delta]:
        block = self._blocks[index] = OpenBlock(payload)
        if not (block.is_text and self._is_text):  # a sentence with sources comes in several blocks
            self._key += 1
        self._is_text, block.key = block.is_text, self._key
        return block.begin()

    def _on_block_start(self, told: Event) -> list[Delta]:
        return self._open(told.index or 0, told.content_block)

    def _on_block_delta(self, told: Event) -> list[Delta]:
        if told.delta is None:
            return self._skip()
        index = told.index or 0
        if index not in self._blocks:
            kind = "thinking" if told.delta.type == "thinking_delta" else "text"
            self._open(index, msgspec.Raw(b'{"type":"%s"}' % kind.encode()))
        deltas = self._blocks[index].grow(told.delta)
        return self._skip(told.delta.type or "delta") if deltas is None else deltas

    def _on_block_stop(self, told: Event) -> list[Delta]:
        block = self._blocks.get(told.index or 0)
        return block.stop() if block else []

    def _on_message_delta(self, told: Event) -> list[Delta]:
        deltas = self._count(told.usage)
        return deltas + self._finish(told.delta.stop_reason if told.delta else None)

    def _stop(self) -> list[Delta]:
        self.is_finished = True
        self.has_ended = True
        return [] if self._stop_reason else [Finished("", State.COMPLETE)]

    def _finish(self, stop_reason: str | None) -> list[Delta]:
        if not stop_reason:
            return []
        self._stop_reason = stop_reason
        self.has_ended = True
        return [Finished(stop_reason, _STATES.get(stop_reason, State.COMPLETE))]

    def _count(self, usage: Usage | None) -> list[Delta]:
        """Counts are cumulative; what an event leaves out stays as it was."""
        if usage is None:
            return []
        earlier, details = self._usage, usage.output_tokens_details
        cost = usage.cost if isinstance(usage.cost, (int, float)) else None
        self._usage = DomainUsage(
            _newer(usage.input_tokens, earlier.input),
            _newer(usage.output_tokens, earlier.output),
            _newer(details.thinking_tokens if details else None, earlier.reasoning),
            _newer(usage.cache_read_input_tokens, earlier.cached),
            earlier.cost if cost is None else float(cost),
            earlier.credits if usage.credits_used is None else usage.credits_used,
        )
        return [UsageDelta(self._usage)]


def _newer(count: int | None, earlier: int | None) -> int | None:
    return earlier if count is None else count


_HANDLERS: dict[str, Callable[[MessagesDecoder, Event], list[Delta]]] = {
    "message_start": MessagesDecoder._on_start,
    "content_block_start": MessagesDecoder._on_block_start,
    "content_block_delta": MessagesDecoder._on_block_delta,
    "content_block_stop": MessagesDecoder._on_block_stop,
    "message_delta": MessagesDecoder._on_message_delta,
}
