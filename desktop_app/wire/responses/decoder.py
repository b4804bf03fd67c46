"""Responses events to deltas, keyed on `data.type` and output index (WIRE.md 1.1)."""

import re
from collections.abc import Callable, Hashable

import msgspec

from desktop_app.domain.delta import ActivityDelta, Delta, Finished, Started, UsageDelta
from desktop_app.domain.message import State
from desktop_app.domain.message import Usage as DomainUsage
from desktop_app.wire.decoder import FrameDecoder
from desktop_app.wire.errors import Speaker
from desktop_app.wire.payload import decode
from desktop_app.wire.responses.items import Items, Place, item_of, partial_image
from desktop_app.wire.responses.shapes import Event, Snapshot, Usage, Words
from desktop_app.wire.sse import SseEvent

_EVENT = msgspec.json.Decoder(Event)
_SNAPSHOT = msgspec.json.Decoder(Snapshot)
_WORDS = msgspec.json.Decoder(Words)

# Tools at the provider have one family of events each, and new ones come every month.
_TOOL_EVENT = re.compile(r"response\.(mcp_list_tools|\w+_call)(?:\.(\w+)$|[._])")


class ResponsesDecoder(FrameDecoder[Event]):
    """One response's events. Nothing is needed but deltas and a terminal event (NagaAI)."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__(speaker, _EVENT)
        self._has_started = False
        self._has_model = False
        self._items = Items()

    def _read(self, frame: Event, event: SseEvent) -> list[Delta]:
        kind = frame.type or ""
        if kind == "response.output_text.delta" and isinstance(frame.delta, str):
            return [self._items.say("text", self._place(frame), frame.delta)]
        handler = _HANDLERS.get(kind)
        if handler:
            return handler(self, frame)
        if kind == "response.error":
            return self._failed_event(event)
        tool = _TOOL_EVENT.match(kind)
        if tool:
            return self._tool(tool[1].removesuffix("_call"), tool[2], frame)
        return [] if kind in _REPEATING else self._unknown(kind, event)

    def _done(self) -> list[Delta]:
        """Some gateways end so; it is no terminal event."""
        self.is_finished = True
        return []

    def whole(self, body: bytes) -> list[Delta] | None:
        """Return what a non-streamed answer says."""
        snapshot = decode(body, _SNAPSHOT)
        if snapshot is None or snapshot.output is None:
            return None
        deltas = self._start(snapshot)
        for index, payload in enumerate(snapshot.output):
            deltas += self._items.begin(index, payload) + self._items.finish(index, payload)
        if snapshot.status in {"queued", "in_progress"}:
            return deltas  # a background response that has not ended
        return deltas + self._end(snapshot, "completed")

    def _tool(self, name: str, state: str | None, told: Event) -> list[Delta]:
        return [ActivityDelta(self._key(told), name, state)] if state and state in _STATES else []

    def _key(self, told: Event) -> Hashable:
        if told.output_index is None:
            self._items.is_loose = True
            return told.item_id or 0
        return told.output_index

    def _item_key(self, told: Event) -> Hashable:
        if told.output_index is None:
            # llama.cpp counts nothing: its deltas name the item's id.
            self._items.is_loose = True
            return item_of(told.item).id or told.item_id or 0
        return told.output_index

    def _place(self, told: Event) -> Place:
        return (self._key(told), told.content_index or 0)

    def _summary_place(self, told: Event) -> Place:
        return (self._key(told), "summary", told.summary_index or 0)

    def _on_start(self, told: Event) -> list[Delta]:
        if self._has_started:
            return []
        return self._start(decode(bytes(told.response), _SNAPSHOT) or Snapshot())

    def _start(self, snapshot: Snapshot) -> list[Delta]:
        if self._has_started:
            return []
        self._has_started = True
        self._has_model = bool(snapshot.model)
        return [Started(snapshot.model or "", snapshot.id or "")]

    def _on_item_added(self, told: Event) -> list[Delta]:
        return self._items.begin(self._item_key(told), told.item)

    def _on_item_done(self, told: Event) -> list[Delta]:
        return self._items.finish(self._item_key(told), told.item)

    def _on_part_done(self, told: Event) -> list[Delta]:
        words = decode(bytes(told.part), _WORDS)
        return self._items.fill_words(words, self._place(told)) if words else []

    def _on_text_done(self, told: Event) -> list[Delta]:
        return self._items.fill("text", self._place(told), told.text)

    def _on_refusal(self, told: Event) -> list[Delta]:
        return self._say("refusal", self._place(told), told)

    def _on_refusal_done(self, told: Event) -> list[Delta]:
        return self._items.fill("refusal", self._place(told), told.refusal)

    def _on_reasoning(self, told: Event) -> list[Delta]:
        return self._say("reasoning", self._place(told), told)

    def _on_reasoning_done(self, told: Event) -> list[Delta]:
        return self._items.fill("reasoning", self._place(told), told.text)

    def _on_summary(self, told: Event) -> list[Delta]:
        return self._say("reasoning", self._summary_place(told), told)

    def _on_summary_done(self, told: Event) -> list[Delta]:
        return self._items.fill("reasoning", self._summary_place(told), told.text)

    def _say(self, kind: str, place: Place, told: Event) -> list[Delta]:
        if not isinstance(told.delta, str):
            return self._skip(told.type or "")
        return [self._items.say(kind, place, told.delta)]

    def _on_annotation(self, told: Event) -> list[Delta]:
        return self._items.cite(self._place(told), told.annotation)

    def _on_arguments(self, told: Event) -> list[Delta]:
        if not isinstance(told.delta, str):
            return self._skip(told.type or "")
        return [self._items.add_arguments(self._key(told), told.delta)]

    def _on_arguments_done(self, told: Event) -> list[Delta]:
        arguments = told.input if told.arguments is None else told.arguments
        return self._items.fill_arguments(self._key(told), told.name or "", arguments)

    def _on_partial_image(self, told: Event) -> list[Delta]:
        return partial_image(self._key(told), told.partial_image_b64 or "")

    def _on_end(self, told: Event) -> list[Delta]:
        snapshot = decode(bytes(told.response), _SNAPSHOT) or Snapshot()
        status = (told.type or "").rpartition(".")[2]
        deltas = self._start(snapshot)
        deltas += self._items.fill_missing(snapshot.output or [])
        return deltas + self._end(snapshot, "completed" if status == "done" else status)

    def _end(self, snapshot: Snapshot, status: str) -> list[Delta]:
        self.is_finished = True
        self.has_ended = True
        status = snapshot.status if snapshot.status in _TERMINAL else status
        deltas: list[Delta] = [UsageDelta(_usage(snapshot.usage))] if snapshot.usage else []
        if status == "failed":
            deltas.append(Finished(status, State.FAILED))
            error = {"error": snapshot.error, "error_type": snapshot.error_type}
            return deltas + self._failed(error)
        if status == "completed":
            deltas += self._items.close_calls()
        late = "" if self._has_model else snapshot.model or ""
        return [*deltas, Finished(status, _state(status, snapshot), late)]


def _state(status: str, snapshot: Snapshot) -> State:
    if status != "incomplete":
        return State.COMPLETE
    reason = snapshot.incomplete_details and snapshot.incomplete_details.reason
    return State.BLOCKED if reason == "content_filter" else State.INCOMPLETE


def _usage(usage: Usage) -> DomainUsage:
    read, written = usage.input_tokens_details, usage.output_tokens_details
    ticks = usage.cost_in_usd_ticks
    cost = float(usage.cost) if isinstance(usage.cost, (int, float)) else None
    return DomainUsage(
        usage.input_tokens,
        usage.output_tokens,
        written.reasoning_tokens if written else None,
        read.cached_tokens if read else None,
        cost if ticks is None else ticks * 1e-10,
        usage.credits_used,
    )


# Events that repeat what others say.
_REPEATING = frozenset({
    "response.content_part.added", "response.reasoning_summary_part.added",
    "response.reasoning_summary_part.done", "response.reasoning_part.added",
    "response.reasoning_part.done",
})  # fmt: skip
_TERMINAL = ("completed", "incomplete", "failed")
_STATES = (
    "in_progress", "searching", "interpreting", "generating", "completed", "failed", "running",
)  # fmt: skip
_HANDLERS: dict[str, Callable[[ResponsesDecoder, Event], list[Delta]]] = {
    f"response.{name}": handler
    for name, handler in {
        "created": ResponsesDecoder._on_start,
        "in_progress": ResponsesDecoder._on_start,
        "queued": ResponsesDecoder._on_start,
        "output_item.added": ResponsesDecoder._on_item_added,
        "output_item.done": ResponsesDecoder._on_item_done,
        "content_part.done": ResponsesDecoder._on_part_done,
        "output_text.done": ResponsesDecoder._on_text_done,
        "output_text.annotation.added": ResponsesDecoder._on_annotation,
        "refusal.delta": ResponsesDecoder._on_refusal,
        "refusal.done": ResponsesDecoder._on_refusal_done,
        "reasoning_text.delta": ResponsesDecoder._on_reasoning,
        "reasoning_text.done": ResponsesDecoder._on_reasoning_done,
        "reasoning_summary_text.delta": ResponsesDecoder._on_summary,
        "reasoning_summary_text.done": ResponsesDecoder._on_summary_done,
        "function_call_arguments.delta": ResponsesDecoder._on_arguments,
        "function_call_arguments.done": ResponsesDecoder._on_arguments_done,
        "custom_tool_call_input.delta": ResponsesDecoder._on_arguments,
        "custom_tool_call_input.done": ResponsesDecoder._on_arguments_done,
        "image_generation_call.partial_image": ResponsesDecoder._on_partial_image,
        "completed": ResponsesDecoder._on_end,
        "incomplete": ResponsesDecoder._on_end,
        "failed": ResponsesDecoder._on_end,
        "done": ResponsesDecoder._on_end,
    }.items()
}
