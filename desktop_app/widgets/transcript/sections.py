"""One Markdown text as its passages: what is far from the screen waits until somebody comes near.

One section belongs to one part of a message. Its units are those of its passages in a row; for
what was not read yet there is one that keeps the room.
"""

from itertools import pairwise

from desktop_app.widgets.transcript import definitions, passages
from desktop_app.widgets.transcript.arriving import Arriving
from desktop_app.widgets.transcript.definitions import Definitions
from desktop_app.widgets.transcript.reading import Passage
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeCard
from desktop_app.widgets.transcript.units.rest import RestUnit

LONG = 2 * passages.SIZE  # characters that come at once and are not read at once


class TextSection:
    """The units of one Markdown text. `marks` are put on all of its words."""

    def __init__(self, marks: tuple[str, ...] = ()) -> None:
        self.units: list[Unit] = []
        self.fed = 0  # characters
        self._marks = marks
        self._arriving = Arriving()
        self._definitions = Definitions()
        self._passages = [Passage(0, self._definitions, marks)]
        self._defining: list[Passage] = []  # not read yet, and needed wherever the reader is

    def stand_below(self, gap: int) -> None:
        """Leave so many pixels of the visual targets above the first words."""
        self._passages[0].stand_below(gap)

    def feed(self, text: str) -> int:
        """Take more text. Returns the place of the first unit that changed."""
        self.fed += len(text)
        text = self._arriving.read(text)
        if len(text) >= LONG:
            return self._take(text, is_final=False)
        last = self._passages[-1]
        return self._taken(last, last.grow(text))

    def finish(self, text: str = "") -> int:
        """The text is whole with `text`. Returns the place of the first unit that changed."""
        self.fed += len(text)
        text = self._arriving.read(text)
        if len(text) >= LONG:
            first = self._take(text, is_final=True)
        else:
            last = self._passages[-1]
            last.add(text)
            last.is_whole = True
            first = self._taken(last, last.read())
        return min(first, self._define_late())

    def _taken(self, last: Passage, first: int) -> int:
        """The last passage has other units from its unit `first` on."""
        changed = self._start(last) + first
        self.units[changed:] = last.units[first:]
        return changed

    def _take(self, text: str, *, is_final: bool) -> int:
        """Much at once: cut it where passages begin. Only what may still grow is read."""
        changed = len(self.units)
        cuts = self._cuts(text)
        for begin, end in pairwise([0, *cuts, len(text)]):
            if begin:
                self._passages.append(Passage(len(self._passages), self._definitions, self._marks))
            last = self._passages[-1]
            last.add(text[begin:end])
            last.is_whole = is_final or end < len(text)
            if definitions.are_in(text[begin:end]):
                self._defining.append(last)
            changed = min(changed, self._taken(last, last.show_rest()))
        return changed if is_final else min(changed, self._taken(last, last.read()))

    def _cuts(self, text: str) -> list[int]:
        """Where passages begin in text that comes behind what is there."""
        line = self._passages[-1].open_line()
        if line is None:
            return []
        return [cut - len(line) for cut in passages.begins(line + text)]

    def read(self, passage: Passage) -> tuple[int, int, int]:
        """Read a passage on. Returns the first unit that changed, and how many became how many."""
        start = self._start(passage)
        before = len(passage.units)
        first = passage.read()
        self.units[start + first : start + before] = passage.units[first:]
        if self._passages[-1].is_whole:
            self._define_late()
        return start + first, before - first, len(passage.units) - first

    def _define_late(self) -> int:
        """Definitions count for all of a text. Returns the first unit that is made anew."""
        first, start = len(self.units), 0
        if not self._definitions.take_news():
            return first
        for passage in self._passages:
            first = min(first, start + passage.define_late())
            start += len(passage.units)
        return first

    def offset(self, index: int) -> int:
        """How many characters of the text stand before one of its units."""
        before = 0
        for passage in self._passages:
            if index < len(passage.units):
                return before + passage.offset(index)
            index -= len(passage.units)
            before += passage.length
        return before

    def index_at(self, offset: int) -> int:
        """Which unit shows, or stands for, a character of the text."""
        start = 0
        for passage in self._passages:
            if offset < passage.length:
                return start + passage.index_at(offset)
            offset -= passage.length
            start += len(passage.units)
        return max(0, start - 1)

    def _start(self, passage: Passage) -> int:
        return sum(len(each.units) for each in self._passages[: passage.number])

    def waiting(self) -> RestUnit | None:
        """What has to be read although nobody looks at it: it defines what others mention."""
        while self._defining and self._defining[0].rest is None:
            del self._defining[0]
        return self._defining[0].rest if self._defining else None

    @property
    def is_behind(self) -> bool:
        """Whether the end of what streams has not been read yet."""
        return not self._passages[-1].is_read

    def drop(self) -> None:
        """Let go of the units, which point back here."""
        for passage in self._passages:
            passage.drop()
        self.units = []

    @property
    def frozen(self) -> int:
        """How many units will not change any more."""
        last = self._passages[-1]
        return len(self.units) - len(last.units) + last.frozen

    def closed_codes(self) -> list[CodeCard]:
        """Code blocks whose end is known."""
        return [card for passage in self._passages for card in passage.closed_codes()]
