"""Find in the conversation: sources are searched, only what is seen is laid out and marked."""

import itertools
import re
from typing import TYPE_CHECKING

from desktop_app.domain.message import TextPart
from desktop_app.widgets.transcript.layout import Anchor
from desktop_app.widgets.transcript.positions import unit_at
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

MOST_HITS = 10_000
MOST_MARKS = 200  # in one unit


class Finder:
    """The words that are looked for, and the messages that hold them."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.words = ""
        self._hits: list[tuple[int, int]] = []  # message, how many hits before it in this message
        self._at = -1

    def forget(self) -> None:
        """The messages are others; the words stay."""
        self._hits = []
        self._at = -1

    def find(self, words: str, step: int) -> tuple[int, int]:
        """Go to the next or previous hit of `words`. Returns (which, of how many), from 1."""
        folded = words.casefold()
        if folded != self.words or not self._hits:
            self.words = folded
            self._search()
        if not self._hits:
            self._mark_bar()
            self._view.viewport().update()
            return 0, 0
        self._at = (self._at + step) % len(self._hits) if self._at >= 0 else self._nearest(step)
        self._mark_bar()
        self._show(*self._hits[self._at])
        return self._at + 1, len(self._hits)

    def _search(self) -> None:
        self._hits = []
        self._at = -1
        if not self.words:
            return
        for place, item in enumerate(self._view.model.items):
            count = 0
            for part in item.message.parts:
                if isinstance(part, TextPart):
                    count += part.text.casefold().count(self.words)
            builder = self._view.model.builder(item.message.id)
            if builder is not None:
                text = self._view.layout_.entry(place).markdown()
                count = text.casefold().count(self.words)
            self._hits += [(place, number) for number in range(count)]
            if len(self._hits) > MOST_HITS:
                return

    def _nearest(self, step: int) -> int:
        """The first hit on the screen or below; going back, the last one above."""
        shown = self._view.layout_.shown
        entry = shown[0].entry if shown else 0
        for number, (place, _) in enumerate(self._hits):
            if place >= entry:
                return number if step > 0 else (number - 1) % len(self._hits)
        return 0 if step > 0 else len(self._hits) - 1

    def _show(self, place: int, number: int) -> None:
        """Bring a hit onto the screen, a third below the top."""
        layout = self._view.layout_
        entry = layout.entry(place)
        seen = 0
        for index, unit in enumerate(entry.units):
            text = source_of(unit)
            count = text.casefold().count(self.words) if text else 0
            if not count or seen + count <= number:
                seen += count
                continue
            layout.realise(place, unit)
            hits = self.hits_in(place, index, unit)
            at = hits[min(number - seen, len(hits) - 1)][0] if hits else 0
            top = unit.position_y(at) if unit.length else 0
            third = layout.view_height // 3
            layout.go_to(Anchor(place, index, top - third))
            break
        self._view.repaint_all()

    def hits_in(self, entry: int, index: int, unit: Unit) -> list[tuple[int, int]]:
        """Stretches of one unit that are to be marked."""
        del entry, index
        if not self.words or not unit.length:
            return []
        text = unit.text_between(0, unit.length)
        found = re.finditer(re.escape(self.words), text, re.IGNORECASE)
        return [
            (unit_at(text, hit.start()), unit_at(text, hit.end()))
            for hit in itertools.islice(found, MOST_MARKS)
        ]

    def _mark_bar(self) -> None:
        """Put all hits beside the scroll bar."""
        view = self._view
        tops = view.layout_.tops
        total = max(1, view.layout_.total)
        per_entry: dict[int, int] = {}
        for place, _ in self._hits:
            per_entry[place] = per_entry.get(place, 0) + 1
        view.bar.hits = [
            (tops[place] + (tops[place + 1] - tops[place]) * (number + 0.5) / per_entry[place])
            / total
            for place, number in self._hits[:2000]
        ]
        view.viewport().update(view.bar.strip(view.viewport().rect(), view.around.style))


def source_of(unit: Unit) -> str:
    """The text that a unit was made from."""
    if isinstance(unit, ProseUnit | CodeUnit | TableUnit):
        return unit.segment.source
    return unit.text if isinstance(unit, OwnUnit) else ""
