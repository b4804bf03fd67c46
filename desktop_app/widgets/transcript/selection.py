"""What is selected, across units and messages, and what it reads as when it is copied."""

import html
import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from desktop_app.widgets.transcript.changes import Numbers
from desktop_app.widgets.transcript.layout import Layout
from desktop_app.widgets.transcript.positions import moved
from desktop_app.widgets.transcript.rich import Rich
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.painted import PaintedUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.table import TableUnit

_SIGNS = re.compile(r"(?: {0,3}(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+))*[ \t]*")
_WHOLE = 1 << 30  # behind everything: how long a unit is may change when it is laid out again


class Place(NamedTuple):
    """A text position: message, unit in it, position in the unit."""

    entry: int
    unit: int
    position: int


class _End(NamedTuple):
    """A place, and what its unit read as when the place was meant; empty if nobody looked."""

    place: Place
    words: str = ""


class Selection:
    """From `anchor`, where it began, to `head`, which the mouse or the keys move.

    It stays with the words: a formula that is drawn or a mark that is closed moves positions.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._anchor: _End | None = None
        self._head: _End | None = None

    @property
    def anchor(self) -> Place | None:
        """Where it began."""
        return self._anchor.place if self._anchor is not None else None

    @property
    def head(self) -> Place | None:
        """Where it was brought to."""
        return self._head.place if self._head is not None else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected."""
        return self.anchor is None or self.anchor == self.head

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None

    def forget(self, kept: int) -> None:
        """The messages from `kept` on are others."""
        if any(end is not None and end.place.entry >= kept for end in (self._anchor, self._head)):
            self.clear()

    def begin(self, place: Place) -> None:
        """Start at `place`."""
        self._anchor = self._head = self._read(place)

    def extend(self, place: Place) -> None:
        """Move the end to `place`."""
        self._head = self._read(place)
        self._anchor = self._anchor or self._head

    def set(self, start: Place, end: Place) -> None:
        """Select from `start` to `end`."""
        self._anchor, self._head = self._read(start), self._read(end)

    def _read(self, place: Place) -> _End:
        return _End(place, self._words(place))

    def _words(self, place: Place) -> str:
        """What a unit reads as, if it is laid out."""
        entry = self._layout.entries[place.entry]
        units = entry.units if entry is not None else []
        unit = units[place.unit] if place.unit < len(units) else None
        is_laid = isinstance(unit, DocumentUnit) and unit.document is not None
        return unit.laid().toRawText() if is_laid else ""  # type: ignore[union-attr]

    def renew(self) -> None:
        """Stay with the words where units read otherwise than they did."""
        if self._anchor is not None and self._head is not None:
            self._anchor, self._head = self._renewed(self._anchor), self._renewed(self._head)

    def _renewed(self, end: _End) -> _End:
        now = self._words(end.place)
        if not now or now == end.words:
            return end
        position = end.place.position
        position = moved(end.words, now, position) if end.words else position
        return _End(end.place._replace(position=position), now)

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
        for place in self.ends or ():
            units = self._layout.entry(place.entry).units
            self._layout.realise(place.entry, units[min(place.unit, len(units) - 1)])
        self.renew()
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
                end = last.position if is_end else _WHOLE
                yield number, unit, start, end

    def moved(self, entry: int, before: list[Unit], after: list[Unit]) -> None:
        """A message's units changed places: stay with the words that were selected."""
        if self._anchor is not None and self._head is not None:
            self._anchor = _moved(self._anchor, entry, before, after)
            self._head = _moved(self._head, entry, before, after)

    def held(self, place: int) -> list[int]:
        """The numbers of units of a message in which the selection begins or ends."""
        return [end.unit for end in self.ends or () if end.entry == place]

    def renumber(self, place: int, numbers: dict[int, int]) -> None:
        """Units of a message have other numbers."""
        self._anchor = _renumbered(self._anchor, place, numbers)
        self._head = _renumbered(self._head, place, numbers)

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
            elif taken and not (taken[-1].endswith("\n") or isinstance(unit, RestUnit)):
                taken.append("\n")
            taken.append(text)
            before = number
        return "".join(taken).strip("\n")

    def html(self) -> str:
        """As rich text."""
        rich = Rich()
        chosen = list(self._units())
        for _, unit, start, end in chosen:
            is_whole = start == 0 and end >= _length(unit) and len(chosen) > 1
            if isinstance(unit, PaintedUnit) or (is_whole and rich.add_whole(unit)):
                continue
            unit.lay_out(self._layout.around, self._layout.width)
            said = unit.html_between(start, min(end, unit.length))
            if said and isinstance(unit, ProseUnit) and len(chosen) > 1:
                said = _in_block(unit, said)
            rich.add(unit, said)
        return rich.html() or html.escape(self.markdown())


def _in_block(unit: ProseUnit, words: str) -> str:
    """The words of a heading, a paragraph, an item or a quote among others, as HTML."""
    level = unit.leaf.level if unit.leaf else 0
    if level:
        return f"<h{level}>{words}</h{level}>"
    made = words if "<p" in words else f"<p>{words}</p>"
    containers = unit.segment.containers
    for place in range(len(containers) - 1, -1, -1):
        container = containers[place]
        begins = place >= len(containers) - unit.segment.opened
        if container.kind == "quote":
            made = f"<blockquote>{made}</blockquote>"
        elif container.kind == "item" and begins:
            list_ = "ul" if container.number is None else "ol"
            first = "" if container.number is None else f' start="{container.number}"'
            made = f"<{list_}{first}><li>{made}</li></{list_}>"
    return made


def _renumbered(end: _End | None, entry: int, numbers: dict[int, int]) -> _End | None:
    if end is None or end.place.entry != entry:
        return end
    unit = numbers.get(end.place.unit, end.place.unit)
    return end._replace(place=end.place._replace(unit=unit))


def _moved(end: _End, entry: int, before: list[Unit], after: list[Unit]) -> _End:
    place = end.place
    if place.entry != entry or not 0 <= place.unit < len(before) or not after:
        return end
    numbers = Numbers(before, after)
    for index in range(place.unit, -1, -1):  # what went away is stood for by what was before it
        now = numbers.now(index)
        if now is not None and index == place.unit:
            return end._replace(place=place._replace(unit=now))
        if now is not None:
            return _End(Place(entry, now, after[now].length))
    return _End(place._replace(unit=min(place.unit, len(after) - 1)))


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
    made = head + code + (f"\n{fence}{text[len(code) :]}" if is_closed else text[len(code) :])
    return made if start else _in_containers(unit, made)


def _in_containers(unit: CodeUnit, text: str) -> str:
    """Lines that go on in the lists and quotes of what is above them."""
    found = _SIGNS.match(unit.segment.source)
    signs = found[0] if found and unit.segment.containers else ""
    blank = re.sub(r"[^>\s]", " ", signs)
    first, _, others = text.partition("\n")
    return signs + first + (f"\n{textwrap.indent(others, blank)}" if others else "")


def _length(unit: Unit) -> int:
    return unit.length or _WHOLE


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
