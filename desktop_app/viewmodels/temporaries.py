"""Conversations that are never written, while the app runs: begun, kept after all, or ended."""

from collections.abc import Callable

from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow
from desktop_app.services.temporary import Temporary
from desktop_app.viewmodels.conversation import Conversation

Make = Callable[[Core, ConversationRow], Conversation]


class Temporaries:
    """`make` makes a conversation of a row around a core of its own."""

    def __init__(self, core: Core, make: Make) -> None:
        self._core = core
        self._make = make
        self._own: Temporary | None = None
        self._all: dict[str, Conversation] = {}

    def __contains__(self, conversation_id: str) -> bool:
        return conversation_id in self._all

    @property
    def filled(self) -> list[str]:
        """Those in which something would be lost, by their ids."""
        return [id_ for id_, each in self._all.items() if is_filled(each)]

    async def begin(self) -> Conversation:
        """A new one. Raises StoreError."""
        own = await self._beside()
        provider = self._core.catalog.default()
        return self._take(await own.begin(provider.name, provider.model))

    async def fork(self, conversation_id: str, message_id: str) -> Conversation:
        """A copy of a branch, never written either. Raises StoreError."""
        own = await self._beside()
        conversation = self._take(await own.store.fork(conversation_id, message_id))
        await conversation.load()
        return conversation

    async def keep(self, conversation_id: str) -> ConversationRow | None:
        """Write one down after all, with what is being written in it. Raises StoreError.

        Whoever shows it still has it, and nothing of it is kept from here on.
        """
        own = await self._beside()
        await self._all.pop(conversation_id).close()
        return await own.keep(conversation_id)

    async def end(self, conversation_id: str) -> None:
        """Forget one for good. Raises StoreError."""
        own = await self._beside()
        conversation = self._all.pop(conversation_id)
        await conversation.close()
        conversation.deleteLater()
        await own.store.purge(conversation_id)

    async def close(self) -> None:
        """Forget all of them."""
        for conversation_id in list(self._all):
            await self.end(conversation_id)
        if self._own is not None:
            await self._own.store.close()

    async def _beside(self) -> Temporary:
        if self._own is None:
            self._own = await Temporary.beside(self._core)
        return self._own

    def _take(self, row: ConversationRow) -> Conversation:
        assert self._own is not None, "rows come from its store"
        conversation = self._all[row.id] = self._make(self._own, row)
        return conversation


def is_filled(conversation: Conversation) -> bool:
    """Whether anything was said or is being written in it."""
    return conversation.has_messages or bool(conversation.draft.written)
