"""CPU time of the GUI thread, piece by piece, and the same treatment for everything measured."""

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

WIDTH, HEIGHT = 900, 1200
FLUSH = 32  # characters per frame: about 240 tokens a second at 33 ms


class Meter:
    """Seconds of CPU of each measured piece."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Measure what happens inside."""
        begin = time.thread_time()
        yield
        self.seconds.append(time.thread_time() - begin)

    @property
    def total(self) -> float:
        """Of all pieces."""
        return sum(self.seconds)

    @property
    def mean(self) -> float:
        """Of one piece."""
        return self.total / max(1, len(self.seconds))

    def share(self, percent: float) -> float:
        """The piece that so many percent of all pieces do not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def qt() -> QApplication:
    """The application, made on first use."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    made = QApplication(["benchmarks"])
    made.setStyle("Fusion")
    return made


def pump(times: int = 3) -> None:
    """Let Qt lay out and paint what waits."""
    for _ in range(times):
        QApplication.processEvents()


def quiet_garbage() -> None:
    """As the app does it: no collection of the oldest generation, threads that yield soon."""
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def interleaved(
    runs: dict[str, Callable[[], float]], repeats: int, patience: float = math.inf
) -> tuple[dict[str, float], int]:
    """Medians of several measures, taken in turn so that noise hits all alike, and how many.

    Where others keep the machine busy, `patience` seconds end it sooner, after one round or more.
    """
    samples: dict[str, list[float]] = {name: [] for name in runs}
    begin = time.perf_counter()
    count = 0
    while count < repeats and (not count or time.perf_counter() - begin < patience):
        count += 1
        for name, run in runs.items():
            samples[name].append(run())
    return {name: statistics.median(taken) for name, taken in samples.items()}, count
