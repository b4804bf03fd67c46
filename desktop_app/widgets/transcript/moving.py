"""How the screen changes: copying pixels that moved, painting only what is new."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from desktop_app.widgets.transcript import ring
from desktop_app.widgets.transcript.scroll_bar import STRIP

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


class Moving:
    """Shows what the layout did to the screen with as little painting as can be."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self.dot = QRect()  # where the dot was painted last
        self.rect = QRect()  # what moves when the text does

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
        """Paint what changed if nothing moved: as many units, as high as before."""
        layout = self._view.layout_
        entry = layout.entry(place)
        tail = [placed for placed in layout.shown if placed.entry == place]
        tail = [placed for placed in tail if placed.index >= first]
        units = [unit for unit in entry.units[first:] if unit.height]
        if [placed.unit for placed in tail] != units or not tail:
            return False
        for unit in units:
            layout.realise(place, unit)
        if entry.height != height:
            return False
        start = tail[0].unit.changed_from()
        top = tail[0].y + start if start else tail[0].y - tail[0].unit.gap
        words = [placed for placed in tail if placed.unit.length] or tail
        self._update_from(top, words[-1].y + words[-1].unit.height)
        self._view.after_move(is_streaming=True)
        return True

    def _update_from(self, top: int, bottom: int = 1 << 20) -> None:
        """Paint the column again between two heights of the viewport, and where the dot was."""
        rect = QRect(self.rect)
        rect.setTop(max(0, top))
        rect.setBottom(min(rect.bottom(), bottom))
        self._view.viewport().update(rect | self.dot)

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
