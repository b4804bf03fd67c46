"""Whether anybody listens on a port of this computer, found out without the HTTP library."""

import asyncio
import contextlib
from collections.abc import Iterable

_PATIENCE = 1.0  # seconds


async def listening(ports: Iterable[int]) -> list[int]:
    """The ports that take a connection, asked all at once and for a second at most."""
    asked = list(ports)
    answers = await asyncio.gather(*map(_is_listening, asked))
    return [port for port, answers_here in zip(asked, answers, strict=True) if answers_here]


async def _is_listening(port: int) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
