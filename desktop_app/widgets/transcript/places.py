"""The place of the reader: a text position, never a pixel, so that it survives a new layout."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.widgets.transcript.addresses import Address, address_of
from desktop_app.widgets.transcript.placed import Anchor, Placed
from desktop_app.widgets.transcript.positions import moved
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.rest import RestUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

UPPER = 0.4  # of the screen: where the eye is looked for


class Kept(NamedTuple):
    """A line and where its top is on the screen. `words` are the unit's when it was looked at."""

    entry: int
    unit: int
    position: int
    y: int
    words: str = ""


class Places:
    """Remembers and finds again the first line that is seen whole."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self._wanted: tuple[Address, Kept] | None = None
        self._sought: tuple[Address, Kept] | None = None  # until it has been read
        self._held: Kept | None = None  # what was kept last: going to and fro comes back to it

    def told(self) -> str:
        """Where the reader is, to be given to `set_place` later; empty at the end."""
        kept = self.kept()
        if kept is None:
            return ""
        message_id = self._view.model.items[kept.entry].message.id
        address = address_of(self._view.layout_.entry(kept.entry), kept.unit)
        return json.dumps([message_id, *address, kept.position, -kept.y])

    def go(self, place: str) -> None:
        """Go back to where the reader was."""
        try:
            message_id, part, offset, position, above = json.loads(place)
            entry = self._view.model.place(message_id)
            line = Kept(entry, 0, int(position), -int(above))
            self._wanted = Address(int(part), int(offset)), line
        except (ValueError, TypeError):
            return
        self.go_to_wanted()

    def go_to_wanted(self) -> None:
        """Go where `go` wanted to, once there is something on the screen."""
        if self._wanted is not None and not self._view.is_waiting:
            self._sought, self._wanted = self._wanted, None
            self.go_on()

    def go_on(self) -> None:
        """Go there, as near as one can before all of it has been read."""
        if self._sought is None or self._sought[1].entry < 0:
            return
        (address, line), layout = self._sought, self._view.layout_
        index = layout.find(line.entry, address)
        entry = layout.entry(line.entry)
        rest = entry.units[index] if entry.units else None
        if isinstance(rest, RestUnit):
            inside = max(0, address.offset - address_of(entry, index).offset)
            share = rest.height * inside // len(rest.text)
            layout.go_to(Anchor(line.entry, index, share))
            layout.seeker = self
        else:
            layout.seeker = None
            self.keep(line._replace(unit=index))
        self._view.refill()

    def held(self, place: int) -> list[int]:
        """The number of the unit of a message whose line was kept last."""
        is_here = self._held is not None and self._held.entry == place
        return [self._held.unit] if self._held is not None and is_here else []

    def renumber(self, place: int, numbers: dict[int, int]) -> None:
        """Units of a message have other numbers."""
        held = self._held
        if held is not None and held.entry == place:
            self._held = held._replace(unit=numbers.get(held.unit, held.unit))

    def keep_on(self) -> None:
        """Put the line that was kept last back to where it was."""
        self.keep(self._held)

    def kept(self, changing: Collection[Unit] = ()) -> Kept | None:
        """The first line that is seen whole and not in a unit that becomes something else."""
        layout = self._view.layout_
        if layout.is_at_end or not layout.shown:
            return None
        held = self._held
        for placed in layout.shown:
            if placed.y >= layout.view_height * UPPER:
                break
            if placed.y < 0 and (_is_one_piece(placed.unit) or placed.unit in changing):
                continue
            if held is not None and _is_where_it_was(held, placed):
                return held
            kept = self._line_of(placed)
            is_whole = placed.y + placed.unit.position_y(kept.position) >= 0
            if is_whole and not isinstance(placed.unit, LineUnit):
                return kept
        return self._line_of(layout.shown[0])

    def _line_of(self, placed: Placed) -> Kept:
        """The first whole line of a unit, or the last one that is cut."""
        unit, y = placed.unit, placed.y
        if not isinstance(unit, DocumentUnit) or not unit.length:
            return Kept(placed.entry, placed.index, 0, y)
        position = unit.position_at(0, max(0, -y))
        if y + unit.position_y(position) < 0:
            below = unit.position_at(0, -y + self._view.around.style.body.line)
            position = below if unit.line_top(below) > unit.line_top(position) else position
        words = unit.laid().toRawText()
        return Kept(placed.entry, placed.index, position, y + unit.line_top(position), words)

    def keep(self, kept: Kept | None) -> None:
        """Put a line back to where it was. Call `fill` afterwards."""
        if kept is None:
            return
        layout = self._view.layout_
        entry = layout.entry(min(kept.entry, len(layout.entries) - 1))
        if not entry.units:
            return
        index = min(kept.unit, len(entry.units) - 1)
        unit = entry.units[index]
        layout.realise(entry.place, unit)
        self._held = kept
        layout.is_at_end = False
        layout.anchor = Anchor(entry.place, index, _top(unit, kept) - kept.y)


def _is_where_it_was(held: Kept, placed: Placed) -> bool:
    is_its_unit = held[:2] == (placed.entry, placed.index)
    return is_its_unit and placed.y + _top(placed.unit, held) == held.y


def _top(unit: Unit, kept: Kept) -> int:
    """How far below the top of its unit a line is."""
    if not isinstance(unit, DocumentUnit) or not unit.length:
        return 0
    position = kept.position
    if kept.words:
        position = moved(kept.words, unit.laid().toRawText(), position)
    return unit.line_top(position)


def _is_one_piece(unit: Unit) -> bool:
    """Whether it has no lines of text of which one could stay while others move."""
    return not isinstance(unit, DocumentUnit)
