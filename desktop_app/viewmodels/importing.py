"""Histories from elsewhere on their way into ours: progress, what came of it, and the way back."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.services.core import Core
from desktop_app.viewmodels.conversations import Conversations
from desktop_app.viewmodels.told_work import ToldWork

if TYPE_CHECKING:
    from desktop_app.services.import_ import Summary


class Importing(QObject):
    """One import at a time; asking for another while one runs does nothing."""

    progressed = Signal(int)  # percent of the file that has been read
    ended = Signal(object)  # the Summary
    undone = Signal()

    def __init__(self, core: Core, work: ToldWork, conversations: Conversations) -> None:
        super().__init__(conversations)
        self._core = core
        self._work = work
        self._conversations = conversations
        self._task: asyncio.Task[None] | None = None

    def take_in(self, path: str) -> None:
        """Read an export and list what came with it."""
        if self._task is None or self._task.done():
            self.progressed.emit(0)
            self._task = self._work.start("import", self._take_in, Path(path))

    def undo(self, summary: "Summary") -> None:
        """Put what came with it into the Trash."""
        self._work.start("undo import", self._undo, summary.import_id)

    async def _take_in(self, path: Path) -> None:
        from desktop_app.services.import_ import import_file

        def tell(read: int, size: int) -> None:
            self.progressed.emit(100 * read // max(1, size))

        summary = await import_file(self._core.store, path, tell)
        await self._conversations.load()
        self.ended.emit(summary)

    async def _undo(self, import_id: str) -> None:
        await self._core.store.undo_import(import_id)
        await self._conversations.load()
        self.undone.emit()
