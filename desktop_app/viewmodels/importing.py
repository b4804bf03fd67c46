"""Histories from elsewhere on their way into ours: progress, what came of it, and the way back."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError
from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.conversations import Conversations

if TYPE_CHECKING:
    from desktop_app.services.import_ import Intake


class Importing(QObject):
    """One import at a time; asking for another while one runs does nothing.

    Whatever ends it, what came before stays, and `undo` takes it back.
    """

    started = Signal(str)  # the file's name
    progressed = Signal(int)  # percent of the file that has been read
    ended = Signal(object)  # the Summary
    failed = Signal(object, object)  # an AppError, and the Summary of what came before
    stopped = Signal(object)  # the Summary of what came before
    undone = Signal()

    def __init__(self, core: Core, scope: TaskScope, conversations: Conversations) -> None:
        super().__init__(conversations)
        self._core = core
        self._scope = scope
        self._conversations = conversations
        self._task: asyncio.Task[None] | None = None
        self._intake: Intake | None = None
        self._percent = 0

    @property
    def is_running(self) -> bool:
        """Whether a file is being read, or an import taken back."""
        return self._task is not None and not self._task.done()

    def take_in(self, path: str) -> None:
        """Read an export and list what came with it."""
        if not self.is_running:
            self._percent = -1
            self.started.emit(Path(path).name)
            self._task = self._scope.start(self._take_in(Path(path)), "import")
            self._task.add_done_callback(self._look)

    def stop(self) -> None:
        """Read no further."""
        if self._task is not None:
            self._task.cancel()

    def undo(self) -> None:
        """Put what came with the last import into the Trash."""
        if self._intake is not None and not self.is_running:
            intake, self._intake = self._intake, None
            self._task = self._scope.start(self._undo(intake), "undo import")

    async def _take_in(self, path: Path) -> None:
        from desktop_app.services.import_ import Intake, import_file

        intake = self._intake = Intake()
        try:
            await import_file(self._core.store, path, self._tell, intake)
            await self._list(intake)
        except AppError as error:
            await self._list(intake)
            self.failed.emit(error, intake.summary)
        except asyncio.CancelledError:
            self.stopped.emit(intake.summary)
            self._scope.start(self._list(intake), "list what came")
            raise
        else:
            self.ended.emit(intake.summary)

    def _look(self, task: "asyncio.Task[None]") -> None:
        """The scope reports what is a fault of ours; nobody waits for it in vain."""
        if not task.cancelled() and task.exception() is not None and self._intake is not None:
            words = self.tr("Something went wrong inside Rivulet while this file was read.")
            self.failed.emit(AppError(words), self._intake.summary)

    def _tell(self, read: int, size: int) -> None:
        percent = min(100, 100 * read // max(1, size))
        if percent != self._percent:
            self._percent = percent
            self.progressed.emit(percent)

    async def _undo(self, intake: "Intake") -> None:
        try:
            await intake.undo(self._core.store)
            await self._list(intake)
        except AppError as error:
            self._intake = intake
            self.failed.emit(error, intake.summary)
        else:
            self.undone.emit()

    async def _list(self, intake: "Intake") -> None:
        await self._conversations.load()
        await self._conversations.show_anew(intake.extended)
