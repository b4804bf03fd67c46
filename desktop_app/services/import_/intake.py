"""What an import brought, noted as it goes on, so that it can be told and taken back."""

from collections import Counter

import msgspec

from desktop_app.services.store import ConversationRecord, ConversationRow, Store, new_id


class Summary(msgspec.Struct, frozen=True):
    """What an import did."""

    conversations: int
    messages: int
    skipped: tuple[str, ...]
    duplicates: int


class _Extended(msgspec.Struct, frozen=True):
    """A conversation that was there before: how it stood, and the messages that came to it."""

    before: ConversationRow
    added: tuple[str, ...]


class Intake:
    """One import, from its beginning to its undo."""

    def __init__(self) -> None:
        self.import_id = new_id()
        self.skipped: tuple[str, ...] = ()
        self._counts: Counter[str] = Counter()
        self._extended: list[_Extended] = []

    @property
    def summary(self) -> Summary:
        """What it brought so far."""
        counts = self._counts
        return Summary(
            counts["conversations"], counts["messages"], self.skipped, counts["duplicates"]
        )

    @property
    def extended(self) -> tuple[str, ...]:
        """The conversations that were there before and have more messages by now."""
        return tuple(each.before.id for each in self._extended)

    async def take(self, store: Store, record: ConversationRecord) -> None:
        """Add what is not there yet of one conversation. Raises StoreError."""
        taken = await store.take_in(record, self.import_id)
        self._counts["messages"] += len(taken.added)
        is_new = bool(taken.added) or taken.before is None
        self._counts["conversations" if is_new else "duplicates"] += 1
        if taken.before is not None and taken.added:
            self._extended.append(_Extended(taken.before, taken.added))

    async def undo(self, store: Store) -> None:
        """Put what came into the Trash. Conversations that were there are as they were.

        A message that something was answered to since then stays. Raises StoreError.
        """
        await store.undo_import(self.import_id)
        for each in self._extended:
            await _take_back(store, each)


async def _take_back(store: Store, extended: _Extended) -> None:
    before, added = extended.before, set(extended.added)
    now = await store.conversation(before.id)
    nodes = await store.tree(before.id)
    answered = {node.parent for node in nodes if node.id not in added}
    gone = set()
    for node in reversed(nodes):  # what follows a message comes before it
        if node.id in added and node.id not in answered:
            await store.remove_message(node.id)
            gone.add(node.id)
        else:
            answered.add(node.parent)
    leaf = now.leaf if now and now.leaf not in gone else before.leaf
    await store.update_conversation(before.id, leaf=leaf)
    if gone == added:
        await store.update_conversation(before.id, updated=before.updated)
