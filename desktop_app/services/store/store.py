"""The conversations of one person on disk: every way in and out of the database.

One connection writes on its own thread, another reads for searches on a second, so that a search
never holds up an answer on its way to the disk. Window and console may have the same database open.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from desktop_app.domain.errors import StoreError
from desktop_app.domain.message import Message, Origin, State, Usage
from desktop_app.paths import LIBRARY
from desktop_app.services.store import conversations, folders, messages, record, spending, upkeep
from desktop_app.services.store.connection import (
    IN_MEMORY,
    connect,
    connect_reading,
    interrupt_orphans,
)
from desktop_app.services.store.files import Files
from desktop_app.services.store.folders import RemovedFolder
from desktop_app.services.store.journal import Journal
from desktop_app.services.store.lane import Lane, Work
from desktop_app.services.store.owner import own_identity
from desktop_app.services.store.record import ConversationRecord, Taken
from desktop_app.services.store.rows import (
    Beginning,
    ConversationRow,
    FolderRow,
    MessageNode,
    Outline,
    SearchHit,
)
from desktop_app.services.store.spending import Spent

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """All conversations. Every method may raise a StoreError that says what to do.

    Whoever opened it closes it; what was asked for until then is done, even for cancelled callers.
    `files` holds the bytes of attachments, None for a store that lives in memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        is_on_disk = path != IN_MEMORY
        self.files = Files(path.parent / "files") if is_on_disk else None
        self._writer = Lane(path, connect)
        self._reader = Lane(path, connect_reading) if is_on_disk else self._writer
        self._journals: list[Journal] = []
        self._orphans = 0

    @classmethod
    async def open(cls, path: Path) -> "Store":
        """Open or create the database; answers whose process is gone become interrupted.

        Raises:
            StoreError: newer version, damaged, locked for 5 s, no right to write, disk full.
        """
        store = cls(path)
        async with contextlib.AsyncExitStack() as undo:
            undo.push_async_callback(store.close)
            await store.changes()
            undo.pop_all()
        return store

    @classmethod
    async def temporary(cls) -> "Store":
        """A store that never touches the disk, for temporary conversations."""
        return await cls.open(IN_MEMORY)

    async def close(self) -> None:
        """End open answers as interrupted and let go of the file."""
        for journal in self._journals:
            if not journal.is_finished:
                with contextlib.suppress(StoreError):  # the next start ends it then
                    await self._writer.run(journal.interrupt)
        self._journals.clear()
        for lane in {self._writer, self._reader}:
            await lane.close()

    async def changes(self) -> int:
        """A number that differs from the last time if another process wrote meanwhile.

        It differs too when an answer of another process was ended here because that is gone.
        """
        return await self._writer.run(self._look_for_changes)

    # Conversations

    async def conversations(
        self,
        limit: int = 200,
        offset: int = 0,
        *,
        trashed: bool = False,
        archived: bool | None = None,
        pinned: bool | None = None,
        folder: str | None = None,
        tag: str | None = None,
        after: ConversationRow | None = None,
    ) -> list[ConversationRow]:
        """A stretch of the list, newest first. None asks for both; `folder` is meant directly.

        `after` begins behind this row.
        """
        return await self._writer.run(
            conversations.page,
            limit,
            offset,
            trashed=trashed,
            archived=archived,
            pinned=pinned,
            folder=folder,
            tag=tag,
            after=after,
        )

    async def count(self, *, trashed: bool = False) -> int:
        """How many conversations there are outside the Trash, or in it."""
        return await self._writer.run(conversations.count, trashed=trashed)

    async def conversation(self, conversation_id: str) -> ConversationRow | None:
        """One conversation, None if it is not there."""
        return await self._writer.run(conversations.get, conversation_id)

    async def create_conversation(
        self, title: str = "", provider: str = "", model: str = "", system: str = "", **more: Any
    ) -> ConversationRow:
        """A new, empty conversation; `more` are further columns of ConversationRow."""
        values = {"title": title, "provider": provider, "model": model, "system": system, **more}
        return await self._writer.run(conversations.create, **values)

    async def update_conversation(self, conversation_id: str, **changes: Any) -> None:
        """Change columns of ConversationRow: title, draft, attachments, place, leaf, tags.

        Its place in the list stays as it is. A conversation that is gone is left alone.
        """
        await self._writer.run(conversations.update, conversation_id, **changes)

    async def update_conversations(self, ids: Sequence[str], **changes: Any) -> None:
        """The same change for several, all or none."""
        await self._writer.run(conversations.update_all, ids, **changes)

    async def trash(self, *ids: str) -> None:
        """Put conversations into the Trash; `restore` is the undo."""
        await self._writer.run(conversations.put_into_trash, ids, time.time())

    async def restore(self, *ids: str) -> None:
        """Take conversations out of the Trash again."""
        await self._writer.run(conversations.put_into_trash, ids, None)

    async def purge(self, conversation_id: str) -> None:
        """Delete a conversation for good, with files that nothing else holds."""
        await self._writer.run(self._purge, conversation_id)

    async def empty_trash(self, older_than: float = 0.0) -> None:
        """Purge what has lain in the Trash for more than so many seconds."""
        await self._writer.run(self._empty_trash, time.time() - older_than)

    async def tags(self) -> list[str]:
        """Every tag in use."""
        return await self._writer.run(conversations.tags)

    async def change_tags(self, tags_of: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Give conversations (by id) these tags and no others; returns which they had."""
        return await self._writer.run(conversations.change_tags, tags_of)

    async def folders(self) -> list[FolderRow]:
        """Every folder with its number of conversations, a folder before what lies in it."""
        return await self._writer.run(folders.folders)

    async def create_folder(self, path: str) -> None:
        """A folder, "Work/Letters", with those it lies in."""
        await self._writer.run(folders.create, path)

    async def rename_folder(self, old: str, new: str) -> bool:
        """Rename or move a folder with everything in it; ValueError if it would lie in itself.

        Where `new` exists, both become one; returns whether it did not.
        """
        return await self._writer.run(folders.rename, old, new)

    async def remove_folder(self, path: str) -> RemovedFolder:
        """Take a folder away; what lies in it moves up."""
        return await self._writer.run(folders.remove, path)

    async def bring_folder_back(self, removed: RemovedFolder) -> None:
        """Undo `remove_folder`."""
        await self._writer.run(folders.bring_back, removed)

    # Messages

    async def branch(self, conversation_id: str, leaf: str | None = None) -> list[Message]:
        """From the first message to `leaf`, else to the active branch's end, in order."""
        return await self._writer.run(messages.branch, conversation_id, leaf)

    async def branch_outline(self, conversation_id: str, leaf: str | None = None) -> list[Outline]:
        """The same branch without words, for views that fetch those they show with `messages`."""
        return await self._writer.run(messages.outline, conversation_id, leaf)

    async def messages(self, ids: Sequence[str]) -> list[Message]:
        """Whole messages in the order asked for; those that are not there are left out."""
        return await self._writer.run(messages.messages, ids)

    async def message(self, message_id: str) -> Message | None:
        """One message, None if it is not there."""
        return await self._writer.run(messages.message, message_id)

    async def tree(self, conversation_id: str) -> list[MessageNode]:
        """Every message's place, oldest first."""
        return await self._writer.run(messages.tree, conversation_id)

    async def beginnings(self, ids: Sequence[str]) -> dict[str, Beginning]:
        """The first words of messages by id, and which model says them."""
        return await self._writer.run(messages.beginnings, ids)

    async def leaf_below(self, message_id: str) -> str:
        """The end of the newest branch through a message: set it as `leaf` to show that version."""
        return await self._writer.run(messages.leaf_below, message_id)

    async def fork(self, conversation_id: str, leaf: str) -> ConversationRow:
        """A new conversation with a copy of the branch that ends in `leaf`."""
        row = await self.conversation(conversation_id)
        if row is None:
            raise LookupError(conversation_id)
        new = await self.create_conversation(
            row.title,
            row.provider,
            row.model,
            row.system,
            parameters=row.parameters,
            folder=row.folder,
            tags=row.tags,
        )
        await self._writer.run(messages.fork, conversation_id, leaf, new.id)
        return await self.conversation(new.id) or new

    async def add_message(self, conversation_id: str, message: Message) -> None:
        """Add a whole message below its parent and make it the leaf.

        Bytes in its parts go to the files folder; the parts are read back with their names.
        """
        await self._writer.run(self._add, conversation_id, message)

    async def begin_answer(self, conversation_id: str, message: Message) -> Journal:
        """Add a streaming message, owned by this process, and make it the leaf.

        Parts that it has already (an answer that is continued) stay before what is written.
        """
        number = await self._writer.run(
            messages.add, conversation_id, message, owner=own_identity()
        )
        journal = Journal(self._writer, self.files, number, message)
        self._journals = [open_ for open_ in self._journals if not open_.is_finished]
        self._journals.append(journal)
        return journal

    async def set_state(self, message_id: str, state: State) -> None:
        """Change how far a message came, nothing else (an interrupted answer that is kept)."""
        await self._writer.run(messages.set_state, message_id, state)

    async def set_naming(self, named: Message, origin: Origin, usage: Usage) -> None:
        """Note what the title cost that `origin` was asked for after this answer."""
        await self._writer.run(messages.set_naming, named, origin, usage)

    async def remove_message(self, message_id: str) -> None:
        """Put a message and what follows it into the Trash; another version of it is shown."""
        await self._writer.run(messages.remove, message_id)

    async def restore_message(self, message_id: str) -> None:
        """Undo `remove_message`."""
        await self._writer.run(messages.bring_back, message_id)

    async def spent_by_day(self, since: str) -> list[Spent]:
        """What was spent from the day `since` (2026-11-30) on: a row for each day and model."""
        return await self._reader.run(spending.by_day, since)

    async def spent_by_conversation(self, since: str) -> list[Spent]:
        """The same by conversation and model, those that took most first."""
        return await self._reader.run(spending.by_conversation, since)

    async def spent_in(self, conversation_id: str) -> list[Spent]:
        """What one conversation has taken altogether, a row for each model."""
        return await self._reader.run(spending.in_conversation, conversation_id)

    async def search(self, query: str, limit: int = 50) -> list[SearchHit]:
        """Titles, then messages that fit, newest first. Given up when the caller is cancelled."""
        from desktop_app.services.store import search

        return await self._reader.ask(search.search, query, limit)

    # Upkeep

    async def look_after(self, trash_after: float | None = None, held: Sequence[str] = ()) -> None:
        """Check the database, keep a daily copy, empty what lies in the Trash for `trash_after` s.

        Attachments that were taken out of a draft go too, after a day; not those that somebody
        else still has, whose names `held` are.

        Takes as long as it takes and holds nobody up: meant for after the first paint.

        Raises:
            StoreError: the database is damaged, or there is no room for the copy.
        """
        if trash_after is not None:
            await self.empty_trash(trash_after)
        await self._writer.run(self._remove_loose_files, held)
        await self._beside(upkeep.look_after, self.path)

    async def backup(self, path: Path) -> None:
        """Write everything, attachments included, into one file that `restore_backup` takes.

        Raises:
            StoreError: no room, or no right to write there.
        """
        from desktop_app.services.store.backup import write_backup

        assert self.files is not None, "a temporary store has nothing to keep"
        await self._beside(write_backup, self.files, self.path.with_name(LIBRARY), path)

    # Out and in

    def read_file(self, sha256: str) -> bytes | None:
        """Bytes of an attachment, None if they are gone. Blocks on the disk."""
        return self.files.read(sha256) if self.files else None

    def read_library(self) -> bytes:
        """The file of assistants and prompts, empty if there is none. Blocks on the disk."""
        library = self.path.with_name(LIBRARY)
        return library.read_bytes() if self.files and library.is_file() else b""

    async def record(
        self, conversation_id: str, leaf: str | None = None, *, is_whole: bool = True
    ) -> ConversationRecord | None:
        """A conversation with all its messages, or with one branch, to be written to a file."""
        return await self._writer.run(record.read, conversation_id, leaf, is_whole=is_whole)

    async def take_in(self, taken: ConversationRecord, import_id: str) -> Taken:
        """Add what is not there yet of a conversation that was read from a file."""
        return await self._writer.run(record.take_in, self.files, taken, import_id)

    async def undo_import(self, import_id: str) -> None:
        """Put everything that came with an import into the Trash."""
        await self._writer.run(conversations.trash_import, import_id, time.time())

    async def _beside(
        self, work: Work[Concatenate[upkeep.Stop, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run long work on a thread and a connection of its own until the caller gives up."""
        lane = Lane(self.path, connect_reading)
        is_given_up = threading.Event()
        try:
            return await lane.ask(work, is_given_up.is_set, *args, **kwargs)
        finally:
            is_given_up.set()
            await lane.close()

    def _look_for_changes(self, db: sqlite3.Connection) -> int:
        self._orphans += interrupt_orphans(db)
        return int(db.execute("PRAGMA data_version").fetchone()[0]) + self._orphans

    def _add(self, db: sqlite3.Connection, conversation_id: str, message: Message) -> None:
        messages.add(db, conversation_id, self.files.kept(message) if self.files else message)

    def _purge(self, db: sqlite3.Connection, conversation_id: str) -> None:
        self._remove_files(conversations.purge(db, conversation_id))

    def _empty_trash(self, db: sqlite3.Connection, before: float) -> None:
        self._remove_files(conversations.empty_trash(db, before))

    def _remove_loose_files(self, db: sqlite3.Connection, held: Sequence[str]) -> None:
        if self.files:
            yesterday = time.time() - upkeep.DAY  # a newer one may be on its way into a row
            old = set(self.files.names(yesterday)) - set(held)
            self._remove_files(conversations.loose(db, sorted(old)))

    def _remove_files(self, names: Sequence[str]) -> None:
        if self.files:
            self.files.remove(names)
