"""The keyboard in the transcript: moving, selecting, copying, the way through buttons and links."""

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from desktop_app.widgets.transcript import accessible
from desktop_app.widgets.transcript.key_selection import KeySelection
from desktop_app.widgets.transcript.placed import Anchor, Placed
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.tools import ToolUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

STEP = 40
MARGIN = 12  # pixels between what the keyboard comes to and the screen's edge
FARTHEST = 400  # units of a message that are looked through for the next thing to press
_Key = Qt.Key
_ANSWERS = {
    _Key.Key_1: "allow_once",
    _Key.Key_2: "allow_conversation",
    _Key.Key_3: "allow_always",
    _Key.Key_Escape: "decline",
}


def open_stops(unit: Unit) -> list[int]:
    """The numbers of a unit's stops that the keyboard can stand at."""
    return [number for number, spot in enumerate(unit.stops()) if not spot.is_off]


class Keys:
    """Turns keys into moves; remembers the message and the place that have the focus."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.entry = -1
        self.selecting = KeySelection(view)
        self._is_ringed = False  # the focus came by a key
        self._focus: tuple[Unit, int] | None = None

    def forget(self, kept: int) -> None:
        """The messages from `kept` on are others; one in the place of the focused one has it."""
        if not self.entry <= kept < len(self._view.model.items):
            self.entry = -1
        self._focus = None

    @property
    def ringed(self) -> int:
        """The message that has a ring around it, -1 for none: one ring at a time."""
        is_seen = self._is_ringed and self._focus is None and self._view.hasFocus()
        return self.entry if is_seen else -1

    def hide_ring(self) -> None:
        """The mouse took over."""
        if self._is_ringed or self._focus is not None:
            self._is_ringed, self._focus = False, None
            self.entry = -1
            self._view.whither.tell("")
            self._view.viewport().update()

    def came(self, reason: Qt.FocusReason) -> None:
        """The keyboard came to the transcript: by Tab it stands at a message that is seen."""
        shown = self._view.layout_.shown
        if reason in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason} and shown:
            is_back = reason is Qt.FocusReason.BacktabFocusReason
            self._stand_at(shown[-1 if is_back else 0].entry)
        self._view.viewport().update()

    def went(self, reason: Qt.FocusReason) -> None:
        """The keyboard went elsewhere; a menu or another window gives it back."""
        if reason not in {
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.TabFocusReason,
        }:
            self._is_ringed, self._focus = False, None
        self._view.whither.tell("")
        self._view.viewport().update()

    def _stand_at(self, entry: int) -> None:
        self.entry = entry
        self._is_ringed = True
        self._focus = None
        self.selecting.leave()
        accessible.focus(self._view, entry)
        self._view.floating.place()

    @property
    def focused(self) -> tuple[Unit, int] | None:
        """What can be pressed and has the focus: its unit, and which of its stops it is."""
        return self._focus

    def focused_spot(self, unit: Unit) -> int:
        """Which spot of a unit has the focus, -1 for none."""
        return self._focus[1] if self._focus is not None and self._focus[0] is unit else -1

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key; False leaves it to Qt."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif self.answers_call(event):
            self._answer_call(event)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selecting.select_all()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.selecting.press(event):
            pass
        elif event.key() in {_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space}:
            return self._activate()
        elif event.key() == _Key.Key_Escape and not self._view.selection.is_empty:
            self._view.selection.clear()
            self._view.viewport().update()
        else:
            return self.scroll(event)
        return True

    def scroll(self, event: QKeyEvent) -> bool:
        """Handle a key that scrolls; tells whether it is one."""
        view = self._view
        page = view.layout_.view_height - view.around.style.px(STEP)
        step = view.around.style.px(STEP)
        moves = {
            _Key.Key_Up: -step,
            _Key.Key_Down: step,
            _Key.Key_PageUp: -page,
            _Key.Key_PageDown: page,
        }
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if event.key() in moves:
            view.scroll_by(moves[_Key(event.key())])
        elif event.key() == _Key.Key_Home:
            view.scroll_to(0)
        elif event.key() == _Key.Key_End:
            view.jump_to_latest()
        else:
            return False
        return True

    # -- messages --------------------------------------------------------------------------------

    def move_focus(self, step: int) -> None:
        """Go to the message `step` further down and show its beginning."""
        view = self._view
        count = len(view.model.items)
        if not count:
            return
        at = self.entry if self.entry >= 0 else self._first_seen() - (step > 0)
        entry = at + step
        while 0 <= entry < count and not view.layout_.entry(entry).units:
            entry += step
        self.go_to(max(0, min(entry, count - 1)))

    def go_to(self, entry: int) -> None:
        """Put the keyboard at a message and show its beginning."""
        view = self._view
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        view.show_message(view.model.items[entry].message.id)
        self._stand_at(entry)

    def _first_seen(self) -> int:
        shown = self._view.layout_.shown
        if self._view.layout_.is_at_end:
            return len(self._view.model.items)
        return shown[0].entry if shown else 0

    # -- buttons and links -----------------------------------------------------------------------

    def _stops(self) -> list[tuple[Placed, int]]:
        return [
            (placed, number)
            for placed in self._view.layout_.shown
            for number in open_stops(placed.unit)
        ]

    def tab(self, is_next: bool) -> bool:
        """Go to the next place that can be pressed; False at the last one.

        From a message that has the ring the way leads to its own actions first.
        """
        if self._view.floating.has_focus:
            self._leave_actions()
            if not is_next:
                return True
        elif is_next and self.ringed >= 0 and self._to_actions():
            return True
        stops = self._stops()
        here = [
            place
            for place, (placed, number) in enumerate(stops)
            if self._focus is not None and (placed.unit, number) == self._focus
        ]
        place = (here[0] if here else self._before(stops, is_next)) + (1 if is_next else -1)
        stop = stops[place] if 0 <= place < len(stops) else self._beyond(is_next)
        if stop is None:
            self._focus = None
            return False
        self.stand_at_stop(*stop)
        return True

    def _to_actions(self) -> bool:
        """Go to what can be done with the message that has the ring, if that is on the screen."""
        view, actions = self._view, self._view.actions_
        view.floating.place_at(self.entry)
        if actions.isHidden():
            return False
        self._bring(actions.y(), actions.height())
        view.floating.place_at(self.entry)
        actions.take_focus()
        return True

    def _leave_actions(self) -> None:
        """Stand at the message whose actions had the keyboard."""
        entry = self._view.model.place(self._view.actions_.message_id)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stand_at(entry)

    def _beyond(self, is_next: bool) -> tuple[Placed, int] | None:
        """What can be pressed of the same message beyond the screen, brought onto it."""
        layout = self._view.layout_
        mine = [placed.index for placed in layout.shown if placed.entry == self.entry]
        if not mine:
            return None
        units = layout.entry(self.entry).units
        way = range(mine[-1] + 1, len(units)) if is_next else range(mine[0] - 1, -1, -1)
        for index in itertools.islice(way, FARTHEST):
            layout.realise(self.entry, units[index])
            if stops := open_stops(units[index]):
                layout.go_to(Anchor(self.entry, index, -layout.view_height // 3))
                self._view.repaint_all()
                found = (placed for placed in layout.shown if placed.unit is units[index])
                return next(((placed, stops[0 if is_next else -1]) for placed in found), None)
        return None

    def stand_at_stop(self, placed: Placed, number: int) -> None:
        """Put the keyboard at something that can be pressed."""
        view = self._view
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus = (placed.unit, number)
        self._is_ringed = True
        spot = placed.unit.stops()[number]
        self._bring(placed.y + spot.rect.y(), spot.rect.height())
        view.whither.tell(spot.payload if spot.name == "open_link" else "")
        if placed.entry != self.entry:
            self.entry = placed.entry
            view.floating.place()
        self.selecting.leave()
        accessible.focus_stop(view, placed.entry)
        view.viewport().update()

    def _bring(self, top: int, tall: int) -> None:
        """Let a stretch of the screen's height be seen, moving no further than it takes."""
        beyond = self._view.layout_.view_height
        room = self._view.around.style.px(MARGIN)
        if top < 0:
            self._view.scroll_by(top - room)
        elif top + tall > beyond:
            self._view.scroll_by(top + tall - beyond + room)

    def _before(self, stops: list[tuple[Placed, int]], is_next: bool) -> int:
        """Where the way begins: at the message that has the ring, else at the end of them all."""
        places = range(len(stops))
        if self.ringed < 0:
            return -1 if is_next else len(stops)
        if is_next:
            later = (place for place in places if stops[place][0].entry >= self.ringed)
            return next(later, len(stops)) - 1
        earlier = (place for place in reversed(places) if stops[place][0].entry < self.ringed)
        return next(earlier, -1) + 1

    def answers_call(self, event: QKeyEvent) -> bool:
        """Whether a key says if a tool call on the screen may run: 1, 2, 3 or Esc."""
        has_none = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return not has_none and event.key() in _ANSWERS and self._waiting() is not None

    def _waiting(self) -> ToolUnit | None:
        """The first tool call on the screen that waits for approval, buttons and all."""
        for placed in self._view.layout_.shown:
            unit = placed.unit
            bottom = placed.y + unit.height
            if isinstance(unit, ToolUnit) and unit.is_waiting:
                return unit if bottom <= self._view.layout_.view_height else None
        return None

    def _answer_call(self, event: QKeyEvent) -> None:
        waiting = self._waiting()
        if waiting is not None and not event.isAutoRepeat():
            answer = _ANSWERS[_Key(event.key())]
            self._view.tool_action_requested.emit(answer, waiting.call_id)

    def _activate(self) -> bool:
        for placed, number in self._stops():
            if self._focus == (placed.unit, number):
                self._view.press_spot(placed, number)
                return True
        return False

    # -- copying ---------------------------------------------------------------------------------

    def copy(self) -> None:
        """The selection, or the message that has the focus, as Markdown and rich text."""
        view = self._view
        if not view.selection.is_empty:
            data = QMimeData()
            data.setText(view.selection.markdown())
            data.setHtml(view.selection.html())
            QGuiApplication.clipboard().setMimeData(data)
        elif self.entry >= 0 and not view.model.is_live(self.entry):
            view.act("copy", view.focused_message)
        elif self.entry >= 0:
            text = view.layout_.entry(self.entry).markdown()
            QGuiApplication.clipboard().setText(text)
