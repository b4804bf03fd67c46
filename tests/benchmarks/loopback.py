"""A server on this computer that streams 4-character deltas of Chat Completions."""

import asyncio
import json
import re
import threading
import time

from tests.end_to_end.conftest import wait_for

WORDS = (
    "The answer is long, and **nothing** in it is hard: `rows` of plain words, a list here\n\n"
    "- one thing\n- another thing\n\nand a bit of code:\n\n```python\nfor row in rows:\n"
    "    print(row)\n```\n\n"
)


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
