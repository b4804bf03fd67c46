"""From which question on a conversation is sent: what a person can choose to leave out.

Pure functions over the messages of a branch; tokens are estimates.
"""

from collections.abc import Sequence

import msgspec

from desktop_app.domain.message import FilePart, ImagePart, Message, Role
from desktop_app.services.titles import first_words

LETTERS_PER_TOKEN = 4  # where a provider has not counted
_PER_PICTURE = 1_000  # tokens; providers count between 85 and 1,600
_ROOM = 0.7  # of the context that the kept messages may take by our own proposal


class Beginning(msgspec.Struct, frozen=True):
    """A question that could be the first one sent. `tokens` is about what is sent from there."""

    message_id: str
    words: str
    kept: int  # messages from here to the end
    tokens: int


def beginnings(messages: Sequence[Message]) -> list[Beginning]:
    """Every question of the branch but the very first, from the second to the last."""
    found: list[Beginning] = []
    tokens = 0
    for kept, message in enumerate(reversed(messages), 1):
        tokens += about_tokens(message)
        if message.role is Role.USER:
            words = first_words(message.text)
            found.append(Beginning(message.id, words, kept, tokens))
    return found[-2::-1]


def proposed(found: Sequence[Beginning], context: int | None) -> int:
    """Which of them to propose: the first that leaves room in `context` tokens, else the half."""
    if not found:
        return -1
    room = context * _ROOM if context else found[0].tokens / 2
    fitting = (place for place, each in enumerate(found) if each.tokens <= room)
    return next(fitting, len(found) - 1)


def about_tokens(message: Message) -> int:
    """How many tokens a message takes, guessed from its letters and pictures."""
    letters = len(message.text)
    letters += sum(len(call.arguments) for call in message.tool_calls)
    pictures = sum(isinstance(part, ImagePart | FilePart) for part in message.parts)
    return letters // LETTERS_PER_TOKEN + pictures * _PER_PICTURE + 4
