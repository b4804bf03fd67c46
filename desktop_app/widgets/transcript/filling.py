"""Which units stand on the screen, and where: from the anchor down, or from the end up.

What has not been read yet is read when it is met, in slices; the walk then begins again.
"""

from typing import TYPE_CHECKING

from desktop_app.widgets.transcript.placed import GAP, Anchor, Placed
from desktop_app.widgets.transcript.reading import Passage
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.rest import RestUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.layout import Layout

MOST_READ = 3  # slices for one screen

Met = tuple[int, RestUnit]  # message and what of it waits


class Filling:
    """Places units for a layout. Keeps nothing between two screens."""

    def __init__(self, layout: "Layout") -> None:
        self._layout = layout
        self._may_follow = True
        self._read: set[Passage] = set()

    def fill(self, *, may_follow: bool) -> None:
        """Place units until the screen is full.

        Where the end came nearer by itself, the reader is not taken there (`may_follow`).
        """
        self._may_follow = may_follow
        self._read.clear()
        while (met := self._met()) is not None:
            self._read.add(met[1].passage)
            self._layout.read(*met)

    def _met(self) -> Met | None:
        """Place units. What waits in their midst and may be read first, if there is any."""
        return self._fill_up() if self._layout.is_at_end else self._fill_down()

    def _realised(self, place: int, unit: Unit) -> Met | None:
        """Lay a unit out, or say that it is to be read first."""
        if isinstance(unit, RestUnit) and self._may_read(unit.passage):
            return place, unit
        self._layout.realise(place, unit)
        return None

    def _may_read(self, passage: Passage) -> bool:
        return passage not in self._read and len(self._read) < MOST_READ

    def _fill_up(self) -> Met | None:
        layout = self._layout
        gap = layout.around.style.px(GAP)
        y = layout.view_height - gap
        documents = layout.documents
        shown: list[Placed] = []
        place = len(layout.entries) - 1
        while place >= 0 and y > 0:
            units = layout.entry(place).units
            for index in range(len(units) - 1, -1, -1):
                unit = units[index]
                if not unit.is_exact or unit not in documents:
                    met = self._realised(place, unit)
                    if met is not None:
                        return met
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
        layout.shown = shown
        self._anchor_at_top()
        return None

    def _fill_down(self) -> Met | None:
        layout = self._layout
        gap = layout.around.style.px(GAP)
        met = self._climb(gap)
        if met is not None:
            return met
        anchor = layout.anchor
        y = -anchor.offset
        place, index = anchor.entry, anchor.index
        documents = layout.documents
        shown: list[Placed] = []
        is_first = True
        while place < len(layout.entries) and y < layout.view_height:
            units = layout.entry(place).units
            if not is_first and units:
                y += gap
            while index < len(units) and y < layout.view_height:
                unit = units[index]
                if not unit.is_exact or unit not in documents:
                    met = self._realised(place, unit)
                    if met is not None:
                        return met
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
        layout.shown = shown
        is_wanted = self._may_follow or not shown
        if is_wanted and place >= len(layout.entries) and y + gap <= layout.view_height:
            layout.is_at_end = True
            return self._fill_up()
        self._anchor_at_top()
        return None

    def _climb(self, gap: int) -> Met | None:
        """Move the anchor to a unit that reaches the top of the screen, by exact heights."""
        layout = self._layout
        place, offset = min(layout.anchor.entry, len(layout.entries) - 1), layout.anchor.offset
        units = layout.entry(place).units
        index = min(layout.anchor.index, max(0, len(units) - 1))
        while offset < 0 and (place, index) != (0, 0):
            if index < len(units) and units:
                met = self._realised(place, units[index])
                if met is not None:
                    return met
                offset += units[index].gap if units[index].height else 0
            index -= 1
            while index < 0 and place > 0:
                offset += gap if units else 0
                place -= 1
                units = layout.entry(place).units
                index = len(units) - 1
            if index < 0:
                place, index, offset = 0, 0, -gap
                break
            met = self._realised(place, units[index])
            if met is not None:
                return met
            offset += units[index].height
        layout.anchor = Anchor(place, index, max(offset, -gap) if place == index == 0 else offset)
        return None

    def _anchor_at_top(self) -> None:
        if self._layout.shown:
            first = self._layout.shown[0]
            self._layout.anchor = Anchor(first.entry, first.index, -first.y)
