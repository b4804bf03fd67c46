"""The sidebar's rows: headings, folders and conversations in one flat list, cheap at any length.

It must not know how a row looks, nor where conversations come from.
"""

import enum
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
TRASH, ARCHIVE = "Trash", "Archive"  # lists of their own


class Sign(enum.Enum):
    """What a conversation does or wants, the same four signs everywhere."""

    NONE = ""
    STREAMING = "answering now"
    UNREAD = "has an unread answer"
    WAITING = "waits for you"
    FAILED = "the last answer failed"


class Entry(NamedTuple):
    """A row: a heading, a folder by its path, or a conversation by its id.

    In what was found a message of the conversation too. With `is_more` it is no folder but what
    brings the rest of one.
    """

    heading: str = ""
    id: str = ""
    message_id: str = ""
    folder: str = ""
    is_more: bool = False


class Look(NamedTuple):
    """What a row shows beside its words. `held` is the number of what a closed folder holds."""

    depth: int = 0
    tags: tuple[str, ...] = ()
    is_open: bool = False
    held: int = 0


PLAIN = Look()
Marks = tuple[tuple[int, int], ...]


class Role:
    """What a view may ask of a row, beside its text."""

    ENTRY = Qt.ItemDataRole.UserRole
    SIGN = Qt.ItemDataRole.UserRole + 1
    LOOK = Qt.ItemDataRole.UserRole + 2
    MARKS = Qt.ItemDataRole.UserRole + 3


class EntryList(QAbstractListModel):
    """Rows of entries. Subclasses say what an entry's text and sign are.

    `has_more` tells that there are rows which nobody has asked for yet.
    """

    more_wanted = Signal()
    renamed = Signal(object, str)  # an Entry, and what the person calls it

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # a QObject or None
        self._entries: list[Entry] = []
        self.has_more = False

    @property
    def entries(self) -> Sequence[Entry]:
        """All rows from the top."""
        return self._entries

    def row_of(self, conversation_id: str) -> int:
        """The row of a conversation, -1 if it is not listed."""
        return self.row_of_entry(Entry(id=conversation_id))

    def row_of_entry(self, entry: Entry) -> int:
        """The row of an entry, -1 if it is not listed."""
        try:
            return self._entries.index(entry)
        except ValueError:
            return -1

    def show_entries(self, entries: list[Entry]) -> None:
        """List these: only the stretch that differs is taken out and put in."""
        old, shorter = self._entries, min(len(self._entries), len(entries))
        same = next((n for n in range(shorter) if old[n] != entries[n]), shorter)
        tail = 0
        while tail < shorter - same and old[-1 - tail] == entries[-1 - tail]:
            tail += 1
        if gone := len(old) - same - tail:
            self.beginRemoveRows(QModelIndex(), same, same + gone - 1)
            del old[same : same + gone]
            self.endRemoveRows()
        if new := entries[same : len(entries) - tail]:
            self.beginInsertRows(QModelIndex(), same, same + len(new) - 1)
            old[same:same] = new
            self.endInsertRows()

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def title_of(self, entry: Entry) -> str:
        """The words of a row that is not a heading."""
        raise NotImplementedError

    def sign_of(self, entry: Entry) -> Sign:
        """The sign of a row that is not a heading."""
        raise NotImplementedError

    def look_of(self, entry: Entry) -> Look:  # noqa: ARG002  # most lists are flat
        """What a row shows beside its words."""
        return PLAIN

    def marks_of(self, entry: Entry) -> Marks:  # noqa: ARG002  # most lists are no finds
        """Stretches (start, end) of the row's words that were searched for."""
        return ()

    def folder_of(self, entry: Entry) -> str | None:  # noqa: ARG002  # most lists know none
        """The folder that something dropped on this row goes to; None if it goes nowhere."""
        return None

    def can_move(self, entry: Entry) -> bool:  # noqa: ARG002  # most lists have their order
        """Whether it may be put into another folder."""
        return False

    def written_title(self, entry: Entry) -> str:
        """What stands in the field where a row is renamed."""
        return self.title_of(entry)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def canFetchMore(self, _parent: Index) -> bool:
        return self.has_more

    def fetchMore(self, _parent: Index) -> None:
        self.more_wanted.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.heading or self.title_of(entry)
        if role == Role.ENTRY:
            return entry
        return None if entry.heading else self._fact(entry, role)

    def _fact(self, entry: Entry, role: int) -> object:
        facts: dict[int, Callable[[Entry], object]] = {
            Role.SIGN: self.sign_of,
            Role.LOOK: self.look_of,
            Role.MARKS: self.marks_of,
            Qt.ItemDataRole.AccessibleTextRole: self._said,
            Qt.ItemDataRole.EditRole: self.written_title,
            Qt.ItemDataRole.ToolTipRole: self.title_of,
        }
        return facts[role](entry) if role in facts else None

    def _said(self, entry: Entry) -> str:
        sign, look = self.sign_of(entry), self.look_of(entry)
        said = [self.title_of(entry), sign.value, *look.tags]
        if entry.folder and not entry.is_more:
            said.append("open folder" if look.is_open else f"folder, {look.held}")
        return ", ".join(filter(None, said))

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        words = str(value).strip()
        entry = self._entries[index.row()]
        if role != Qt.ItemDataRole.EditRole or not words or words == self.written_title(entry):
            return False
        self.renamed.emit(entry, words)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._entries[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable
