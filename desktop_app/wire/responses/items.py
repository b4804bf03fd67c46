"""Output items of a response to deltas, each word once however often it is sent.

A response says everything up to four times: as deltas, in `.done` events, in the finished item and
in the terminal snapshot. Deltas win; what they left out is filled in from the others.
"""

from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from desktop_app.domain.delta import (
    ActivityDelta,
    CitationDelta,
    Delta,
    ImageDelta,
    OpaqueDelta,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
)
from desktop_app.domain.message import Citation
from desktop_app.wire.decoder import image_of
from desktop_app.wire.payload import decode, raw
from desktop_app.wire.responses.shapes import Item, Words

_ITEM = msgspec.json.Decoder(Item)
_DELTAS: dict[str, Callable[[Hashable, str], Delta]] = {
    "text": TextDelta,
    "refusal": RefusalDelta,
    "reasoning": ReasoningDelta,
}
_KINDS = {
    "output_text": "text",
    "text": "text",
    "refusal": "refusal",
    "reasoning_text": "reasoning",
    "summary_text": "reasoning",
}


Place = tuple[Hashable, ...]  # a part: its item's key, then its place in the item


class _Call:
    __slots__ = ("given", "has_fragments", "id", "is_cut", "is_ended", "key", "name")

    def __init__(self, key: Hashable) -> None:
        self.key = key
        self.id = ""
        self.name = ""
        self.given = ""  # arguments that stood in the item when it was added
        self.has_fragments = False
        self.is_cut = False
        self.is_ended = False


class Items:
    """What has been said so far of one answer.

    `is_loose`: some delta came without an index, so indices cannot tell what it filled.
    """

    def __init__(self) -> None:
        self.is_loose = False
        self._said: set[tuple[str, Hashable]] = set()
        self._said_items: set[tuple[str, Hashable]] = set()
        self._last: tuple[str, Hashable] | None = None
        self._kinds: set[str] = set()
        self._calls: dict[Hashable, _Call] = {}
        self._cited: set[Hashable] = set()

    def say(self, kind: str, key: Place, text: str) -> Delta:
        """Return more words of the part `key`."""
        place = (kind, key)
        if place != self._last:
            self._last = place
            self._said.add(place)
            self._said_items.add((kind, key[0]))
            self._kinds.add(kind)
        return _DELTAS[kind](key, text)

    def fill(self, kind: str, key: Place, text: str | None) -> list[Delta]:
        """Return the whole of a part, if none of it was said before."""
        is_said = kind in self._kinds if self.is_loose else (kind, key) in self._said
        return [self.say(kind, key, text)] if text and not is_said else []

    def fill_words(self, words: Words, key: Place) -> list[Delta]:
        """Return a content part if none of it was said before, with its sources."""
        kind = _KINDS.get(words.type or "")
        if kind is None:
            return []
        deltas = self.fill(kind, key, words.refusal if kind == "refusal" else words.text)
        if words.annotations and key not in self._cited:
            for annotation in words.annotations:
                deltas += self.cite(key, annotation)
        return deltas

    def cite(self, key: Hashable, annotation: Any) -> list[Delta]:
        """Return a source for the text part `key`."""
        if not isinstance(annotation, dict):
            return []
        self._cited.add(key)
        title = annotation.get("title") or annotation.get("filename")
        url = annotation.get("url") or annotation.get("file_id")
        start, end = annotation.get("start_index"), annotation.get("end_index")
        citation = Citation(
            url if isinstance(url, str) else "",
            title if isinstance(title, str) else "",
            start=start if isinstance(start, int) else None,
            end=end if isinstance(end, int) else None,
        )
        return [CitationDelta(key, citation)]

    def add_arguments(self, key: Hashable, fragment: str) -> Delta:
        """Return more of a call's arguments."""
        self._call(key).has_fragments = True
        return ToolCallDelta(key, arguments=fragment)

    def fill_arguments(self, key: Hashable, name: str, arguments: Any) -> list[Delta]:
        """Return a call's whole arguments, if none came in fragments."""
        call = self._call(key)
        call.name = call.name or name
        if call.has_fragments:
            return []
        call.has_fragments = True
        return [ToolCallDelta(key, "", name, _as_text(arguments))]

    def begin(self, key: Hashable, payload: msgspec.Raw) -> list[Delta]:
        """Return what an added item says."""
        item = item_of(payload)
        match item.type:
            case "function_call" | "custom_tool_call":
                call = self._call(key)
                call.given = _as_text(item.arguments) or _as_text(item.input)
                return [self._identify(call, item)]
            case "message":
                return _phase(key, item)
            case _:
                return _activity(key, item)

    def finish(self, key: Hashable, payload: msgspec.Raw) -> list[Delta]:
        """Return what a finished item adds. It is authoritative for arguments and kept items."""
        item = item_of(payload)
        match item.type:
            case "function_call" | "custom_tool_call":
                return self._finish_call(self._calls.get(key) or self._known(key, item), item)
            case "message":
                return self._finish_words(key, item)
            case "image_generation_call":
                return _activity(key, item) + _image(key, item.result, item.output_format)
            case None:
                return []
            case _:
                deltas = self._finish_words(key, item)
                kept = OpaqueDelta(key, payload, item.type, "responses")
                return [*deltas, *_activity(key, item), kept]

    def fill_missing(self, outputs: list[msgspec.Raw]) -> list[Delta]:
        """Return what only the terminal snapshot tells: kinds that never came, unknown calls."""
        deltas: list[Delta] = []
        earlier, known = self._kinds.copy(), len(self._calls)
        calls: list[Item] = []
        for index, payload in enumerate(outputs):
            item = item_of(payload)
            if item.type in {"function_call", "custom_tool_call"}:
                calls.append(item)
            elif not earlier & {"text", "refusal", "reasoning"}:
                deltas += self.finish(("snapshot", index), payload)
            elif item.type == "message" and not earlier & {"text", "refusal"}:
                deltas += self._finish_words(("snapshot", index), item)
        if len(calls) >= known:
            for index, item in enumerate(calls):
                call = self._matching(item) or self._call(("snapshot", "call", index))
                deltas += [] if call.is_ended else self._finish_call(call, item)
        return deltas

    def close_calls(self) -> list[Delta]:
        """End the calls that a complete response left open."""
        deltas: list[Delta] = []
        for call in self._calls.values():
            if not (call.is_ended or call.is_cut):
                call.is_ended = True
                given = None if call.has_fragments else call.given
                deltas.append(ToolCallEnded(call.key, given))
        return deltas

    def _call(self, key: Hashable) -> _Call:
        return self._calls.setdefault(key, _Call(key))

    def _known(self, key: Hashable, item: Item) -> _Call:
        same = (call for call in self._calls.values() if call.id and call.id == item.call_id)
        return next(same, None) or self._call(key)

    def _matching(self, item: Item) -> _Call | None:
        same = (call for call in self._calls.values() if call.id == item.call_id)
        nameless = (call for call in self._calls.values() if not call.id)
        return next(same, None) or next(nameless, None)

    def _identify(self, call: _Call, item: Item) -> Delta:
        call.id = item.call_id or call.id or item.id or ""
        call.name = item.name or call.name
        return ToolCallDelta(call.key, call.id, call.name)

    def _finish_call(self, call: _Call, item: Item) -> list[Delta]:
        arguments = _as_text(item.arguments) or _as_text(item.input)
        deltas = [self._identify(call, item)]
        call.is_cut = item.status == "incomplete"
        if call.is_cut:
            return deltas + self.fill_arguments(call.key, call.name, arguments)
        call.is_ended = True
        given = arguments or ("" if call.has_fragments else call.given)
        return [*deltas, ToolCallEnded(call.key, given or None)]

    def _finish_words(self, key: Hashable, item: Item) -> list[Delta]:
        # By item, not by part: Bedrock counts its parts differently in deltas and items.
        said = {kind for kind in _DELTAS if (kind, key) in self._said_items}
        deltas: list[Delta] = []
        for index, words in enumerate(item.content or ()):
            if _KINDS.get(words.type or "") not in said:
                deltas += self.fill_words(words, (key, index))
        for index, words in enumerate(item.summary or ()):
            deltas += self.fill_words(words, (key, "summary", index))
        return deltas


