"""The gateway stand-in in a thread of its own, for processes that are looked at from outside."""

import asyncio
import ssl
import threading

from tests.end_to_end.conftest import wait_for
from tests.services.net.gateway import Gateway
from tests.services.net.scenarios import SCENARIOS


class StandIn:
    """Serves all scenarios until `close`. `bodies(name)` is what one of them was sent."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.gateway: Gateway | None = None
        self._scheme = "https" if tls else "http"
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._is_over = asyncio.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        wait_for(lambda: self.gateway is not None and self.gateway.port, "the stand-in")

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        async with Gateway(SCENARIOS, self._tls) as self.gateway:
            await self._is_over.wait()

    def url(self, scenario: str) -> str:
        """The base URL of one scenario."""
        return f"{self._scheme}://127.0.0.1:{self.gateway.port}/{scenario}/v1"

    def bodies(self, scenario: str) -> list[dict]:
        """Every request for an answer that reached a scenario."""
        return [
            request.json
            for request in self.gateway.received
            if request.path.startswith(f"/{scenario}/") and request.method == "POST"
        ]

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join()
