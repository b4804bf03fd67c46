"""A message whose units change: what is read stays where it is, what is selected stays selected."""

from typing import TYPE_CHECKING

from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.documents import DocumentUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


class Change:
    """Made before the change; asked behind it."""

    def __init__(self, view: "TranscriptView", entry: Entry) -> None:
        self._view = view
        self._entry = entry
        self._before = entry.units.copy()
        self._kept = view.places.kept()

    def has_moved_what_is_read(self, first: int) -> bool:
        """Keep to it if units from `first` on changed; tells whether that takes a new layout."""
        kept, place, after = self._kept, self._entry.place, self._entry.units
        self._view.selection.moved(place, self._before, after)
        if kept is None or kept.entry != place or not first <= kept.unit < len(self._before):
            return False
        if not isinstance(self._before[kept.unit], DocumentUnit):
            return False
        index = Numbers(self._before, after).now(kept.unit)
        if index is not None:
            self._view.places.keep(kept._replace(unit=index))
        return index is not None


class Numbers:
    """Which units of a message are which, before a change and after it."""

    def __init__(self, before: list[Unit], after: list[Unit]) -> None:
        self._before = before
        self._after = after
        self._numbers = {unit: number for number, unit in enumerate(after)}

    def now(self, number: int) -> int | None:
        """Where a unit is, or what was made in its stead; None if it went away."""
        found = self._numbers.get(self._before[number])
        if found is not None:
            return found
        is_made_anew = number < len(self._after) and self._after[number] not in self._before
        return number if is_made_anew else None
