"""The fields of a chunk that a chat client reads, as servers really send them."""

from typing import Any

import msgspec

from desktop_app.wire.decoder import Frame


class Function(msgspec.Struct, gc=False):
    """`arguments` is a string of JSON, null, or from native servers the object itself."""

    name: str | None = None
    arguments: Any = None


class CustomCall(msgspec.Struct, gc=False):
    """A call whose input is free text."""

    name: str | None = None
    input: str | None = None


class ToolCall(msgspec.Struct, gc=False):
    """A tool call or a fragment of one; Mistral leaves `index` out."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    custom: CustomCall | None = None
    extra_content: Any = None  # Gemini's thought signature, to be sent back


class Words(msgspec.Struct, gc=False):
    """`delta` of a choice, or its `message` in a whole answer."""

    content: Any = None  # a string, or a list of parts (Mistral)
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: Any = None
    reasoning_text: str | None = None
    reasoning_details: list[Any] | None = None
    tool_calls: list[ToolCall] | None = None
    function_call: Function | None = None
    annotations: list[Any] | None = None
    images: list[Any] | None = None


class Choice(msgspec.Struct, gc=False):
    """One of `n` answers; only the first is read."""

    index: int | None = None
    delta: Words | None = None
    message: Words | None = None
    finish_reason: str | None = None


class PromptDetails(msgspec.Struct, gc=False):
    """Of the tokens that were read."""

    cached_tokens: int | None = None


class CompletionDetails(msgspec.Struct, gc=False):
    """Of the tokens that were written."""

    reasoning_tokens: int | None = None


class Usage(msgspec.Struct, gc=False):
    """Counts, and what some gateways add about money."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: PromptDetails | None = None
    completion_tokens_details: CompletionDetails | None = None
    cost: Any = None
    cost_in_usd_ticks: int | None = None
    credits_used: float | None = None


class GroqExtra(msgspec.Struct, gc=False):
    """Groq's own place for usage."""

    usage: Usage | None = None


class Chunk(Frame, gc=False):
    """One `data:` frame, or a whole answer."""

    id: str | None = None
    model: str | None = None
    choices: list[Choice] | None = None
    usage: Usage | None = None
    x_groq: GroqExtra | None = None
    citations: list[Any] | None = None
    search_results: list[Any] | None = None
