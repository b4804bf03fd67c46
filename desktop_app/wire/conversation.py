"""A conversation before any protocol spells it out: what may be sent back, and attached bytes.

Owns the rules that are the same in all three protocols. A part that cannot be said is an error
here, never left out in silence (HOUSE.md section 4).
"""

import base64
from collections.abc import Iterator

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.errors import RequestRefused
from desktop_app.domain.message import (
    FilePart,
    ImagePart,
    Message,
    OpaquePart,
    Part,
    Role,
    ToolCallPart,
    ToolResultPart,
)

_TEXT_TYPES = ("application/json", "application/xml", "application/toml", "application/x-yaml")


def sayable(request: CompletionRequest) -> Iterator[tuple[Role, list[Part]]]:
    """Yield role and parts of each message that can be sent, pictures of answers moved on.

    Calls without a result and results without a call are left out: every protocol refuses them.
    A picture that a model made goes before the next words of the person, the only place for it.
    """
    called, answered = _call_ids(request.messages)
    pictures: list[Part] = []
    for message in request.messages:
        parts = [
            part
            for part in message.parts
            if not (isinstance(part, ToolCallPart) and part.id not in answered)
            and not (isinstance(part, ToolResultPart) and part.call_id not in called)
            and not (isinstance(part, OpaquePart) and not replays(part, message, request))
        ]
        if message.role is Role.ASSISTANT:
            pictures += [part for part in parts if isinstance(part, ImagePart)]
            parts = [part for part in parts if not isinstance(part, ImagePart)]
        elif message.role is Role.USER:
            parts, pictures = pictures + parts, []
        if parts:
            yield message.role, parts


def replays(part: OpaquePart, message: Message, request: CompletionRequest) -> bool:
    """Return whether a kept item goes back: to the provider, protocol and model it came from."""
    origin, endpoint = message.origin, request.endpoint
    return (
        origin is not None
        and part.protocol == endpoint.protocol == origin.protocol
        and origin.provider == endpoint.provider
        and origin.base_url == endpoint.base_url
        and origin.model == request.model
    )


def bytes_of(part: ImagePart | FilePart) -> str:
    """Return attached bytes as base64. Raises RequestRefused where they were not loaded."""
    if not part.data:
        name = part.name or "attachment"
        raise RequestRefused(f"The attachment “{name}” is not there any more.")
    return base64.b64encode(part.data).decode()


def data_url(part: ImagePart | FilePart) -> str:
    """Return attached bytes as a `data:` URL."""
    return f"data:{part.media_type};base64,{bytes_of(part)}"


def inlined(part: FilePart) -> str | None:
    """Return a text file as words with its name, None for any other kind of file."""
    if not part.media_type.startswith("text/") and part.media_type not in _TEXT_TYPES:
        return None
    words = part.data.decode("utf-8", "replace")
    return f"<file name={part.name!r}>\n{words}\n</file>"


def unsayable(part: Part, request: CompletionRequest) -> RequestRefused:
    """Return the error for a part that the endpoint's protocol has no words for."""
    name = getattr(part, "name", "") or type(part).__name__.removesuffix("Part").lower()
    if getattr(part, "media_type", "") == "application/pdf":
        return RequestRefused(
            f"{request.endpoint.title} does not take PDF files such as “{name}”.",
            hint="Attach its text or pictures of its pages, or choose another provider's model.",
        )
    return RequestRefused(
        f"{request.endpoint.title} does not take “{name}”.",
        hint="Remove it, or choose another provider's model.",
    )


def _call_ids(messages: tuple[Message, ...]) -> tuple[set[str], set[str]]:
    called, answered = set(), set()
    for message in messages:
        for part in message.parts:
            if isinstance(part, ToolCallPart):
                called.add(part.id)
            elif isinstance(part, ToolResultPart):
                answered.add(part.call_id)
    return called, answered
