"""Which messages keep their units: what was seen last, up to a bound, and whatever would be lost.

A message that was read long ago is made anew when somebody comes back to it, like one that was
never seen. Knows nothing of geometry.
"""

import itertools
from collections.abc import Iterator

from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.heads import HeadUnit
from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.table import TableUnit

MOST_UNITS = 4000  # a unit without its document takes 2 kB
_AT_ONCE = 50  # messages looked at for one frame
_PLAIN = (ProseUnit, OwnUnit, HeadUnit, LineUnit, FoldUnit, RestUnit)


class Nearby:
    """Counts the units of each message that has any, the one seen last at the end."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self.units = 0

    def clear(self) -> None:
        """There are other messages."""
        self._counts.clear()
        self.units = 0

    def note(self, place: int, count: int) -> None:
        """A message is seen and has so many units."""
        self.units += count - self._counts.pop(place, 0)
        self._counts[place] = count

    def forget(self, place: int) -> None:
        """A message has no units any more."""
        self.units -= self._counts.pop(place, 0)

    def too_far(self) -> Iterator[int]:
        """Messages to give up, longest unseen first, until few enough are left."""
        if self.units > MOST_UNITS:
            for place in list(itertools.islice(self._counts, _AT_ONCE)):
                if self.units <= MOST_UNITS * 3 // 4:
                    return
                yield place


def can_go(entry: Entry) -> bool:
    """Whether making the message anew brings back all of it: nothing was opened or moved in it."""
    return not entry.is_growing and all(map(_is_as_made, entry.units))


def _is_as_made(unit: object) -> bool:
    match unit:
        case CodeUnit():
            return not (unit.card.is_wrapped or unit.card.offset or unit.card.picture)
        case TableUnit():
            return not unit.card.offset
        case ProseUnit():
            return not unit.offset
        case _:
            return isinstance(unit, _PLAIN)
