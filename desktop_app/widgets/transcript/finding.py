"""Find in the conversation: which hit is gone to, what is marked.

Only what is seen is laid out.
"""

import itertools
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from desktop_app.widgets.sought import Sought
from desktop_app.widgets.transcript.hits import Hits, Spot
from desktop_app.widgets.transcript.placed import Anchor
from desktop_app.widgets.transcript.sections import LONG
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.rest import RestUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

MOST_IN_BAR = 2000


class Hit(NamedTuple):
    """A message, and how many hits of it are before this one."""

    place: int
    number: int


class Finder(QObject):
    """Goes from hit to hit. What was not counted at once is counted between the frames."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self.hits = Hits(view)
        self._at: Hit | None = None
        self._sought: Hit | None = None  # until it has been read
        self._now: tuple[Unit, tuple[int, int]] | None = None  # the hit that was gone to
        self._here: tuple[int, Unit | None] = (-1, None)  # message and unit of the last hit
        self._told = (0, 0)
        self._marked = 0  # the height of everything when the bar was marked
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def sought(self) -> Sought:
        """What is looked for."""
        return self.hits.sought

    def forget(self) -> None:
        """The messages are others; what is looked for stays."""
        self.hits.forget()
        self._at = self._now = None
        self._start()

    def changed(self, place: int) -> None:
        """A message changed, or came."""
        if self.sought.words:
            self.hits.forget_message(place)
            self._start()

    def _start(self) -> None:
        if self.sought.words and not self._view.is_waiting:
            self._timer.start()

    def _go_on(self) -> None:
        if not self.hits.go_on():
            self._timer.stop()
            self._mark_bar()
        self._tell()

    def _tell(self) -> None:
        told = self._standing()
        if told != self._told:
            self._told = told
            self._view.hits_changed.emit(*told)

    def _standing(self) -> tuple[int, int]:
        """Which hit was gone to, and how many there are as far as counted."""
        if self._at is None:
            return 0, self.hits.totals(0)[1]
        before, count = self.hits.totals(self._at.place)
        return before + self._at.number + 1, count

    def find(self, sought: Sought, step: int) -> tuple[int, int]:
        """Go to the next or previous hit, or the nearest (0). Returns (which, of how many)."""
        if sought != self.sought:
            self.hits.start(sought)
            self._at = None
        self._count_live()
        self._now = None
        self._at = self._next(step) if sought.words else None
        if self._at is not None:
            self._show(self._at)
        if self.hits.go_on():
            self._start()
        self._mark_bar()
        self._view.viewport().update()
        self._told = self._standing()
        return self._told

    # -- which one -------------------------------------------------------------------------------

    def _next(self, step: int) -> Hit | None:
        at = self._at
        if at is not None and step == 0 and at.number < self.hits.of(at.place):
            return at
        if at is None:
            return self._nearest(step)
        if step > 0:
            is_here = at.number + 1 < self.hits.of(at.place)
            return Hit(at.place, at.number + 1) if is_here else self._first(at.place + 1)
        return Hit(at.place, at.number - 1) if at.number else self._last(at.place - 1)

    def _first(self, place: int) -> Hit | None:
        """The first hit from a message on, from the beginning again where none is left."""
        count = len(self._view.model.items)
        for at in itertools.chain(range(place, count), range(min(place, count))):
            if self.hits.of(at):
                return Hit(at, 0)
        return None

    def _last(self, place: int) -> Hit | None:
        count = len(self._view.model.items)
        for at in itertools.chain(range(place, -1, -1), range(count - 1, place, -1)):
            if found := self.hits.of(at):
                return Hit(at, found - 1)
        return None

    def _nearest(self, step: int) -> Hit | None:
        """The first hit on the screen or below; going back, the last one above."""
        layout = self._view.layout_
        if not layout.shown:
            return self._first(0)
        place, unit = self._here
        is_here = any((each.entry, each.unit) == (place, unit) for each in layout.shown)
        top = place if is_here else layout.shown[0].entry
        number = self._number_at(top, unit if is_here else None)
        if step < 0:
            return Hit(top, number - 1) if number else self._last(top - 1)
        return Hit(top, number) if number < self.hits.of(top) else self._first(top + 1)

    def _number_at(self, place: int, here: Unit | None) -> int:
        """How many hits of a message are above the unit `here`, or above the screen."""
        entry, first = self._view.layout_.entry(place), self._view.layout_.shown[0]
        numbers = {unit: number for number, unit in enumerate(entry.units)}
        top = numbers.get(here or first.unit, 0)
        above = 0
        for spot in self.hits.spots(entry):
            at = numbers.get(spot.fold or spot.unit, 0)
            if at < top:
                above += spot.hits
            elif spot.unit is first.unit and here is None:
                tops = (first.y + first.unit.position_y(m[0]) for m in self.hits.marks(spot.unit))
                above += sum(y < 0 for y in tops)
        return above

    # -- showing it ------------------------------------------------------------------------------

    def _show(self, hit: Hit) -> None:
        """Mark a hit; bring it onto the screen, a third below the top, if it is not there."""
        layout = self._view.layout_
        found = self._brought(hit)
        layout.seeker = None
        if found is None:
            return
        spot, inside = found
        unit = spot.unit
        if isinstance(unit, RestUnit):
            index = layout.entry(hit.place).units.index(unit)
            share = unit.height * (2 * inside + 1) // (2 * spot.hits)
            layout.go_to(Anchor(hit.place, index, share))
            layout.seeker, self._sought = self, hit
            self._view.repaint_all()
            return
        layout.realise(hit.place, unit)
        marks = self.hits.marks(unit)
        stretch = marks[min(inside, len(marks) - 1)] if marks else (0, 0)
        top = unit.position_y(stretch[0]) if unit.length else 0
        unit.show_sideways(stretch[0], stretch[1])
        self._now, self._here = (unit, stretch), (hit.place, unit)
        if not self._is_seen(unit, top):
            index = layout.entry(hit.place).units.index(unit)
            layout.go_to(Anchor(hit.place, index, top - layout.view_height // 3))
        self._view.repaint_all()

    def _brought(self, hit: Hit) -> tuple[Spot, int] | None:
        """The unit with a hit, unfolded and read, and how many of its hits are before."""
        layout = self._view.layout_
        while found := self._spot(hit):
            if found[0].fold is not None:
                self._unfold(hit.place, found[0].fold)
            elif isinstance(found[0].unit, RestUnit):
                layout.read(hit.place, found[0].unit)
                if len(found[0].unit.text) > LONG:
                    return self._spot(hit)  # there is more to read than there is time
            else:
                return found
        return None

    def go_on(self) -> None:
        """Read on towards the hit that was gone to."""
        if self._sought is not None:
            self._show(self._sought)

    def _spot(self, hit: Hit) -> tuple[Spot, int] | None:
        left = hit.number
        spots = self.hits.spots(self._view.layout_.entry(hit.place))
        for spot in spots:
            if left < spot.hits:
                return spot, left
            left -= spot.hits
        return (spots[-1], spots[-1].hits - 1) if spots else None

    def _unfold(self, place: int, fold: FoldUnit) -> None:
        entry = self._view.layout_.entry(place)
        before = entry.units
        entry.turn(fold)
        entry.rejoin(self._view.around.style, self._view.layout_.width)
        self._view.layout_.note_height(place)
        self._view.selection.moved(place, before, entry.units)

    def _is_seen(self, unit: Unit, top: int) -> bool:
        """Whether a line of a unit is on the screen, away from its edges."""
        layout = self._view.layout_
        margin = layout.view_height // 8
        return any(
            placed.unit is unit and margin < placed.y + top < layout.view_height - margin
            for placed in layout.shown
        )

    def hits_in(self, unit: Unit) -> list[tuple[int, int]]:
        """Stretches of one unit that are to be marked."""
        return self.hits.marks(unit)

    def now_in(self, unit: Unit) -> tuple[int, int] | None:
        """The hit that was gone to, if it is in this unit."""
        return self._now[1] if self._now is not None and self._now[0] is unit else None

    # -- the bar ---------------------------------------------------------------------------------

    def look_again(self) -> None:
        """What streams may have more hits; what changed its height has them elsewhere."""
        if not self.sought.words:
            return
        self._count_live()
        self._start()
        if self._marked != self._view.layout_.total:
            self._mark_bar()

    def _count_live(self) -> None:
        """Messages that still grow are counted anew."""
        model = self._view.model
        for place in range(max(0, len(model.items) - 2), len(model.items)):
            if model.is_live(place):
                self.hits.forget_message(place)

    def _mark_bar(self) -> None:
        """Put all hits beside the scroll bar."""
        view = self._view
        self._marked = view.layout_.total
        places: list[float] = []
        for place, count in self.hits.places():
            places += self._places_in(place, count)
            if len(places) > MOST_IN_BAR:
                break
        view.bar.hits = [place / max(1, self._marked) for place in places[:MOST_IN_BAR]]
        view.viewport().update(view.bar.strip(view.viewport().rect(), view.around.style))

    def _places_in(self, place: int, count: int) -> list[float]:
        """How far below the top of everything a message's hits are, as far as known."""
        layout = self._view.layout_
        top, height = layout.heights.top(place), layout.heights.of(place)
        entry = layout.entries[place]
        if entry is None or not entry.is_built:
            return [top + height * (number + 0.5) / count for number in range(count)]
        tops: dict[Unit, int] = {}
        for unit in entry.units:
            tops[unit] = top
            top += unit.extent
        made: list[float] = []
        for spot in self.hits.spots(entry):
            y, tall = tops.get(spot.fold or spot.unit, top), (spot.fold or spot.unit).extent
            made += [y + tall * (number + 0.5) / spot.hits for number in range(spot.hits)]
        return made
