"""Reading what trickles in as often as a screen can show it, instead of once for each word.

Waking up for a word costs more than everything that is done with it. What comes fast is never held
up, nor is what has been received already.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from desktop_app.services.http import Exchange

_PAUSE = 0.016  # seconds
_MUCH = 32 * 1024  # bytes: so many since the last pause are no trickle
_PIECE = 16 * 1024  # bytes handed on at once: understanding them takes two milliseconds


class Pace:
    """Pauses before a read that would have to wait for the network. `is_kept` turns it on."""

    def __init__(self) -> None:
        self.is_kept = False
        self._has_waited = False
        self._bytes = 0
        self._rest = b""

    async def read(self, exchange: Exchange) -> bytes | None:
        """The exchange's next bytes, None at the end. Raises what it raises."""
        if self._rest:
            await asyncio.sleep(0)  # keys and frames come between two pieces
            return self._piece(self._rest)
        if self._has_waited:
            if self.is_kept and self._bytes < _MUCH:
                await asyncio.sleep(_PAUSE)
            self._has_waited, self._bytes = False, 0
        chunk = await _Watched(exchange.read(), self._wait)
        self._bytes += len(chunk or b"")
        return self._piece(chunk) if chunk else chunk

    def _piece(self, chunk: bytes) -> bytes:
        self._rest = chunk[_PIECE:]
        return chunk[:_PIECE]

    def _wait(self) -> None:
        self._has_waited = True


class _Watched(Generator[Any, Any, bytes | None]):
    """Awaits `reading`; `waits` is called each time that it has to wait for something.

    Passes everything on, so that what it waits for may also be cancelled through it.
    """

    def __init__(
        self, reading: Coroutine[Any, Any, bytes | None], waits: Callable[[], None]
    ) -> None:
        self._reading = reading
        self._waits = waits

    def __await__(self) -> Generator[Any, Any, bytes | None]:
        return self

    def send(self, value: Any) -> Any:
        """What it waits for next; StopIteration with what was read."""
        awaited = self._reading.send(value)
        self._waits()
        return awaited

    def throw(self, *error: Any) -> Any:
        """As `send`, with an error out of what was waited for."""
        awaited = self._reading.throw(*error)
        self._waits()
        return awaited
