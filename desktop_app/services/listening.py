"""Whether anybody listens on a port of this computer, found out without the HTTP library.

In a thread, since asyncio looks for TLS in every socket that it connects, which loads OpenSSL.
"""

import asyncio
import contextlib
import selectors
import socket
import time
from collections.abc import Iterable

_PATIENCE = 1.0  # seconds


async def listening(ports: Iterable[int]) -> list[int]:
    """The ports that take a connection, asked all at once and for a second at most."""
    asked = list(ports)
    answered = await asyncio.to_thread(_answered, asked)
    return [port for port in asked if port in answered]


def _answered(ports: list[int]) -> set[int]:
    end = time.monotonic() + _PATIENCE
    found: set[int] = set()
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as waiting:
        for port in ports:
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
            waiting.register(caller, selectors.EVENT_WRITE, (port, caller))
        while waiting.get_map() and (left := end - time.monotonic()) > 0:
            for key, _ in waiting.select(left):
                port, caller = key.data
                waiting.unregister(caller)
                with contextlib.suppress(OSError):  # nobody is at the other end
                    caller.getpeername()
                    found.add(port)
    return found
