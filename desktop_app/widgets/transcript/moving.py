"""How the screen changes: copying pixels that moved, painting only what is new."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from desktop_app.widgets.transcript import ring
from desktop_app.widgets.transcript.placed import Anchor, Placed
from desktop_app.widgets.transcript.scroll_bar import STRIP
from desktop_app.widgets.transcript.units.base import extents
from desktop_app.widgets.transcript.units.code import CodeCard

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


class Moving:
    """Shows what the layout did to the screen with as little painting as can be."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.dot = QRect()  # where the dot was painted last
        self.rect = QRect()  # what moves when the text does
        self._left = self._width = self._height = 0

    def grew(self, place: int, first: int, height: int) -> None:
        """A message that was `height` high changed from its unit `first` on."""
        if self._is_below_the_screen(place, first):
            self._view.after_move(is_streaming=True)
        elif not self._show_in_place(place, first, height):
            self.show_growth(place, first)

    def _is_below_the_screen(self, place: int, first: int) -> bool:
        """Nothing of what changed is seen: no layout at all."""
        layout = self._view.layout_
        if layout.is_at_end or not layout.shown:
            return False
        last = layout.shown[-1]
        is_full = last.y + last.unit.height >= layout.view_height
        return is_full and (last.entry, last.index) < (place, first)

    def _show_in_place(self, place: int, first: int, height: int) -> bool:
        """Paint what changed if the same units are seen, moved up by what they grew."""
        layout = self._view.layout_
        entry = layout.entry(place)
        tail = self._tail(place, first)
        units = [unit for unit in entry.units[first:] if unit.height]
        if [placed.unit for placed in tail] != units or not tail:
            return False
        for unit in units:
            layout.realise(place, unit)
        grown = entry.height - height
        if grown and not self._push_up(tail, grown):
            return False
        start = tail[0].unit.changed_from()
        top = tail[0].y + start if start else tail[0].y - tail[0].unit.gap
        if grown:
            self._update_from(top)
            self._view.look()
        else:
            words = [placed for placed in tail if placed.unit.length] or tail
            below = self._view.around.style.px(4)  # the dot reaches lower than the words
            self._update_from(top, words[-1].y + words[-1].unit.height + below)
        self._view.after_move(is_streaming=True)
        return True

    def _tail(self, place: int, first: int) -> list[Placed]:
        """What is seen of the units that changed."""
        shown = self._view.layout_.shown
        begin = len(shown)
        while begin and (shown[begin - 1].entry, shown[begin - 1].index) >= (place, first):
            begin -= 1
        return shown[begin:]

    def _push_up(self, tail: list[Placed], by: int) -> bool:
        """Move the screen up by what its end grew; False where that would not fill it."""
        layout = self._view.layout_
        shown = layout.shown
        if not layout.is_at_end or by < 0 or shown[0].y > shown[0].unit.gap:
            return False
        for placed in shown:
            placed.y -= by
        y = tail[0].y + tail[0].unit.height
        for placed in tail[1:]:
            placed.y = y + placed.unit.gap
            y = placed.y + placed.unit.height
        while shown[0].y + shown[0].unit.height <= 0:
            del shown[0]
        layout.anchor = Anchor(shown[0].entry, shown[0].index, -shown[0].y)
        self.move_pixels(-by)
        return True

    def _update_from(self, top: int, bottom: int = 1 << 20) -> None:
        """Paint the column again between two heights of the viewport, and where the dot was."""
        top = max(0, min(top, self.dot.y()))
        bottom = min(self._height, max(bottom, self.dot.y() + self.dot.height()))
        self._view.viewport().update(self._left, top, self._width, bottom - top)

    def show_growth(self, place: int, first: int) -> None:
        """Lay out the end that grew; copy what moved and paint only what changed."""
        layout = self._view.layout_
        before = {placed.unit: placed.y for placed in layout.shown}
        layout.fill(may_follow=False)
        shift = None
        top = layout.view_height
        for placed in layout.shown:
            if placed.entry == place and placed.index >= first:
                from_y = placed.unit.changed_from() if placed.unit in before else 0
                top = min(top, placed.y + from_y if from_y else placed.y - placed.unit.gap)
            if shift is None and placed.unit in before:
                shift = placed.y - before[placed.unit]
        self.move_pixels(shift or 0)
        self._update_from(top)
        self._view.after_move(is_streaming=True)
        self._view.look()

    def unit_changed(self, placed: Placed) -> None:
        """A unit has another height: lay out the screen with its top where it is."""
        view, layout = self._view, self._view.layout_
        entry = layout.entry(placed.entry)
        unit, y = placed.unit, placed.y
        layout.realise(placed.entry, unit)
        entry.height = extents(entry.units)
        layout.note_height(placed.entry)
        if y >= 0 or not layout.is_at_end:
            was_at_end = layout.is_at_end
            index = entry.units.index(unit) if unit in entry.units else 0
            layout.go_to(Anchor(placed.entry, index, -y))
            if was_at_end and view.model.is_live(len(view.model.items) - 1):
                layout.is_at_end = True
                layout.fill()
        else:
            layout.fill()
        view.repaint_all()

    def card_changed(self, card: CodeCard) -> None:
        """All runs of a card have other heights; what is read stays where it is."""
        kept = self._view.places.kept(card.units)
        for unit in card.units:
            unit.forget_width()
        self._view.places.keep(kept)
        self._view.refill(may_follow=False)

    def move_pixels(self, shift: int) -> None:
        """Copy the column's pixels down by `shift`, up if negative."""
        if not shift:
            return
        viewport = self._view.viewport()
        if abs(shift) >= self.rect.height():
            viewport.update()
            return
        viewport.scroll(0, shift, self.rect)
        self.dot.translate(0, shift)
        if self._view.keys.ringed >= 0:  # a ring reaches beyond its message
            edge = self._view.around.style.px(ring.OUTSET)
            viewport.update(self.rect.adjusted(0, 0, 0, edge - self.rect.height()))
            viewport.update(self.rect.adjusted(0, self.rect.height() - edge, 0, 0))
        for over in (self._view.actions_, self._view.whither):
            if over.isVisible():
                viewport.update(over.geometry().translated(0, shift))
                viewport.update(over.geometry())

    def resized(self) -> None:
        """What moves is the column and the room for rings and the dot, not the scroll bar."""
        x, width = self._view.column()
        view, px = self._view.viewport().rect(), self._view.around.style.px
        rect = QRect(x - px(16), 0, width + 2 * px(16), view.height())
        self.rect = rect & view.adjusted(0, 0, -px(STRIP), 0)
        self._left, self._width, self._height = self.rect.x(), self.rect.width(), view.height()
