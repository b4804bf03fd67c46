"""The welcome page as somebody new meets it: an empty home, keys alone, strokes counted.

A paste counts as one stroke. Seconds are printed, not judged: a busy machine must not fail a test.
"""

import asyncio
import socket
import subprocess
import sys
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

KEY = "sk-RivuletDoorsTest012345"  # as long as LiteLLM's; OpenAI has such, too
LITELLM_PORT, LLAMA_PORT = 4000, 8080
LLAMA = """
import sys, threading
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.model_alias = {"smollm2"}
params.hostnames, params.port = ["127.0.0.1"], int(sys.argv[2])
params.n_ctx, params.n_parallel, params.warmup, params.n_predict = 2048, 1, False, 24
server = xllamacpp.Server(params)
print("ready", flush=True)
threading.Event().wait()
"""


class Strokes:
    """Keys as a person presses them, counted."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.count = 0
        self.began = time.monotonic()

    def press(self, *names: str) -> None:
        for name in names:
            self.app.key(name)
            self.count += 1

    def paste(self, text: str) -> None:
        subprocess.run(
            ["xclip", "-selection", "clipboard"], input=text, text=True, check=True,
            env=self.app.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.press("ctrl+v")

    def tell(self, door: str) -> None:
        print(f"{door}: {self.count} strokes, {time.monotonic() - self.began:.1f} s")


def needs_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            pytest.skip(f"port {port} is taken here")


def needs_weights(home: Path) -> None:
    if not LocalModel(home).is_present():
        pytest.skip("the built-in model's weights are not here")


def test_offline(desktop: Desktop, home: Path) -> None:
    needs_weights(home)
    strokes = Strokes(desktop.start(home))
    strokes.press("H", "i", "Return")
    answer = strokes.app.answer("complete", "incomplete", limit=120)
    strokes.tell("offline")
    assert answer["provider"] == "built-in"
    assert strokes.count <= 3
    assert strokes.app.quit() == 0


class Guarded:
    """A LiteLLM proxy on its usual port that takes one key and lists one model."""

    def __init__(self) -> None:
        self.gateway: Gateway | None = None
        self._loop = asyncio.new_event_loop()
        self._is_over = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()))
        self._thread.start()
        wait_for(lambda: self.gateway is not None and self.gateway.port, "the server")

    async def _run(self) -> None:
        gateway = Gateway({"v1": self._answer})
        await gateway.start(LITELLM_PORT)
        self.gateway = gateway
        await self._is_over.wait()
        await gateway.close()

    async def _answer(self, call: Call) -> None:
        if call.received.header("authorization") != f"Bearer {KEY}":
            await call.whole(401, {"error": {"message": "No api key passed in."}})
        elif call.endpoint == "models":
            await call.whole(200, {"data": [{"id": "only-model"}]})
        elif call.endpoint == "chat":
            await call.begin()
            for part in ({"role": "assistant"}, {"content": "Hello from behind the key."}):
                await call.write(dialects.data(dialects.chat_chunk(part)))
            await call.write(dialects.data(dialects.chat_chunk({}, "stop")))
            await call.write(b"data: [DONE]\n\n")
            await call.end()
        else:
            await call.whole(404, {"error": {"message": "no such address"}})

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join(10)
        self._loop.close()


@pytest.fixture
def guarded() -> Iterator[Guarded]:
    needs_port(LITELLM_PORT)
    server = Guarded()
    yield server
    server.close()


def test_a_key(desktop: Desktop, guarded: Guarded, home: Path) -> None:
    app = desktop.start(home)
    strokes = Strokes(app)
    wait_for((home / "rivulet.db").exists, "the services")
    time.sleep(1.5)  # a person looks at the page first
    strokes.press("ctrl+shift+k")
    strokes.paste(KEY)
    strokes.press("Return", "l", "Return")  # two providers have such keys: L for LiteLLM
    asked = guarded.gateway.received
    if not list(home.glob("state.toml")) or KEY[-4:] not in (home / "state.toml").read_text():
        time.sleep(1.0)  # no keyring here: the card that asks for consent takes the keyboard
        strokes.press("Return")
    wait_for(lambda: any(x.path.endswith("/completions") for x in asked), "the check")
    time.sleep(1.5)  # the picker opens on its model
    strokes.press("Return", "H", "i", "Return")
    answer = app.answer("complete")
    strokes.tell("key")
    assert answer["text"] == "Hello from behind the key."
    assert (answer["provider"], answer["model"]) == ("litellm", "only-model")
    assert strokes.count <= 10
    assert app.quit() == 0
    written = [path for path in home.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert not [path for path in written if KEY.encode() in path.read_bytes()]


@pytest.fixture
def llama(home: Path) -> Iterator[None]:
    """A real llama.cpp server where people have theirs."""
    needs_weights(home)
    needs_port(LLAMA_PORT)
    weights = str(LocalModel(home)._weights())
    with subprocess.Popen(
        [sys.executable, "-c", LLAMA, weights, str(LLAMA_PORT)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        wait_for(lambda: server.stdout and "ready" in server.stdout.readline(), "llama.cpp")
        yield
        server.kill()


@pytest.mark.usefixtures("llama")
def test_a_server_on_this_computer(desktop: Desktop, home: Path) -> None:
    app = desktop.start(home)
    strokes = Strokes(app)
    time.sleep(1.5)  # it is asked for a second
    strokes.press("shift+Tab", "shift+Tab", "shift+Tab", "shift+Tab", "Return")
    strokes.press("H", "i", "Return")
    answer = app.answer("complete", "incomplete")
    strokes.tell("server on this computer")
    assert answer["provider"] == "llamacpp"
    assert app.quit() == 0
