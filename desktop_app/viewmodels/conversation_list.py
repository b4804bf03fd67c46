"""All conversations as the sidebar lists them: pinned ones, folders, the rest by day of change.

One change costs one row, whether 20 or 20,000 are listed. It must not know the store.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.viewmodels.entries import Entry, EntryList, Look, Role, Sign

if TYPE_CHECKING:
    from desktop_app.services.store import ConversationRow  # brings the database along

TEMPORARY, PINNED, FOLDERS = "Temporary", "Pinned", "Folders"
TODAY, YESTERDAY, WEEK, OLDER = "Today", "Yesterday", "Last 7 days", "Older"
DAYS = (TODAY, YESTERDAY, WEEK, OLDER)
UNTITLED = "New conversation"
_BAD_ENDS = frozenset({"failed", "truncated", "blocked", "interrupted"})
# Names of places: a folder's is its path, which begins with no slash; "" of what lies in none.
_LOOSE = ""
_AT_TOP = {"/temporary": TEMPORARY, "/pinned": PINNED}


def local_day() -> datetime.date:
    """Today, where this computer is."""
    return datetime.datetime.now().astimezone().date()


class _Place:
    """Conversations that stand together, newest first."""

    def __init__(self) -> None:
        self.ages: list[float] = []  # moments of the last change, negative
        self.entries: list[Entry] = []

    def add(self, row: "ConversationRow") -> None:
        at = bisect_left(self.ages, -row.updated)
        self.ages.insert(at, -row.updated)
        self.entries.insert(at, Entry(id=row.id))

    def take_out(self, row: "ConversationRow") -> None:
        at = bisect_left(self.ages, -row.updated)
        while self.entries[at].id != row.id:
            at += 1
        del self.ages[at], self.entries[at]


class ConversationList(EntryList):
    """Rows by group, newest first. `today` is asked at each change, so midnight is noticed.

    Conversations in a closed folder are not listed, nor those that are older than what was asked
    for: they come when they are. `folders` has the number of conversations in each by its path,
    `opened` the paths of those that are open. `version` counts the changes.
    """

    def __init__(
        self, parent: QObject | None = None, today: Callable[[], datetime.date] = local_day
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._rows: dict[str, ConversationRow] = {}
        self._signs: dict[str, Sign] = {}
        self._places: dict[str, _Place] = {}
        self._place_of: dict[str, str] = {}
        self._temporary: set[str] = set()
        self._last: dict[str, ConversationRow] = {}  # of a place that has more to come
        self._below: dict[str, list[str]] = {}
        self.folders: dict[str, int] = {}
        self.opened: set[str] = set()
        self.version = 0

    def row(self, conversation_id: str) -> "ConversationRow | None":
        """What is known of a conversation."""
        return self._rows.get(conversation_id)

    @property
    def rows(self) -> "list[ConversationRow]":
        """What is known of all of them, in the order of the rows."""
        return [self._rows[conversation_id] for conversation_id in self.ids]

    @property
    def ids(self) -> list[str]:
        """Conversations in the order of the rows."""
        return [entry.id for entry in self.entries if entry.id]

    def is_temporary(self, conversation_id: str) -> bool:
        """Whether it is one that is never written."""
        return conversation_id in self._temporary

    def last_of(self, folder: str = _LOOSE) -> "ConversationRow | None":
        """The row behind which the rest of a folder begins; None if all of it is listed."""
        return self._last.get(folder)

    def count_in(self, folder: str = _LOOSE) -> int:
        """How many of a folder (or of those in none) are listed."""
        place = self._places.get(folder)
        return len(place.entries) if place else 0

    # Changes

    def replace(
        self,
        rows: "Iterable[ConversationRow]",
        folders: Mapping[str, int] | None = None,
        last: "Mapping[str, ConversationRow] | None" = None,
    ) -> None:
        """List these and nothing else; what is never written stays.

        `last` are those behind which the rest of a folder is still to be asked for.
        """
        kept = [self._rows[id_] for id_ in self._temporary if id_ in self._rows]
        self._rows, self._places, self._place_of, self._last = {}, {}, {}, {}
        if folders is not None:
            self._take_folders(folders)
        for row in sorted({row.id: row for row in (*rows, *kept)}.values(), key=_oldest_first):
            self._put_in(row)
        self._last = dict(last or {})
        self.has_more = _LOOSE in self._last
        self.show_entries(self._flat())
        self._tell_all()

    def extend(
        self, rows: "Sequence[ConversationRow]", folder: str = _LOOSE, *, has_more: bool = False
    ) -> None:
        """List these too, the next of a folder; `has_more` tells that they are not the last."""
        self._last.pop(folder, None)
        for row in rows:
            if row.id not in self._place_of:
                self._put_in(row)
        if has_more and rows:
            self._last[folder] = rows[-1]
        self.has_more = _LOOSE in self._last
        self.show_entries(self._flat())

    def put(self, row: "ConversationRow") -> None:
        """Show a conversation as it is now, new or changed, at its place."""
        self.version += 1
        self._take_out(row.id)
        without = self._flat()
        self._put_in(row)
        entries = self._flat()
        if entries != self._entries:
            self.show_entries(without)
            self.show_entries(entries)
        self._tell(row.id)

    def put_temporary(self, row: "ConversationRow") -> None:
        """Show one that is never written."""
        self._temporary.add(row.id)
        self.put(row)

    def remove(self, *ids: str) -> None:
        """List these no longer."""
        self.version += 1
        for conversation_id in ids:
            self._take_out(conversation_id)
            self._rows.pop(conversation_id, None)
            self._signs.pop(conversation_id, None)
            self._temporary.discard(conversation_id)
        self.show_entries(self._flat())

    def set_folders(self, folders: Mapping[str, int]) -> None:
        """These are all folders, each with its number of conversations."""
        for gone in [*self.opened - folders.keys()]:
            self._forget_contents(gone)
        self._take_folders(folders)
        self.show_entries(self._flat())
        self._tell_all()

    def _take_folders(self, folders: Mapping[str, int]) -> None:
        self.folders = dict(folders)
        self.opened &= self.folders.keys()
        self._below = {}
        for path in sorted(self.folders, key=_by_name):
            self._below.setdefault(path.rpartition("/")[0], []).append(path)

    def open_folder(self, path: str) -> None:
        """Show what lies in it, as far as it is known: `extend` brings that."""
        self.opened.add(path)
        self._shown_again(path)

    def close_folder(self, path: str) -> None:
        """Show nothing of what lies in it."""
        self.opened.discard(path)
        self._forget_contents(path)
        self._shown_again(path)

    def _forget_contents(self, path: str) -> None:
        if place := self._places.pop(path, None):
            for entry in place.entries:
                self._place_of.pop(entry.id)
                self._rows.pop(entry.id)
        self._last.pop(path, None)

    def _shown_again(self, path: str) -> None:
        self.show_entries(self._flat())
        self._tell_row(self.row_of_entry(Entry(folder=path)))

    def set_sign(self, conversation_id: str, sign: Sign) -> None:
        """Show what a conversation does; unread ones and bad ends say so by themselves."""
        self._signs[conversation_id] = sign
        self._tell(conversation_id)

    # Facts of rows

    def neighbour(self, conversation_id: str, step: int) -> str:
        """The conversation `step` rows further down, going round; empty if there is none."""
        ids = self.ids
        if not ids:
            return ""
        if conversation_id not in ids:
            return ids[0 if step > 0 else -1]
        return ids[(ids.index(conversation_id) + step) % len(ids)]

    def title_of(self, entry: Entry) -> str:
        if entry.is_more:
            left = self.folders.get(entry.folder, 0) - self.count_in(entry.folder)
            return f"{left} more…" if left > 0 else "More…"
        if entry.folder:
            return entry.folder.rpartition("/")[2]
        return self._rows[entry.id].title or UNTITLED

    def written_title(self, entry: Entry) -> str:
        return self._rows[entry.id].title if entry.id else self.title_of(entry)

    def sign_of(self, entry: Entry) -> Sign:
        if not entry.id:
            return Sign.NONE
        sign, row = self._signs.get(entry.id, Sign.NONE), self._rows[entry.id]
        if sign is not Sign.NONE:
            return sign
        if row.leaf_state in _BAD_ENDS:
            return Sign.FAILED
        return Sign.UNREAD if row.is_unread else Sign.NONE

    def look_of(self, entry: Entry) -> Look:
        if entry.is_more:
            return Look(depth=entry.folder.count("/") + 1)
        if entry.folder:
            is_open = entry.folder in self.opened
            held = 0 if is_open else self._count_below(entry.folder)
            return Look(entry.folder.count("/"), is_open=is_open, held=held)
        row, place = self._rows[entry.id], self._place_of.get(entry.id, _LOOSE)
        is_inside = place and place not in _AT_TOP
        return Look(place.count("/") + 1 if is_inside else 0, row.tags)

    def folder_of(self, entry: Entry) -> str | None:
        if entry.folder:
            return entry.folder
        place = self._place_of.get(entry.id, _LOOSE)
        return None if place in _AT_TOP or entry.heading in _AT_TOP.values() else place

    def can_move(self, entry: Entry) -> bool:
        return bool(entry.id or entry.folder) and entry.id not in self._temporary

    def _count_below(self, folder: str) -> int:
        below = f"{folder}/"
        return sum(
            n for path, n in self.folders.items() if path == folder or path.startswith(below)
        )

    def _tell(self, conversation_id: str) -> None:
        self._tell_row(self.row_of(conversation_id))

    def _tell_row(self, number: int) -> None:
        if number >= 0:
            index = self.index(number)
            self.dataChanged.emit(index, index, [0, Role.SIGN, Role.LOOK])

    def _tell_all(self) -> None:
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    # Places

    def _put_in(self, row: "ConversationRow") -> None:
        name = self._name_of_place(row)
        last = self._last.get(name)
        is_to_come = last is not None and row.updated < last.updated
        if (name and name not in _AT_TOP and name not in self.opened) or is_to_come:
            return
        self._rows[row.id] = row
        self._places.setdefault(name, _Place()).add(row)
        self._place_of[row.id] = name

    def _name_of_place(self, row: "ConversationRow") -> str:
        if row.id in self._temporary:
            return "/temporary"
        return "/pinned" if row.is_pinned else row.folder

    def _take_out(self, conversation_id: str) -> None:
        name = self._place_of.pop(conversation_id, None)
        if name is not None:
            self._places[name].take_out(self._rows.pop(conversation_id))

    def _flat(self) -> list[Entry]:
        entries: list[Entry] = []
        for name, heading in _AT_TOP.items():
            if members := self._members(name):
                entries += [Entry(heading=heading), *members]
        if self.folders:
            entries.append(Entry(heading=FOLDERS))
            self._add_folders(entries, "")
        return entries + self._by_day()

    def _add_folders(self, entries: list[Entry], above: str) -> None:
        for path in self._below.get(above, ()):
            entries.append(Entry(folder=path))
            if path in self.opened:
                self._add_folders(entries, path)
                entries += self._members(path)
                if path in self._last:
                    entries.append(Entry(folder=path, is_more=True))

    def _members(self, name: str) -> list[Entry]:
        place = self._places.get(name)
        return place.entries if place else []

    def _by_day(self) -> list[Entry]:
        place = self._places.get(_LOOSE)
        if not place:
            return []
        day, entries, start = self._today(), [], 0
        ends = [*(_midnight(day - datetime.timedelta(days=days)) for days in (0, 1, 7)), None]
        for heading, begin in zip(DAYS, ends, strict=True):
            end = len(place.ages) if begin is None else bisect_right(place.ages, -begin)
            if end > start:
                entries += [Entry(heading=heading), *place.entries[start:end]]
                start = end
        return entries


def _midnight(day: datetime.date) -> float:
    return datetime.datetime.combine(day, datetime.time()).astimezone().timestamp()


def _oldest_first(row: "ConversationRow") -> tuple[float, str]:
    return (row.updated, row.id)


def _by_name(path: str) -> list[tuple[str, str]]:
    return [(part.casefold(), part) for part in path.split("/")]
