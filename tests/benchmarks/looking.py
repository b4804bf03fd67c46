"""Looking at a running window from outside: its processor time, memory, pixels, and its silences.

How long the thread that paints was away is asked with `_NET_WM_PING`, by which window managers ask
whether a window still answers: Qt answers from that thread's event loop.
"""

import contextlib
import os
import select
import threading
import time
from pathlib import Path
from typing import NamedTuple

from Xlib import X, display
from Xlib.protocol import event

TICKS = os.sysconf("SC_CLK_TCK")
_ALL = 0xFFFFFFFF  # bits of each pixel
_BETWEEN = 0.003  # seconds from an answer to the next question


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children, so far."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(stat.parent.name) == pid or int(fields[1]) == pid:
                total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def painting_seconds(pid: int) -> float:
    """Processor time of a process's first thread, the one that paints."""
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e9


def wake_ups(pid: int) -> int:
    """How often any thread of a process went to sleep of its own will, so far."""
    total = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                total += int(line.split()[1])
    return total


def proportional_megabytes(pid: int) -> float:
    """Memory of a process, what it shares with others counted in part."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) * 1024 / 1e6


class Watcher:
    """Looks at pixels, on a connection of its own."""

    def __init__(self, screen: str, window: int) -> None:
        self._display = display.Display(screen)
        self._root = self._display.screen().root
        self._window = self._display.create_resource_object("window", window)

    def pixels(self) -> bytes:
        """The transcript's part of the app's window: no caret blinks there."""
        area = self._window.get_geometry()
        where = (300, 60, area.width - 320, area.height - 260)
        return bytes(self._window.get_image(*where, X.ZPixmap, _ALL).data)

    def screen(self) -> bytes:
        """Everything there is to see."""
        area = self._root.get_geometry()
        return bytes(self._root.get_image(0, 0, area.width, area.height, X.ZPixmap, _ALL).data)


class Gap(NamedTuple):
    """A time without an answer, and the processor time its thread took meanwhile. Seconds."""

    wall: float
    cpu: float


class Pings:
    """Asks a window over and over whether it answers, from a thread and a connection of its own."""

    def __init__(self, screen: str, window: int, pid: int) -> None:
        self.gaps: list[Gap] = []
        self._display = display.Display(screen)
        self._root = self._display.screen().root
        self._root.change_attributes(event_mask=X.StructureNotifyMask)  # by which Qt answers
        self._window = self._display.create_resource_object("window", window)
        self._pid = pid
        self._protocols = self._display.intern_atom("WM_PROTOCOLS")
        self._ping = self._display.intern_atom("_NET_WM_PING")
        self._is_over = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> list[Gap]:
        """Every gap, the longest first."""
        self._is_over = True
        self._thread.join(10)
        self._display.close()
        return sorted(self.gaps, reverse=True)

    def _run(self) -> None:
        number = 1
        while not self._is_over:
            number += 1
            began, cpu = time.perf_counter(), painting_seconds(self._pid)
            self._ask(number)
            if self._wait_for(number):
                spent = painting_seconds(self._pid) - cpu
                self.gaps.append(Gap(time.perf_counter() - began, spent))
            time.sleep(_BETWEEN)

    def _ask(self, number: int) -> None:
        told = [self._ping, number, self._window.id, 0, 0]
        asked = event.ClientMessage(
            window=self._window, client_type=self._protocols, data=(32, told)
        )
        self._window.send_event(asked, event_mask=0)
        self._display.flush()

    def _wait_for(self, number: int) -> bool:
        while not self._is_over:
            while self._display.pending_events():
                heard = self._display.next_event()
                if heard.type == X.ClientMessage and heard.data[1][:2].tolist() == [
                    self._ping, number,
                ]:  # fmt: skip
                    return True
            select.select([self._display.fileno()], [], [], 0.5)
        return False
