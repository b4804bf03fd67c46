"""What is kept about a conversation: its row in the store, or before there is one, in state.toml.

It must not know its messages.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import FilePart, ImagePart
from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow

UNSAVED = "new_conversation"  # the key in state.toml


class _Unsaved(msgspec.Struct, frozen=True, omit_defaults=True):
    """What comes back on the next start of a conversation that has no message yet."""

    draft: str = ""
    attachments: tuple[ImagePart | FilePart, ...] = ()
    system: str = ""
    parameters: Parameters = Parameters()


class Kept:
    """Has no row until `create`. `told` is called with each new state of the row."""

    def __init__(
        self, core: Core, row: ConversationRow | None, told: Callable[[ConversationRow], None]
    ) -> None:
        self._core = core
        self._row = row
        self._unsaved = _Unsaved() if row else _remembered(core.remembered.get(UNSAVED, {}))
        self._told = told

    @property
    def row(self) -> ConversationRow | None:
        """What the store knows of it."""
        return self._row

    @property
    def facts(self) -> ConversationRow | _Unsaved:
        """Draft, attachments, system prompt and parameters, wherever they are kept."""
        return self._row or self._unsaved

    async def create(self, title: str, provider: str, model: str) -> None:
        """Make a row with what was kept without one. Raises StoreError."""
        unsaved = self._unsaved
        self._row = await self._core.store.create_conversation(
            title, provider, model, unsaved.system, parameters=unsaved.parameters
        )
        self._core.remembered.set(UNSAVED, None)
        self._told(self._row)

    async def change(self, **changes: Any) -> None:
        """Change columns of ConversationRow, or what stands for them. Raises StoreError."""
        if self._row:
            await self._core.store.update_conversation(self._row.id, **changes)
            await self.read_again()
        else:
            self._unsaved = msgspec.structs.replace(self._unsaved, **changes)
            self._core.remembered.set(UNSAVED, msgspec.to_builtins(self._unsaved) or None)

    async def read_again(self) -> None:
        """See what the store made of it. Raises StoreError."""
        row = await self._core.store.conversation(self._row.id) if self._row else None
        if row:
            self._row = row
            self._told(row)


def _remembered(value: object) -> _Unsaved:
    try:
        return msgspec.convert(value, _Unsaved)
    except msgspec.ValidationError:  # somebody else's words: losing them loses comfort only
        return _Unsaved()
