"""The place of the reader: a text position, never a pixel, so that it survives a new layout."""

import json
from typing import TYPE_CHECKING

from desktop_app.widgets.transcript.layout import Anchor
from desktop_app.widgets.transcript.units.painted import PaintedUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

Kept = tuple[Anchor, int, int]  # unit, text position at the top, pixels of its line above the edge


class Places:
    """Remembers and finds again what stands at the top of the screen."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self._wanted: tuple[int, int, int, int] | None = None

    def told(self) -> str:
        """Where the reader is, to be given to `set_place` later; empty at the end."""
        layout = self._view.layout_
        if layout.is_at_end or not layout.shown:
            return ""
        anchor, position, rest = self.kept() or (layout.anchor, 0, 0)
        message_id = self._view.model.items[anchor.entry].message.id
        return json.dumps([message_id, anchor.index, position, rest])

    def go(self, place: str) -> None:
        """Go back to where the reader was."""
        try:
            message_id, index, position, rest = json.loads(place)
            entry = self._view.model.place(message_id)
        except (ValueError, TypeError):
            return
        if entry >= 0:
            self._wanted = (entry, int(index), int(position), int(rest))
            self.go_to_wanted()

    def go_to_wanted(self) -> None:
        """Go where `go` wanted to, once there is something on the screen."""
        if self._wanted is None or self._view.is_waiting:
            return
        (entry, index, position, rest), self._wanted = self._wanted, None
        self.keep((Anchor(entry, index, 0), position, rest))
        self._view.refill()

    def kept(self) -> Kept | None:
        """The text position at the top of the screen, and the pixels of its line above it."""
        layout = self._view.layout_
        if layout.is_at_end or not layout.shown:
            return None
        first = layout.shown[0]
        if isinstance(first.unit, PaintedUnit) or first.unit.length == 0:
            return layout.anchor, 0, layout.anchor.offset
        position = first.unit.position_at(0, max(0, -first.y))
        return layout.anchor, position, -first.y - first.unit.position_y(position)

    def keep(self, kept: Kept | None) -> None:
        """Put a text position back to where it was."""
        if kept is None:
            return
        anchor, position, rest = kept
        layout = self._view.layout_
        entry = layout.entry(min(anchor.entry, len(layout.entries) - 1))
        if not entry.units:
            return
        index = min(anchor.index, len(entry.units) - 1)
        unit = entry.units[index]
        layout.realise(entry.place, unit)
        top = 0 if isinstance(unit, PaintedUnit) else unit.position_y(position)
        layout.is_at_end = False
        layout.anchor = Anchor(entry.place, index, top + rest)
