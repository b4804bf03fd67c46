"""The real app measured from outside: its window under Xvfb, a loopback server, nothing built in.

`python -m tests.benchmarks.outside` prints a table: CPU seconds of the whole process tree, seconds
from the last byte sent to the last change of the transcript's pixels, and how soon the server sees
a stop. The server streams 4-character deltas of Chat Completions. What the GUI thread does between
two frames cannot be seen from here.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from Xlib import X, display

from tests.end_to_end.conftest import App, Desktop, wait_for

WORDS = (
    "The answer is long, and **nothing** in it is hard: `rows` of plain words, a list here\n\n"
    "- one thing\n- another thing\n\nand a bit of code:\n\n```python\nfor row in rows:\n"
    "    print(row)\n```\n\n"
)
TICKS = os.sysconf("SC_CLK_TCK")


class Run(NamedTuple):
    """What one stream cost, seen from outside. Seconds."""

    cpu: float
    lag: float


class Server:
    """Streams `size` characters at `rate` deltas per second (0: as fast as the socket takes)."""

    def __init__(self, size: int, rate: int) -> None:
        self.size = size
        self.rate = rate
        self.sent_last = 0.0
        self.closed_at = 0.0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        wait_for(lambda: self.port, "the server")

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        if not head.startswith(b"POST"):
            models = b'{"data":[{"id":"fast"}]}'
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
                b"content-length: %d\r\n\r\n" % len(models) + models
            )
            await writer.drain()
            writer.close()
            return
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        )
        try:
            await self._stream(writer)
        except ConnectionError:
            self.closed_at = time.monotonic()
        writer.close()

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        text = (WORDS * (self.size // len(WORDS) + 1))[: self.size]
        start = time.monotonic()
        for number, at in enumerate(range(0, self.size, 4)):
            chunk = {"choices": [{"index": 0, "delta": {"content": text[at : at + 4]}}]}
            writer.write(f"data: {json.dumps(chunk)}\n\n".encode())
            await writer.drain()
            if self.rate:
                ahead = start + (number + 1) / self.rate - time.monotonic()
                if ahead > 0:
                    await asyncio.sleep(ahead)
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        writer.write(f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n".encode())
        await writer.drain()
        self.sent_last = time.monotonic()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children, so far."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(stat.parent.name) == pid or int(fields[1]) == pid:
                total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


class Watcher:
    """Looks at the transcript's pixels, on a connection of its own."""

    def __init__(self, app: App) -> None:
        self.screen = display.Display(app.environment["DISPLAY"])
        self.window = self.screen.create_resource_object("window", int(app.window))

    def pixels(self) -> bytes:
        """The transcript's part of the window: no caret blinks there."""
        area = self.window.get_geometry()
        image = self.window.get_image(
            300, 60, area.width - 320, area.height - 260, X.ZPixmap, 0xFFFFFFFF
        )
        return bytes(image.data)


@contextlib.contextmanager
def window(size: int, rate: int) -> Iterator[tuple[App, Server]]:
    """A fresh app on a fresh screen whose default provider is the server."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = Server(size, rate)
        screen = Desktop(folder)
        try:
            home = folder / "home"
            screen.console(
                home, "providers", "add", "loop", "--base-url", f"http://127.0.0.1:{server.port}/v1",
                "--protocol", "chat", "--model", "fast", "--default",
            )  # fmt: skip
            yield screen.start(home), server
        finally:
            screen.close()


def stream(size: int, rate: int) -> Run:
    """One answer of `size` characters, from Enter until nothing changes any more."""
    with window(size, rate) as (app, server):
        time.sleep(2)
        before = cpu_seconds(app.process.pid)
        app.type("go")
        app.key("Return")
        wait_for(lambda: server.sent_last, "the last byte", 300)
        watcher, last_change, seen = Watcher(app), time.monotonic(), b""
        while time.monotonic() - last_change < 2:
            if (now := watcher.pixels()) != seen:
                seen, last_change = now, time.monotonic()
            time.sleep(0.01)
        cpu = cpu_seconds(app.process.pid) - before
        return Run(cpu, max(0.0, last_change - server.sent_last))


def stop_seen() -> float:
    """Seconds from pressing Esc to the server's noticing, key press and all."""
    with window(1_000_000, 200) as (app, server):
        time.sleep(2)
        app.type("go")
        app.key("Return")
        time.sleep(2)
        pressed = time.monotonic()
        app.key("Escape")
        wait_for(lambda: server.closed_at, "the server to notice")
        return server.closed_at - pressed


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=1)
    repeats = parser.parse_args().repeats
    print(f"{'stream':34} {'CPU s':>8} {'lag s':>8}")
    for size, rate in ((20_000, 200), (20_000, 0), (100_000, 0), (100_000, 200)):
        runs = [stream(size, rate) for _ in range(repeats)]
        cpu, lag = (statistics.median(values) for values in zip(*runs, strict=True))
        name = f"{size // 1000} KB, {f'{rate} deltas/s' if rate else 'as fast as possible'}"
        print(f"{name:34} {cpu:8.2f} {lag:8.3f}", flush=True)
    print(f"stop seen by the server: {stop_seen() * 1000:.0f} ms, key press included")


if __name__ == "__main__":
    main()
