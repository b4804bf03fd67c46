"""Clocks and senses of the watchdog, without a network."""

import asyncio

import pytest

from desktop_app.domain.errors import ConnectionLost, TimedOut
from desktop_app.services.notices import Quiet
from desktop_app.services.watchdog import DataSense, Limits, Watchdog


class Wall:
    """A wall clock that can be set forward, as it is after a sleep."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


async def test_after_a_sleep_a_silent_stream_is_looked_at_once() -> None:
    wall = Wall()
    notices: list[object] = []
    limits = Limits(first=3600, between=3600, quiet=0.05)

    async def sleeps() -> None:
        async with Watchdog(limits, "NagaAI", notices.append, wall) as watchdog:
            watchdog.fed()
            wall.ahead = 3000.0
            await asyncio.Event().wait()

    with pytest.raises(ConnectionLost, match="sleep"):
        await sleeps()
    assert notices[-1] is None


async def test_after_a_sleep_a_stream_that_lives_goes_on() -> None:
    wall = Wall()
    limits = Limits(first=3600, between=3600, quiet=0.5)
    async with Watchdog(limits, "NagaAI", lambda _: None, wall) as watchdog:
        wall.ahead = 3000.0
        for _ in range(5):
            watchdog._look()
            await asyncio.sleep(0)
            watchdog.fed()


async def test_a_clock_that_is_corrected_is_no_sleep() -> None:
    wall = Wall()
    async with Watchdog(Limits(quiet=0.01), "NagaAI", lambda _: None, wall) as watchdog:
        for ahead in (5.0, -3000.0):
            wall.ahead = ahead
            watchdog._look()
            await asyncio.sleep(0.02)


async def test_quiet_is_told_and_taken_back() -> None:
    notices: list[object] = []
    async with Watchdog(Limits(quiet=0.02), "NagaAI", notices.append) as watchdog:
        watchdog.heard()
        while not notices:
            await asyncio.sleep(0.005)
        watchdog.fed()
    assert notices == [Quiet(0, has_comments=True), None]
    assert "keeps the connection open" in Quiet(20, has_comments=True).words


async def test_a_cancellation_from_outside_stays_one() -> None:
    async def guarded() -> None:
        async with Watchdog(Limits(), "NagaAI", lambda _: None):
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(guarded())
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


@pytest.mark.parametrize(
    ("limits", "is_fed", "which"),
    [
        (Limits(first=0.02), False, "first"),
        (Limits(between=0.02), True, "idle"),
        (Limits(total=0.02), True, "total"),
    ],
)
async def test_which_limit_it_was(limits, is_fed, which) -> None:
    async def waits() -> None:
        async with Watchdog(limits, "NagaAI", lambda _: None) as watchdog:
            if is_fed:
                watchdog.fed()
            await asyncio.Event().wait()

    with pytest.raises(TimedOut) as caught:
        await waits()
    assert caught.value.which == which
    assert "0.02 s" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "carries"),
    [
        (b": keep-alive\n\n", False),
        (b":\r\n\r\n", False),
        (b": ping - 2026-11-01 10:00:00\r\r", False),
        (b"event: ping\n", False),
        (b"id: 7\n\n", False),
        (b"retry: 1000\n\n", False),
        (b"data:\n\n", False),
        (b"data: \n\n", False),
        (b"\n\n\n", False),
        (b"data: {", True),
        (b'{"choices"', True),
        (b"<!DOCTYPE", True),
        (b": comment\n\ndata: x", True),
    ],
)
def test_what_counts_as_data(body, carries) -> None:
    assert DataSense().carries_data(body) is carries
    in_bytes = DataSense()
    carried = [in_bytes.carries_data(bytes([byte])) for byte in body]
    assert any(carried) is carries


def test_a_large_event_is_data_to_its_end() -> None:
    sense = DataSense()
    sense.carries_data(b"data: {")
    assert all(sense.carries_data(b"A" * 1000) for _ in range(10))
    assert sense.carries_data(b": not a comment inside a line")
