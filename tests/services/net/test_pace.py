"""A trickle is read as often as a screen shows it; nothing else is held up. Counts pauses."""

import asyncio
from types import SimpleNamespace

import pytest

from desktop_app.services import pace
from desktop_app.services.pace import Pace


class Reads:
    """An exchange whose reads wait a turn of the loop where the script says so."""

    def __init__(self, *script: tuple[bytes, bool]) -> None:
        self.script = list(script)

    async def read(self) -> bytes | None:
        if not self.script:
            return None
        chunk, waits = self.script.pop(0)
        if waits:
            await asyncio.sleep(0)
        return chunk


@pytest.fixture
def sleeps(monkeypatch) -> list[float]:
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        taken.append(seconds)

    monkeypatch.setattr(pace, "asyncio", SimpleNamespace(sleep=sleep))
    return taken


async def read_all(exchange: Reads, *, is_kept: bool = True) -> bytes:
    reading, found = Pace(), []
    reading.is_kept = is_kept
    while (chunk := await reading.read(exchange)) is not None:
        found.append(chunk)
    return b"".join(found)


@pytest.mark.parametrize(
    ("script", "is_kept", "count"),
    [
        ([(b"a", True), (b"b", True), (b"c", True)], True, 3),
        ([(b"a", True), (b"b", True), (b"c", True)], False, 0),
        ([(b"a", False), (b"b", False), (b"c", False)], True, 0),  # it was all here
        ([(b"a", True), (b"b", False), (b"c", False), (b"d", True)], True, 2),
        ([(b"a" * 64_000, True), (b"b", True)], True, 1),  # fast, then a trickle
        ([(b"a", True), (b"b" * 40_000, False), (b"c", True), (b"d", True)], True, 2),
    ],
)
async def test_pauses(sleeps, script, is_kept, count) -> None:
    expected = b"".join(chunk for chunk, _ in script)
    assert await read_all(Reads(*script), is_kept=is_kept) == expected
    assert len([seconds for seconds in sleeps if seconds]) == count


async def test_much_at_once_comes_in_pieces_with_a_turn_of_the_loop_between(sleeps) -> None:
    text = bytes(range(256)) * 250
    reading, exchange, found = Pace(), Reads((text, False), (b"more", False)), []
    while (chunk := await reading.read(exchange)) is not None:
        found.append(chunk)
    assert b"".join(found) == text + b"more"
    assert max(map(len, found)) <= 16 * 1024
    assert sleeps == [0] * (len(found) - 2)


async def test_stopping_reaches_who_reads() -> None:
    ended = []

    class Silent:
        async def read(self) -> bytes:
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                ended.append("read")
            return b""

    task = asyncio.get_running_loop().create_task(Pace().read(Silent()))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["read"]


async def test_what_reading_raises_comes_out() -> None:
    class Broken:
        async def read(self) -> bytes:
            await asyncio.sleep(0)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await Pace().read(Broken())  # type: ignore[arg-type]
