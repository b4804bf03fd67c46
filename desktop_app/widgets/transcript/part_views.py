"""The units of one part of a message, and what is said and guessed of parts without units."""

import time
from collections.abc import Iterable

from desktop_app.domain.message import (
    FilePart,
    ImagePart,
    Message,
    Part,
    RefusalPart,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.transcript import endings, sources
from desktop_app.widgets.transcript.sections import TextSection
from desktop_app.widgets.transcript.units.activities import ActivityUnit
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.tools import ToolUnit

LEAST = 60  # pixels of a message without words
TOOL = Role.TOOL
_FENCE = "```json\n"


class PartView:
    """The units of one part."""

    def __init__(self, units: list[Unit] | None = None) -> None:
        self.units: list[Unit] = units or []
        self.section: TextSection | None = None
        self.fold: FoldUnit | None = None
        self.tool: ToolUnit | None = None
        self.tree: StructuredUnit | None = None
        self.activity: ActivityUnit | None = None
        self.began = time.monotonic()
        self.seconds: float | None = None
        self.is_live = False

    @property
    def ahead(self) -> int:
        """How many units stand before those of the words."""
        return int(self.tree is not None or self.fold is not None)

    def drop(self) -> None:
        """Let go of everything that points back here."""
        if self.section is not None:
            self.section.drop()
        self.section = self.fold = None

    def join(self) -> None:
        """Put the units in order again after the section grew."""
        units = self.section.units if self.section else []
        if self.tree is not None:
            self.units = [self.tree, *units]
        elif self.fold is None:
            self.units = units
        else:
            self.units = [self.fold, *units] if self.fold.is_open else [self.fold]

    def stand_behind(self, before: "PartView | None") -> None:
        """Keep the answer apart from thoughts that are shown above it."""
        if self.section is not None and self.fold is None and self.tree is None:
            are_thoughts_shown = before and before.fold and before.fold.is_open
            self.section.stand_below(24 if are_thoughts_shown else 12)

    def grow_tree(self, tree: StructuredUnit, text: str) -> None:
        """More of a structured answer."""
        tree.feed(text)
        if self.section is not None:
            self.section.feed(text)
            self.join()

    def end_tree(self, tree: StructuredUnit, message: Message) -> None:
        """A structured answer ended."""
        tree.end(message.state)
        if self.section is not None:
            self.section.finish()
            self.join()

    def show_json(self, tree: StructuredUnit, *, is_shown: bool) -> None:
        """Show a structured answer as it came, or as a tree."""
        tree.shows_json, tree.is_exact = is_shown, False
        self.section = TextSection() if is_shown else None
        if self.section is not None:
            self.section.feed(_FENCE + tree.text)
            if tree.is_over:
                self.section.finish()
        self.join()

    def counts(self, unit: Unit) -> bool:
        """Whether a unit shows seconds that go on."""
        if self.tool is not None and self.tool is unit:
            return self.tool.is_running
        return self.is_live and self.fold is unit

    def thinking(self) -> str:
        """The words of the fold line."""
        seconds = time.monotonic() - self.began if self.is_live else self.seconds
        return endings.thinking(seconds, is_live=self.is_live)


def of_sources(message: Message, *, is_open: bool) -> PartView | None:
    """What an answer names as its sources, folded at first; None if it names none."""
    citations = sources.cited(message)
    if not citations:
        return None
    view = PartView()
    words = sources.counted(citations)
    view.fold = FoldUnit(lambda: words, "the sources")
    view.fold.space, view.fold.is_open = 12, is_open
    view.section = TextSection(("muted",))
    view.section.finish(sources.listed(citations))
    view.join()
    return view


def said(part: Part) -> str:
    """What a screen reader says of a part."""
    match part:
        case TextPart() | RefusalPart():
            return part.text
        case ToolCallPart():
            return f"Tool call {part.name}"
        case ToolResultPart():
            return part.text
        case ImagePart() | FilePart():
            return part.name
        case _:
            return ""


def letters(items: Iterable[TranscriptItem]) -> list[int]:
    """How many letters messages have, by which heights are guessed; -1 for those never shown.

    One loop without calls: a conversation of 10,000 messages opens with it.
    """
    counts = []
    for item in items:
        message = item.message
        count = 0
        for part in message.parts:
            if type(part) is TextPart:
                count += len(part.text)
        counts.append(count if message.role is not TOOL else -1)
    return counts
