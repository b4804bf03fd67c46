"""A conversation that begins with the assistant's words, as a model can be told of it.

Messages wants a person's message first, and so do the templates of many models that run on one's
own computer. So that all three protocols tell a model the same, the words before the person's first
message go to the end of the system prompt and are sent as no message at all.
"""

from collections.abc import Sequence
from itertools import takewhile

from desktop_app.domain.message import Message, Origin, Role

_TOLD = "You began this conversation with these words:"


def origin_of(name: str) -> Origin:
    """Return where an assistant's first words come from: from itself, no provider was asked."""
    return Origin("", "", "", name)


def is_opening(message: Message) -> bool:
    """Return whether these are an assistant's first words, which no provider was asked for."""
    origin = message.origin
    return origin is not None and not origin.provider and not origin.protocol


def told(system: str, messages: Sequence[Message]) -> tuple[str, tuple[Message, ...]]:
    """Return the system prompt that tells the opening words, and the messages after them."""
    opening = list(takewhile(lambda message: message.role is Role.ASSISTANT, messages))
    words = "\n\n".join(message.text for message in opening if message.text)
    if words:
        system = "\n\n".join(part for part in (system, f"{_TOLD}\n\n{words}") if part)
    return system, tuple(messages[len(opening) :])
