"""Garbage is collected in the GUI's thread alone, and when nobody waits for a frame.

Python collects in whatever thread happens to allocate. A worker that destroys an object of Qt
leaves its timers behind, and the next one to fire ends the process.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_PACE = 5000  # ms between two looks
_YOUNG = 5000  # objects since the last collection that make one worth while
_FULL = 12  # looks between two full collections


class Garbage(QObject):
    """Takes collecting over from Python until `give_back`. `is_busy` tells whether frames count."""

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self._is_busy = is_busy
        self._looks = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_PACE)

    def freeze(self) -> None:
        """What lives now lives as long as the application: never look at it again."""
        gc.collect()
        gc.freeze()

    def look(self) -> None:
        """Collect what is young, and from time to time everything, if there is enough of it."""
        if gc.get_count()[0] < _YOUNG:
            return
        self._looks += 1
        is_full = self._looks >= _FULL and not self._is_busy()
        gc.collect(2 if is_full else 0)
        if is_full:
            self._looks = 0

    def give_back(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
