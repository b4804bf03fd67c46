"""Selecting with the keyboard: letters, words, lines, paragraphs, pages, everything."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from desktop_app.widgets.announcing import announce
from desktop_app.widgets.transcript import accessible
from desktop_app.widgets.transcript.placed import Anchor, Placed
from desktop_app.widgets.transcript.selection import Place
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.rest import RestUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

_Key = Qt.Key
_STEPS = {_Key.Key_Left: -1, _Key.Key_Right: 1, _Key.Key_Up: -1, _Key.Key_Down: 1}
_PAGES = {_Key.Key_PageUp: -1, _Key.Key_PageDown: 1}


class KeySelection:
    """Moves the selection's head; what it comes to is brought onto the screen."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.unit: Unit | None = None  # that the head was moved into last
        self._x: int | None = None  # where in the column lines are met on the way up and down

    def select_all(self) -> None:
        """Select from the first to the last word."""
        if self._view.model.items:
            last = self._last_place()
            self._view.selection.set(Place(0, 0, 0), last)
            self.unit = self._unit(last)
            announce(self._view, self._view.tr("Everything is selected"))
            self._view.viewport().update()

    def press(self, event: QKeyEvent) -> bool:
        """Move the head as Shift with a key says; False for other keys."""
        view = self._view
        view.selection.renew()
        is_new = self.unit is None and view.keys.ringed >= 0  # the keyboard went to a message
        head = (None if is_new else view.selection.head) or self._start()
        is_wide = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        target = self._target(head, event.key(), is_wide=is_wide) if head is not None else None
        if head is None or target is None:
            return False
        if is_new or view.selection.anchor is None:
            view.selection.begin(head)
        view.selection.extend(target)
        self._came_to(target)
        return True

    def put(self, anchor: Place, head: Place) -> None:
        """Select from one place to another, and show where that ends."""
        self._view.selection.set(anchor, head)
        self._came_to(head)

    def leave(self) -> None:
        """The keyboard went elsewhere; what is selected stays."""
        self.unit = None

    def _came_to(self, head: Place) -> None:
        self.show(head)
        before, self.unit = self.unit, self._unit(head)
        accessible.caret(self._view, head, is_new_block=self.unit is not before)
        self._view.viewport().update()

    def _target(self, head: Place, key: int, *, is_wide: bool) -> Place | None:
        is_upright = key in {_Key.Key_Up, _Key.Key_Down, *_PAGES} and not is_wide
        if not is_upright:
            self._x = None
        elif self._x is None:
            unit = self._unit(head)
            self._x = unit.position_x(head.position) if isinstance(unit, DocumentUnit) else 0
        step = _STEPS.get(_Key(key), 0)
        if key in {_Key.Key_Left, _Key.Key_Right}:
            return self._beside(head, step, is_wide=is_wide)
        if key in {_Key.Key_Up, _Key.Key_Down}:
            return self._paragraph(head, step) if is_wide else self._line(head, step)
        if key in {_Key.Key_Home, _Key.Key_End}:
            return self._edge(head, is_end=key == _Key.Key_End, is_wide=is_wide)
        return self._page(head, _PAGES[_Key(key)]) if key in _PAGES else None

    def _last_place(self) -> Place:
        """Behind the last word of everything."""
        count = len(self._view.model.items)
        units = self._view.layout_.entry(count - 1).units
        for index in range(len(units) - 1, -1, -1):
            if isinstance(units[index], RestUnit):  # whatever it becomes stands before the end
                return Place(count - 1, len(units) - 1, 0)
            self._view.layout_.realise(count - 1, units[index])
            if units[index].length:
                return Place(count - 1, index, units[index].length)
        return Place(count - 1, 0, 0)

    def _start(self) -> Place | None:
        entry = self._view.keys.entry
        for placed in self._view.layout_.shown:
            if placed.unit.length and (entry < 0 or placed.entry == entry):
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
            rest = units[index]
            if isinstance(rest, RestUnit):
                self._view.layout_.read(entry, rest)
                now = self._view.layout_.entry(entry).units
                index += len(now) - len(units) if step < 0 else 0
                units = now
                if isinstance(units[index], RestUnit):
                    return place  # there is more to read than there is time
            self._view.layout_.realise(entry, units[index])
            if units[index].length:
                return Place(entry, index, 0 if step > 0 else units[index].length)

    def _paragraph(self, place: Place, step: int) -> Place:
        """To the beginning or end of the block, or of the one beside it."""
        edge = self._unit(place).length if step > 0 else 0
        if place.position != edge:
            return place._replace(position=edge)
        beside = self._neighbour(place, step)
        return beside._replace(position=self._unit(beside).length if step > 0 else 0)

    def _line(self, place: Place, step: int) -> Place:
        """The line above or below, at the same place across."""
        unit = self._unit(place)
        top = unit.position_y(place.position)
        middle = self._view.around.style.code.line // 2
        for reach in range(4, 3 * middle, 4):
            y = top + middle + step * (middle + reach)
            target = unit.position_at(self._x or 0, y) if 0 <= y < unit.height else place.position
            if (unit.position_y(target) - top) * step > 0:
                return place._replace(position=target)
        beside = self._neighbour(place, step)
        if beside == place:
            return place._replace(position=unit.length if step > 0 else 0)
        there = self._unit(beside)
        edge = _entering(there, step)
        return beside._replace(position=there.position_at(self._x or 0, edge))

    def _edge(self, place: Place, *, is_end: bool, is_wide: bool) -> Place:
        if is_wide:
            return self._last_place() if is_end else Place(0, 0, 0)
        unit = self._unit(place)
        y = unit.position_y(place.position) + self._view.around.style.body.line // 2
        return place._replace(position=unit.position_at(1 << 20 if is_end else 0, y))

    def _page(self, head: Place, step: int) -> Place:
        """As much further as a page is high; the screen goes along."""
        view = self._view
        self.show(head)
        placed = self._placed(head)
        before = view.layout_.value
        y = placed.y + placed.unit.position_y(head.position) if placed is not None else 0
        view.scroll_by(step * (view.layout_.view_height - view.around.style.px(40)))
        if view.layout_.value == before:
            return self._last_place() if step > 0 else Place(0, 0, 0)
        found = view.pointer.place_at(QPoint(view.column()[0] + (self._x or 0), y + 4))
        return found if found is not None else head

    def _placed(self, place: Place) -> Placed | None:
        shown = self._view.layout_.shown
        return next((each for each in shown if (each.entry, each.index) == place[:2]), None)

    def show(self, place: Place) -> None:
        """Bring a place onto the screen, moving no further than it takes."""
        view = self._view
        unit = self._unit(place)
        unit.show_sideways(place.position, place.position)
        top, tall = unit.position_y(place.position), view.around.style.body.line
        placed, height = self._placed(place), view.layout_.view_height
        if placed is None:
            view.layout_.go_to(Anchor(place.entry, place.unit, top - height // 3))
            view.repaint_all()
        elif placed.y + top < 0:
            view.scroll_by(placed.y + top - tall // 2)
        elif placed.y + top + tall > height:
            view.scroll_by(placed.y + top + tall + tall // 2 - height)


def _entering(unit: Unit, step: int) -> int:
    """The height of the line that is met first when a unit is entered."""
    return unit.position_y(0 if step > 0 else unit.length) + 8
