"""The real app measured from outside: its window under Xvfb, a loopback server, nothing built in.

`python -m tests.benchmarks.outside [NAME…]` prints tables. Names: start, open, stream, stop.
start: until the window is there and until a key is echoed; memory, processor time and wake-ups of a
window that nobody touches. open: from the key that asks for a conversation of 1,000 messages until
it is painted. stream: processor time of the whole process tree, seconds from the last byte sent to
the last change of pixels, the longest time that the painting thread did not answer, beside a bare
text field on the same work. stop: how soon the server sees it. A control that is away for a known
time shows that gaps are seen.
"""

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store, conversations, messages, new_id
from desktop_app.services.store.lane import transaction
from tests.benchmarks import corpus
from tests.benchmarks.bare_client import TITLE
from tests.benchmarks.looking import (
    Gap,
    Pings,
    Watcher,
    cpu_seconds,
    painting_seconds,
    proportional_megabytes,
    wake_ups,
)
from tests.benchmarks.loopback import Server
from tests.end_to_end.conftest import ROOT, App, Desktop, wait_for

STREAMS = ((20_000, 200), (20_000, 0), (100_000, 0), (100_000, 200))
MESSAGES = 1000
QUIET = 2.0  # seconds without a change of pixels: everything is painted
IDLE = 20.0  # seconds of looking at a window that nobody touches
AWAY = 120  # ms that the control does not answer


class Run(NamedTuple):
    """What one stream cost, seen from outside. Seconds."""

    cpu: float
    lag: float
    gap: Gap


@contextlib.contextmanager
def desktop() -> Iterator[tuple[Desktop, Path]]:
    """A fresh screen and a person's empty folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        screen = Desktop(Path(name))
        try:
            yield screen, Path(name) / "home"
        finally:
            screen.close()


@contextlib.contextmanager
def window(size: int, rate: int) -> Iterator[tuple[App, Server]]:
    """A fresh app on a fresh screen whose default provider is the server."""
    server = Server(size, rate)
    with desktop() as (screen, home):
        screen.console(
            home, "providers", "add", "loop", "--base-url", f"http://127.0.0.1:{server.port}/v1",
            "--protocol", "chat", "--model", "fast", "--default",
        )  # fmt: skip
        yield screen.start(home), server


@contextlib.contextmanager
def other_window(screen: Desktop, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The bare client with its window."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.bare_client", *arguments],
        cwd=ROOT, env=screen.environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        found = wait_for(lambda: screen.xdotool("search", "--name", TITLE).split(), "the window")
        yield process, int(found[-1])
    finally:
        process.kill()
        process.wait(10)


def watcher_of(app: App) -> Watcher:
    """Who looks at the app's pixels."""
    return Watcher(app.environment["DISPLAY"], int(app.window))


def last_change(look: Callable[[], bytes]) -> float:
    """When the pixels last changed; waits until nothing has changed for a while."""
    changed, seen = time.monotonic(), b""
    while time.monotonic() - changed < QUIET:
        if (now := look()) != seen:
            seen, changed = now, time.monotonic()
        time.sleep(0.005)
    return changed


def stream(size: int, rate: int) -> Run:
    """One answer of `size` characters, from Enter until nothing changes any more."""
    with window(size, rate) as (app, server):
        time.sleep(2)
        pid = app.process.pid
        app.type("go")
        time.sleep(1)
        before = cpu_seconds(pid)
        app.key("Return")
        wait_for(lambda: server.sent_last, "the last byte", 300)
        changed = last_change(watcher_of(app).pixels)
        cpu = cpu_seconds(pid) - before
    return Run(cpu, max(0.0, changed - server.sent_last), gap_of(size, rate))


def gap_of(size: int, rate: int) -> Gap:
    """The longest gap while an answer streams; apart, for asking costs processor time, too."""
    with window(size, rate) as (app, server):
        app.type("go")
        time.sleep(3)
        pings = Pings(app.environment["DISPLAY"], int(app.window), app.process.pid)
        app.key("Return")
        wait_for(lambda: server.sent_last, "the last byte", 300)
        time.sleep(0.5)
        return pings.stop()[0]


def bare(size: int, rate: int) -> Run:
    """The same in a bare text field."""
    server = Server(size, rate)
    url = f"http://127.0.0.1:{server.port}/v1"
    with desktop() as (screen, _), other_window(screen, url) as (process, found):
        watcher = Watcher(screen.environment["DISPLAY"], found)
        pings = Pings(screen.environment["DISPLAY"], found, process.pid)
        began = painting_seconds(process.pid)
        wait_for(lambda: server.sent_last, "the last byte", 300)
        changed = last_change(watcher.screen)
        cpu = painting_seconds(process.pid) - began
        return Run(cpu, max(0.0, changed - server.sent_last), pings.stop()[0])


