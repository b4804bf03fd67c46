"""The keyboard in the transcript: moving, selecting, copying, the way through buttons and links."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from desktop_app.widgets.transcript import accessible
from desktop_app.widgets.transcript.layout import Placed
from desktop_app.widgets.transcript.selection import Place
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.tools import ToolUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

STEP = 40
_Key = Qt.Key
_ANSWERS = {
    _Key.Key_1: "allow_once",
    _Key.Key_2: "allow_conversation",
    _Key.Key_3: "allow_always",
    _Key.Key_Escape: "decline",
}


class Keys:
    """Turns keys into moves; remembers the message and the place that have the focus."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.entry = -1
        self._is_ringed = False  # the focus came by a key
        self._focus: tuple[Unit, int] | None = None

    def forget(self) -> None:
        """The messages are others."""
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
        accessible.focus(self._view, entry)
        self._view.floating.place()

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
            self.select_all()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._select(event):
            pass
        elif event.key() in {_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space}:
            return self._activate()
        elif event.key() == _Key.Key_Escape and not self._view.selection.is_empty:
            self._view.selection.clear()
            self._view.viewport().update()
        else:
            return self._move(event)
        return True

    def _move(self, event: QKeyEvent) -> bool:
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
        entry = max(0, min(entry, count - 1))
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
            for number in range(len(placed.unit.stops()))
        ]

    def tab(self, is_next: bool) -> bool:
        """Go to the next place that can be pressed; False at the last one."""
        stops = self._stops()
        here = [
            place
            for place, (placed, number) in enumerate(stops)
            if self._focus is not None and (placed.unit, number) == self._focus
        ]
        place = (here[0] if here else self._before(stops, is_next)) + (1 if is_next else -1)
        if not 0 <= place < len(stops):
            self._focus = None
            return False
        placed, number = stops[place]
        self._focus = (placed.unit, number)
        self._is_ringed = True
        spot = placed.unit.stops()[number]
        accessible.announce(self._view, spot.label)
        self._view.whither.tell(spot.payload if spot.name == "open_link" else "")
        if placed.entry != self.entry:
            self.entry = placed.entry
            self._view.floating.place()
        self._view.viewport().update()
        return True

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

    # -- selecting -------------------------------------------------------------------------------

    def select_all(self) -> None:
        """Select from the first to the last word."""
        view = self._view
        count = len(view.model.items)
        if not count:
            return
        view.selection.set(Place(0, 0, 0), self._last_place())
        view.viewport().update()

    def _last_place(self) -> Place:
        """Behind the last word of everything."""
        count = len(self._view.model.items)
        units = self._view.layout_.entry(count - 1).units
        for index in range(len(units) - 1, -1, -1):
            self._view.layout_.realise(count - 1, units[index])
            if units[index].length:
                return Place(count - 1, index, units[index].length)
        return Place(count - 1, 0, 0)

    def _select(self, event: QKeyEvent) -> bool:
        view = self._view
        head = view.selection.head or self._start()
        if head is None:
            return False
        is_wide = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if key in {_Key.Key_Left, _Key.Key_Right}:
            target = self._beside(head, 1 if key == _Key.Key_Right else -1, is_wide=is_wide)
        elif key in {_Key.Key_Up, _Key.Key_Down}:
            target = self._line(head, 1 if key == _Key.Key_Down else -1)
        elif key in {_Key.Key_Home, _Key.Key_End}:
            target = self._edge(head, is_end=key == _Key.Key_End, is_wide=is_wide)
        else:
            return False
        if view.selection.anchor is None:
            view.selection.begin(head)
        view.selection.extend(target)
        view.viewport().update()
        return True

    def _start(self) -> Place | None:
        for placed in self._view.layout_.shown:
            if placed.unit.length and (self.entry < 0 or placed.entry == self.entry):
                return Place(placed.entry, placed.index, 0)
        return None

    def _unit(self, place: Place) -> Unit:
        unit = self._view.layout_.entry(place.entry).units[place.unit]
        self._view.layout_.realise(place.entry, unit)
        return unit

    def _beside(self, place: Place, step: int, *, is_wide: bool) -> Place:
        unit = self._unit(place)
        target = place.position + step
        if is_wide and 0 <= target <= unit.length:
            start, end = unit.word_at(target)
            target = end if step > 0 else start
            if target == place.position:
                target += step
        if 0 <= target <= unit.length:
            return place._replace(position=target)
        return self._neighbour(place, step)

    def _neighbour(self, place: Place, step: int) -> Place:
        """The end of the previous unit with text, or the start of the next one."""
        entry, index = place.entry, place.unit
        while True:
            index += step
            units = self._view.layout_.entry(entry).units
            while not 0 <= index < len(units):
                entry += step
                if not 0 <= entry < len(self._view.model.items):
                    return place
                units = self._view.layout_.entry(entry).units
                index = 0 if step > 0 else len(units) - 1
            self._view.layout_.realise(entry, units[index])
            if units[index].length:
                return Place(entry, index, 0 if step > 0 else units[index].length)

    def _line(self, place: Place, step: int) -> Place:
        unit = self._unit(place)
        line = self._view.around.style.body.line
        y = unit.position_y(place.position) + line // 2 + step * line
        if 0 <= y < unit.height:
            target = unit.position_at(self._view.column()[1] if step > 0 else 0, y)
            if target != place.position:
                return place._replace(position=target)
        return self._neighbour(place, step)

    def _edge(self, place: Place, *, is_end: bool, is_wide: bool) -> Place:
        if is_wide:
            if not is_end:
                return Place(0, 0, 0)
            return self._last_place()
        return place._replace(position=self._unit(place).length if is_end else 0)

    # -- copying ---------------------------------------------------------------------------------

    def copy(self) -> None:
        """The selection, or the message that has the focus, as Markdown and rich text."""
        view = self._view
        if not view.selection.is_empty:
            data = QMimeData()
            data.setText(view.selection.markdown())
            data.setHtml(view.selection.html())
            QGuiApplication.clipboard().setMimeData(data)
        elif self.entry >= 0:
            text = view.layout_.entry(self.entry).markdown()
            QGuiApplication.clipboard().setText(text)
