"""How often something that is looked for is seen in each message: counted once, a slice at a time.

What is folded counts, too. Knows nothing of which hit is gone to.
"""

import itertools
from collections import deque
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from desktop_app.domain.message import Part, ReasoningPart, RefusalPart, Role, TextPart
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.transcript import plain_words
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.inline import OBJECT
from desktop_app.widgets.transcript.positions import unit_at, units
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.cells import read, words
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

MOST_MARKS = 200  # in one unit
_AT_ONCE = 200_000  # characters that are read for one slice
_SKIMMED = 16  # characters that are looked through in the time that one is read
_CLOSER = 8  # how much longer it takes for what is skimmed at first
_LONG = 50_000  # characters of a part that are not read at once


class Spot(NamedTuple):
    """A unit with hits; `fold` is what it is folded under, if it is."""

    unit: Unit
    hits: int
    fold: FoldUnit | None


class Hits:
    """The hits of each message, as far as they have been counted."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.sought = Sought()
        self._counts: dict[int, int] = {}
        self._units: WeakKeyDictionary[Unit, tuple[str, int]] = WeakKeyDictionary()
        self._left: deque[int] = deque()  # messages to count

    def start(self, sought: Sought) -> None:
        """Look for something else."""
        self.sought = sought
        self._units.clear()
        self.forget()

    def forget(self) -> None:
        """The messages are others."""
        self._counts.clear()
        self._left = deque(range(len(self._view.model.items) if self.sought.words else 0))

    def forget_message(self, place: int) -> None:
        """A message changed, or came."""
        self._counts.pop(place, None)
        if self.sought.words:
            self._left.appendleft(place)

    def go_on(self) -> bool:
        """Count one slice more; False when all are counted."""
        room = _AT_ONCE
        while self._left and room > 0:
            place = self._left.popleft()
            if place not in self._counts and place < len(self._view.model.items):
                room -= self._effort(place)
        return bool(self._left) or self._look_closer(room)

    def _look_closer(self, room: int) -> bool:
        """Read what was skimmed of the messages on the screen; False if nothing is left of it."""
        for place in dict.fromkeys(placed.entry for placed in self._view.layout_.shown):
            units = self._view.layout_.entry(place).units
            rough = [unit for unit in units if isinstance(unit, RestUnit) and self._is_rough(unit)]
            for unit in rough:
                self._units[unit] = (unit.text, plain_words.count(unit.text, self.sought))
                room -= _CLOSER * len(unit.text)
                if room <= 0:
                    break
            if rough:
                self._counts[place] = self._count(place)
            if room <= 0:
                return True
        return False

    def _is_rough(self, unit: RestUnit) -> bool:
        return unit not in self._units and len(unit.text) < _LONG

    def _effort(self, place: int) -> int:
        """Count a message; about how many characters were read for it."""
        parts = self._view.model.items[place].message.parts
        long = sum(len(part.text) for part in parts if isinstance(part, TextPart))
        return 500 + (long if self.of(place) else long // _SKIMMED)

    def of(self, place: int) -> int:
        """How often it is seen in a message."""
        known = self._counts.get(place)
        if known is None:
            known = self._counts[place] = self._count(place)
        return known

    def _count(self, place: int) -> int:
        entry = self._view.layout_.entries[place]
        if entry is not None and entry.is_built:
            return sum(spot.hits for spot in self.spots(entry))
        message = self._view.model.items[place].message
        builder = self._view.model.builder(message.id)
        parts = builder.parts() if builder is not None else message.parts
        is_own = message.role is Role.USER
        return sum(self._in_part(part, is_own=is_own) for part in parts)

    def _in_part(self, part: Part, *, is_own: bool) -> int:
        if not isinstance(part, TextPart | ReasoningPart | RefusalPart):
            return 0
        if is_own or len(part.text) > _LONG:
            return self.sought.count(part.text)
        return plain_words.count(part.text, self.sought)

    def spots(self, entry: Entry) -> list[Spot]:
        """The units of a message that have hits, in order."""
        return [
            Spot(unit, hits, part.fold if part.fold and not part.fold.is_open else None)
            for part in entry.parts
            for unit in (part.section.units if part.section and part.fold else part.units)
            if (hits := self.in_unit(unit))
        ]

    def in_unit(self, unit: Unit) -> int:
        """How often it is seen in one unit."""
        source = _source(unit)
        known = self._units.get(unit)
        if known is None and isinstance(unit, RestUnit):
            return self.sought.count(source) if self.sought.words else 0
        if known is None or known[0] != source:
            known = self._units[unit] = (source, self._counted(unit, source))
        return known[1]

    def _counted(self, unit: Unit, source: str) -> int:
        if not source or not self.sought.words:
            return 0
        if isinstance(unit, TableUnit):
            is_there = plain_words.may_hold(source, self.sought)
            return self.sought.count(_cells(unit)) if is_there else 0
        if isinstance(unit, ProseUnit):
            return plain_words.count(unit.definitions + source, self.sought)
        return self.sought.count(source)

    def totals(self, place: int) -> tuple[int, int]:
        """Hits before a message, and of all, as far as counted."""
        before = sum(count for at, count in self._counts.items() if at < place)
        return before, sum(self._counts.values())

    def places(self) -> list[tuple[int, int]]:
        """The messages with hits, as far as counted, in order."""
        return sorted((place, count) for place, count in self._counts.items() if count)

    def marks(self, unit: Unit) -> list[tuple[int, int]]:
        """Stretches of one unit that are to be marked; a formula is marked as a whole."""
        if not self.sought.words or not isinstance(unit, DocumentUnit):
            return []
        text = unit.laid().toRawText()
        drawn = _drawn(unit) if OBJECT in text else []
        text = _written_out(text, drawn)
        found = itertools.islice(self.sought.pattern.finditer(text), MOST_MARKS)
        spans = [(unit_at(text, hit.start()), unit_at(text, hit.end())) for hit in found]
        return [(_back(start, drawn), _back(end, drawn, by=1)) for start, end in spans]


def _source(unit: Unit) -> str:
    """The text that a unit was made from."""
    if isinstance(unit, ProseUnit):
        return unit.segment.head + unit.segment.text
    if isinstance(unit, CodeUnit | TableUnit):
        return unit.segment.text
    return unit.text if isinstance(unit, OwnUnit | RestUnit | StructuredUnit) else ""


def _cells(unit: TableUnit) -> str:
    head, body, _ = read(unit.segment)
    rows = [head, *body] if unit.segment.is_first else body
    return "\n".join(words(cell) for row in rows for cell in row)


def _drawn(unit: Unit) -> list[tuple[int, str]]:
    """Where formulas stand in a unit's document, and what they are drawn from."""
    spans = unit.leaf.spans if isinstance(unit, ProseUnit) and unit.leaf else []
    formulas = [span for span in spans if span.kind in {"math", "display"}]
    return [(span.start, span.value) for span in formulas if span.end - span.start == 1]


def _written_out(text: str, drawn: list[tuple[int, str]]) -> str:
    sources = iter(source for _, source in drawn)
    pieces = text.split(OBJECT)
    return pieces[0] + "".join(next(sources, OBJECT) + piece for piece in pieces[1:])


def _back(position: int, drawn: list[tuple[int, str]], *, by: int = 0) -> int:
    """A position of what is written out in the document; `by` is 1 for what ends there."""
    for start, source in drawn:
        more = units(source)
        if position < start + by:
            break
        if position < start + more + by:
            return start + by
        position -= more - 1
    return position
