"""From a growing text to units: finished units stay, only the open end is made anew.

One section belongs to one part of a message. Knows segments and units, not the screen.
"""

import re

from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.arriving import Arriving
from desktop_app.widgets.transcript.segmenter import Segmenter
from desktop_app.widgets.transcript.segments import Segment
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeCard, CodeUnit
from desktop_app.widgets.transcript.units.columns import TableCard
from desktop_app.widgets.transcript.units.prose import ProseUnit, gap_between
from desktop_app.widgets.transcript.units.remote import RemoteImageUnit
from desktop_app.widgets.transcript.units.table import TableUnit

_IMAGE = re.compile(r"!\[([^\]]{0,200})\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
TextUnit = ProseUnit | CodeUnit | TableUnit


class TextSection:
    """The units of one Markdown text. `marks` are put on all of its words."""

    def __init__(self, marks: tuple[str, ...] = ()) -> None:
        self.units: list[Unit] = []
        self.fed = 0  # characters
        self._marks = marks
        self._arriving = Arriving()
        self._segmenter = Segmenter()
        self._frozen = 0  # units that stay as they are
        self._last: Segment | None = None  # the last frozen segment that is seen
        self._segments: dict[Unit, Segment] = {}
        self._codes: dict[int, CodeCard] = {}
        self._tables: dict[int, TableCard] = {}
        self._definitions: dict[str, str] = {}
        self._prefix = ""
        self._gap = 12  # pixels of the visual targets above the first words

    def stand_below(self, gap: int) -> None:
        """Leave so many pixels of the visual targets above the first words."""
        if gap != self._gap:
            self._gap = gap
            for unit in self.units:
                unit.space = gap_between(None, self._segments[unit], gap)
                if unit.space:
                    break

    def feed(self, text: str) -> int:
        """Take more text. Returns the place of the first unit that changed."""
        self.fed += len(text)
        self._segmenter.feed(self._arriving.read(text))
        return self._renew(self._segmenter.open_segments())

    def finish(self, text: str = "") -> int:
        """The text is whole with `text`. Returns the place of the first unit that changed."""
        self.fed += len(text)
        self._segmenter.finish(self._arriving.read(text))
        first = self._renew([])
        return min(first, self._define_late())

    def drop(self) -> None:
        """Let go of the units, which point back here."""
        for code in self._codes.values():
            code.units.clear()
        for table in self._tables.values():
            table.units.clear()
        self._segments.clear()
        self.units = []

    @property
    def frozen(self) -> int:
        """How many units will not change any more."""
        return self._frozen

    def closed_codes(self) -> list[CodeCard]:
        """Code blocks whose end is known."""
        return [card for card in self._codes.values() if card.is_closed]

    def _renew(self, opened: list[Segment]) -> int:
        first = self._frozen
        frozen, self._segmenter.frozen = self._segmenter.frozen, []
        old = self.units[first:]
        made: list[Unit] = []
        before = self._last
        changed = first
        is_same = True
        for place, segment in enumerate(frozen + opened):
            reused = old[place] if place < len(old) else None
            unit, is_kept = self._unit(segment, before, reused)
            if is_same and is_kept:
                changed += 1
            else:
                is_same = False
            made.append(unit)
            if segment.kind != "blank" or segment.opened:
                before = segment
            if place < len(frozen):
                self._freeze(segment, before)
        for unit in old:
            if unit not in made:
                self._discard(unit)
        self.units[first:] = made
        self._frozen = first + len(frozen)
        return changed if is_same and len(old) == len(made) else min(changed, first + len(made))

    def _freeze(self, segment: Segment, before: Segment | None) -> None:
        self._last = before
        if segment.kind == "code" and segment.is_last:
            self._codes[segment.group].is_closed = True
        if "]:" in segment.text and segment.kind in {"paragraph", "blank", "heading"}:
            for label, line in markdown.definitions(segment.text).items():
                if self._definitions.setdefault(label, line) is line:
                    self._prefix = "".join(self._definitions.values())

    def _unit(
        self, segment: Segment, before: Segment | None, old: Unit | None
    ) -> tuple[Unit, bool]:
        """A unit for `segment`: `old` as it is, `old` made longer, or a new one."""
        known = self._segments.get(old) if old is not None else None
        gap = gap_between(before, segment, self._gap)
        if old is not None and known is not None:
            is_placed = old.space == gap
            old.space = gap
            if known.looks_like(segment):
                self._keep(old, segment)
                return old, not self._define(old) and is_placed
            if (
                isinstance(old, ProseUnit | CodeUnit | TableUnit)
                and _is_longer(known, segment)
                and not _image(segment)
            ):
                self._segments[old] = segment
                if isinstance(old, ProseUnit):
                    old.definitions = self._prefix if "[" in segment.text else ""
                old.update(segment)
                return old, False
        unit = self._made(segment)
        unit.section = self
        unit.space = gap
        self._segments[unit] = segment
        return unit, False

    def _keep(self, unit: Unit, segment: Segment) -> None:
        self._segments[unit] = segment
        if isinstance(unit, ProseUnit | CodeUnit | TableUnit):
            unit.segment = segment

    def _made(self, segment: Segment) -> Unit:
        if segment.kind == "code":
            card = self._codes.get(segment.group)
            if card is None or segment.is_first:
                card = self._codes[segment.group] = CodeCard(segment.info, segment.group)
            return CodeUnit(segment, card)
        if segment.kind == "rows":
            table = self._tables.setdefault(segment.group, TableCard(segment.group))
            return TableUnit(segment, table)
        image = _image(segment)
        if image:
            return RemoteImageUnit(image[2], image[1])
        return ProseUnit(segment, self._prefix, self._marks)

    def _discard(self, unit: Unit) -> None:
        self._segments.pop(unit, None)
        if isinstance(unit, CodeUnit | TableUnit):
            unit.card.units.remove(unit)  # type: ignore[arg-type]
        unit.release()

    def _define_late(self) -> int:
        """Link definitions at the end of a text count for all of it."""
        first = len(self.units)
        if not self._prefix:
            return first
        for place, unit in enumerate(self.units):
            if self._define(unit):
                first = min(first, place)
        return first

    def _define(self, unit: Unit) -> bool:
        """Tell a unit the link definitions that came after it; True if it has to be laid out."""
        if not isinstance(unit, ProseUnit) or "[" not in unit.segment.text:
            return False
        if unit.definitions == self._prefix:
            return False
        unit.definitions = self._prefix
        unit.release()
        unit.forget()
        return True

    def source(self, unit: Unit) -> str:
        """The exact slice of the text that a unit shows."""
        segment = self._segments.get(unit)
        return segment.source if segment else ""


def _image(segment: Segment) -> re.Match[str] | None:
    """A paragraph that is one picture and nothing else."""
    if segment.kind != "paragraph" or segment.containers or not segment.text.startswith("!"):
        return None
    return _IMAGE.fullmatch(segment.text.strip())


def _is_longer(known: Segment, segment: Segment) -> bool:
    """Whether one unit can go from `known` to `segment` without being replaced."""
    if known.kind == "code" or segment.kind == "code":
        return known.kind == segment.kind and (known.group, known.is_first, known.info) == (
            segment.group,
            segment.is_first,
            segment.info,
        )
    if known.kind == "rows" or segment.kind == "rows":
        return known.kind == segment.kind and (known.group, known.is_first) == (
            segment.group,
            segment.is_first,
        )
    return known.containers == segment.containers and known.kind == segment.kind
