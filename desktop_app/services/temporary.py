"""The services around a store that is never written: for conversations that leave nothing behind.

Whoever is given these instead of the core cannot write a word of them to the disk by mistake.
"""

import asyncio
import functools
from typing import TYPE_CHECKING

import msgspec

from desktop_app.domain.message import Role
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow, Store
from desktop_app.services.titles import first_words

if TYPE_CHECKING:
    from desktop_app.services.http import Http
    from desktop_app.settings.library import Library

TITLE = "Temporary conversation"


class Temporary(Core):
    """Everything is the core's but the store, which lies in memory. Close that, not this."""

    def __init__(self, core: Core, store: Store) -> None:
        vars(self).update(vars(core))
        self._whole = core
        self._store = store

    @classmethod
    async def beside(cls, core: Core) -> "Temporary":
        """Raises StoreError."""
        return cls(core, await Store.temporary())

    @functools.cached_property
    def http(self) -> "Http":
        """The one way out that there is."""
        return self._whole.http

    @functools.cached_property
    def library(self) -> "Library":
        """The one that there is."""
        return self._whole.library

    async def begin(self, provider: str, model: str) -> ConversationRow:
        """A conversation that is never written. Raises StoreError."""
        return await self.store.create_conversation(TITLE, provider, model)

    async def keep(self, conversation_id: str) -> ConversationRow | None:
        """Write it down after all; None if it is gone. Raises StoreError."""
        record = await self.store.record(conversation_id)
        if record is None:
            return None
        files, attachments = self._whole.store.files, record.attachments
        if files is not None:
            attachments = await asyncio.to_thread(
                lambda: tuple(files.kept_part(each) if each.data else each for each in attachments)
            )
        asked = next((each.text for each in record.messages if each.role is Role.USER), "")
        title = first_words(asked) if record.title == TITLE else record.title
        record = msgspec.structs.replace(record, title=title, attachments=attachments)
        await self._whole.store.take_in(record, "")
        await self.store.purge(conversation_id)
        return await self._whole.store.conversation(conversation_id)
