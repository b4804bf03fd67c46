"""Conversations on their way out: what can be chosen, and the one export that runs.

It must not know how a file is chosen, nor how the progress is shown.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError
from desktop_app.services.core import Core
from desktop_app.services.export import FORMATS, Selection, export
from desktop_app.services.export.format import Format
from desktop_app.services.export.names import safe_name
from desktop_app.services.store import ConversationRow, Store
from desktop_app.services.task_scope import TaskScope

_FORMAT, _FOLDER = "export_format", "export_folder"  # remembered
# In the order in which they are offered; what is not named here comes last.
_ORDER = ("md", "html", "pdf", "docx", "txt", "json", "zip")
_FOR_MANY = {"zip"}


class Scope(msgspec.Struct, frozen=True):
    """Something that can go out. `name` is how its file is called, without an ending.

    `store` is where it lies, None for where all conversations do.
    """

    words: str
    selection: Selection
    name: str
    store: Store | None = None
    is_many: bool = False  # more than one branch


class Exporting(QObject):
    """Writes one file at a time."""

    progressed = Signal(int)  # percent
    ended = Signal(object, int)  # the Path, and how many conversations are in it
    failed = Signal(object)  # an AppError; nothing was written
    stopped = Signal()  # by the person; nothing was written

    def __init__(self, core: Core, scope: TaskScope, parent: QObject) -> None:
        super().__init__(parent)
        self._core = core
        self._scope = scope
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether a file is being written."""
        return self._task is not None

    @property
    def format(self) -> str:
        """The format that was used last."""
        last = str(self._core.remembered.get(_FORMAT, ""))
        return last if last in FORMATS else "md"

    @property
    def folder(self) -> Path:
        """Where the last file was put."""
        last = Path(str(self._core.remembered.get(_FOLDER, "")) or Path.home())
        return last if last.is_dir() else Path.home()

    def scopes(
        self,
        row: ConversationRow | None,
        message_id: str = "",
        chosen: Sequence[str] = (),
        store: Store | None = None,
    ) -> list[Scope]:
        """What can go out, the narrowest first. `row` is None for an unsaved conversation.

        `chosen` are the ids of several conversations that were chosen together; `store` is where
        a single one lies.
        """
        tr = self.tr
        found = []
        if len(chosen) > 1:
            words = tr("The {0} chosen conversations").format(len(chosen))
            found.append(Scope(words, Selection(tuple(chosen)), words, is_many=True))
        elif row and row.messages:
            name, own = safe_name(row.title), (row.id,)
            if message_id:
                one = Selection(own, message=message_id)
                found.append(Scope(tr("This message"), one, f"{name} – message", store))
            found.append(Scope(tr("This branch"), Selection(own, leaf=row.leaf), name, store))
            whole = Selection(own, has_all_branches=True)
            words = tr("This conversation with all its branches")
            found.append(Scope(words, whole, name, store, is_many=True))
        if row and row.folder:
            found.append(self.folder_scope(row.folder))
        everything = tr("All conversations")
        return [*found, Scope(everything, Selection(), tr("Rivulet conversations"), is_many=True)]

    def folder_scope(self, path: str) -> Scope:
        """A folder with those that lie in it."""
        words = self.tr("The folder “{0}”").format(path)
        name = safe_name(path.rpartition("/")[2])
        return Scope(words, Selection(folder=path), name, is_many=True)

    def formats(self, scope: Scope) -> Sequence[Format]:
        """What this can be written as."""
        fitting = [each for each in FORMATS.values() if scope.is_many or each.name not in _FOR_MANY]
        known = {name: place for place, name in enumerate(_ORDER)}
        return sorted(fitting, key=lambda each: known.get(each.name, len(known)))

    def start(self, scope: Scope, name: str, path: Path) -> None:
        """Write the file, unless one is being written."""
        if self._task is None:
            self._core.remembered.set(_FORMAT, name)
            self._core.remembered.set(_FOLDER, str(path.parent))
            self.progressed.emit(0)
            self._task = self._scope.start(self._write(scope, name, path), "export")
            self._task.add_done_callback(self._end)

    def stop(self) -> None:
        """Give it up; nothing of the file is left."""
        if self._task is not None:
            self._task.cancel()

    async def _write(self, scope: Scope, name: str, path: Path) -> None:
        def tell(part: float) -> None:
            self.progressed.emit(int(part * 100))

        try:
            store = scope.store or self._core.store
            count = await export(store, scope.selection, name, path, tell)
        except AppError as error:
            self.failed.emit(error)
        else:
            self.ended.emit(path, count)

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._task = None
        if task.cancelled():
            self.stopped.emit()
        elif task.exception() is not None:  # the scope reports it; nobody waits for it in vain
            words = self.tr("Something went wrong inside Rivulet. Nothing was written.")
            self.failed.emit(AppError(words))
