"""From which question on a conversation is sent: what a person can choose to leave out.

Tokens are estimates. It must not know how the choice is shown.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from desktop_app.domain.message import Message, Role
from desktop_app.services.titles import first_words
from desktop_app.viewmodels.context_use import about_tokens

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation

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


def left_out(conversation: "Conversation") -> int:
    """How many messages of the branch on the screen are not sent."""
    messages = conversation.branch.messages
    return len(messages) - len(conversation.parameters.sent_of(messages))


def begin_with(conversation: "Conversation", message_id: str) -> None:
    """Send it from this message on; without an id all of it."""
    parameters = msgspec.structs.replace(conversation.parameters, begins_with=message_id)
    conversation.set_parameters(conversation.system, parameters)
