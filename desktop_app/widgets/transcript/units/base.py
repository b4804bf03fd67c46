"""The unit: one piece of a message with a height of its own, laid out only near the screen.

A unit knows nothing of other units, of scrolling or of the message around it.
"""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.spots import Spot


@dataclass(slots=True)
class Surroundings:
    """What units need to be laid out and painted: one object for the whole view."""

    style: Style
    maths: Any
    pictures: Any
    dpr: float = 1.0
    built: int = 0  # documents built so far: what tests count
    is_printed: bool = False  # nothing can be pressed


@dataclass(slots=True)
class Marks:
    """What is marked in a unit: the selection and the hits of a search, as text positions."""

    selection: tuple[int, int] | None = None
    hits: list[tuple[int, int]] = field(default_factory=list)
    focus: int = -1  # the spot with the keyboard's focus
    hover: int = -1
    now: tuple[int, int] | None = None  # the hit that was gone to


NO_MARKS = Marks()


class Unit:
    """A piece without text. `extent` is what it takes of the message, its gap above included.

    `space` is that gap in pixels of the visual targets, `gap` as it was last laid out.
    """

    is_card = False
    _zoom = 1.0
    _space = 0

    def __init__(self) -> None:
        self.gap = 0
        self.height = 0
        self.is_exact = False
        self.section: Any = None

    def changed_from(self) -> int:
        """From which of its pixels on the unit looks different since it was last asked."""
        return 0

    @property
    def space(self) -> int:
        """Pixels of the visual targets above it."""
        return self._space

    @space.setter
    def space(self, pixels: int) -> None:
        self._space = pixels
        self.gap = round(pixels * self._zoom)

    def take_zoom(self, zoom: float) -> None:
        """Keep its distance at another zoom."""
        if zoom != self._zoom:
            self._zoom = zoom
            self.space = self._space

    @property
    def extent(self) -> int:
        """Pixels from the previous unit's bottom to this one's."""
        return self.gap + self.height if self.height else 0

    def estimate(self, style: Style, width: int) -> None:
        """Guess the height, cheaply."""
        raise NotImplementedError

    def lay_out(self, around: Surroundings, width: int) -> None:
        """Find the exact height for this column width; cheap when nothing changed."""
        raise NotImplementedError

    def release(self) -> None:
        """Give back what layout took; the height stays known."""

    def reset(self) -> None:
        """Forget everything that depends on the theme."""
        self.release()
        self.is_exact = False

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        """Paint into `rect` of the viewport, at least what lies in `clip`."""
        raise NotImplementedError

    @property
    def length(self) -> int:
        """Number of text positions behind the first."""
        return 0

    def position_at(self, x: int, y: int) -> int:
        """The text position nearest to a point of the unit."""
        del x, y
        return 0

    def position_y(self, position: int) -> int:
        """Top of the line with this text position."""
        del position
        return 0

    def text_between(self, start: int, end: int) -> str:
        """Plain text of a stretch."""
        del start, end
        return ""

    def markdown_between(self, start: int, end: int) -> str:
        """The stretch as Markdown."""
        return self.text_between(start, end)

    def html_between(self, start: int, end: int) -> str:
        """The stretch as HTML without the outer document."""
        del start, end
        return ""

    def link_at(self, x: int, y: int) -> str:
        """The address of the link at a point, or nothing."""
        del x, y
        return ""

    def spots(self) -> list[Spot]:
        """What can be pressed, in reading order."""
        return []

    def links(self) -> list[Spot]:
        """The links in its words, in reading order."""
        return []

    def stops(self) -> list[Spot]:
        """Where the keyboard can stand: what can be pressed, then the links."""
        return self.spots() + self.links()

    def word_at(self, position: int) -> tuple[int, int]:
        """The stretch of the word around a position."""
        return position, position

    def paragraph_at(self, position: int) -> tuple[int, int]:
        """The stretch of the paragraph around a position."""
        del position
        return 0, self.length

    def caret(self) -> QPointF | None:
        """Where the last line's text ends, on the middle of small letters."""
        return None

    def scroll_sideways(self, by: int) -> bool:
        """Move content that is wider than the column. True if it moved."""
        del by
        return False

    def sideways_bar(self, rect: QRect) -> QRectF:
        """The handle of its sideways scroll bar, the unit being at `rect`; empty without one."""
        del rect
        return QRectF()

    def line_ends(self) -> list[int]:
        """Bottoms of the lines between which a page may end, from the top; empty for one piece."""
        return []

    def show_sideways(self, start: int, end: int) -> None:
        """Move content that is wider than the column until a stretch is seen."""


def extents(units: list[Unit]) -> int:
    """Pixels that all of these take: there may be thirty thousand of them."""
    return sum([unit.gap + unit.height for unit in units if unit.height])
