"""Chat Completions chunks to deltas: choice 0, every server's spelling of it."""

from typing import Any

import msgspec

from desktop_app.domain.delta import (
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
    UsageDelta,
)
from desktop_app.domain.errors import Overloaded, ServerFailed
from desktop_app.domain.message import Citation, State
from desktop_app.domain.message import Usage as DomainUsage
from desktop_app.wire.chat_completions.shapes import Choice, Chunk, Usage, Words
from desktop_app.wire.chat_completions.tagged_thoughts import TaggedThoughts
from desktop_app.wire.chat_completions.tool_calls import ToolCalls
from desktop_app.wire.decoder import FrameDecoder, image_of
from desktop_app.wire.errors import Speaker
from desktop_app.wire.payload import decode, raw
from desktop_app.wire.sse import SseEvent

_CHUNK = msgspec.json.Decoder(Chunk)

_CUT = frozenset({"length", "max_tokens", "model_length", "max_output_tokens"})
# `stop` closes calls as well: several servers end a turn of tool calls with it.
_CALLS_CLOSED = frozenset({"tool_calls", "function_call", "stop", "tool_use"})


class ChatDecoder(FrameDecoder[Chunk]):
    """One answer's chunks.

    Text, reasoning and refusal are one part each, however they are interleaved; each tool call is
    a part of its own. Usage is taken at any time until the stream ends (WIRE.md 1.2).
    """

    def __init__(self, speaker: Speaker) -> None:
        super().__init__(speaker, _CHUNK)
        self._has_started = False
        self._has_model = False
        self._stop_reason = ""
        self._calls = ToolCalls()
        self._details: list[dict[str, Any]] = []
        self._cited: set[str] = set()
        self._images = 0
        self._tagged: TaggedThoughts | None = TaggedThoughts()

    def _read(self, frame: Chunk, event: SseEvent) -> list[Delta]:
        if frame.choices is None and frame.usage is None:
            return self._unknown("", event)
        return self._chunk(frame)

    def whole(self, body: bytes) -> list[Delta] | None:
        """Return what a non-streamed answer says."""
        chunk = decode(body, _CHUNK)
        if chunk is None or chunk.choices is None or chunk.error:
            return None
        return self._chunk(chunk) + self._done()

    def _chunk(self, chunk: Chunk) -> list[Delta]:
        deltas: list[Delta] = []
        choice = _first(chunk.choices)
        if not self._has_started and (chunk.model or choice):
            # Azure's first chunk has neither a model nor a choice.
            self._has_started = True
            self._has_model = bool(chunk.model)
            deltas.append(Started(chunk.model or "", chunk.id or ""))
        if choice:
            self._choice(choice, deltas)
            if choice.finish_reason:
                late = "" if self._has_model else chunk.model or ""
                self._finish(choice.finish_reason, late, deltas)
        if chunk.citations or chunk.search_results:
            self._sources(chunk, deltas)
        usage = chunk.usage or (chunk.x_groq and chunk.x_groq.usage)
        if usage:
            deltas.append(UsageDelta(_usage(usage)))
        return deltas

    def _choice(self, choice: Choice, deltas: list[Delta]) -> None:
        words = choice.delta
        if words is None and choice.message and not self._stop_reason:
            words = choice.message
        if words:
            self._words(words, deltas)

    def _words(self, words: Words, deltas: list[Delta]) -> None:
        # Every word of an answer comes this way: what is rare is looked at, not called.
        if (
            words.reasoning_content
            or words.reasoning
            or words.reasoning_text
            or words.reasoning_details
        ):
            self._reason(words, deltas)
        content = words.content
        if content.__class__ is str:
            if content:
                if self._tagged is None:
                    deltas.append(TextDelta("text", content))
                else:
                    self._take_tagged(self._tagged, content, deltas)
        elif content:
            self._parts(content, deltas)
        if words.tool_calls:
            deltas += self._calls.take(words.tool_calls)
        if words.refusal or words.function_call or words.annotations or words.images:
            self._rare(words, deltas)

    def _take_tagged(self, tagged: TaggedThoughts, text: str, deltas: list[Delta]) -> None:
        deltas += tagged.take(text)
        if tagged.is_over:
            self._tagged = None

    def _reason(self, words: Words, deltas: list[Delta]) -> None:
        """The first spelling that says something: some servers send two with the same words."""
        reasoning = words.reasoning_content or words.reasoning or words.reasoning_text
        if words.reasoning_details:
            reasoning = reasoning or _details_text(words.reasoning_details)
            self._keep_details(words.reasoning_details)
        if reasoning and isinstance(reasoning, str):
            self._tagged = None  # a server that knows of thoughts leaves none in the text
            deltas.append(ReasoningDelta("reasoning", reasoning))

    def _rare(self, words: Words, deltas: list[Delta]) -> None:
        if words.refusal:
            deltas.append(RefusalDelta("refusal", words.refusal))
        if words.function_call:
            deltas.extend(self._calls.take_function(words.function_call))
        for annotation in words.annotations or ():
            _cite(annotation, deltas)
        for image in words.images or ():
            self._image(image, deltas)

    def _parts(self, content: Any, deltas: list[Delta]) -> None:
        """Content as a list of parts: Mistral's text and thinking, or pictures."""
        for part in content if isinstance(content, list) else ():
            match part:
                case {"type": "text", "text": str(text)}:
                    deltas.append(TextDelta("text", text))
                case {"type": "thinking", "thinking": thinking}:
                    deltas.extend(ReasoningDelta("reasoning", text) for text in _texts(thinking))
                case {"type": "image_url"}:
                    self._image(part, deltas)
                case _:
                    self._skip("content part")

    def _image(self, image: Any, deltas: list[Delta]) -> None:
        match image:
            case {"image_url": {"url": str(url)}} | {"image_url": str(url)}:
                picture = image_of(url)
                if picture:
                    deltas.append(ImageDelta(self._images, *picture))
                    self._images += 1

    def _sources(self, chunk: Chunk, deltas: list[Delta]) -> None:
        """Perplexity's sources, repeated on every chunk."""
        for source in chunk.search_results or chunk.citations or ():
            match source:
                case {"url": str(url)}:
                    title = source.get("title")
                case str(url):
                    title = ""
                case _:
                    continue
            if url not in self._cited:
                self._cited.add(url)
                citation = Citation(url, title if isinstance(title, str) else "")
                deltas.append(CitationDelta("text", citation))

    def _keep_details(self, details: list[Any]) -> None:
        """Fragments of one reasoning item grow together; they are sent back as one array."""
        for detail in details:
            if not isinstance(detail, dict):
                continue
            last = self._details[-1] if self._details else {}
            field = _GROWING.get(str(detail.get("type")))
            is_same = field and all(last.get(key) == detail.get(key) for key in ("type", "index"))
            if is_same and field:
                last.setdefault("_fragments", [last.get(field) or ""]).append(detail.get(field))
                last.update({k: v for k, v in detail.items() if k != field and v is not None})
            else:
                self._details.append(dict(detail))

    def _finish(self, reason: str, model: str, deltas: list[Delta]) -> None:
        deltas += self._held()
        if self._details:
            payload = raw([_joined(detail) for detail in self._details])
            deltas.append(OpaqueDelta("details", payload, "reasoning_details", "chat"))
        if reason in _CALLS_CLOSED:
            deltas.extend(self._calls.close())
        self._stop_reason = reason
        self.has_ended = True
        failure = self._failure(reason)
        deltas.append(failure or Finished(reason, _state(reason), model))

    def _failure(self, reason: str) -> Failed | None:
        title = self._speaker.title
        if reason == "error":
            return Failed(ServerFailed(f"{title} ended this answer with an error."))
        if reason == "insufficient_system_resource":
            return Failed(Overloaded(f"{title} has too much to do and ended this answer."))
        return None

    def _done(self) -> list[Delta]:
        self.is_finished = True
        self.has_ended = True
        held = self._held()
        return held if self._stop_reason else [*held, Finished("", State.COMPLETE)]

    def _held(self) -> list[Delta]:
        """What was held back of a text that may have begun with a tag."""
        tagged, self._tagged = self._tagged, None
        return tagged.flush() if tagged else []


