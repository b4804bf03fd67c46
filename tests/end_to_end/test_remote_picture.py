"""A picture that lies elsewhere: nothing is asked of its host before a person asks for it."""

import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.end_to_end.test_main_job import SteadyServer, ask
from tests.services.net import dialects
from tests.services.net.gateway import Call

pytestmark = pytest.mark.real_window


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    """A red picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xd0\x20\x20" * width) * height)
    parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


class PictureServer(SteadyServer):
    """Answers with a picture's address, and has the picture."""

    async def _answer(self, call: Call) -> None:
        if call.endpoint == "models":
            await call.whole(200, {"data": [{"id": "steady-1"}]})
        elif call.endpoint == "sea.png":
            await call.whole(200, png(300, 120), "image/png", {"Set-Cookie": "id=1"})
        else:
            address = f"{self.gateway.origin}/steady/sea.png"
            words = [f"Look:\n\n![the sea]({address})\n\n", "That was it."]
            await call.stream(dialects.chat(words))

    @property
    def asked(self) -> list[dict[str, str]]:
        """The headers of each request for the picture."""
        found = [each for each in self.gateway.received if each.path.endswith(".png")]
        return [{name.lower(): value for name, value in each.headers} for each in found]


@pytest.fixture
def server() -> Iterator[PictureServer]:
    server = PictureServer()
    yield server
    server.close()


@pytest.fixture
def app(desktop: Desktop, server: PictureServer, home: Path) -> App:
    desktop.add_provider(home, server.gateway.url("steady"))
    return desktop.start(home)


def test_it_is_fetched_once_when_its_reader_presses_the_button(
    app: App, server: PictureServer
) -> None:
    ask(app, "Show me the sea")
    app.answer("complete")
    time.sleep(1)
    assert server.asked == [], "shown, and nothing was asked"
    app.key("alt+Up", "Tab", "Tab", "Return")  # past its own actions
    wait_for(lambda: server.asked, "the request")
    time.sleep(0.5)
    app.key("Return", "Return")
    assert app.quit() == 0
    assert len(server.asked) == 1
    telling = {"authorization", "cookie", "referer", "origin", "x-title"}
    assert not telling & server.asked[0].keys()
