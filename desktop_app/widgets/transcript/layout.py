"""Where everything is: messages with estimated heights, the anchor, the units on the screen.

Only units near the screen are laid out. What is read never moves when an estimate turns out wrong:
positions are kept relative to an anchor (message, unit, pixels into it). Paints nothing.
"""

from dataclasses import replace
from typing import Protocol

from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.widgets.transcript.addresses import Address, address_of, index_at
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.filling import MOST_READ, Filling
from desktop_app.widgets.transcript.heights import Heights
from desktop_app.widgets.transcript.nearby import Nearby, can_go
from desktop_app.widgets.transcript.part_views import LEAST, letters
from desktop_app.widgets.transcript.placed import GAP, Anchor, Placed
from desktop_app.widgets.transcript.sections import LONG
from desktop_app.widgets.transcript.units.base import Surroundings, Unit, extents
from desktop_app.widgets.transcript.units.rest import RestUnit

MOST_DOCUMENTS = 200


class Holder(Protocol):
    """Who remembers units by their numbers in a message."""

    def held(self, place: int) -> list[int]:
        """The numbers of units of a message that are remembered."""

    def renumber(self, place: int, numbers: dict[int, int]) -> None:
        """They have other numbers from here on."""


class Seeker(Protocol):
    """Who is on the way to a place that has not been read yet."""

    def go_on(self) -> None:
        """Read on and go nearer to it."""


