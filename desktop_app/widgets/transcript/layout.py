"""Where everything is: messages with estimated heights, the anchor, the units on the screen.

Only units near the screen are laid out. What is read never moves when an estimate turns out wrong:
positions are kept relative to an anchor (message, unit, pixels into it). Paints nothing.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.nearby import Nearby, can_go
from desktop_app.widgets.transcript.part_views import estimated
from desktop_app.widgets.transcript.units.base import Surroundings, Unit

MOST_DOCUMENTS = 200
GAP = 24


@dataclass(slots=True)
class Placed:
    """A unit on the screen: `y` is its top in the viewport."""

    y: int
    entry: int
    index: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Anchor:
    """The unit at the top of the screen, and how many of its pixels are above."""

    entry: int
    index: int
    offset: int


class Layout:
    """Geometry of the whole transcript for one viewport size."""

    def __init__(self, model: TranscriptModel, around: Surroundings) -> None:
        self.model = model
        self.around = around
        self.entries: list[Entry | None] = []
        self.heights: list[int] = []  # with the gap above
        self.shown: list[Placed] = []
        self.is_at_end = True
        self.anchor = Anchor(0, 0, 0)
        self.width = 0  # of the column
        self.view_height = 0
        self._tops: list[int] | None = None
        self._alive: dict[Unit, None] = {}
        self.nearby = Nearby()

    # -- the whole -------------------------------------------------------------------------------

    def reset(self, kept: list[Entry | None]) -> None:
        """Other messages behind those that are `kept`: forget everything but where the end is."""
        staying = {unit for entry in kept if entry is not None for unit in entry.units}
        for unit in self._alive.keys() - staying:
            del self._alive[unit]
            unit.release()
        self.nearby.clear()
        for place, entry in enumerate(kept):
            if entry is not None and entry.is_built:
                self.nearby.note(place, len(entry.units))
        self.entries = kept + [None] * (len(self.model.items) - len(kept))
        self._estimate()
        self.shown = []
        self.is_at_end = True

    def _estimate(self) -> None:
        style, gap = self.around.style, self.around.style.px(GAP)
        line = style.average * style.body.line
        width = max(1, self.width)
        guessed = estimated(self.model.items, width, line)
        self.heights = [height and height + gap for height in guessed]
        for place, entry in enumerate(self.entries):
            if entry is not None and entry.is_built:
                self.heights[place] = self._built_height(entry)
        self._tops = None

    def _built_height(self, entry: Entry) -> int:
        return entry.height + self.around.style.px(GAP) if entry.units else 0

    def added(self) -> None:
        """A message came at the end."""
        self.entries.append(None)
        self.heights.append(0)
        self._tops = None
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
        """Make a message's units anew."""
        entry = self.entries[place]
        if entry is not None:
            self._forget(entry.units)
            entry.build(self.around.style, self.width)
            self.note_height(place)

    def _forget(self, units: list[Unit]) -> None:
        for unit in units:
            if self._alive.pop(unit, 0) is None:
                unit.release()

    def note_height(self, place: int) -> None:
        """Take over a built message's height."""
        entry = self.entries[place]
        if entry is None:
            return
        height = self._built_height(entry)
        if height != self.heights[place]:
            self.heights[place] = height
            if self._tops is not None and place == len(self.heights) - 1:
                self._tops[-1] = self._tops[-2] + height
            else:
                self._tops = None

    @property
    def tops(self) -> list[int]:
        """Where each message begins, and at the end the height of all."""
        if self._tops is None:
            self._tops = list(accumulate(self.heights, initial=0))
        return self._tops

    @property
    def total(self) -> int:
        """Height of everything, with the space below the last message."""
        return self.tops[-1] + self.around.style.px(GAP)

    @property
    def value(self) -> int:
        """How far the top of the screen is below the top of everything, as far as known."""
        if self.is_at_end:
            return max(0, self.total - self.view_height)
        return self.tops[self.anchor.entry] + self._inside(self.anchor) + self.anchor.offset

    def _inside(self, anchor: Anchor) -> int:
        entry = self.entries[anchor.entry]
        if entry is None or not entry.is_built:
            return 0
        above = sum(unit.extent for unit in entry.units[: anchor.index])
        gap = entry.units[anchor.index].gap if anchor.index < len(entry.units) else 0
        return self.around.style.px(GAP) + above + gap

    @property
    def alive(self) -> int:
        """Units whose documents are kept."""
        return len(self._alive)

    def laid_out(self) -> list[Unit]:
        """The units whose documents are kept."""
        return list(self._alive)

    # -- units -----------------------------------------------------------------------------------

    def realise(self, place: int, unit: Unit) -> None:
        """Lay a unit out and keep the books right."""
        before = unit.extent
        unit.lay_out(self.around, self.width)
        self._alive[unit] = None
        if unit.extent != before:
            entry = self.entries[place]
            if entry is not None:
                entry.height += unit.extent - before
                self.note_height(place)

    def _evict(self) -> None:
        self._drop_far()
        if len(self._alive) <= max(MOST_DOCUMENTS, 2 * len(self.shown)):
            return
        for placed in self.shown:
            del self._alive[placed.unit]
            self._alive[placed.unit] = None
        for unit in list(self._alive)[: len(self._alive) - MOST_DOCUMENTS * 3 // 4]:
            del self._alive[unit]
            unit.release()

    def _drop_far(self) -> None:
        """Give back the units of messages that were read long ago; their heights stay known."""
        seen = range(self.shown[0].entry, self.shown[-1].entry + 1) if self.shown else range(0)
        for place in seen:
            self.nearby.note(place, len(self.entry(place).units))
        for place in self.nearby.too_far():
            entry = self.entries[place]
            if place in seen or (entry is not None and not can_go(entry)):
                self.nearby.note(place, len(self.entry(place).units))
            elif entry is not None:
                self.nearby.forget(place)
                self._forget(entry.units)
                entry.drop()

    # -- filling the screen ----------------------------------------------------------------------

    def fill(self, *, may_follow: bool = True) -> None:
        """Place units from the anchor, or from the end, until the screen is full.

        Where the end came nearer by itself, the reader is not taken there (`may_follow`).
        """
        if not self.entries:
            self.shown = []
            return
        if self.is_at_end:
            self._fill_up()
        else:
            self._fill_down(may_follow=may_follow)
        self._evict()

    def _fill_up(self) -> None:
        gap = self.around.style.px(GAP)
        y = self.view_height - gap
        alive = self._alive
        shown: list[Placed] = []
        place = len(self.entries) - 1
        while place >= 0 and y > 0:
            units = self.entry(place).units
            for index in range(len(units) - 1, -1, -1):
                unit = units[index]
                if not unit.is_exact or unit not in alive:
                    self.realise(place, unit)
                if not unit.height:
                    continue
                y -= unit.height
                shown.append(Placed(y, place, index, unit))
                y -= unit.gap
                if y <= 0:
                    break
            if units and y > 0:
                y -= gap
            place -= 1
        shown.reverse()
        if place < 0 and y > 0:
            for placed in shown:
                placed.y -= y
        self.shown = shown
        self._anchor_at_top()

    def _fill_down(self, *, may_follow: bool) -> None:
        gap = self.around.style.px(GAP)
        anchor = self._climbed(self.anchor, gap)
        y = -anchor.offset
        place, index = anchor.entry, anchor.index
        alive = self._alive
        shown: list[Placed] = []
        is_first = True
        while place < len(self.entries) and y < self.view_height:
            units = self.entry(place).units
            if not is_first and units:
                y += gap
            while index < len(units) and y < self.view_height:
                unit = units[index]
                if not unit.is_exact or unit not in alive:
                    self.realise(place, unit)
                if unit.height:
                    if not is_first:
                        y += unit.gap
                    if y + unit.height > 0:
                        shown.append(Placed(y, place, index, unit))
                    y += unit.height
                is_first = False
                index += 1
            if index < len(units):
                break
            place += 1
            index = 0
        self.shown = shown
        is_wanted = may_follow or not shown
        if is_wanted and place >= len(self.entries) and y + gap <= self.view_height:
            self.is_at_end = True
            self._fill_up()
            return
        self._anchor_at_top()

    def _climbed(self, anchor: Anchor, gap: int) -> Anchor:
        """An anchor whose unit reaches the top of the screen, exact heights above included."""
        place = min(anchor.entry, len(self.entries) - 1)
        units = self.entry(place).units
        index, offset = min(anchor.index, max(0, len(units) - 1)), anchor.offset
        if place == 0 and index == 0:
            return Anchor(0, 0, max(offset, -gap))
        while offset < 0:
            if index < len(units) and units:
                self.realise(place, units[index])
                unit = units[index]
                offset += unit.gap if unit.height else 0
            index -= 1
            while index < 0 and place > 0:
                offset += gap if units else 0
                place -= 1
                units = self.entry(place).units
                index = len(units) - 1
            if index < 0:
                return Anchor(0, 0, -gap)
            self.realise(place, units[index])
            offset += units[index].height
            if place == 0 and index == 0:
                return Anchor(0, 0, max(offset, -gap))
        return Anchor(place, index, offset)

    def _anchor_at_top(self) -> None:
        if self.shown:
            first = self.shown[0]
            self.anchor = Anchor(first.entry, first.index, -first.y)

    # -- moving ----------------------------------------------------------------------------------

    def scroll_by(self, pixels: int) -> None:
        """Move the screen down by `pixels` (up if negative)."""
        if pixels > 0 and self.is_at_end:
            return
        if pixels < 0 and self.is_at_end and self.total <= self.view_height:
            return
        self.is_at_end = False
        anchor = self.anchor
        self.anchor = Anchor(anchor.entry, anchor.index, anchor.offset + pixels)
        self.fill()

    def scroll_to(self, value: int) -> None:
        """Go to a place counted in estimated pixels."""
        if value >= self.total - self.view_height:
            self.is_at_end = True
            self.fill()
            return
        place = max(0, min(bisect_right(self.tops, value) - 1, len(self.entries) - 1))
        entry = self.entry(place)
        y = self.tops[place] + self.around.style.px(GAP)
        index = 0
        for number, unit in enumerate(entry.units):
            index = number
            if y + unit.extent > value:
                break
            y += unit.extent
        self.go_to(Anchor(place, index, value - y))

    def go_to(self, anchor: Anchor) -> None:
        """Put a unit at the top of the screen."""
        self.is_at_end = False
        self.anchor = anchor
        self.fill()

    def set_size(self, width: int, height: int) -> None:
        """Another viewport. Call `fill` afterwards."""
        self.view_height = height
        if width == self.width:
            return
        before = self.width
        self.width = width
        for unit in self._alive:
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
                    if unit not in self._alive and unit.is_exact and not unit.is_card:
                        unit.height = max(unit.height and 1, int(unit.height * ratio))
                entry.height = sum(unit.extent for unit in entry.units)
        self._estimate()

    def restyle(self) -> None:
        """Another theme: everything that is laid out is laid out again when it is seen."""
        for unit in self._alive:
            unit.reset()
        self._alive.clear()
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
