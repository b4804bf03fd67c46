"""Which ports of this computer are open."""

import asyncio

from desktop_app.services.listening import listening


async def test_who_takes_a_connection_is_told_from_who_does_not() -> None:
    has_served = asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()
        has_served.set()

    first = await asyncio.start_server(serve, "127.0.0.1", 0)
    second = await asyncio.start_server(serve, "127.0.0.1", 0)
    ports = [server.sockets[0].getsockname()[1] for server in (first, second)]
    async with second:
        first.close()
        await first.wait_closed()
        assert await listening(ports) == ports[1:]
        await has_served.wait()
    assert await listening([]) == []
