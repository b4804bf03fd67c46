"""The main job in a real window: ask, watch the answer, stop it, find it again, survive a kill."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.services.local_model import LocalModel
from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.services.net import dialects
from tests.services.net.gateway import Call, Gateway

pytestmark = pytest.mark.real_window

ON_DISK_WITHIN = 0.5  # seconds after a word arrived
ON_ITS_WAY = 0.25  # seconds a word may take from the server's write through a busy machine


class SteadyServer:
    """A chat server in a thread that sends numbered words for ever and notes when."""

    def __init__(self) -> None:
        self.sent: list[float] = []
        self.gateway: Gateway | None = None
        self._loop = asyncio.new_event_loop()
        self._is_over = asyncio.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        wait_for(lambda: self.gateway is not None and self.gateway.port, "the server")

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        async with Gateway({"steady": self._answer}) as self.gateway:
            await self._is_over.wait()

    async def _answer(self, call: Call) -> None:
        if call.endpoint == "models":
            await call.whole(200, {"data": [{"id": "steady-1"}]})
            return
        await call.begin()
        await call.write(dialects.data(dialects.chat_chunk({"role": "assistant"})))
        while True:
            words = {"content": f"word{len(self.sent)} "}
            await call.write(dialects.data(dialects.chat_chunk(words)))
            self.sent.append(time.monotonic())
            await asyncio.sleep(0.02)

    @property
    def was_left(self) -> bool:
        """Whether a client closed the connection while the stream went on."""
        return any(request.left.is_set() for request in self.gateway.received)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join(10)


@pytest.fixture
def steady() -> Iterator[SteadyServer]:
    server = SteadyServer()
    yield server
    server.close()


@pytest.fixture
def app(desktop: Desktop, steady: SteadyServer, home: Path) -> App:
    """Rivulet with the steady server as its default provider."""
    desktop.add_provider(home, steady.gateway.url("steady"))
    return desktop.start(home)


def ask(app: App, text: str) -> None:
    app.type(text)
    app.key("Return")


def test_the_built_in_model_answers(desktop: Desktop, home: Path) -> None:
    if not LocalModel(home).is_present():
        pytest.skip("the built-in model's weights are not here")
    app = desktop.start(home)
    ask(app, "What is the capital of France?")
    answer = app.answer("complete", "incomplete", "failed", limit=120)
    assert answer["state"] != "failed"
    assert answer["provider"] == "built-in"
    assert "Paris" in answer["text"]
    assert app.quit() == 0


def test_stop_closes_the_connection_and_keeps_what_came(app: App, steady: SteadyServer) -> None:
    ask(app, "Count for me")
    wait_for(lambda: len(steady.sent) > 30, "some words")
    assert not steady.was_left
    app.key("Escape")
    wait_for(lambda: steady.was_left, "the server to notice the stop", 5)
    answer = app.answer("stopped")
    assert answer["text"].startswith("word0 word1 word2 ")
    assert app.quit() == 0


def test_the_conversation_is_there_after_a_restart(app: App, steady: SteadyServer) -> None:
    ask(app, "Remember this")
    wait_for(lambda: len(steady.sent) > 5, "some words")
    app.key("Escape")
    first = app.answer("stopped")
    assert app.quit() == 0
    again = app.desktop.start(app.home)
    ask(again, "And this")
    wait_for(lambda: len(again.messages()) == 4, "the second question in the same conversation")
    again.key("Escape")
    again.answer("stopped")
    assert again.messages()[1] == first
    assert len(again.console("conversations", "list", "--json")) == 1
    assert again.quit() == 0


def test_a_kill_loses_at_most_half_a_second(app: App, steady: SteadyServer) -> None:
    ask(app, "Count until the power fails")
    wait_for(lambda: len(steady.sent) > 100, "two seconds of words")
    app.kill()
    killed = time.monotonic()
    safe = sum(1 for at in steady.sent if at < killed - ON_DISK_WITHIN - ON_ITS_WAY)
    again = app.desktop.start(app.home)
    answer = again.answer("interrupted")
    words = answer["text"].split()
    assert words == [f"word{number}" for number in range(len(words))]
    assert len(words) >= safe > 40
    assert again.quit() == 0


def test_closing_while_it_streams_saves_and_ends(app: App, steady: SteadyServer) -> None:
    ask(app, "Never mind")
    wait_for(lambda: len(steady.sent) > 20, "some words")
    assert app.quit() == 0
    wait_for(lambda: steady.was_left, "the server to notice the end", 5)
    assert app.messages()[-1]["state"] == "interrupted"


def test_it_can_be_quit_the_moment_it_is_seen(desktop: Desktop, home: Path) -> None:
    assert desktop.start(home).quit() == 0