class Layout:
    """Geometry of the whole transcript for one viewport size."""

    def __init__(self, model: TranscriptModel, around: Surroundings) -> None:
        self.model = model
        self.around = around
        self.entries: list[Entry | None] = []
        self.heights = Heights()
        self._letters: list[int] = []  # of each message, by which it is guessed
        self.shown: list[Placed] = []
        self.is_at_end = True
        self.anchor = Anchor(0, 0, 0)
        self.width = 0  # of the column
        self.view_height = 0
        self.documents: dict[Unit, None] = {}
        self.holders: list[Holder] = []
        self.seeker: Seeker | None = None  # until somebody goes elsewhere
        self.nearby = Nearby()
        self._filling = Filling(self)

    # -- the whole -------------------------------------------------------------------------------

    def reset(self, kept: list[Entry | None]) -> None:
        """Other messages behind those that are `kept`: forget everything but where the end is."""
        staying = {unit for entry in kept if entry is not None for unit in entry.units}
        for unit in self.documents.keys() - staying:
            del self.documents[unit]
            unit.release()
        self.nearby.clear()
        for place, entry in enumerate(kept):
            if entry is not None and entry.is_built:
                self.nearby.note(place, len(entry.units))
        self.entries = kept + [None] * (len(self.model.items) - len(kept))
        self._letters = letters(self.model.items)
        self._estimate()
        self.shown = []
        self.is_at_end = True

    def _estimate(self) -> None:
        style, gap = self.around.style, self.around.style.px(GAP)
        per_letter = style.average * style.body.line / max(1, self.width)
        guessed = [
            int(count * per_letter) + LEAST + gap if count >= 0 else 0 for count in self._letters
        ]
        for place, entry in enumerate(self.entries):
            if entry is not None and entry.is_built:
                guessed[place] = self._built_height(entry)
        self.heights = Heights(guessed)

    def _built_height(self, entry: Entry) -> int:
        return entry.height + self.around.style.px(GAP) if entry.units else 0

    def added(self) -> None:
        """A message came at the end."""
        self.entries.append(None)
        self.heights.append(0)
        self._letters += letters(self.model.items[len(self._letters) :])
        self.entry(len(self.entries) - 1)

    def entry(self, place: int) -> Entry:
        """A message's units, made now if they are not there."""
        entry = self.entries[place]
        if entry is None:
            entry = self.entries[place] = Entry(self.model, place)
        if not entry.is_built:
            entry.build(self.around.style, self.width)
            self.nearby.note(place, len(entry.units))
            self.note_height(place)
        return entry

    def rebuild(self, place: int) -> None:
        """Make a message's units anew; what is read or remembered of it stays where it is."""
        entry = self.entries[place]
        if entry is None:
            return
        addresses = {index: address_of(entry, index) for index in self._held(place)}
        self._forget(entry.units)
        entry.build(self.around.style, self.width)
        self.note_height(place)
        self._renumber(
            place, {index: self.find(place, found) for index, found in addresses.items()}
        )

    def find(self, place: int, address: Address) -> int:
        """The unit at an address, read if that is soon done; else the one that stands for it."""
        entry = self.entry(place)
        for _ in range(MOST_READ):
            rest = entry.units[index_at(entry, address)] if entry.units else None
            if not isinstance(rest, RestUnit):
                break
            self.read(place, rest)
            if len(rest.text) > LONG:
                break
        return index_at(entry, address)

    def _held(self, place: int) -> list[int]:
        """Units that somebody remembers by their numbers."""
        held = [number for holder in self.holders for number in holder.held(place)]
        return [*held, self.anchor.index] if self.anchor.entry == place else held

    def _renumber(self, place: int, numbers: dict[int, int]) -> None:
        anchor = self.anchor
        if anchor.entry == place:
            self.anchor = replace(anchor, index=numbers.get(anchor.index, anchor.index))
        for holder in self.holders if numbers else ():
            holder.renumber(place, numbers)

    def read(self, place: int, rest: RestUnit) -> None:
        """Read on what waits; what stands below it stays below it."""
        entry = self.entry(place)
        number = entry.units.index(rest)
        self.documents.pop(rest, None)
        begin, before, after = entry.read(rest, self.around.style, self.width)
        self.nearby.note(place, len(entry.units))
        self.note_height(place)
        moved = after - before
        if self.anchor.entry == place and self.anchor.index == number:
            left = rest.height - self.anchor.offset
            self._renumber(place, {i: i + moved for i in self._held(place) if i > number})
            self.anchor = self._above(place, begin + after - 1, left)
        else:
            self._renumber(place, {i: i + moved for i in self._held(place) if i >= begin + before})

    def _above(self, place: int, index: int, pixels: int) -> Anchor:
        """The unit so many pixels above the bottom of another one, as far as known."""
        units = self.entry(place).units
        while index > 0 and pixels > units[index].extent:
            pixels -= units[index].extent
            index -= 1
        return Anchor(place, index, units[index].height - pixels)

    def _forget(self, units: list[Unit]) -> None:
        for unit in units:
            if self.documents.pop(unit, 0) is None:
                unit.release()

    def note_height(self, place: int) -> None:
        """Take over a built message's height."""
        entry = self.entries[place]
        if entry is None:
            return
        self.heights.correct(place, self._built_height(entry))

    @property
    def total(self) -> int:
        """Height of everything, with the space below the last message."""
        return self.heights.total + self.around.style.px(GAP)

    @property
    def value(self) -> int:
        """How far the top of the screen is below the top of everything, as far as known."""
        if self.is_at_end:
            return max(0, self.total - self.view_height)
        return self.heights.top(self.anchor.entry) + self._inside(self.anchor) + self.anchor.offset

    def _inside(self, anchor: Anchor) -> int:
        entry = self.entries[anchor.entry]
        if entry is None or not entry.is_built:
            return 0
        above = extents(entry.units[: anchor.index])
        gap = entry.units[anchor.index].gap if anchor.index < len(entry.units) else 0
        return self.around.style.px(GAP) + above + gap

    @property
    def alive(self) -> int:
        """Units whose documents are kept."""
        return len(self.documents)

    def laid_out(self) -> list[Unit]:
        """The units whose documents are kept."""
        return list(self.documents)

    # -- units -----------------------------------------------------------------------------------

    def realise(self, place: int, unit: Unit) -> None:
        """Lay a unit out and keep the books right."""
        before = unit.extent
        unit.lay_out(self.around, self.width)
        self.documents[unit] = None
        if unit.extent != before:
            entry = self.entries[place]
            if entry is not None:
                entry.height += unit.extent - before
                self.note_height(place)

    def _evict(self) -> None:
        self._drop_far()
        if len(self.documents) <= max(MOST_DOCUMENTS, 2 * len(self.shown)):
            return
        for placed in self.shown:
            del self.documents[placed.unit]
            self.documents[placed.unit] = None
        for unit in list(self.documents)[: len(self.documents) - MOST_DOCUMENTS * 3 // 4]:
            del self.documents[unit]
            unit.release()

    def _drop_far(self) -> None:
        """Give back the units of messages that were read long ago; their heights stay known."""
        seen = range(self.shown[0].entry, self.shown[-1].entry + 1) if self.shown else range(0)
        for place in seen:
            self.nearby.note(place, len(self.entry(place).units))
        for place in self.nearby.too_far():
            entry = self.entries[place]
            if place in seen or (entry is not None and not self._can_go(place, entry)):
                self.nearby.note(place, len(self.entry(place).units))
            elif entry is not None:
                self.nearby.forget(place)
                self._forget(entry.units)
                entry.drop()
                self._letters[place : place + 1] = letters([entry.item])

    def _can_go(self, place: int, entry: Entry) -> bool:
        return not self._held(place) and can_go(entry)

    # -- filling the screen ----------------------------------------------------------------------

    def fill(self, *, may_follow: bool = True) -> None:
        """Place units from the anchor, or from the end, until the screen is full.

        Where the end came nearer by itself, the reader is not taken there (`may_follow`).
        """
        if not self.entries:
            self.shown = []
            return
        self._filling.fill(may_follow=may_follow)
        self._evict()

    # -- moving ----------------------------------------------------------------------------------

    def scroll_by(self, pixels: int) -> None:
        """Move the screen down by `pixels` (up if negative)."""
        if pixels > 0 and self.is_at_end:
            return
        if pixels < 0 and self.is_at_end and self.total <= self.view_height:
            return
        self.is_at_end, self.seeker = False, None
        anchor = self.anchor
        self.anchor = Anchor(anchor.entry, anchor.index, anchor.offset + pixels)
        self.fill()

    def scroll_to(self, value: int) -> None:
        """Go to a place counted in estimated pixels."""
        if value >= self.total - self.view_height:
            self.is_at_end, self.seeker = True, None
            self.fill()
            return
        place = self.heights.at(value)
        entry = self.entry(place)
        inside = value - self.heights.top(place) - self.around.style.px(GAP)
        anchor = self._at(place, inside)
        rest = entry.units[anchor.index] if entry.units else None
        if isinstance(rest, RestUnit):
            before, share = entry.height, anchor.offset / max(1, rest.height)
            self.read(place, rest)
            tall = rest.height + entry.height - before
            anchor = self._at(place, inside - anchor.offset + int(share * tall))
        self.go_to(anchor)

    def _at(self, place: int, y: int) -> Anchor:
        """What is so many pixels below the top of a message, as far as known."""
        index = 0
        for number, unit in enumerate(self.entry(place).units):
            index = number
            if unit.extent > y:
                break
            y -= unit.extent
        return Anchor(place, index, y)

    def go_to(self, anchor: Anchor) -> None:
        """Put a unit at the top of the screen."""
        self.is_at_end, self.seeker = False, None
        self.anchor = anchor
        self.fill()

    def set_size(self, width: int, height: int) -> None:
        """Another viewport. Call `fill` afterwards."""
        self.view_height = height
        if width == self.width:
            return
        before = self.width
        self.width = width
        for unit in self.documents:
            unit.is_exact = False
        if not before:
            self._estimate()
            return
        self._reflow(before)

    def _reflow(self, before: int) -> None:
        """Estimates for another width: what was laid out is scaled until it is seen again."""
        ratio = before / self.width
        for entry in self.entries:
            if entry is not None and entry.is_built:
                for unit in entry.units:
                    if unit not in self.documents and unit.is_exact and not unit.is_card:
                        unit.height = max(unit.height and 1, int(unit.height * ratio))
                entry.height = extents(entry.units)
        self._estimate()

    def restyle(self) -> None:
        """Another theme: everything that is laid out is laid out again when it is seen."""
        for unit in self.documents:
            unit.reset()
        self.documents.clear()
        for entry in self.entries:
            if entry is not None and entry.is_built:
                for unit in entry.units:
                    unit.reset()
        self._estimate()

    def placed(self, y: int) -> Placed | None:
        """The unit at a height of the viewport."""
        for placed in self.shown:
            if placed.y <= y < placed.y + placed.unit.height:
                return placed
        return None

    def nearest(self, y: int) -> Placed | None:
        """The unit at a height of the viewport, or the nearest one."""
        if not self.shown:
            return None

        def distance(placed: Placed) -> int:
            return max(placed.y - y, y - placed.y - placed.unit.height, 0)

        return min(self.shown, key=distance)
