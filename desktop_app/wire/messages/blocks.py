"""One content block from its start to its stop."""

from typing import Any

import msgspec

from desktop_app.domain.delta import (
    ActivityDelta,
    CitationDelta,
    Delta,
    OpaqueDelta,
    ReasoningDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
)
from desktop_app.domain.message import Citation
from desktop_app.wire.messages.shapes import NOTHING, Block, BlockDelta
from desktop_app.wire.payload import decode, raw, untyped

_BLOCK = msgspec.json.Decoder(Block)
_INPUT_LIMIT = 200  # characters of a provider tool's input that are shown


class OpenBlock:
    """A block that still grows. `key` is its part's key, set before `begin`."""

    def __init__(self, payload: msgspec.Raw) -> None:
        self.key = 0
        self._payload = payload
        self._block = decode(bytes(payload), _BLOCK) or Block()
        self._fragments: list[str] = []  # of whatever a block kept whole is made of
        self._signature: list[str] = []
        self._has_input = False
        self._is_stopped = False

    @property
    def is_text(self) -> bool:
        """Whether these are words of the answer."""
        return self._block.type == "text"

    def begin(self) -> list[Delta]:
        """Return what the start of the block says."""
        block, key = self._block, self.key
        match block.type:
            case "text":
                cited = [self._cite(citation) for citation in block.citations or ()]
                return [TextDelta(key, block.text or ""), *cited]
            case "thinking":
                return self._think(block.thinking or "")
            case "tool_use":
                return [ToolCallDelta(key, block.id or "", block.name or "")]
            case kind:
                return _activity(key, kind or "", block)

    def grow(self, delta: BlockDelta) -> list[Delta] | None:
        """Return what a fragment adds, None where its type is unknown."""
        match delta.type:
            case "text_delta":
                return [TextDelta(self.key, delta.text or "")]
            case "thinking_delta":
                return self._think(delta.thinking or "")
            case "input_json_delta":
                return self._add_input(delta.partial_json or "")
            case "citations_delta":
                return [self._cite(delta.citation)]
            case _:
                return self._gather(delta)

    def stop(self) -> list[Delta]:
        """Return what the stop of the block adds: the end of a call, the block to be kept."""
        if self._is_stopped or self.is_text:
            return []
        self._is_stopped = True
        if self._block.type == "tool_use":
            return [ToolCallEnded(self.key, None if self._has_input else self._input())]
        kept = OpaqueDelta(self.key, self._whole(), self._block.type or "", "messages")
        return [kept, *self._told_input()]

    def _think(self, text: str) -> list[Delta]:
        self._fragments.append(text)
        return [ReasoningDelta(self.key, text)]

    def _gather(self, delta: BlockDelta) -> list[Delta] | None:
        """Fragments that are only kept, to be sent back."""
        if delta.type == "signature_delta":
            self._signature.append(delta.signature or "")
        elif delta.type == "compaction_delta":
            self._fragments.append(delta.content or "")
        else:
            return None
        return []

    def _add_input(self, fragment: str) -> list[Delta]:
        self._has_input = self._has_input or bool(fragment)
        if self._block.type == "tool_use":
            return [ToolCallDelta(self.key, arguments=fragment)]
        self._fragments.append(fragment)
        return []

    def _cite(self, citation: Any) -> Delta:
        told = citation if isinstance(citation, dict) else {}

        def text(*names: str) -> str:
            values = (told.get(name) for name in names)
            return next((value for value in values if isinstance(value, str) and value), "")

        cited = Citation(text("url", "source"), text("title", "document_title"), text("cited_text"))
        return CitationDelta(self.key, cited)

    def _input(self) -> str:
        given = self._block.input
        return "{}" if given is NOTHING else bytes(given).decode("utf-8", "replace")

    def _whole(self) -> msgspec.Raw:
        """The block as it has to be sent back, its fragments put in."""
        joined = "".join(self._fragments)
        match self._block.type:
            case "thinking":
                signature = "".join(self._signature) or self._block.signature or ""
                return raw({"type": "thinking", "thinking": joined, "signature": signature})
            case "compaction" if joined:
                return self._with("content", joined)
            case _ if joined:
                return self._with("input", untyped(joined.encode("utf-8", "replace")))
            case _:
                return msgspec.Raw(bytes(self._payload))

    def _with(self, field: str, value: Any) -> msgspec.Raw:
        block = untyped(bytes(self._payload))
        return raw({**(block if isinstance(block, dict) else {}), field: value})

    def _told_input(self) -> list[Delta]:
        """What a tool at the provider was asked, once its input is known."""
        kind = self._block.type or ""
        if not kind.endswith("_tool_use"):
            return []
        detail = "".join(self._fragments) or self._input()
        return [ActivityDelta(self.key, "", "in_progress", detail[:_INPUT_LIMIT])]


def _activity(key: int, kind: str, block: Block) -> list[Delta]:
    if kind.endswith("_tool_use"):
        return [ActivityDelta(key, block.name or kind, "in_progress")]
    if kind.endswith("_tool_result"):
        return [ActivityDelta(key, kind.removesuffix("_tool_result"), "completed")]
    return []
