"""One passage of a text becomes units, a slice at a time; finished units stay as they are.

While it streams only its open end is made anew. Knows segments and units, not the screen.
"""

import time

from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.definitions import Definitions
from desktop_app.widgets.transcript.segmenter import Segmenter
from desktop_app.widgets.transcript.segments import BLANK, Segment
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeCard, CodeUnit
from desktop_app.widgets.transcript.units.columns import TableCard
from desktop_app.widgets.transcript.units.margins import gap_between
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.remote import RemoteImageUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.table import TableUnit

SLICE = 0.004  # seconds of reading between two frames
STEP = 4096  # characters between two looks at the clock
SHORT = 3 * STEP  # characters of a passage that is read in one go
MOST_STEPS = 16  # in one slice
UNSEEN = 4 * STEP  # so much of what streams may be waiting without a place of its own

TextUnit = ProseUnit | CodeUnit | TableUnit


class Passage:
    """Units made from the text that was added. What was not read yet stands at their end.

    `number` is its place among the passages of the text; `marks` are put on all of its words.
    """

    clock = staticmethod(time.perf_counter)

    def __init__(self, number: int, definitions: Definitions, marks: tuple[str, ...]) -> None:
        self.number = number
        self.units: list[Unit] = []
        self.length = 0  # characters that were added
        self.is_whole = False  # nothing will be added any more
        self._marks = marks
        self._definitions = definitions
        self._segmenter = Segmenter()
        self._waiting = ""
        self._at = 0  # how far `_waiting` was read
        self._is_over = False
        self._frozen = 0  # units that stay as they are
        # Behind others it begins as if below a paragraph: that is where passages are parted.
        self._last: Segment | None = Segment("paragraph", "", "") if number else None
        self._segments: dict[Unit, Segment] = {}
        self._codes: dict[int, CodeCard] = {}
        self._tables: dict[int, TableCard] = {}
        self._gap = 12  # pixels of the visual targets above the first words

    def stand_below(self, gap: int) -> None:
        """Leave so many pixels of the visual targets above the first words."""
        if gap != self._gap:
            self._gap = gap
            for unit in self.units:
                if unit in self._segments:
                    unit.space = gap_between(None, self._segments[unit], gap)
                if unit.space:
                    break

    # -- reading ---------------------------------------------------------------------------------

    def add(self, text: str) -> None:
        """More of the text, to be read later."""
        self.length += len(text)
        self._waiting = self._waiting[self._at :] + text
        self._at = 0

    @property
    def is_read(self) -> bool:
        """Whether nothing waits to be read."""
        return self._is_over or (self._at >= len(self._waiting) and not self.is_whole)

    @property
    def rest(self) -> RestUnit | None:
        """What stands for the words that wait, if they have a place."""
        last = self.units[-1] if self.units else None
        return last if isinstance(last, RestUnit) else None

    def open_line(self) -> str | None:
        """The line that what comes next goes on with; None where no passage can begin behind it."""
        return self._segmenter.open_line() if self.is_read else None

    def grow(self, text: str) -> int:
        """Read more of what streams. Returns the place of the first unit that changed."""
        if len(text) > STEP or not self.is_read:
            self.add(text)
            return self.read()
        self.length += len(text)
        self._segmenter.feed(text)
        return self._renew(self._segmenter.open_segments())

    def read(self) -> int:
        """Read on for a slice. Returns the place of the first unit that changed."""
        end = self.clock() + SLICE
        is_short = self.is_whole and self.length <= SHORT
        for _ in range(MOST_STEPS):
            if not self.is_read:
                self._step()
            if self.is_read or (not is_short and self.clock() >= end):
                break
        return self.show_rest()

    def _step(self) -> None:
        piece = self._waiting[self._at : self._at + STEP]
        self._at += STEP
        if self._at < len(self._waiting):
            self._segmenter.feed(piece)
            return
        self._waiting, self._at = "", 0
        if self.is_whole:
            self._segmenter.finish(piece)
            self._is_over = True
        else:
            self._segmenter.feed(piece)

    def show_rest(self) -> int:
        """Put what waits below the units, if it is to have a place."""
        first = self._renew([] if self._is_over else self._segmenter.open_segments())
        left = len(self._waiting) - self._at
        if not self.is_read and (self.is_whole or left >= UNSEEN):
            self.units.append(RestUnit(self, self._waiting[self._at :]))
            self.units[-1].section = self
        return first

    def drop(self) -> None:
        """Let go of the units, which point back here."""
        for code in self._codes.values():
            code.units.clear()
        for table in self._tables.values():
            table.units.clear()
        self._segments.clear()
        self.units = []

    @property
    def frozen(self) -> int:
        """How many units will not change any more."""
        return self._frozen

    def closed_codes(self) -> list[CodeCard]:
        """Code blocks whose end is known."""
        return [card for card in self._codes.values() if card.is_closed]

    def source(self, unit: Unit) -> str:
        """The exact slice of the text that a unit shows."""
        if isinstance(unit, RestUnit):
            return unit.text
        segment = self._segments.get(unit)
        return segment.source if segment else ""

    def _renew(self, opened: list[Segment]) -> int:
        first = self._frozen
        frozen, self._segmenter.frozen = self._segmenter.frozen, []
        if self.rest is not None:
            self.units.pop()
        old = self.units[first:]
        made: list[Unit] = []
        before = self._last
        changed = first
        is_same = True
        for place, segment in enumerate(frozen + opened):
            reused = old[place] if place < len(old) else None
            unit, is_kept = self._unit(segment, before, reused)
            if is_same and is_kept:
                changed += 1
            else:
                is_same = False
            made.append(unit)
            if segment.kind != "blank" or segment.opened:
                before = segment
            if place < len(frozen):
                self._freeze(segment, before)
        for unit in old:
            if unit not in made:
                self._discard(unit)
        self.units[first:] = made
        self._frozen = first + len(frozen)
        return changed if is_same and len(old) == len(made) else min(changed, first + len(made))

    def _freeze(self, segment: Segment, before: Segment | None) -> None:
        self._last = before
        if segment.kind == "code" and segment.is_last:
            self._codes[segment.group].is_closed = True
        if "]:" in segment.text and segment.kind in {"paragraph", "blank", "heading"}:
            self._definitions.learn(self.number, segment.text)

    def _unit(
        self, segment: Segment, before: Segment | None, old: Unit | None
    ) -> tuple[Unit, bool]:
        """A unit for `segment`: `old` as it is, `old` made longer, or a new one."""
        known = self._segments.get(old) if old is not None else None
        gap = gap_between(before, segment, self._gap)
        if old is not None and known is not None:
            is_placed = old.space == gap
            old.space = gap
            if known.looks_like(segment):
                self._keep(old, segment)
                return old, not self._define(old) and is_placed
            if (
                isinstance(old, ProseUnit | CodeUnit | TableUnit)
                and _is_longer(known, segment)
                and not _image(segment)
            ):
                self._segments[old] = segment
                if isinstance(old, ProseUnit):
                    old.definitions = self._needed(segment)
                old.update(segment)
                return old, False
        unit = self._made(segment)
        unit.section = self
        unit.space = gap
        self._segments[unit] = segment
        return unit, False

    def _keep(self, unit: Unit, segment: Segment) -> None:
        self._segments[unit] = segment
        if isinstance(unit, ProseUnit | CodeUnit | TableUnit):
            unit.segment = segment

    def _made(self, segment: Segment) -> Unit:
        if segment.kind == "code":
            card = self._codes.get(segment.group)
            if card is None or segment.is_first:
                card = self._codes[segment.group] = CodeCard(segment.info, segment.group)
            return CodeUnit(segment, card)
        if segment.kind == "rows":
            table = self._tables.setdefault(segment.group, TableCard(segment.group))
            return TableUnit(segment, table)
        image = _image(segment)
        if image:
            return RemoteImageUnit(*image)
        return ProseUnit(segment, self._needed(segment), self._marks)

    def _discard(self, unit: Unit) -> None:
        self._segments.pop(unit, None)
        if isinstance(unit, CodeUnit | TableUnit):
            unit.card.units.remove(unit)  # type: ignore[arg-type]
        unit.release()

    def define_late(self) -> int:
        """Definitions came that count for all of the text. Returns the first unit concerned."""
        concerned = [place for place, unit in enumerate(self.units) if self._define(unit)]
        return concerned[0] if concerned else len(self.units)

    def _define(self, unit: Unit) -> bool:
        """Tell a unit the link definitions that came after it; True if it has to be laid out."""
        if not isinstance(unit, ProseUnit):
            return False
        found = self._needed(unit.segment)
        if found == unit.definitions:
            return False
        unit.definitions = found
        unit.release()
        unit.forget()
        return True

    def _needed(self, segment: Segment) -> str:
        """The definitions that a segment mentions; where they stand themselves nothing is seen."""
        return self._definitions.of(segment.text) if segment.kind != "blank" else ""

    def offset(self, index: int) -> int:
        """How many characters of the passage stand before one of its units."""
        return sum(len(self.source(unit)) for unit in self.units[:index])

    def index_at(self, offset: int) -> int:
        """Which unit shows, or stands for, a character of the passage."""
        settled = len(self.units) if self.rest is None else self._frozen
        for index, unit in enumerate(self.units[:settled]):
            offset -= len(self.source(unit))
            if offset < 0:
                return index
        return max(0, len(self.units) - 1)


def _image(segment: Segment) -> tuple[str, str] | None:
    """Address and words of the picture that a paragraph is, if it is nothing else."""
    text = segment.text
    if segment.kind != "paragraph" or segment.containers or not text.startswith("!["):
        return None
    return markdown.picture(text) if text.rstrip(BLANK).endswith(")") else None


def _is_longer(known: Segment, segment: Segment) -> bool:
    """Whether one unit can go from `known` to `segment` without being replaced."""
    if known.kind == "code" or segment.kind == "code":
        return known.kind == segment.kind and (known.group, known.is_first, known.info) == (
            segment.group,
            segment.is_first,
            segment.info,
        )
    if known.kind == "rows" or segment.kind == "rows":
        return known.kind == segment.kind and (known.group, known.is_first) == (
            segment.group,
            segment.is_first,
        )
    return known.containers == segment.containers and known.kind == segment.kind
