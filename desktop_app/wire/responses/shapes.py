"""The fields of Responses events and items that a chat client reads."""

from typing import Any

import msgspec

from desktop_app.wire.decoder import Frame

NOTHING = msgspec.Raw(b"null")


class Event(Frame, gc=False):
    """Any event. Items and snapshots stay raw until someone needs them: they can be megabytes."""

    output_index: int | None = None
    content_index: int | None = None
    summary_index: int | None = None
    item_id: str | None = None
    delta: Any = None
    text: str | None = None
    refusal: str | None = None
    arguments: Any = None
    input: str | None = None
    code: Any = None
    name: str | None = None
    annotation: Any = None
    partial_image_b64: str | None = None
    item: msgspec.Raw = NOTHING
    part: msgspec.Raw = NOTHING
    response: msgspec.Raw = NOTHING


class Words(msgspec.Struct, gc=False):
    """A content part or a summary part of an item."""

    type: str | None = None
    text: str | None = None
    refusal: str | None = None
    annotations: list[Any] | None = None


class Item(msgspec.Struct, gc=False):
    """An output item: a message, reasoning, a call, or a tool at the provider."""

    type: str | None = None
    id: str | None = None
    call_id: str | None = None
    name: str | None = None
    status: str | None = None
    phase: str | None = None
    arguments: Any = None
    input: Any = None
    content: list[Words] | None = None
    summary: list[Words] | None = None
    result: Any = None
    output_format: str | None = None
    action: Any = None
    queries: Any = None
    code: Any = None
    error: Any = None


class InputDetails(msgspec.Struct, gc=False):
    """Of the tokens that were read."""

    cached_tokens: int | None = None


class OutputDetails(msgspec.Struct, gc=False):
    """Of the tokens that were written."""

    reasoning_tokens: int | None = None


class Usage(msgspec.Struct, gc=False):
    """Counts, and what some gateways add about money."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    input_tokens_details: InputDetails | None = None
    output_tokens_details: OutputDetails | None = None
    cost: Any = None
    cost_in_usd_ticks: int | None = None
    credits_used: float | None = None


class Reason(msgspec.Struct, gc=False):
    """Why a response is incomplete."""

    reason: str | None = None


class Snapshot(msgspec.Struct, gc=False):
    """A whole response: in created, in the terminal event, or as a non-streamed answer."""

    id: str | None = None
    model: str | None = None
    status: str | None = None
    output: list[msgspec.Raw] | None = None
    usage: Usage | None = None
    incomplete_details: Reason | None = None
    error: Any = None
    error_type: str | None = None