def item_of(payload: msgspec.Raw) -> Item:
    """Return what can be read of an item."""
    return decode(bytes(payload), _ITEM) or Item()


def partial_image(key: Hashable, data: str) -> list[Delta]:
    """Return a picture that is not final yet."""
    picture = image_of(data)
    return [ImageDelta(key, *picture, is_final=False)] if picture else []


def _image(key: Hashable, result: Any, output_format: str | None) -> list[Delta]:
    picture = image_of(result) if isinstance(result, str) else None
    if picture is None:
        return []
    media_type = f"image/{output_format}" if output_format else picture[0]
    return [ImageDelta(key, media_type, picture[1])]


def _phase(key: Hashable, item: Item) -> list[Delta]:
    """Newer models want to see again in which phase they said something."""
    if not item.phase:
        return []
    return [OpaqueDelta((key, "phase"), raw(item.phase), "phase", "responses")]


def _activity(key: Hashable, item: Item) -> list[Delta]:
    kind = item.type or ""
    if not kind.endswith("_call") and not kind.startswith("mcp_"):
        return []
    name = kind.removesuffix("_call")
    state = "failed" if item.error else item.status or ""
    return [ActivityDelta(key, name, state, _detail(item))]


def _detail(item: Item) -> str:
    """What a tool at the provider was asked, in one line for the transcript."""
    action = item.action if isinstance(item.action, dict) else {}
    told = [item.name, action.get("query"), action.get("url"), item.code]
    told += item.queries if isinstance(item.queries, list) else []
    return next((words for words in told if isinstance(words, str) and words), "")


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return msgspec.json.encode(value).decode()
