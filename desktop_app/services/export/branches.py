"""The branches of one conversation one after the other, for formats that know no tree."""

from collections.abc import Iterator

import msgspec

from desktop_app.domain.message import Message
from desktop_app.services.store import ConversationRecord


def told_apart(record: ConversationRecord) -> Iterator[ConversationRecord]:
    """The active branch, then of every other one what differs from those before it.

    The first message of such a rest is the version that was tried; its title says so.
    """
    active = record.branch
    yield msgspec.structs.replace(record, messages=active)
    by_id = {message.id: message for message in record.messages}
    parents = {message.parent for message in record.messages}
    told = {message.id for message in active}
    number = 1
    for leaf in record.messages:
        if leaf.id in parents or leaf.id in told:
            continue
        number += 1
        rest = _rest(leaf, by_id, told)
        told.update(message.id for message in rest)
        title = f"{record.title or 'Conversation'} (branch {number})"
        yield msgspec.structs.replace(record, messages=rest, leaf=leaf.id, title=title)


def _rest(leaf: Message, by_id: dict[str, Message], told: set[str]) -> tuple[Message, ...]:
    path: list[Message] = []
    message: Message | None = leaf
    while message is not None and message.id not in told:
        path.append(message)
        message = by_id.get(message.parent or "")
    return tuple(reversed(path))
