"""Asking for the address of a name, so that nobody has to wait for the answer.

The system's own lookup cannot be given up: without a name server it takes up to half a minute, and
an event loop waits for its threads when it closes. This one is asked on a thread that the end of
the process does not wait for.
"""

import asyncio
import socket
import threading
from concurrent.futures import Future
from typing import Any


def use(loop: asyncio.AbstractEventLoop) -> None:
    """Let everything on this loop look names up here."""
    loop.getaddrinfo = look_up  # type: ignore[method-assign]


async def look_up(host: Any, port: Any, **wanted: int) -> list[Any]:
    """As `socket.getaddrinfo`. Raises OSError, or UnicodeError for what is no name."""
    found: Future[list[Any]] = Future()

    def run() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, **wanted))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    found.set_running_or_notify_cancel()  # from here on it cannot be taken back
    threading.Thread(target=run, name="name lookup", daemon=True).start()
    return await asyncio.wrap_future(found)
