"""The sidebar's rows: headings and conversations in one flat list, cheap at any length.

It must not know how a row looks, nor where conversations come from.
"""

import enum
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Sign(enum.Enum):
    """What a conversation does or wants, the same four signs everywhere."""

    NONE = ""
    STREAMING = "answering now"
    UNREAD = "has an unread answer"
    WAITING = "waits for you"
    FAILED = "the last answer failed"


class Entry(NamedTuple):
    """A row: a heading, or a conversation by its id (and a message of it, in what was found)."""

    heading: str = ""
    id: str = ""
    message_id: str = ""


class Role:
    """What a view may ask of a row, beside its text."""

    ENTRY = Qt.ItemDataRole.UserRole
    SIGN = Qt.ItemDataRole.UserRole + 1


class EntryList(QAbstractListModel):
    """Rows of entries. Subclasses say what an entry's text and sign are."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # a QObject or None
        self._entries: list[Entry] = []

    @property
    def entries(self) -> Sequence[Entry]:
        """All rows from the top."""
        return self._entries

    def row_of(self, conversation_id: str) -> int:
        """The row of a conversation, -1 if it is not listed."""
        try:
            return self._entries.index(Entry(id=conversation_id))
        except ValueError:
            return -1

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def insert_entries(self, row: int, entries: Sequence[Entry]) -> None:
        """Put rows before row number `row`."""
        if entries:
            self.beginInsertRows(QModelIndex(), row, row + len(entries) - 1)
            self._entries[row:row] = entries
            self.endInsertRows()

    def remove_entries(self, row: int, count: int) -> None:
        """Take `count` rows out."""
        self.beginRemoveRows(QModelIndex(), row, row + count - 1)
        del self._entries[row : row + count]
        self.endRemoveRows()

    def title_of(self, entry: Entry) -> str:
        """The words of a row that is not a heading."""
        raise NotImplementedError

    def sign_of(self, entry: Entry) -> Sign:
        """The sign of a row that is not a heading."""
        raise NotImplementedError

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.heading or self.title_of(entry)
        if role == Role.ENTRY:
            return entry
        if entry.heading:
            return None
        if role == Role.SIGN:
            return self.sign_of(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            sign = self.sign_of(entry)
            title = self.title_of(entry)
            return f"{title}, {sign.value}" if sign.value else title
        return self.title_of(entry) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._entries[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
