"""All conversations as the sidebar lists them: pinned ones, then by the day of their last change.

One change costs one row, whether 20 or 20,000 are listed. It must not know the store.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.viewmodels.entries import Entry, EntryList, Role, Sign

if TYPE_CHECKING:
    from desktop_app.services.store import ConversationRow  # brings the database along

PINNED, TODAY, YESTERDAY, WEEK, OLDER = "Pinned", "Today", "Yesterday", "Last 7 days", "Older"
GROUPS = (PINNED, TODAY, YESTERDAY, WEEK, OLDER)
UNTITLED = "New conversation"


def local_day() -> datetime.date:
    """Today, where this computer is."""
    return datetime.datetime.now().astimezone().date()


class ConversationList(EntryList):
    """Rows by group, newest first. `today` is asked at each change, so midnight is noticed."""

    def __init__(
        self, parent: QObject | None = None, today: Callable[[], datetime.date] = local_day
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._day = today()
        self._rows: dict[str, ConversationRow] = {}
        self._signs: dict[str, Sign] = {}

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

    def replace(self, rows: "Iterable[ConversationRow]") -> None:
        """List these and nothing else."""
        self._rows = {row.id: row for row in rows}
        self._rebuild()

    def extend(self, rows: "Iterable[ConversationRow]") -> None:
        """List these too; cheap for older ones in order, as the store pages them."""
        new = [row for row in rows if row.id not in self._rows]
        self._rows |= {row.id: row for row in new}
        by_group: dict[str, list[ConversationRow]] = {}
        for row in sorted(new, key=_newest_first):
            by_group.setdefault(self._group(row), []).append(row)
        for group, members in by_group.items():
            if group == self._last_group() and group != PINNED:
                self.insert_entries(len(self.entries), [Entry(id=row.id) for row in members])
            elif GROUPS.index(group) > self._last_group_number():
                entries = [Entry(heading=group), *(Entry(id=row.id) for row in members)]
                self.insert_entries(len(self.entries), entries)
            else:
                for row in members:
                    self._insert(row)

    def put(self, row: "ConversationRow") -> None:
        """Show a conversation as it is now, new or changed, at its place."""
        if self._day != self._today():
            self._rows[row.id] = row
            self._rebuild()
            return
        before = self._rows.get(row.id)
        self._rows[row.id] = row
        is_in_place = before is not None and (
            (before.is_pinned, before.updated) == (row.is_pinned, row.updated)
            or self._is_first_of_its_group(row)
        )
        if is_in_place:
            self._tell(row.id)
        else:
            self._take_out(row.id)
            self._insert(row)

    def remove(self, conversation_id: str) -> None:
        """List it no longer."""
        if self._rows.pop(conversation_id, None):
            self._take_out(conversation_id)
        self._signs.pop(conversation_id, None)

    def set_sign(self, conversation_id: str, sign: Sign) -> None:
        """Show what a conversation does; unread ones say so by themselves."""
        self._signs[conversation_id] = sign
        self._tell(conversation_id)

    def neighbour(self, conversation_id: str, step: int) -> str:
        """The conversation `step` rows further down, going round; empty if there is none."""
        ids = self.ids
        if not ids:
            return ""
        if conversation_id not in ids:
            return ids[0 if step > 0 else -1]
        return ids[(ids.index(conversation_id) + step) % len(ids)]

    def title_of(self, entry: Entry) -> str:
        return self._rows[entry.id].title or UNTITLED

    def sign_of(self, entry: Entry) -> Sign:
        sign = self._signs.get(entry.id, Sign.NONE)
        if sign is Sign.NONE and self._rows[entry.id].is_unread:
            return Sign.UNREAD
        return sign

    def _tell(self, conversation_id: str) -> None:
        number = self.row_of(conversation_id)
        if number >= 0:
            index = self.index(number)
            self.dataChanged.emit(index, index, [0, Role.SIGN])

    def _group(self, row: "ConversationRow") -> str:
        if row.is_pinned:
            return PINNED
        day = datetime.datetime.fromtimestamp(row.updated, tz=datetime.UTC).astimezone().date()
        age = (self._day - day).days
        if age < 1:
            return TODAY
        return YESTERDAY if age == 1 else WEEK if age <= 7 else OLDER

    def _last_group(self) -> str:
        if not self.entries:
            return ""
        last = self.entries[-1]
        return self._group(self._rows[last.id])

    def _last_group_number(self) -> int:
        group = self._last_group()
        return GROUPS.index(group) if group else -1

    def _is_first_of_its_group(self, row: "ConversationRow") -> bool:
        number = self.row_of(row.id)
        return number > 0 and self.entries[number - 1].heading == self._group(row)

    def _rebuild(self) -> None:
        self._day = self._today()
        groups: dict[str, list[Entry]] = {group: [] for group in GROUPS}
        for row in sorted(self._rows.values(), key=_newest_first):
            groups[self._group(row)].append(Entry(id=row.id))
        filled = [(group, entries) for group, entries in groups.items() if entries]
        self.set_entries(
            entry for group, entries in filled for entry in (Entry(heading=group), *entries)
        )

    def _take_out(self, conversation_id: str) -> None:
        number = self.row_of(conversation_id)
        if number < 0:
            return
        entries = self.entries
        is_alone = bool(entries[number - 1].heading) and (
            number + 1 == len(entries) or bool(entries[number + 1].heading)
        )
        self.remove_entries(number - is_alone, 1 + is_alone)

    def _insert(self, row: "ConversationRow") -> None:
        group = self._group(row)
        number, has_heading = self._place(GROUPS.index(group), row.updated)
        heading = [] if has_heading else [Entry(heading=group)]
        self.insert_entries(number, [*heading, Entry(id=row.id)])

    def _place(self, wanted: int, updated: float) -> tuple[int, bool]:
        """The row a conversation goes to, and whether its group's heading stands there already."""
        current = -1
        for number, entry in enumerate(self.entries):
            if entry.heading:
                if current == wanted or GROUPS.index(entry.heading) > wanted:
                    return number, current == wanted
                current = GROUPS.index(entry.heading)
            elif current == wanted and self._rows[entry.id].updated <= updated:
                return number, True
        return len(self.entries), current == wanted


def _newest_first(row: "ConversationRow") -> tuple[float, str]:
    return (-row.updated, row.id)
