"""What is kept about a conversation: its row in the store, or before there is one, in a file.

It must not know its messages.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from desktop_app.domain.message import Message
from desktop_app.services import unsent
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow


class Kept:
    """Has no row until `create`. `told` is called with each new state of the row."""

    def __init__(
        self, core: Core, row: ConversationRow | None, told: Callable[[ConversationRow], None]
    ) -> None:
        self._core = core
        self._row = row
        self._unsent = unsent.Unsent() if row else unsent.recall(core.locations.unsent)
        self._told = told
        self.place = row.place if row else ""  # where the reader is, saved when it is left

    @property
    def row(self) -> ConversationRow | None:
        """What the store knows of it."""
        return self._row

    @property
    def facts(self) -> ConversationRow | unsent.Unsent:
        """Draft, attachments, system prompt and parameters, wherever they are kept."""
        return self._row or self._unsent

    def begin(self, **changes: Any) -> None:
        """Change what stands for a row before there is one."""
        self._unsent = msgspec.structs.replace(self._unsent, **changes)
        unsent.keep(self._core.locations.unsent, self._unsent)

    async def create(
        self, title: str, provider: str, model: str, opening: Sequence[Message] = ()
    ) -> None:
        """Make a row with what was kept without one, and these messages. Raises StoreError."""
        kept = self._unsent
        self._row = await self._core.store.create_conversation(
            title, provider, model, kept.system, parameters=kept.parameters
        )
        unsent.keep(self._core.locations.unsent, unsent.Unsent())
        for message in opening:
            await self._core.store.add_message(self._row.id, message)
        self._told(self._row)

    async def save_place(self) -> None:
        """Remember where the reader was, if that is news. Raises StoreError."""
        if self._row and self._row.place != self.place:
            await self.change(place=self.place)

    async def change(self, **changes: Any) -> None:
        """Change columns of ConversationRow, or what stands for them. Raises StoreError."""
        if self._row:
            await self._core.store.update_conversation(self._row.id, **changes)
            await self.read_again()
        else:
            self.begin(**changes)

    def forget_unsent(self) -> None:
        """Nothing is kept of what has no row."""
        self._unsent = unsent.Unsent()
        unsent.keep(self._core.locations.unsent, self._unsent)

    async def read_again(self) -> None:
        """See what the store made of it. Raises StoreError."""
        row = await self._core.store.conversation(self._row.id) if self._row else None
        if row:
            self._row = row
            self._told(row)
