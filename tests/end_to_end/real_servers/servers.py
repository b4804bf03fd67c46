"""Real servers as child processes, and a person who asks them through the product's own core."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from desktop_app import paths
from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.delta import Delta
from desktop_app.domain.message import Message
from desktop_app.domain.provider import Provider
from desktop_app.services.core import Core
from desktop_app.services.local_model import LocalModel
from desktop_app.services.model_server import MODEL_ID
from desktop_app.services.notices import Notice
from desktop_app.services.secrets import Secret
from desktop_app.services.turns import Asked, Turn

ROOT = Path(__file__).resolve().parents[3]
PROTOCOLS = ("chat", "responses", "messages")
LITELLM = ROOT / ".cache" / "litellm" / "bin" / "litellm"
LLAMA_KEY = "sk-llama-0123456789"
GATEWAY_KEY = "sk-gateway-0123456789"
PASSED_ON = "smollm2-passed-on"


class Server(NamedTuple):
    """Where a real server listens, with which key and model it answers. `log` grows with it."""

    name: str
    base_url: str
    key: str
    model: str
    log: Path


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections on this port of this computer."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(fact: Callable[[], Any], what: str, limit: float = 60.0) -> Any:
    """Ask `fact` until it is true; returns its answer."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if answer := fact():
            return answer
        time.sleep(0.05)
    pytest.fail(f"waited {limit:.0f} s for {what}")


@contextmanager
def running(
    command: Sequence[str], is_ready: Callable[[], Any], log: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the background from when `is_ready` until the block is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output,
            env=os.environ | environment, cwd=log.parent,
        )  # fmt: skip

        def answers() -> Any:
            if process.poll() is not None:
                pytest.fail(f"{command[0]} ended: {log.read_text(errors='replace')[-1500:]}")
            return is_ready()

        try:
            until(answers, command[0], 180)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            process.stdin.close()


def program(name: str, *also: Path) -> str:
    """The path of an installed program; skips the test with a reason where there is none."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
    found = shutil.which(name, path=path) or next((str(one) for one in also if one.exists()), "")
    if not found:
        pytest.skip(f"not installed: {name}")
    return found


def get(url: str, key: str = "") -> Any:
    """The JSON at `url`, None where nobody answers as asked."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return json.load(response)
    except (OSError, ValueError):
        return None


