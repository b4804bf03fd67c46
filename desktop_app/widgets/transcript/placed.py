"""Where units are on the screen: plain values of the layout."""

from dataclasses import dataclass

from desktop_app.widgets.transcript.units.base import Unit

GAP = 24  # pixels of the visual targets between two messages


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
