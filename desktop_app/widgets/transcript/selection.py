"""What is selected, across units and messages, and what it reads as when it is copied."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from desktop_app.widgets.transcript.changes import Numbers
from desktop_app.widgets.transcript.layout import Layout
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.painted import PaintedUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.table import TableUnit


class Place(NamedTuple):
    """A text position: message, unit in it, position in the unit."""

    entry: int
    unit: int
    position: int


class Selection:
    """From `anchor`, where it began, to `head`, which the mouse or the keys move."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.anchor: Place | None = None
        self.head: Place | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor is None or self.anchor == self.head

    def clear(self) -> None:
        """Select nothing."""
        self.anchor = self.head = None

    def begin(self, place: Place) -> None:
        """Start at `place`."""
        self.anchor = self.head = place

    def extend(self, place: Place) -> None:
        """Move the end to `place`."""
        if self.anchor is None:
            self.anchor = place
        self.head = place

    def set(self, start: Place, end: Place) -> None:
        """Select from `start` to `end`."""
        self.anchor, self.head = start, end

    @property
    def ends(self) -> tuple[Place, Place] | None:
        """First and last place in reading order."""
        if self.anchor is None or self.head is None or self.anchor == self.head:
            return None
        return min(self.anchor, self.head), max(self.anchor, self.head)

    def stretch(self, entry: int, index: int, unit: Unit) -> tuple[int, int] | None:
        """The selected positions of one unit."""
        ends = self.ends
        if ends is None:
            return None
        first, last = ends
        here = (entry, index)
        if here < first[:2] or here > last[:2]:
            return None
        start = first.position if here == first[:2] else 0
        end = last.position if here == last[:2] else max(unit.length, 0)
        return (start, end) if start < end or unit.length == 0 else None

    def _units(self) -> Iterator[tuple[int, Unit, int, int]]:
        """Every selected unit with its message and stretch; lays out what it needs."""
        ends = self.ends
        if ends is None:
            return
        first, last = ends
        for number in range(first.entry, last.entry + 1):
            units = self._layout.entry(number).units
            low = first.unit if number == first.entry else 0
            high = last.unit if number == last.entry else len(units) - 1
            for index in range(low, min(high, len(units) - 1) + 1):
                unit = units[index]
                is_start = (number, index) == first[:2]
                is_end = (number, index) == last[:2]
                if is_start or is_end:
                    self._layout.realise(number, unit)
                start = first.position if is_start else 0
                end = last.position if is_end else _length(unit)
                yield number, unit, start, end

    def moved(self, entry: int, before: list[Unit], after: list[Unit]) -> None:
        """A message's units changed places: stay with the words that were selected."""
        if self.anchor is not None and self.head is not None:
            self.anchor = _moved(self.anchor, entry, before, after)
            self.head = _moved(self.head, entry, before, after)

    def held(self, place: int) -> list[int]:
        """The numbers of units of a message in which the selection begins or ends."""
        return [end.unit for end in self.ends or () if end.entry == place]

    def renumber(self, place: int, numbers: dict[int, int]) -> None:
        """Units of a message have other numbers."""
        self.anchor = _renumbered(self.anchor, place, numbers)
        self.head = _renumbered(self.head, place, numbers)

    def markdown(self) -> str:
        """As Markdown: whole units word for word as they were written."""
        taken: list[str] = []
        before = None
        chosen = list(self._units())
        is_inside = _is_inside_one_card(chosen)
        for number, unit, start, end in chosen:
            text = _markdown(unit, start, end, is_alone=len(chosen) == 1)
            if isinstance(unit, CodeUnit) and text and not is_inside:
                text = _fenced(unit, text, start, end)
            if not text:
                continue
            if before is not None and before != number:
                taken.append("\n" if taken[-1].endswith("\n") else "\n\n")
            elif taken and not taken[-1].endswith("\n"):
                taken.append("\n")
            taken.append(text)
            before = number
        return "".join(taken).strip("\n")

    def html(self) -> str:
        """As rich text."""
        taken = []
        for _, unit, start, end in self._units():
            if isinstance(unit, PaintedUnit):
                continue
            unit.lay_out(self._layout.around, self._layout.width)
            taken.append(unit.html_between(start, min(end, unit.length)))
        return "".join(taken) or html.escape(self.markdown())


def _renumbered(place: Place | None, entry: int, numbers: dict[int, int]) -> Place | None:
    if place is None or place.entry != entry:
        return place
    return place._replace(unit=numbers.get(place.unit, place.unit))


def _moved(place: Place, entry: int, before: list[Unit], after: list[Unit]) -> Place:
    if place.entry != entry or not 0 <= place.unit < len(before) or not after:
        return place
    numbers = Numbers(before, after)
    for index in range(place.unit, -1, -1):  # what went away is stood for by what was before it
        now = numbers.now(index)
        if now is not None:
            position = place.position if index == place.unit else after[now].length
            return Place(entry, now, position)
    return place._replace(unit=min(place.unit, len(after) - 1))


def _is_inside_one_card(chosen: list[tuple[int, Unit, int, int]]) -> bool:
    """Whether nothing but code of one card is taken: that is copied as it would be typed."""
    cards = {unit.card if isinstance(unit, CodeUnit) else None for _, unit, _, _ in chosen}
    return len(cards) == 1 and None not in cards


def _fenced(unit: CodeUnit, text: str, start: int, end: int) -> str:
    """Code that was cut has a fence at each side that nothing else closes."""
    segment = unit.segment
    is_whole = start == 0 and end >= unit.length
    if is_whole:
        return text
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    is_open = start > 0 or segment.is_first
    is_closed = end < unit.length or segment.is_last
    head = f"{fence}{segment.info}\n" if is_open else ""
    code = text.rstrip("\n")
    return head + code + (f"\n{fence}{text[len(code) :]}" if is_closed else text[len(code) :])


def _length(unit: Unit) -> int:
    return unit.length or 1 << 30


def _markdown(unit: Unit, start: int, end: int, *, is_alone: bool) -> str:
    if isinstance(unit, RestUnit):
        return unit.text
    if isinstance(unit, StructuredUnit):
        return "" if unit.shows_json else unit.text
    if isinstance(unit, PaintedUnit):
        return unit.section.source(unit) if unit.section else ""
    if start == 0 and end >= _length(unit) and isinstance(unit, ProseUnit | CodeUnit | TableUnit):
        return unit.segment.source
    if isinstance(unit, ProseUnit) and not is_alone:
        text = unit.markdown_among_others(start, min(end, unit.length))
    else:
        text = unit.markdown_between(start, min(end, unit.length))
    if text and end >= unit.length and isinstance(unit, ProseUnit | CodeUnit | TableUnit):
        return text.removesuffix("\n") + _blank_end(unit)
    return text


def _blank_end(unit: ProseUnit | CodeUnit | TableUnit) -> str:
    """The line ends that part a block from the next one."""
    source = unit.segment.source
    return source[len(source.rstrip("\n")) :]
