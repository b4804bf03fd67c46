"""An answer whose words the person changed: a version of its own, of which it is known.

What a provider signed belongs to its own words, so thoughts and signatures are left behind.
"""

import msgspec

from desktop_app.domain.message import Message, OpaquePart, State, TextPart

_OURS, _REWRITTEN = "rivulet", "rewritten"  # of a part that is sent to nobody


def rewritten(answer: Message, text: str, new_id: str, now: float) -> Message:
    """Return `answer` with these words instead; `now` is in seconds since 1970."""
    mark = OpaquePart(_OURS, msgspec.Raw(b"null"), _REWRITTEN)
    return Message(
        new_id,
        answer.role,
        State.COMPLETE,
        (TextPart(text), mark),
        now,
        parent=answer.parent,
        origin=answer.origin,
    )


def is_rewritten(message: Message) -> bool:
    """Return whether these are the person's words in place of an answer's."""
    return any(
        isinstance(part, OpaquePart) and (part.protocol, part.name) == (_OURS, _REWRITTEN)
        for part in message.parts
    )
