"""Find in the conversation: sources are searched, only what is seen is laid out and marked."""

import itertools
from typing import TYPE_CHECKING

from desktop_app.domain.message import TextPart
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.transcript.placed import Anchor
from desktop_app.widgets.transcript.positions import unit_at
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

MOST_HITS = 10_000
MOST_MARKS = 200  # in one unit
MOST_IN_BAR = 2000


class Finder:
    """What is looked for, and the messages that hold it."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.sought = Sought()
        self._hits: list[tuple[int, int]] = []  # message, how many hits before it in this message
        self._at = -1
        self._now: tuple[Unit, tuple[int, int]] | None = None  # the hit that was gone to
        self._counted: dict[int, tuple[list[Unit], list[tuple[int, int]]]] = {}
        self._here = (-1, -1)  # message and unit of the last hit: typing on begins there again

    def forget(self) -> None:
        """The messages are others; what is looked for stays."""
        self._hits = []
        self._counted.clear()
        self._at = -1
        self._now = None

    def find(self, sought: Sought, step: int) -> tuple[int, int]:
        """Go to the next or previous hit, or the nearest (0). Returns (which, of how many)."""
        if sought != self.sought:
            self.sought = sought
            self._at = -1
            self._search()
        elif not self._hits or self._is_growing():
            self._search()
        self._now = None
        if not self._hits:
            self._mark_bar()
            self._view.viewport().update()
            return 0, 0
        self._at = (self._at + step) % len(self._hits) if self._at >= 0 else self._nearest(step)
        self._mark_bar()
        self._show(*self._hits[self._at])
        return self._at + 1, len(self._hits)

    def _is_growing(self) -> bool:
        """Whether more hits may have come since the last search."""
        model = self._view.model
        return bool(model.items) and model.is_live(len(model.items) - 1)

    def _search(self) -> None:
        self._hits = []
        self._counted.clear()
        if not self.sought.words:
            return
        for place, item in enumerate(self._view.model.items):
            if self._view.model.builder(item.message.id) is not None:
                count = self.sought.count(self._view.layout_.entry(place).markdown())
            else:
                texts = (part.text for part in item.message.parts if isinstance(part, TextPart))
                count = sum(map(self.sought.count, texts))
            self._hits += [(place, number) for number in range(count)]
            if len(self._hits) > MOST_HITS:
                return

    def _nearest(self, step: int) -> int:
        """The first hit on the screen or below; going back, the last one above."""
        for number, hit in enumerate(self._hits):
            if self._is_below_the_top(*hit):
                return number if step >= 0 else (number - 1) % len(self._hits)
        return 0 if step >= 0 else len(self._hits) - 1

    def _is_below_the_top(self, place: int, number: int) -> bool:
        """Whether a hit is at or behind the last one, or else on the screen or below."""
        shown = self._view.layout_.shown
        is_here = any((placed.entry, placed.index) == self._here for placed in shown)
        top = self._here if is_here or not shown else (shown[0].entry, shown[0].index)
        if place != top[0]:
            return place > top[0]
        index, inside = self._unit_of(place, number)
        if index != top[1] or is_here or not shown:
            return index >= top[1]
        hits = self.hits_in(shown[0].unit)
        at = hits[min(inside, len(hits) - 1)][0] if hits else 0
        return shown[0].y + shown[0].unit.position_y(at) >= 0

    def _unit_of(self, place: int, number: int) -> tuple[int, int]:
        """Which unit of a message has its hit `number`, and how many hits of it are before."""
        units = self._view.layout_.entry(place).units
        known = self._counted.get(place)
        if known is None or known[0] is not units:
            found = [
                (index, inside)
                for index, unit in enumerate(units)
                for inside in range(self.sought.count(source_of(unit)))
            ]
            known = self._counted[place] = (units, found)
        found = known[1]
        return found[min(number, len(found) - 1)] if found else (0, 0)

    def _show(self, place: int, number: int) -> None:
        """Mark a hit; bring it onto the screen, a third below the top, if it is not there."""
        layout = self._view.layout_
        index, inside = self._unit_of(place, number)
        units = layout.entry(place).units
        if not units:
            return
        unit = units[index]
        layout.realise(place, unit)
        hits = self.hits_in(unit)
        stretch = hits[min(inside, len(hits) - 1)] if hits else (0, 0)
        top = unit.position_y(stretch[0]) if unit.length else 0
        unit.show_sideways(stretch[0], stretch[1])
        self._now, self._here = (unit, stretch), (place, index)
        if not self._is_seen(unit, top):
            layout.go_to(Anchor(place, index, top - layout.view_height // 3))
        self._view.repaint_all()

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
        if not self.sought.words or not isinstance(unit, DocumentUnit):
            return []
        text = unit.laid().toRawText()
        return [
            (unit_at(text, hit.start()), unit_at(text, hit.end()))
            for hit in itertools.islice(self.sought.pattern.finditer(text), MOST_MARKS)
        ]

    def now_in(self, unit: Unit) -> tuple[int, int] | None:
        """The hit that was gone to, if it is in this unit."""
        return self._now[1] if self._now is not None and self._now[0] is unit else None

    def _mark_bar(self) -> None:
        """Put all hits beside the scroll bar."""
        view = self._view
        total = max(1, view.layout_.total)
        shown = self._hits[:MOST_IN_BAR]
        places: list[float] = []
        for place, hits in itertools.groupby(shown, key=lambda hit: hit[0]):
            places += self._places_in(place, len(list(hits)))
        view.bar.hits = [place / total for place in places]
        view.viewport().update(view.bar.strip(view.viewport().rect(), view.around.style))

    def _places_in(self, place: int, count: int) -> list[float]:
        """How far below the top of everything a message's hits are, as far as known."""
        layout = self._view.layout_
        top, height = layout.heights.top(place), layout.heights.of(place)
        entry = layout.entries[place]
        if entry is None or not entry.is_built:
            return [top + height * (number + 0.5) / count for number in range(count)]
        made: list[float] = []
        for unit in entry.units:
            inside = self.sought.count(source_of(unit))
            made += [top + unit.extent * (number + 0.5) / inside for number in range(inside)]
            top += unit.extent
        return made[:count]


def source_of(unit: Unit) -> str:
    """The text that a unit was made from."""
    if isinstance(unit, ProseUnit | CodeUnit | TableUnit):
        return unit.segment.source
    return unit.text if isinstance(unit, OwnUnit) else ""