@contextmanager
def llama_server(folder: Path) -> Iterator[Server]:
    """llama.cpp with the built-in model: the very child process that the product starts."""
    weights = LocalModel(folder)._weights()
    if weights is None:
        pytest.skip("the built-in model's weights are not here")
    order = {
        "weights": str(weights),
        "chat_template": (paths.resources() / "smollm2.jinja").read_text("utf-8"),
        "threads": 1,
        "token": LLAMA_KEY,
    }
    with (folder / "llama.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "desktop_app", "--local-model-server"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        with process:  # leaving it closes standard input, which ends it
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            base_url = f"http://127.0.0.1:{told['port']}/v1"
            yield Server("llama", base_url, LLAMA_KEY, MODEL_ID, folder / "llama.txt")


@contextmanager
def litellm_proxy(behind: Server, folder: Path) -> Iterator[Server]:
    """LiteLLM's proxy in an environment of its own, in front of another server.

    It speaks all three protocols itself and Chat to the one behind; the model `PASSED_ON` goes
    there as Responses, also where Messages was asked.
    """
    if not LITELLM.exists():
        pytest.skip("not installed: LiteLLM (bash packaging/test_tools/litellm.sh)")
    port = free_port()
    place = {"api_base": behind.base_url, "api_key": behind.key}
    models = {behind.model: f"llamafile/{behind.model}", PASSED_ON: f"openai/{behind.model}"}
    config = {
        "model_list": [
            {"model_name": name, "litellm_params": {"model": model, **place}}
            for name, model in models.items()
        ],
        "litellm_settings": {"telemetry": False, "drop_params": True, "num_retries": 0},
        "general_settings": {"master_key": GATEWAY_KEY},
    }
    file = folder / "litellm.yaml"
    file.write_text(json.dumps(config))  # JSON is YAML
    command = [str(LITELLM), "--config", str(file), "--host", "127.0.0.1", "--port", str(port)]
    origin = f"http://127.0.0.1:{port}"
    log = folder / "litellm.txt"
    with running(
        command,
        lambda: get(f"{origin}/health/liveliness"),
        log,
        LITELLM_LOCAL_MODEL_COST_MAP="True",  # else it fetches prices from the network
        PYTHONWARNINGS="ignore",
    ):
        yield Server("litellm", f"{origin}/v1", GATEWAY_KEY, behind.model, log)


class Ears:
    """A listener that keeps what it hears, and calls `on_words` at each piece of an answer."""

    def __init__(self, on_words: Callable[[], object] = lambda: None) -> None:
        self.notices: list[Notice] = []
        self.pieces = 0
        self._on_words = on_words

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        self.pieces += len(deltas)
        self._on_words()

    def noticed(self, notice: Notice) -> None:
        self.notices.append(notice)


class Person:
    """Somebody with one real server as provider `real`."""

    def __init__(self, core: Core, provider: Provider) -> None:
        self.core = core
        self.provider = provider

    def take(self, **facts: Any) -> None:
        """Change the provider, as its form does."""
        self.core.catalog.add(msgspec.structs.replace(self.provider, **facts))
        self.provider = self.core.catalog.provider(self.provider.name)

    async def turn(
        self, question: str, ears: Ears | None = None, *, system: str = "", **choices: Any
    ) -> Turn:
        """A turn in a new conversation, as both faces make it."""
        row = await self.core.store.create_conversation(system=system)
        provider = self.provider
        return self.core.new_turn(
            row.id, question, provider.name, provider.model, ears or Ears(), **choices
        )

    async def ask(self, question: str, **choices: Any) -> Message:
        """The saved answer to a question."""
        return await (await self.turn(question, **choices)).run()

    async def stop_when_heard(
        self, question: str, pieces: int = 1, just_before: Callable[[], object] = lambda: None
    ) -> Turn:
        """The turn of a person who presses Stop as soon as so many pieces have come."""

        def stop() -> None:
            if ears.pieces >= pieces:
                just_before()
                task.cancel()

        ears = Ears(stop)
        turn = await self.turn(question, ears)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(turn.run())
        return turn

    async def ask_with(
        self, question: str, before: Sequence[Message] = (), **request: Any
    ) -> Message:
        """The saved answer to a request with more than words: tools, a schema, parameters."""
        core, provider = self.core, self.provider

        async def prepare(messages: Sequence[Message], on_loading: object) -> Asked:
            endpoint, key = await core.reach(provider)
            asked = CompletionRequest(endpoint, provider.model, (*before, *messages), **request)
            return Asked(asked, key, core.network.limits(endpoint.base_url))

        row = await core.store.create_conversation()
        plain = core.new_turn(row.id, question, provider.name, provider.model, Ears())
        turn = Turn(
            core.http, core.store, row.id, prepare, Ears(),
            redactor=core.redactor, user_message=plain.user_message,
        )  # fmt: skip
        return await turn.run()


def provider(server: Server, protocol: str, **facts: Any) -> Provider:
    """`server` as a person sets it up, under the name `real`; `facts` are more of the `Provider`.

    Asked without chance, so small a model stays with the question.
    """
    place = {"name": "real", "title": "Real", "base_url": server.base_url, "model": server.model}
    body = {"temperature": 0.0} | facts.pop("body", {})
    return Provider(**place, protocol=protocol, body=body, **facts)


@asynccontextmanager
async def person(
    server: Server, protocol: str, *, key: str = "", **facts: Any
) -> AsyncIterator[Person]:
    """The product's core with `server` as its provider, and its key for this session."""
    async with await Core.open(paths.locations(), "console") as core:
        core.catalog.add(provider(server, protocol, **facts))
        place = core.catalog.provider("real")
        await core.secrets.put(place, Secret(key or server.key), session_only=True)
        yield Person(core, place)


@contextmanager
def folder_for(name: str) -> Iterator[Path]:
    """A folder that lives as long as the server that writes into it."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as path:
        yield Path(path)
