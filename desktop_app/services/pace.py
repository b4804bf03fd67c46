"""Reading what trickles in as often as a screen can show it, instead of once for each word.

Waking up for a word costs more than everything that is done with it. What comes fast is never held
up, nor is what has been received already.
"""

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from desktop_app.services.http import Exchange

_PAUSE = 0.016  # seconds
_MUCH = 32 * 1024  # bytes: so many since the last pause are no trickle


class Pace:
    """Pauses before a read that would have to wait for the network. `is_kept` turns it on."""

    def __init__(self) -> None:
        self.is_kept = False
        self._has_waited = False
        self._bytes = 0

    async def read(self, exchange: Exchange) -> bytes | None:
        """The exchange's next bytes, None at the end. Raises what it raises."""
        if self._has_waited:
            if self.is_kept and self._bytes < _MUCH:
                await asyncio.sleep(_PAUSE)
            self._has_waited, self._bytes = False, 0
        chunk = await _watched(exchange.read(), self._wait)
        self._bytes += len(chunk or b"")
        return chunk

    def _wait(self) -> None:
        self._has_waited = True


@types.coroutine
def _watched(
    reading: Coroutine[Any, Any, bytes | None], waits: Callable[[], None]
) -> Generator[Any, Any, bytes | None]:
    """Do `reading`; `waits` is called if that takes more than this turn of the loop."""
    error: BaseException | None = None
    while True:
        try:
            future = reading.send(None) if error is None else reading.throw(error)
        except StopIteration as stop:
            found: bytes | None = stop.value
            return found
        waits()
        try:
            error = None
            yield future
        except BaseException as raised:  # noqa: BLE001  # it is for what is waited for
            error = raised
