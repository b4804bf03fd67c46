"""What comes next on the screen is laid out while nothing else is to do, a slice at a time.

A screen above and one below what is seen, so that a step of the wheel or a page finds it ready.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.widgets.transcript.highlighting import SLICE
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.rest import RestUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

PAUSE = 8  # ms between two slices: input and frames come first


class Ahead(QObject):
    """Follows the reader who moves about. What streams at the end is laid out by its frames."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._work)

    def look(self) -> None:
        """The reader moved: begin once the next step does not come at once."""
        self._timer.start()

    def stop(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def _work(self) -> None:
        layout = self._view.layout_
        end = time.perf_counter() + SLICE
        for place, unit in self._around():
            if not unit.is_exact or unit not in layout.documents:
                layout.realise(place, unit)
                if time.perf_counter() > end:
                    return
        self._timer.stop()
        self._view.show_bar()

    def _around(self) -> Iterator[tuple[int, Unit]]:
        """The units of a screen above and a screen below, the nearest first."""
        shown = self._view.layout_.shown
        if shown:
            yield from self._beyond(shown[0].entry, shown[0].index, -1)
            yield from self._beyond(shown[-1].entry, shown[-1].index, 1)

    def _beyond(self, place: int, index: int, step: int) -> Iterator[tuple[int, Unit]]:
        """Units from one on in one direction; none behind what has not been read."""
        layout = self._view.layout_
        units = layout.entry(place).units
        room = layout.view_height
        while room > 0:
            index += step
            while not 0 <= index < len(units):
                place += step
                if not 0 <= place < len(layout.entries):
                    return
                units = layout.entry(place).units
                index = 0 if step > 0 else len(units) - 1
            if isinstance(units[index], RestUnit):
                return
            yield place, units[index]
            room -= units[index].extent