def control() -> Gap:
    """The longest gap of a window that is away for a known time."""
    with desktop() as (screen, _), other_window(screen, "--block", str(AWAY)) as (process, found):
        pings = Pings(screen.environment["DISPLAY"], found, process.pid)
        time.sleep(3)
        return pings.stop()[0]


def streams(repeats: int) -> None:
    """The table of streams."""
    seen = control()
    print(f"control, away for {AWAY} ms: seen {seen.wall * 1000:.0f} ms")
    print(f"{'stream':42} {'CPU s':>7} {'lag s':>7} {'gap ms':>7} {'of it CPU':>10}")
    for size, rate in STREAMS:
        name = f"{size // 1000} KB, {f'{rate} deltas/s' if rate else 'as fast as possible'}"
        measured: tuple[tuple[str, Callable[[int, int], Run]], ...] = (
            (name, stream),
            ("  bare text field", bare),
        )
        for words, measure in measured:
            runs = [measure(size, rate) for _ in range(repeats)]
            cpu, lag = (statistics.median(run[place] for run in runs) for place in (0, 1))
            gap = max(run.gap for run in runs)
            print(
                f"{words:42} {cpu:7.2f} {lag:7.3f} {gap.wall * 1000:7.0f} {gap.cpu * 1000:10.1f}",
                flush=True,
            )


def stop(_repeats: int) -> None:
    """From pressing Esc to the server's noticing, key press and all."""
    with window(1_000_000, 200) as (app, server):
        time.sleep(2)
        app.type("go")
        app.key("Return")
        time.sleep(2)
        pressed = time.monotonic()
        app.key("Escape")
        wait_for(lambda: server.closed_at, "the server to notice")
        seen = server.closed_at - pressed
    print(f"stop seen by the server: {seen * 1000:.0f} ms, key press included")


def start(_repeats: int) -> None:
    """A window from the start of its process on, and then left alone."""
    with desktop() as (screen, home):
        began = time.monotonic()
        app = screen.start(home)
        there = time.monotonic() - began
        watcher = watcher_of(app)
        before = watcher.screen()
        while watcher.screen() == before:
            app.type("a")
        echoed = time.monotonic() - began
        time.sleep(12)  # until the caret rests
        pid = app.process.pid
        cpu, woken = cpu_seconds(pid), wake_ups(pid)
        time.sleep(IDLE)
        cpu, woken = cpu_seconds(pid) - cpu, wake_ups(pid) - woken
        print(f"window after {there:.2f} s, a key echoed after {echoed:.2f} s")
        print(f"idle: {proportional_megabytes(pid):.0f} MB (PSS), CPU {cpu / IDLE:.2%}, ", end="")
        print(f"woken {woken / IDLE:.1f} times a second")


def fill(home: Path) -> None:
    """A conversation of many messages."""

    def add(db: object) -> None:
        with transaction(db):
            row = conversations.create(db, title="Long", created=1.5e9, updated=1.5e9)
            parent = None
            for number, text in enumerate(corpus.conversation(MESSAGES)):
                role = Role.ASSISTANT if number % 2 else Role.USER
                said = Message(
                    new_id(), role, State.COMPLETE, (TextPart(text),), 1.5e9 + number, parent
                )
                messages.add(db, row.id, said)
                parent = said.id

    async def filled() -> None:
        store = await Store.open(home / "rivulet.db")
        await store._writer.run(add)
        await store.close()

    home.mkdir(parents=True)
    asyncio.run(filled())


def open_(_repeats: int) -> None:
    """From the key that asks for a long conversation until it is painted."""
    with desktop() as (screen, home):
        fill(home)
        app = screen.start(home)
        time.sleep(4)
        app.key("ctrl+n")
        time.sleep(2)
        watcher = watcher_of(app)
        before, pid = watcher.pixels(), app.process.pid
        pings = Pings(app.environment["DISPLAY"], int(app.window), pid)
        cpu = cpu_seconds(pid)
        began = time.monotonic()
        app.key("ctrl+Tab")
        wait_for(lambda: watcher.pixels() != before, "the conversation")
        first = time.monotonic() - began
        whole = last_change(watcher.pixels) - began
        cpu = cpu_seconds(pid) - cpu
        gap = pings.stop()[0]
        print(
            f"{MESSAGES} messages opened: first seen after {first * 1000:.0f} ms, "
            f"last change after {whole * 1000:.0f} ms (key press included), CPU {cpu:.2f} s, "
            f"gap {gap.wall * 1000:.0f} ms, of it CPU {gap.cpu * 1000:.0f} ms"
        )


MEASURES: dict[str, Callable[[int], None]] = {
    "start": start,
    "open": open_,
    "stream": streams,
    "stop": stop,
}


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.outside")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
    chosen = parser.parse_args()
    for name in chosen.names or MEASURES:
        MEASURES[name](chosen.repeats)


if __name__ == "__main__":
    main()
