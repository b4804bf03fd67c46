"""When to paint what arrived: at once at first, then on a timer that yields to expensive frames.

It must not know what a frame paints. What that costs it learns all the same: Qt paints after the
events that are posted first, and before the one that is posted here.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

_PAINTED = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
LONGEST = 100.0  # ms between two frames, however much one costs
SHARE = 6.0  # a frame may take one sixth of the time
_EARLY = 1 / 8  # of an interval: what arrives so shortly before the next frame does not wait for it


class FrameTimer(QObject):
    """Calls `paint` for everything that was asked for since the last call.

    The first request paints at once; later ones `min(100, max(base, 6 x last cost))` ms after the
    beginning of the frame before. `base` is in milliseconds. A frame costs the processor time that
    it took; or more, if two in a row had to wait: the screen is slow, not just another process.
    """

    def __init__(self, paint: Callable[[], None], base: float, parent: QObject) -> None:
        super().__init__(parent)
        self._paint = paint
        self.base = base
        self.interval = 0.0  # ms until the next frame may come
        self._began = (0.0, 0.0)  # processor and clock
        self._took = self._took_before = 0.0  # ms by the clock
        self._last = -LONGEST
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._run)

    def request(self) -> None:
        """There is something new to paint."""
        if self._timer.isActive():
            return
        wait = self._last + self.interval - time.monotonic() * 1000
        if wait <= self.interval * _EARLY:
            self._run()
        else:
            self._timer.start(round(wait) or 1)

    def flush(self) -> None:
        """Paint what waits at once: the answer ended, stopped or failed."""
        if self._timer.isActive():
            self._run()

    def drop(self) -> None:
        """Forget what waits: nobody looks."""
        self._timer.stop()

    def customEvent(self, event: QEvent) -> None:
        """What the frame changed has been painted."""
        if event.type() == _PAINTED:
            self._note_cost()

    def _run(self) -> None:
        self._timer.stop()
        self._began = time.thread_time(), time.perf_counter()
        self._took_before = self._took
        self._last = time.monotonic() * 1000
        self._paint()
        self._note_cost()  # the rest of it follows
        QCoreApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)

    def _note_cost(self) -> None:
        cpu, clock = self._began
        self._took = (time.perf_counter() - clock) * 1000
        cost = max((time.thread_time() - cpu) * 1000, min(self._took, self._took_before))
        self.interval = min(LONGEST, max(self.base, SHARE * cost))
