"""How the sidebar's lists are filled from the store: no more than what is looked at.

It must not know what is done with the rows.
"""

import asyncio

from desktop_app.services.core import Core
from desktop_app.services.store import ConversationRow
from desktop_app.viewmodels.conversation_list import ConversationList
from desktop_app.viewmodels.entries import TRASH
from desktop_app.viewmodels.found_list import FoundList
from desktop_app.viewmodels.search_help import Values, note
from desktop_app.viewmodels.told_work import ToldWork

PAGE = 100  # rows that are asked for at a time
_MOST_PINNED = 1000
_TRIES = 3
_SEARCH_DELAY = 0.15  # seconds that a search waits for the next letter
_OPEN_FOLDERS = "open_folders"  # in state.toml


class Listing:
    """Fills `shown` with the conversations and `found` with Trash, Archive or what was found."""

    def __init__(
        self, core: Core, work: ToldWork, shown: ConversationList, found: FoundList
    ) -> None:
        self._core = core
        self._work = work
        self._shown = shown
        self._found = found
        self._changes = 0
        self._search: asyncio.Task[None] | None = None
        self.values = Values(core)
        self._fetching: set[str] = set()
        shown.opened = set(core.remembered.get(_OPEN_FOLDERS, ()))
        shown.more_wanted.connect(lambda: self.bring_more(""))
        found.more_wanted.connect(lambda: work.start("more", self._bring_more_found))

    async def load(self) -> None:
        """List as much as was listed before, the newest first. Raises StoreError."""
        self._changes = await self._core.store.changes()
        for _ in range(_TRIES):  # once more where something changed while it was read
            version = self._shown.version
            folders = await self._folders()
            rows = await self._core.store.conversations(
                limit=_MOST_PINNED, pinned=True, archived=False
            )
            last: dict[str, ConversationRow] = {}
            for folder in ("", *(self._shown.opened & folders.keys())):
                limit = max(PAGE, self._shown.count_in(folder))
                page = await self._page(folder, limit)
                rows += page
                if len(page) == limit:
                    last[folder] = page[-1]
            if version == self._shown.version:
                break
        self._shown.replace(rows, folders, last)

    async def refresh(self) -> None:
        """See what another process (the console) wrote, if it did. Raises StoreError."""
        if await self._core.store.changes() != self._changes:
            await self.load()
            await self.show_again()

    async def count_folders(self) -> None:
        """See which folders there are and how much lies in them. Raises StoreError."""
        self._shown.set_folders(await self._folders())

    async def _folders(self) -> dict[str, int]:
        return {row.path: row.conversations for row in await self._core.store.folders()}

    async def _page(
        self, folder: str, limit: int, after: ConversationRow | None = None
    ) -> list[ConversationRow]:
        return await self._core.store.conversations(
            limit=limit, folder=folder, pinned=False, archived=False, after=after
        )

    # Folders

    def toggle_folder(self, path: str, *, is_open: bool | None = None) -> None:
        """Open or close a folder; what is open is remembered."""
        wanted = path not in self._shown.opened if is_open is None else is_open
        if wanted == (path in self._shown.opened) or path not in self._shown.folders:
            return
        if wanted:
            self._shown.open_folder(path)
            self.bring_more(path)
        else:
            self._shown.close_folder(path)
        self._remember_open()

    def follow_folder(self, path: str, to: str) -> None:
        """A folder has another path from here on: what is open in it stays open."""
        opened = self._shown.opened
        moved = {p for p in opened if f"{p}/".startswith(f"{path}/")}
        opened -= moved
        opened |= {to + p[len(path) :] for p in moved}
        self._remember_open()

    def _remember_open(self) -> None:
        self._core.remembered.set(_OPEN_FOLDERS, sorted(self._shown.opened) or None)

    def bring_more(self, folder: str) -> None:
        """List the next ones of a folder, or of those in none."""
        if folder not in self._fetching:
            self._fetching.add(folder)
            self._work.start("more", self._bring_more, folder)

    async def _bring_more(self, folder: str) -> None:
        try:
            page = await self._page(folder, PAGE, self._shown.last_of(folder))
        finally:
            self._fetching.discard(folder)
        if not folder or folder in self._shown.opened:
            self._shown.extend(page, folder, has_more=len(page) == PAGE)

    # Trash, Archive, search

    def show_kind(self, kind: str) -> None:
        """Fill `found` with what lies in the Trash or in the Archive."""
        self._give_up_search()
        self._work.start("list", self._list_kind, kind)

    async def show_again(self) -> None:
        """Trash or Archive as they are now, if one of them is shown. Raises StoreError."""
        if self._found.kind:
            await self._list_kind(self._found.kind)

    async def _list_kind(self, kind: str) -> None:
        rows = await self._page_of_kind(kind)
        self._found.show_kind(kind, rows, has_more=len(rows) == PAGE)

    async def _bring_more_found(self) -> None:
        kind, last, self._found.has_more = self._found.kind, self._found.last, False
        rows = await self._page_of_kind(kind, last)
        if (kind, last) == (self._found.kind, self._found.last):
            self._found.extend(rows, has_more=len(rows) == PAGE)

    async def _page_of_kind(
        self, kind: str, after: ConversationRow | None = None
    ) -> list[ConversationRow]:
        is_trash = kind == TRASH
        return await self._core.store.conversations(
            limit=PAGE, trashed=is_trash, archived=None if is_trash else True, after=after
        )

    def learn_values(self) -> None:
        """See which folders, tags and models a search can be narrowed by."""
        self._work.start("values", self.values.load)

    def search(self, words: str) -> None:
        """Fill `found` with titles and messages that fit; the last call wins."""
        self._give_up_search()
        self._search = self._work.start("search", self._find, words)

    def _give_up_search(self) -> None:
        if self._search:
            self._search.cancel()
            self._search = None

    async def _find(self, words: str) -> None:
        await asyncio.sleep(_SEARCH_DELAY)
        hits = await self._core.store.search(words)
        self._found.show_hits(hits, note(words, is_empty=not hits))
