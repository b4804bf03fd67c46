"""What the model tells, brought to the screen: messages that come, grow, end and change."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.domain.message import ToolResultPart
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.announcing import announce
from desktop_app.widgets.transcript import accessible
from desktop_app.widgets.transcript.changes import Change
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.exchange import Exchange
from desktop_app.widgets.transcript.units.pictures import PictureUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.remote import RemoteImageUnit
from desktop_app.widgets.transcript.units.table import TableUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

SECOND = 1000


class Following(QObject):
    """Listens to the model. Seconds of thinking are counted only while somebody looks."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._items: list[TranscriptItem] = []
        self._begun = ""  # the answer whose first words came last
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND)
        self._clock.timeout.connect(self._tick)
        model = view.model
        model.reset.connect(self.reset)
        model.message_added.connect(self._message_added)
        model.part_changed.connect(self._part_changed)
        model.message_changed.connect(self._message_changed)
        model.notice_changed.connect(self._notice_changed)
        model.tool_changed.connect(self._tool_changed)
        model.picture_came.connect(self._picture_came)
        model.remote.changed.connect(self._remote_changed)
        view.maths.drawn.connect(self._formula_drawn)

    def stop_clock(self) -> None:
        """Nobody looks."""
        self._clock.stop()

    def catch_up(self) -> None:
        """Show what grew while nobody looked."""
        view, layout = self._view, self._view.layout_
        for place in self._last_places():
            entry, builder = (
                layout.entries[place],
                view.model.builder(view.model.items[place].message.id),
            )
            if entry is not None and entry.is_built and builder is not None:
                for part in range(len(builder)):
                    entry.grow(part, builder, view.around.style, layout.width)
                    if entry.is_behind:
                        view.catching_up.follow(entry.message.id, part)
                layout.note_height(place)

    def reset(self) -> None:
        """Other messages: what is above the first that differs stays."""
        view = self._view
        exchange = Exchange(view, self._items)
        self._items = view.model.items
        view.selection.forget(exchange.count)
        view.finder.forget()
        view.keys.forget(exchange.count)
        view.pointer.forget()
        view.layout_.reset(exchange.entries())
        accessible.exchanged(view, exchange.count)
        exchange.place()
        view.refill()
        self.watch_clock()

    def _message_added(self, place: int) -> None:
        self._view.layout_.added()
        accessible.added(self._view, place)
        for part in self._view.model.items[place].message.parts:
            if isinstance(part, ToolResultPart):
                self._tool_changed(part.call_id)  # it belongs into the card of its call
        self._view.finder.changed(place)
        self._view.refill(may_follow=False)
        self.watch_clock()

    def _part_changed(self, message_id: str, part: int) -> None:
        place = self._view.model.place(message_id)
        builder = self._view.model.builder(message_id)
        if builder is None or self._view.is_waiting:
            return
        if message_id != self._begun:
            self._begun = message_id
            accessible.announce_beginning(self._view, place)
        entry = self._view.layout_.entry(place)
        change = Change(self._view, entry) if self._is_looked_at(place) else None
        height, count = entry.height, len(entry.parts)
        first = entry.grow(part, builder, self._view.around.style, self._view.layout_.width)
        self._view.layout_.note_height(place)
        if len(entry.parts) > count:
            self._thinking_ended(entry)
        if change is not None and change.has_moved_what_is_read(first):
            self._view.moving.show_growth(place, first)
        else:
            self._view.moving.grew(place, first, height)
        if entry.is_behind:
            self._view.catching_up.follow(message_id, part)

    def go_on(self, message_id: str, part: int) -> None:
        """Show more of what came too fast to be shown at once."""
        self._part_changed(message_id, part)

    def _is_looked_at(self, place: int) -> bool:
        """Whether a message that grows is read or selected elsewhere than at its end."""
        layout, ends = self._view.layout_, self._view.selection.ends
        is_read = not layout.is_at_end and layout.anchor.entry == place
        return is_read or (ends is not None and ends[0].entry <= place <= ends[1].entry)

    def _thinking_ended(self, entry: Entry) -> None:
        """What comes behind thoughts ends them: their line says so."""
        for part in entry.parts:
            if part.fold is not None:
                self._view.update_unit(part.fold)

    def _message_changed(self, message_id: str) -> None:
        place = self._view.model.place(message_id)
        entry = self._view.layout_.entries[place] if place >= 0 else None
        self._view.finder.changed(place)
        if entry is None or not entry.is_built:
            return
        is_over = self._view.model.builder(message_id) is None
        change = Change(self._view, entry)
        if is_over and entry.finish(self._view.around.style, self._view.layout_.width):
            self._view.layout_.note_height(place)
            change.has_moved_what_is_read(0)
        else:
            self._view.layout_.rebuild(place)
        self._view.refill(may_follow=False)
        self.watch_clock()
        if is_over:
            accessible.announce_end(self._view, place)

    def _notice_changed(self, message_id: str) -> None:
        place = self._view.model.place(message_id)
        entry = self._view.layout_.entries[place] if place >= 0 else None
        if entry is not None and entry.line is not None:
            entry.say(self._view.model.items[place].notice)
            self._view.update_unit(entry.line)

    def _tool_changed(self, call_id: str) -> None:
        for place in range(len(self._view.model.items) - 1, -1, -1):
            entry = self._view.layout_.entries[place]
            unit = entry.fill_call(call_id) if entry is not None and entry.is_built else None
            if unit is not None:
                kept = self._view.places.kept()
                self._view.layout_.realise(place, unit)
                self._view.places.keep(kept)
                self._view.refill(may_follow=False)
                self.watch_clock()
                if unit.is_waiting:
                    announce(self._view, f"{unit.name}: {unit.standing()}")
                return

    def _picture_came(self, sha256: str, data: bytes) -> None:
        kept = self._view.places.kept()
        for entry in self._view.layout_.entries:
            for unit in entry.units if entry is not None else ():
                if isinstance(unit, PictureUnit) and unit.sha256 == sha256:
                    unit.take(data)
        self._view.places.keep(kept)
        self._view.refill(may_follow=False)

    def _remote_changed(self, address: str) -> None:
        """The picture grows where the person asked for it: its top stays."""
        layout = self._view.layout_
        for entry in layout.entries:
            for unit in entry.units if entry is not None else ():
                if isinstance(unit, RemoteImageUnit) and unit.target == address:
                    unit.is_exact = False
        for placed in layout.shown:
            if isinstance(placed.unit, RemoteImageUnit) and placed.unit.target == address:
                self._view.moving.unit_changed(placed)
                return

    def watch_clock(self) -> None:
        """Seconds of thinking are counted while something streams and is seen."""
        is_live = self._view.model.is_tool_running or any(
            self._view.model.is_live(place) for place in self._last_places()
        )
        if is_live and self._view.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _last_places(self) -> range:
        count = len(self._view.model.items)
        return range(max(0, count - 2), count)

    def _tick(self) -> None:
        for placed in self._view.layout_.shown:
            entry = self._view.layout_.entries[placed.entry]
            if entry is not None and any(view.counts(placed.unit) for view in entry.parts):
                self._view.update_unit(placed.unit)

    def _formula_drawn(self) -> None:
        """Put the formulas that are ready into the texts that wait for them."""
        kept = self._view.places.kept()
        for unit in self._view.layout_.laid_out():
            if isinstance(unit, ProseUnit | TableUnit) and unit.waits_for_formula:
                unit.forget()
                unit.release()
        self._view.places.keep(kept)
        self._view.refill(may_follow=False)