_GROWING = {"reasoning.text": "text", "reasoning.summary": "summary"}


def _first(choices: list[Choice] | None) -> Choice | None:
    for choice in choices or ():
        if not choice.index:
            return choice
    return None


def _state(reason: str) -> State:
    if reason.lower() in _CUT:
        return State.INCOMPLETE
    return State.BLOCKED if reason == "content_filter" else State.COMPLETE


def _texts(thinking: Any) -> list[str]:
    if isinstance(thinking, str):
        return [thinking]
    parts = thinking if isinstance(thinking, list) else []
    return [part["text"] for part in parts if isinstance(part, dict) and _is_text(part.get("text"))]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _details_text(details: list[Any]) -> str:
    texts = []
    for detail in details:
        match detail:
            case {"text": str(text)} | {"summary": str(text)}:
                texts.append(text)
    return "".join(texts)


def _joined(detail: dict[str, Any]) -> dict[str, Any]:
    fragments = detail.get("_fragments")
    if not isinstance(fragments, list):
        return detail
    field = _GROWING[str(detail["type"])]
    text = "".join(fragment for fragment in fragments if isinstance(fragment, str))
    return {key: value for key, value in detail.items() if key != "_fragments"} | {field: text}


def _cite(annotation: Any, deltas: list[Delta]) -> None:
    match annotation:
        case {"url_citation": {"url": str(url)} as cited}:
            citation = Citation(
                url,
                _text(cited.get("title")),
                _text(cited.get("content")),
                _number(cited.get("start_index")),
                _number(cited.get("end_index")),
            )
            deltas.append(CitationDelta("text", citation))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _usage(usage: Usage) -> DomainUsage:
    read, written = usage.prompt_tokens_details, usage.completion_tokens_details
    return DomainUsage(
        usage.prompt_tokens,
        usage.completion_tokens,
        written.reasoning_tokens if written else None,
        read.cached_tokens if read else None,
        _cost(usage),
        usage.credits_used,
    )


def _cost(usage: Usage) -> float | None:
    if usage.cost_in_usd_ticks is not None:
        return usage.cost_in_usd_ticks * 1e-10
    cost = usage.cost.get("total_cost") if isinstance(usage.cost, dict) else usage.cost
    return float(cost) if isinstance(cost, (int, float)) else None
