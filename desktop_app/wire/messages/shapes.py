"""The fields of Messages events and content blocks that a chat client reads."""

from typing import Any

import msgspec

from desktop_app.wire.decoder import Frame

NOTHING = msgspec.Raw(b"null")


class Details(msgspec.Struct, gc=False):
    """Of the tokens that were written."""

    thinking_tokens: int | None = None


class Usage(msgspec.Struct, gc=False):
    """Counts; cumulative, and absent where unchanged."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    output_tokens_details: Details | None = None
    cost: Any = None
    credits_used: float | None = None


class Message(msgspec.Struct, gc=False):
    """The message of message_start, or a whole answer. Its content may already be full."""

    id: str | None = None
    model: str | None = None
    type: str | None = None
    content: list[msgspec.Raw] | None = None
    stop_reason: str | None = None
    usage: Usage | None = None


class BlockDelta(msgspec.Struct, gc=False):
    """`delta` of a content block, or of the message at its end."""

    type: str | None = None
    text: str | None = None
    thinking: str | None = None
    signature: str | None = None
    partial_json: str | None = None
    content: str | None = None
    citation: Any = None
    stop_reason: str | None = None


class Event(Frame, gc=False):
    """Any event."""

    index: int | None = None
    delta: BlockDelta | None = None
    content_block: msgspec.Raw = NOTHING
    message: msgspec.Raw = NOTHING
    usage: Usage | None = None


class Block(msgspec.Struct, gc=False):
    """What is read of a content block; every block but text and tool_use is kept whole besides."""

    type: str | None = None
    text: str | None = None
    thinking: str | None = None
    signature: str | None = None
    id: str | None = None
    name: str | None = None
    input: msgspec.Raw = NOTHING
    citations: list[Any] | None = None
