"""Changes of a conversation's tree: another version, messages deleted and brought back.

It must not know how the branch is shown: `load` reads it again after each change.
"""

import time
from collections.abc import Awaitable, Callable

from desktop_app.domain.message import Message, State
from desktop_app.domain.rewriting import rewritten
from desktop_app.services.core import Core
from desktop_app.services.store import new_id
from desktop_app.viewmodels.kept import Kept
from desktop_app.viewmodels.shown import Shown
from desktop_app.viewmodels.told_work import ToldWork


class Reshaping:
    """For one conversation; failures are told by `work`."""

    def __init__(
        self,
        core: Core,
        kept: Kept,
        shown: Shown,
        work: ToldWork,
        load: Callable[[], Awaitable[None]],
    ) -> None:
        self._core = core
        self._kept = kept
        self._shown = shown
        self._work = work
        self._load = load
        self.deleted: list[str] = []  # messages that can be brought back, the last one last

    def show(self, message_id: str) -> None:
        """Show the branch that leads through this message."""
        self._work.start("version", self.lead_through, message_id)

    def delete(self, message_id: str) -> None:
        """Put a message and what follows it into the trash."""
        self.deleted.append(message_id)
        self._work.start("delete", self._delete, message_id)

    def restore(self, message_id: str) -> None:
        """Undo that."""
        if message_id in self.deleted:
            self.deleted.remove(message_id)
        self._work.start("restore", self._restore, message_id)

    def set_state(self, message_id: str, state: State) -> None:
        """Take a message for something else than it was."""
        self._work.start("state", self._set_state, message_id, state)

    def rewrite(self, answer: Message, text: str) -> None:
        """Keep these words as another version of an answer; nothing is asked."""
        self._work.start("rewrite", self._rewrite, rewritten(answer, text, new_id(), time.time()))

    async def lead_through(self, message_id: str) -> None:
        """The same, awaited. Raises StoreError."""
        left = self._shown.left_at(message_id) or await self._core.store.leaf_below(message_id)
        await self._kept.change(leaf=left)
        await self._load()

    async def _rewrite(self, message: Message) -> None:
        assert self._kept.row is not None, "an answer has a conversation"
        await self._core.store.add_message(self._kept.row.id, message)
        await self._kept.read_again()
        await self._load()

    async def _delete(self, message_id: str) -> None:
        await self._core.store.remove_message(message_id)
        await self._kept.read_again()
        await self._load()

    async def _restore(self, message_id: str) -> None:
        await self._core.store.restore_message(message_id)
        await self._kept.read_again()
        await self._load()

    async def _set_state(self, message_id: str, state: State) -> None:
        await self._core.store.set_state(message_id, state)
        await self._kept.read_again()
        await self._load()
