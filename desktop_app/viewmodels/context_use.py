"""How much a conversation takes of what its model holds: counted where the stream said, else about.

Pure functions of messages; it must not know what is told of it, nor where.
"""

from collections.abc import Iterable, Sequence

import msgspec

from desktop_app.domain.message import FilePart, ImagePart, Message, Role
from desktop_app.domain.provider import Model

LETTERS_PER_TOKEN = 4  # where a provider has not counted
_PER_PICTURE = 1_000  # tokens; providers count between 85 and 1,600
_PER_MESSAGE = 4  # tokens: its role and its ends


class ContextUse(msgspec.Struct, frozen=True):
    """`tokens` of `context` are taken; `is_about` where none of it was counted by the provider."""

    tokens: int
    context: int
    is_about: bool

    @property
    def percent(self) -> float:
        """How full the model is."""
        return 100 * self.tokens / self.context


def context_use(sent: Sequence[Message], model: Model) -> ContextUse | None:
    """What the next question would find taken; None where the model's room is not known.

    The newest answer's own figures count everything before it; what came later is added as a guess.
    """
    if not model.context:
        return None
    tokens = 0
    for message in reversed(sent):
        if counted := _counted(message):
            return ContextUse(counted + tokens, model.context, is_about=False)
        tokens += about_tokens(message)
    return ContextUse(tokens, model.context, is_about=True)


def _counted(message: Message) -> int:
    """Tokens of an answer and all that was sent for it, 0 where nobody counted."""
    usage = message.usage
    if message.role is not Role.ASSISTANT or usage is None or not usage.input:
        return 0
    is_apart = message.origin is not None and message.origin.protocol == "messages"
    return usage.input + (usage.cached or 0) * is_apart + (usage.output or 0)


def about_tokens(message: Message) -> int:
    """How many tokens a message takes, guessed from its letters and pictures."""
    letters = len(message.text) + sum(len(call.arguments) for call in message.tool_calls)
    pictures = sum(isinstance(part, ImagePart | FilePart) for part in message.parts)
    return letters // LETTERS_PER_TOKEN + pictures * _PER_PICTURE + _PER_MESSAGE


def about_given(messages: Iterable[Message]) -> int:
    """The same for all messages that a question goes along with."""
    return sum(map(about_tokens, messages))
