"""Where a unit stands in what was said: the same however much of the text has been read so far."""

from bisect import bisect_right
from typing import NamedTuple

from desktop_app.widgets.transcript.entries import Entry


class Address(NamedTuple):
    """A part of a message, and a character of its text.

    Before all parts (-1), behind them, and where a part has no text, units are counted. What stands
    before a part's text, such as the line that unfolds it, is counted back from -1.
    """

    part: int
    offset: int


def address_of(entry: Entry, index: int) -> Address:
    """Of one of the units of a message."""
    behind = index - (len(entry.units) - len(entry.trailing))
    part = bisect_right(entry.starts, index) - 1
    if behind >= 0 or part < 0:
        return Address(-1, index) if behind < 0 else Address(len(entry.parts), behind)
    view = entry.parts[part]
    inside = index - entry.starts[part] - view.ahead
    if view.section is None or inside < 0:
        return Address(part, inside)
    return Address(part, view.section.offset(inside))


def index_at(entry: Entry, address: Address) -> int:
    """The unit of a message that stands at an address, or for it until it is read."""
    part, offset = address
    behind = len(entry.units) - len(entry.trailing)
    if part >= len(entry.parts):
        index = behind + offset
    elif part < 0:
        index = offset
    else:
        view = entry.parts[part]
        has_words = view.section is not None and offset >= 0 and len(view.units) > view.ahead
        inside = view.section.index_at(offset) if view.section and has_words else offset
        index = entry.starts[part] + view.ahead + inside
    return max(0, min(index, len(entry.units) - 1))
