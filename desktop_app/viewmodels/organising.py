"""Putting conversations in order: pinned, archived, tagged, into folders, into the Trash and back.

Every method starts its work and comes back at once; what was done can be undone. It must not know
the messages.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow
from desktop_app.viewmodels.conversation_list import UNTITLED, ConversationList
from desktop_app.viewmodels.deeds import Deed, Deeds
from desktop_app.viewmodels.entries import Entry
from desktop_app.viewmodels.found_list import FoundList
from desktop_app.viewmodels.listing import Listing
from desktop_app.viewmodels.told_work import ToldWork

_SHORT = 20  # letters of a title that a notice has room for
_FEW = 50  # conversations that are read again one by one; beyond, the list is

Stop = Callable[[Iterable[str]], None]
See = Callable[[ConversationRow], Awaitable[None]]
LeaveGone = Callable[[], Awaitable[None]]


class Organising(QObject):
    """For any number of conversations by their ids.

    `stop` is called with those that are to go, `see` with each row that was changed, `leave_gone`
    after some were deleted for good.
    """

    folder_made = Signal(str)  # its path

    def __init__(
        self,
        core: Core,
        work: ToldWork,
        listing: Listing,
        shown: ConversationList,
        found: FoundList,
        *,
        stop: Stop,
        see: See,
        leave_gone: LeaveGone,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._work = work
        self._listing = listing
        self._shown = shown
        self._stop = stop
        self._see = see
        self._leave_gone = leave_gone
        self._unnamed = ""  # the folder that was made last and has only its first name
        self.deeds = Deeds(work, self)
        for each in (shown, found):
            each.renamed.connect(self._rename_entry)

    # Conversations

    def rename(self, conversation_id: str, title: str) -> None:
        """Call it something else."""
        self._work.start("rename", self._change, [conversation_id], title=title)

    def _rename_entry(self, entry: Entry, title: str) -> None:
        if entry.folder:
            self.rename_folder(entry.folder, title)
        else:
            self.rename(entry.id, title)

    def pin(self, ids: Sequence[str], *, is_on: bool) -> None:
        """Keep them at the top, or no longer."""
        self._work.start("pin", self._change, ids, is_pinned=is_on)

    def mark(self, ids: Sequence[str], *, is_unread: bool) -> None:
        """Show them as unread, or no longer."""
        self._work.start("mark", self._change, ids, is_unread=is_unread)

    def delete(self, ids: Sequence[str]) -> None:
        """Stop them and put them into the Trash."""
        self._work.start("delete", self._delete, ids)

    async def _delete(self, ids: Sequence[str]) -> None:
        words = await self._named(
            ids, self.tr("“{0}” moved to Trash"), self.tr("{0} moved to Trash")
        )
        if not words:
            return
        self._stop(ids)
        await self._core.store.trash(*ids)
        await self._show(ids)
        self.deeds.add(Deed(words, "trash-2", lambda: self._restore(ids), gone=tuple(ids)))

    def restore(self, ids: Sequence[str]) -> None:
        """Take them out of the Trash."""
        self._work.start("restore", self._restore, ids)

    async def _restore(self, ids: Sequence[str]) -> None:
        await self._core.store.restore(*ids)
        await self._show(ids)

    def purge(self, ids: Sequence[str]) -> None:
        """Delete them for good."""
        self._work.start("purge", self._purge, ids)

    async def _purge(self, ids: Sequence[str]) -> None:
        for conversation_id in ids:
            await self._core.store.purge(conversation_id)
        await self._leave_gone()
        await self._show(ids)

    def empty_trash(self) -> None:
        """Delete everything in the Trash for good."""
        self._work.start("empty trash", self._empty_trash)

    async def _empty_trash(self) -> None:
        await self._core.store.empty_trash()
        await self._leave_gone()
        await self._listing.show_again()

    def archive(self, ids: Sequence[str], *, is_archived: bool = True) -> None:
        """Put them away where they are found and not listed, or take them out again."""
        self._work.start("archive", self._archive, ids, is_archived)

    async def _archive(self, ids: Sequence[str], is_archived: bool) -> None:
        one, many = self.tr("“{0}” archived"), self.tr("{0} archived")
        if not is_archived:
            one, many = self.tr("“{0}” is listed again"), self.tr("{0} are listed again")
        words = await self._named(ids, one, many)
        await self._change(ids, is_archived=is_archived)

        async def undo() -> None:
            await self._change(ids, is_archived=not is_archived)

        self.deeds.add(Deed(words, "archive", undo))

    def move(self, ids: Sequence[str], folder: str) -> None:
        """Put them into a folder, made if it is not there; "" takes them out of theirs."""
        self._work.start("move", self._move, ids, tidy(folder))

    async def _move(self, ids: Sequence[str], folder: str) -> None:
        before = {row.id: row.folder for row in await self._rows(ids)}
        moved = [id_ for id_, was in before.items() if was != folder]
        if not moved:
            return
        made = self._missing(folder)
        await self._change(moved, folder=folder)
        to = folder.rpartition("/")[2] or self.tr("no folder")
        one = self.tr("“{0}” moved to {folder}").replace("{folder}", to)
        many = self.tr("{0} moved to {folder}").replace("{folder}", to)

        async def undo() -> None:
            for was in dict.fromkeys(before[id_] for id_ in moved):
                await self._change([id_ for id_ in moved if before[id_] == was], folder=was)
            await self._remove_empty(made)

        self.deeds.add(Deed(await self._named(moved, one, many), "folder", undo))

    def _missing(self, folder: str) -> list[str]:
        """This folder and those it lies in, as far as they are not there, the deepest first."""
        parts = folder.split("/") if folder else []
        paths = ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
        return [path for path in paths if path not in self._shown.folders]

    async def _remove_empty(self, paths: Iterable[str]) -> None:
        for path in paths:
            below = [row for row in await self._core.store.folders() if row.path.startswith(path)]
            if len(below) == 1 and not below[0].conversations:
                await self._core.store.remove_folder(path)
        await self._listing.count_folders()

    def tag(self, ids: Sequence[str], *, add: Sequence[str] = (), remove: str = "") -> None:
        """Give them tags, or take one away."""
        self._work.start("tag", self._tag, ids, add, remove)

    async def _tag(self, ids: Sequence[str], add: Sequence[str], remove: str) -> None:
        rows = await self._rows(ids)
        wanted = {
            row.id: (*(tag for tag in row.tags if tag not in {*add, remove}), *add) for row in rows
        }
        before = await self._core.store.change_tags(wanted)
        await self._show(ids)

        async def undo() -> None:
            await self._core.store.change_tags(before)
            await self._show(ids)

        one = self.tr("“{0}” tagged {tag}") if add else self.tr("Tag {tag} taken off “{0}”")
        many = self.tr("{0} tagged {tag}") if add else self.tr("Tag {tag} taken off {0}")
        tag = ", ".join(add) or remove
        words = await self._named(ids, one.replace("{tag}", tag), many.replace("{tag}", tag))
        self.deeds.add(Deed(words, "tag", undo))

    async def all_tags(self) -> list[str]:
        """Every tag in use. Raises StoreError."""
        return await self._core.store.tags()

    @property
    def trash_days(self) -> int:
        """After how many days what lies in the Trash is deleted for good; 0 for never."""
        return int(self._core.settings.get("privacy.trash_days"))

    async def count_trash(self) -> int:
        """How many lie in the Trash. Raises StoreError."""
        return await self._core.store.count(trashed=True)

    async def _change(self, ids: Sequence[str], **changes: Any) -> None:
        await self._core.store.update_conversations(ids, **changes)
        await self._show(ids)

    async def _rows(self, ids: Iterable[str]) -> list[ConversationRow]:
        found = [await self._core.store.conversation(each) for each in ids]
        return [row for row in found if row is not None]

    async def _named(self, ids: Sequence[str], one: str, many: str) -> str:
        """What is told of these: by the title of a single one, else by their number."""
        rows = await self._rows(ids[:1])
        if not rows:
            return ""
        if len(ids) > 1:
            return many.replace("{0}", self.tr("{0} conversations").format(len(ids)))
        title = rows[0].title or self.tr(UNTITLED)
        return one.replace("{0}", _short(title))

    async def _show(self, ids: Sequence[str]) -> None:
        """Let every list show them as they are in the store."""
        for conversation_id in ids[:_FEW]:
            row = await self._core.store.conversation(conversation_id)
            if row is None:
                self._shown.remove(conversation_id)
            else:
                await self._see(row)
        if len(ids) > _FEW:
            await self._listing.load()
        await self._listing.count_folders()
        await self._listing.show_again()

    # Folders

    def create_folder(self, path: str) -> None:
        """A folder with those it lies in."""
        self._work.start("folder", self._create_folder, tidy(path))

    async def _create_folder(self, path: str) -> None:
        if path:
            await self._core.store.create_folder(path)
            self._unnamed = path
            await self._listing.count_folders()
            self.folder_made.emit(path)

    def free_name(self, folder: str, name: str) -> str:
        """The path of a folder that is not there yet, in another folder or in none."""
        stem = f"{folder}/{name}".lstrip("/")
        numbered = (f"{stem} {number}" for number in range(2, len(self._shown.folders) + 3))
        return next(path for path in (stem, *numbered) if path not in self._shown.folders)

    def rename_folder(self, path: str, name: str) -> None:
        """Call a folder something else; a slash in the name puts it deeper."""
        above = path.rpartition("/")[0]
        self.move_folder(path, f"{above}/{name}")

    def move_folder(self, path: str, to: str) -> None:
        """Give a folder another path, with everything in it."""
        self._work.start("folder", self._move_folder, path, tidy(to))

    async def _move_folder(self, path: str, to: str) -> None:
        if not to or to == path or to.startswith(f"{path}/"):
            return  # a folder cannot lie in itself
        is_first_name, self._unnamed = path == self._unnamed, ""
        can_undo = await self._rename_folder(path, to) and not is_first_name

        async def undo() -> None:
            await self._rename_folder(to, path)

        if can_undo:
            words = self.tr("Folder {0} is now {1}").format(_name(path), to)
            self.deeds.add(Deed(words, "folder", undo))

    async def _rename_folder(self, path: str, to: str) -> bool:
        was_free = await self._core.store.rename_folder(path, to)
        self._listing.follow_folder(path, to)
        await self._reload()
        return was_free

    def remove_folder(self, path: str) -> None:
        """Take a folder away; what lies in it moves up."""
        self._work.start("folder", self._remove_folder, path)

    async def _remove_folder(self, path: str) -> None:
        removed = await self._core.store.remove_folder(path)
        await self._reload()

        async def undo() -> None:
            await self._core.store.bring_folder_back(removed)
            await self._reload()

        words = self.tr("Folder {0} removed, contents kept").format(_short(_name(path)))
        self.deeds.add(Deed(words, "folder", undo))

    async def _reload(self) -> None:
        await self._listing.count_folders()
        await self._listing.load()


def tidy(path: str) -> str:
    """A folder's path as it is kept: no empty names, no spaces around one."""
    return "/".join(filter(None, (" ".join(part.split()) for part in path.split("/"))))


def _short(title: str) -> str:
    return title if len(title) <= _SHORT else f"{title[:_SHORT].rstrip()}…"


def _name(path: str) -> str:
    return path.rpartition("/")[2]
