"""Details of one answer without pixels: its events, its speed over time and its figures.

Times are seconds since the request was sent. Knows neither the network nor how anything is drawn.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.domain.message import Message, Usage
from desktop_app.services.continuation import seam_in

Index = QModelIndex | QPersistentModelIndex
QUIET = 1.0  # seconds without a byte that are worth marking
_BINS = 54
_COLUMNS = ("Time", "Kind", "Content", "Bytes")
_LETTERS_PER_TOKEN = 4.0  # where the provider did not count
_SPOKEN = frozenset({"text", "reasoning", "refusal", "tool call"})


class AnswerEvent(msgspec.Struct, frozen=True):
    """Something that happened while an answer came.

    `at` in seconds since sending, `kind` a word like text, reasoning, usage or done, `text` what it
    carried, `size` in bytes (0: none).
    """

    at: float
    kind: str
    text: str = ""
    size: int = 0


class Figure(msgspec.Struct, frozen=True):
    """A line of words and number. `tone` names a colour of the theme."""

    title: str
    words: str
    tone: str = "text"


class Speed(msgspec.Struct, frozen=True):
    """Tokens per second over the time of an answer, in equal steps."""

    rates: tuple[float, ...] = ()  # per step
    seconds: float = 0.0  # the whole time
    first: float | None = None  # when the first token came
    quiet: tuple[tuple[float, float], ...] = ()  # begin and end of each silence
    is_estimated: bool = False  # tokens guessed from letters

    @property
    def peak(self) -> float:
        """The fastest step."""
        return max(self.rates, default=0.0)


def speed(message: Message, events: Sequence[AnswerEvent]) -> Speed:
    """How fast the answer came. Without events only the first token and the time are known."""
    spoken = [event for event in events if event.kind in _SPOKEN and event.text]
    timing = message.timing
    total = max([event.at for event in events] + [(timing and timing.total) or 0.0])
    first = timing.first if timing and timing.first is not None else None
    if spoken and first is None:
        first = spoken[0].at
    if not spoken or total <= 0:
        return Speed(seconds=total, first=first)
    counted = message.usage.output if message.usage else None
    letters = sum(len(event.text) for event in spoken)
    per_letter = counted / letters if counted else 1 / _LETTERS_PER_TOKEN
    step = total / _BINS
    tokens = [0.0] * _BINS
    for event in spoken:
        tokens[min(_BINS - 1, int(event.at / step))] += len(event.text) * per_letter
    return Speed(
        rates=tuple(count / step for count in tokens),
        seconds=total,
        first=first,
        quiet=tuple(silences(events)),
        is_estimated=not counted,
    )


def silences(events: Sequence[AnswerEvent]) -> list[tuple[float, float]]:
    """Begin and end of every time of at least a second without a byte after the first one."""
    times = [event.at for event in events if event.size and event.kind != "request"]
    return [(before, after) for before, after in pairwise(times) if after - before >= QUIET]


def mean_rate(message: Message) -> float | None:
    """Tokens per second from the first token to the end; None where it cannot be said."""
    timing, usage = message.timing, message.usage
    if timing is None or usage is None or not usage.output or timing.total is None:
        return None
    seconds = timing.total - (timing.first or 0.0)
    return usage.output / seconds if seconds > 0 else None


def figures(message: Message, events: Sequence[AnswerEvent]) -> list[Figure]:
    """What is known of the answer in numbers; what is not known is left out."""
    found = _times(message, events)
    timing, usage = message.timing, message.usage
    count = len(events) or (timing.events if timing else 0)
    if count:
        found.append(Figure("Events", f"{count:,}"))
    rate = mean_rate(message)
    if rate is not None:
        found.append(Figure("Tokens per second", f"{rate:,.1f}"))
    if usage is not None:
        counts = (
            ("Tokens sent", usage.input),
            ("of these from the cache", usage.cached),
            ("Tokens of the answer", usage.output),
            ("of these reasoning", usage.reasoning),
        )
        found += [Figure(title, f"{number:,}") for title, number in counts if number is not None]
        if usage.cost is not None:
            found.append(Figure("Price", f"${usage.cost:.4f}"))
        if usage.credits is not None:
            found.append(Figure("Credits", f"{usage.credits:g}"))
    if message.naming is not None:
        found.append(Figure("Title written by a model", _bill(message.naming)))
    return found + _detours(message)


def _bill(usage: Usage) -> str:
    words = [f"{(usage.input or 0) + (usage.output or 0):,} tokens"]
    if usage.cost is not None:
        words.append(f"${usage.cost:.4f}")
    return ", ".join(words)


def _detours(message: Message) -> list[Figure]:
    """What the answer itself does not show: seams, repetitions, a request asked differently."""
    seams = [seam for part in message.parts if (seam := seam_in(part)) is not None]
    found = [Figure("Continued after", f"{seam.at:,} characters") for seam in seams]
    if message.timing and message.timing.retries:
        found.append(Figure("Sent again", f"{message.timing.retries} ×"))
    if message.timing and message.timing.repair:
        found.append(Figure("Asked", message.timing.repair))
    return found


def _times(message: Message, events: Sequence[AnswerEvent]) -> list[Figure]:
    found = []
    connected = next((event.at for event in events if event.kind == "connected"), None)
    if connected is not None:
        found.append(Figure("Name, connect, TLS", f"{connected:.2f} s"))
    if message.timing and message.timing.first is not None:
        found.append(Figure("First token", f"{message.timing.first:.2f} s"))
    if message.timing and message.timing.total is not None:
        found.append(Figure("Whole answer", f"{message.timing.total:.2f} s"))
    longest = max((end - begin for begin, end in silences(events)), default=0.0)
    if longest:
        found.append(Figure("Longest silence", f"{longest:.2f} s", "warning"))
    return found


class EventTable(QAbstractTableModel):
    """The events as rows of time, kind, content and bytes; times rise from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self._events: list[AnswerEvent] = []

    def show(self, events: Sequence[AnswerEvent]) -> None:
        """Other events; more of the same answer are added below, so a selection stays."""
        known = len(self._events)
        if known and list(events) == self._events:
            return
        if 0 < known < len(events) and list(events[:known]) == self._events:
            self.beginInsertRows(QModelIndex(), known, len(events) - 1)
            self._events = list(events)
            self.endInsertRows()
            return
        self.beginResetModel()
        self._events = list(events)
        self.endResetModel()

    def event_at(self, row: int) -> AnswerEvent:
        """The event of this row."""
        return self._events[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._events)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 3:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.tr(_COLUMNS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        event = self._events[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(event)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 2:
            return event.text[:2000]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(_cells(event))
        return None


def _cells(event: AnswerEvent) -> tuple[str, str, str, str]:
    time = f"{event.at:.3f}"[:5] if event.at < 1000 else f"{event.at:.0f}"
    words = " ".join(event.text[:200].split()) if event.kind not in _SPOKEN else event.text[:200]
    content = f"“{words}”" if event.kind in _SPOKEN and words else words
    return (time, event.kind, content.replace("\n", "⏎"), f"{event.size:,}" if event.size else "–")
