"""A conversation's branches as rows: the active branch straight down, the others beside it, folded.

Rows are made from places in the tree alone; words are asked for when a row is looked at, so a
conversation of thousands of messages opens at once.
"""

import asyncio
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer

from desktop_app.domain.message import Role, State
from desktop_app.services.store import MessageNode, Store
from desktop_app.services.store.rows import Beginning
from desktop_app.viewmodels.told_work import ToldWork

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_STATES = {
    State.STREAMING: "answering now",
    State.INCOMPLETE: "cut at the token limit",
    State.STOPPED: "stopped",
    State.INTERRUPTED: "interrupted",
    State.TRUNCATED: "connection lost",
    State.FAILED: "failed",
    State.BLOCKED: "blocked",
}
_SIGNS = re.compile(r"[*`#|]+|~~")  # of Markdown, which say nothing in one line
ROW = Qt.ItemDataRole.UserRole


@dataclass(slots=True)
class TreeRow:
    """A message. `depth` counts the branches that one leaves the main line by.

    `below` is how many messages follow it on its own branch; they are hidden while it `is_folded`.
    """

    id: str
    role: Role
    state: State
    depth: int = 0
    is_active: bool = False
    begins_branch: bool = False
    below: int = 0
    is_folded: bool = False
    words: str | None = None
    model: str = ""

    @property
    def author(self) -> str:
        """Who says it."""
        if self.role is Role.USER:
            return "You"
        return self.model or "Assistant"

    @property
    def standing(self) -> str:
        """What is to be said at the end of the row."""
        hidden = f"+ {self.below:,}" if self.is_folded and self.below else ""
        return "  ·  ".join(filter(None, (_STATES.get(self.state, ""), hidden)))


class TreeModel(QAbstractListModel):
    """Shows `rows`. Messages of tools are part of the answers around them and have no row."""

    def __init__(self, store: Store, work: ToldWork, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # a QObject or None
        self._store = store
        self._work = work
        self._all: list[TreeRow] = []
        self.rows: list[TreeRow] = []
        self._wanted: set[str] = set()
        self._asked: set[asyncio.Task[None]] = set()
        self.destroyed.connect(functools.partial(_give_up, self._asked))
        self._places: dict[str, int] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

    def show_nodes(self, nodes: Iterable[MessageNode], active: Sequence[str]) -> None:
        """List a conversation. `active` is the branch on the screen from its first message."""
        self._all = _arranged(list(nodes), set(active))
        self._show()

    @property
    def branches(self) -> int:
        """How many ways through the conversation there are."""
        return sum(row.begins_branch for row in self._all) + bool(self._all)

    def row_of(self, message_id: str) -> int:
        """The row of a message, -1 if it is not to be seen."""
        return self._places.get(message_id, -1)

    def fold(self, row: int, *, is_folded: bool) -> None:
        """Hide or show what follows the beginning of a branch."""
        chosen = self.rows[row]
        if chosen.begins_branch and chosen.below and chosen.is_folded != is_folded:
            chosen.is_folded = is_folded
            self._show()

    def start_of(self, row: int) -> int:
        """Where the branch of a row begins, or else the row before the branch."""
        depth = self.rows[row].depth
        while row > 0 and not (self.rows[row].begins_branch and self.rows[row].depth <= depth):
            row -= 1
        return row

    def _show(self) -> None:
        self.beginResetModel()
        self.rows = _seen(self._all)
        self._places = {row.id: place for place, row in enumerate(self.rows)}
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if row.words is None and role in {ROW, Qt.ItemDataRole.DisplayRole}:
            self._want(row.id)
        if role == ROW:
            return row
        words = " ".join(_SIGNS.sub("", row.words or "").split())
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            branch = f"branch {row.depth}" if row.depth else ""
            here = "on the screen" if row.is_active else ""
            return ", ".join(filter(None, (row.author, words, row.standing, branch, here)))
        return words if role == Qt.ItemDataRole.ToolTipRole else None

    # Words

    def _want(self, message_id: str) -> None:
        self._wanted.add(message_id)
        if not self._timer.isActive():
            self._timer.start(0)

    def _ask(self) -> None:
        wanted, self._wanted = list(self._wanted), set()
        task = self._work.start("words of the tree", self._fetch, wanted)
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def _fetch(self, ids: list[str]) -> None:
        found = await self._store.beginnings(ids)
        for id_ in ids:
            beginning = found.get(id_, Beginning("", ""))
            place = self.row_of(id_)
            if place >= 0:
                self.rows[place].words, self.rows[place].model = beginning.words, beginning.model
                self.dataChanged.emit(self.index(place), self.index(place))


def _give_up(tasks: "set[asyncio.Task[None]]") -> None:
    """Nobody looks any more."""
    for task in tuple(tasks):
        task.cancel()


def _arranged(nodes: list[MessageNode], active: set[str]) -> list[TreeRow]:
    """All rows in order: beside a fork the other versions first, then the line that goes on."""
    children: dict[str | None, list[MessageNode]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    rows: list[TreeRow] = []
    waiting = _versions(children.get(None, []), active, 0)
    while waiting:
        node, depth, begins = waiting.pop()
        if node.role is not Role.TOOL:
            is_active = node.id in active
            rows.append(TreeRow(node.id, node.role, node.state, depth, is_active, begins))
        waiting += _versions(children.get(node.id, []), active, depth)
    _count(rows)
    return rows


Step = tuple[MessageNode, int, bool]  # at which depth, and whether a branch begins with it


def _versions(nodes: list[MessageNode], active: set[str], depth: int) -> list[Step]:
    """What follows a message, the last to be told first."""
    if not nodes:
        return []
    main = next((node for node in nodes if node.id in active), nodes[-1])
    others = [(node, depth + 1, True) for node in nodes if node is not main]
    return [(main, depth, False), *reversed(others)]


def _count(rows: list[TreeRow]) -> None:
    """How many rows belong to each branch, which begins folded."""
    begun: list[tuple[int, int]] = []
    for place, row in enumerate([*rows, TreeRow("", Role.USER, State.COMPLETE)]):
        while begun and (row.depth < begun[-1][1] or _is_next(row, begun[-1][1])):
            start, _ = begun.pop()
            rows[start].below = place - start - 1
            rows[start].is_folded = place - start > 1
        if row.begins_branch:
            begun.append((place, row.depth))


def _is_next(row: TreeRow, depth: int) -> bool:
    """Whether another branch of the same depth begins here."""
    return row.begins_branch and row.depth == depth


def _seen(rows: list[TreeRow]) -> list[TreeRow]:
    seen: list[TreeRow] = []
    place = 0
    while place < len(rows):
        row = rows[place]
        seen.append(row)
        place += 1 + (row.below if row.is_folded else 0)
    return seen
