"""One message as the view holds it: its units in order, built when it comes near the screen.

Keeps what the person opened and what has been shown of an answer that still grows.
"""

import time
from bisect import bisect_right

from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    ActivityPart,
    ImagePart,
    Message,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    TextPart,
    ToolCallPart,
)
from desktop_app.viewmodels.transcript import TranscriptItem, TranscriptModel
from desktop_app.widgets.transcript import calls, endings
from desktop_app.widgets.transcript.error_cards import error_card
from desktop_app.widgets.transcript.own_parts import own_end, own_parts
from desktop_app.widgets.transcript.part_views import PartView, of_sources
from desktop_app.widgets.transcript.sections import TextSection
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Unit, extents
from desktop_app.widgets.transcript.units.heads import HeadUnit
from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.pictures import PictureUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.tools import ToolUnit

_GROWING = {"text", "reasoning", "refusal"}
SOURCES = -1  # among the parts that are opened


class Entry:
    """A message's units. `units` is empty until `build`; `height` counts all their extents.

    `starts` are the places of the parts' first units.
    """

    def __init__(self, model: TranscriptModel, place: int) -> None:
        self._model = model
        self.place = place
        self.units: list[Unit] = []
        self.parts: list[PartView] = []
        self.trailing: list[Unit] = []
        self.leading = 0
        self.height = 0
        self.is_built = False
        self.line: LineUnit | None = None
        self.sources: PartView | None = None
        self.opened: set[int] = set()  # parts whose reasoning or JSON is shown
        self.starts: list[int] = []

    @property
    def item(self) -> TranscriptItem:
        """What is shown."""
        return self._model.items[self.place]

    @property
    def message(self) -> Message:
        """The message itself."""
        return self.item.message

    # -- building --------------------------------------------------------------------------------

    def build(self, style: Style, width: int) -> None:
        """Make all units; nothing is laid out yet."""
        self.drop()
        self.is_built = True
        message = self.message
        if message.role is Role.USER:
            self.parts = own_parts(message, self._model.picture)
            self.trailing = own_end(self.item.version)
        elif message.role is Role.ASSISTANT:
            self._build_answer(message)
        self.leading = len(self.units)
        self._join()
        self._count(style, width)

    def drop(self) -> None:
        """Give all units back, at once: in a circle they would wait for the garbage."""
        for view in self.parts:
            view.drop()
        if self.sources is not None:
            self.sources.drop()
        self.sources = None
        self.units, self.parts, self.trailing, self.line = [], [], [], None
        self.is_built = False

    def _build_answer(self, message: Message) -> None:
        builder = self._model.builder(message.id)
        if not self._model.continues_turn(self.place):
            self.units.append(HeadUnit(self.item.head, self.item.version))
        parts = builder.parts() if builder is not None else message.parts
        for index, part in enumerate(parts):
            self.parts.append(self._part_view(part, index))
        for view in self.parts:
            if view.tree and not self.is_growing:
                view.end_tree(view.tree, message)
        self._build_end(message)

    @property
    def is_growing(self) -> bool:
        """Whether more may come of it."""
        is_streaming = self._model.builder(self.message.id) is not None
        return is_streaming or self._model.is_live(self.place)

    def _section(self, text: str, marks: tuple[str, ...] = ()) -> TextSection:
        """A section with this text; one that is whole is read in one go."""
        section = TextSection(marks)
        if self.is_growing:
            section.feed(text)
        else:
            section.finish(text)
        return section

    def _part_view(self, part: Part, index: int) -> PartView:
        view = PartView()
        match part:
            case TextPart() if self.item.schema is not None:
                view.tree = StructuredUnit(self.item.schema)
                view.tree.feed(part.text)
                view.tree.space = 12
                if index in self.opened:
                    view.show_json(view.tree, is_shown=True)
                view.join()
            case TextPart() | RefusalPart():
                view.section = self._section(part.text)
                view.join()
            case ReasoningPart():
                self._reasoning(view, part, index)
            case ToolCallPart():
                view.tool = ToolUnit(part.id, part.name)
                self._fill_tool(view.tool, part)
                view.tool.space = 12
                view.units = [view.tool]
            case ImagePart():
                view.units = [PictureUnit(part.name, self._model.picture(part), part.sha256)]
                view.units[0].space = 12
            case ActivityPart():
                calls.show_activity(view, part, self.parts, is_live=self.is_growing)
            case _:
                pass
        return view

    def _reasoning(self, view: PartView, part: ReasoningPart, index: int) -> None:
        view.fold = FoldUnit(view.thinking)
        view.fold.space = 4
        view.seconds = part.seconds
        view.is_live = self._model.is_live(self.place) and self._is_last_part(index)
        view.section = self._section(part.text, ("muted",))
        view.fold.is_open = index in self.opened
        view.join()

    def _is_last_part(self, index: int) -> bool:
        builder = self._model.builder(self.message.id)
        count = len(builder) if builder is not None else len(self.message.parts)
        return index == count - 1

    def _fill_tool(self, unit: ToolUnit, part: ToolCallPart) -> None:
        calls.fill(unit, part, self._model, self.place)

    def fill_call(self, call_id: str) -> ToolUnit | None:
        """Show what is now known of a tool call; None if it is not of this message."""
        for part in self.shown_parts():
            if isinstance(part, ToolCallPart) and part.id == call_id:
                for view in self.parts:
                    if view.tool is not None and view.tool.call_id == call_id:
                        self._fill_tool(view.tool, part)
                        return view.tool
        return None

    def _build_end(self, message: Message) -> None:
        self.trailing = []
        is_live = self._model.is_live(self.place)
        if not self.is_growing:
            self.sources = of_sources(message, is_open=SOURCES in self.opened)
        if message.error is not None and not is_live:
            before = self._model.items[: self.place]
            self.trailing.append(error_card(message, message.error, before))
        ending = endings.ending(message)
        if ending is not None or is_live:
            if ending is None:
                ending = endings.notice(self.item.notice, self.item.notice_buttons)
            self.line = LineUnit(ending.icon, ending.words, ending.buttons)
            self.line.space = 12
            self.trailing.append(self.line)

    def say(self, text: str) -> None:
        """Tell something in the line that is kept free under a growing answer."""
        if self.line is not None and self._model.is_live(self.place):
            now = endings.notice(text, self.item.notice_buttons)
            self.line.say_now(now.icon, now.words, now.buttons)

    # -- growing ---------------------------------------------------------------------------------

    def grow(self, index: int, builder: MessageBuilder, style: Style, width: int) -> int:
        """Show more of one part. Returns the place of the first unit that changed."""
        while len(self.parts) <= index:
            place = len(self.parts)
            self._end_thinking()
            self.parts.append(self._part_view(builder.part(place), place))
            if place == index:  # it may have ended an activity that stands above
                views = enumerate(self.parts)
                first = next((number for number, view in views if view.activity), place)
                return self._joined(first, 0, style, width)
        view = self.parts[index]
        if view.tree is not None:
            view.grow_tree(view.tree, builder.text_from(index, view.tree.fed))
            return self._joined(index, 0, style, width)
        if view.section is not None:
            return self._grow_section(index, builder, style, width)
        part = builder.part(index)
        if view.tool is not None and isinstance(part, ToolCallPart):
            self._fill_tool(view.tool, part)
        elif isinstance(part, ActivityPart):
            calls.go_on(view, part)
        elif builder.kind(index) not in _GROWING:
            self.parts[index] = self._part_view(part, index)
        return self._joined(index, 0, style, width)

    def _grow_section(self, index: int, builder: MessageBuilder, style: Style, width: int) -> int:
        view = self.parts[index]
        section = view.section
        if section is None:
            raise ValueError("this part has no text")
        is_folded = view.fold is not None and not view.fold.is_open
        offset = self.starts[index] + view.ahead
        is_last = index + 1 == len(self.parts) and not is_folded
        kept = offset + section.frozen
        before = extents(self.units[kept:]) if is_last else 0
        first = section.feed(builder.text_from(index, section.fed))
        if is_folded:
            return self.starts[index]
        if not is_last:
            view.join()
            return self._joined(index, first + view.ahead, style, width)
        if view.fold is not None:
            view.units[1 + first :] = section.units[first:]
        changed = offset + first
        self.units[changed:] = section.units[first:] + self.trailing
        for unit in self.units[kept:]:
            if not (unit.height or unit.is_exact):
                unit.estimate(style, width)
        self.height += extents(self.units[kept:]) - before
        return changed

    def _end_thinking(self) -> None:
        for view in self.parts:
            if view.is_live:
                view.seconds = time.monotonic() - view.began
                view.is_live = False

    def finish(self, style: Style, width: int) -> bool:
        """The answer ended as it was shown. False if it has to be built anew."""
        message = self.message
        if len(message.parts) != len(self.parts):
            return False
        for part, view in zip(message.parts, self.parts, strict=True):
            if view.tree and isinstance(part, TextPart):
                view.grow_tree(view.tree, part.text[view.tree.fed :])
                view.end_tree(view.tree, message)
            elif view.section and not self._finish_part(part, view):
                return False
            if view.tool and isinstance(part, ToolCallPart):
                self._fill_tool(view.tool, part)
            if view.activity:
                view.activity.end()
        self._end_thinking()
        self._build_end(message)
        self._join()
        self._count(style, width)
        return True

    def _finish_part(self, part: Part, view: PartView) -> bool:
        if not isinstance(part, TextPart | ReasoningPart | RefusalPart) or view.section is None:
            return False
        if view.section.fed > len(part.text):
            return False
        if view.section.fed < len(part.text):
            view.section.feed(part.text[view.section.fed :])
        view.section.finish()
        view.join()
        if isinstance(part, ReasoningPart) and part.seconds is not None:
            view.seconds = part.seconds
            view.is_live = False
        return True

    def read(self, rest: RestUnit, style: Style, width: int) -> tuple[int, int, int]:
        """Read what `rest` stands for, a slice of it if it is long.

        Returns the first unit that changed, and how many units became how many.
        """
        index = bisect_right(self.starts, self.units.index(rest)) - 1
        view = self.parts[index]
        if view.section is None:
            raise ValueError("this part has no text")
        first, before, after = view.section.read(rest.passage)
        view.join()
        begin = self.starts[index] + view.ahead + first
        old = self.units[begin : begin + before]
        new = view.section.units[first : first + after]
        for unit in new:
            if not unit.height:
                unit.estimate(style, width)
        self.units = [*self.units[:begin], *new, *self.units[begin + before :]]
        for later in range(index + 1, len(self.starts)):
            self.starts[later] += after - before
        self.height += extents(new) - extents(old)
        return begin, before, after

    def waiting(self) -> RestUnit | None:
        """What has to be read although nobody looks at it."""
        for view in self.parts:
            rest = view.section.waiting() if view.section else None
            if rest is not None and (view.fold is None or view.fold.is_open):
                return rest
        return None

    @property
    def is_behind(self) -> bool:
        """Whether something that streams came faster than it could be shown."""
        return any(view.section.is_behind for view in self.parts if view.section)

    def _joined(self, index: int, first: int, style: Style, width: int) -> int:
        """Put the units of all parts into the flat list anew."""
        self._join()
        self._count(style, width)
        return self.starts[index] + first

    def _count(self, style: Style, width: int) -> None:
        for unit in self.units:
            if not (unit.height or unit.is_exact):
                unit.estimate(style, width)
        self.height = extents(self.units)

    def _join(self) -> None:
        """The flat list of all units."""
        head = self.units[: self.leading]
        self.starts = []
        units = head
        for before, view in zip([None, *self.parts], self.parts, strict=False):
            view.stand_behind(before)
            self.starts.append(len(units))
            units = units + view.units
        self.units = units + (self.sources.units if self.sources else []) + self.trailing

    def rejoin(self, style: Style, width: int) -> None:
        """After something was opened or folded."""
        for view in (*self.parts, self.sources):
            if view is not None and view.section is not None:
                view.join()
        self._join()
        self._count(style, width)

    def turn(self, fold: FoldUnit) -> None:
        """Open what is folded, or fold it again."""
        fold.is_open = not fold.is_open
        shown = {SOURCES: self.sources, **dict(enumerate(self.parts))}
        for index, view in shown.items():
            if view is not None and view.fold is fold:
                (self.opened.add if fold.is_open else self.opened.discard)(index)

    def show_json(self, tree: StructuredUnit, *, is_shown: bool) -> None:
        """Show a structured answer as it came, or as a tree."""
        for index, view in enumerate(self.parts):
            if view.tree is tree and tree.shows_json != is_shown:
                view.show_json(tree, is_shown=is_shown)
                (self.opened.add if is_shown else self.opened.discard)(index)

    # -- words -----------------------------------------------------------------------------------

    def shown_parts(self) -> tuple[Part, ...]:
        """The parts as far as they came."""
        builder = self._model.builder(self.message.id)
        return builder.parts() if builder is not None else self.message.parts

    def markdown(self) -> str:
        """The whole message as it would be typed."""
        kinds = (TextPart, RefusalPart)
        return "\n\n".join(part.text for part in self.shown_parts() if isinstance(part, kinds))
