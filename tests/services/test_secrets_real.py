"""The real gnome-keyring on a bus of its own: unlocked, locked, denied, hanging, absent.

Each case is a process of its own, since a session bus belongs to a process tree.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="gnome-keyring or dbus-run-session is not installed",
)

KEY = "sk-real-0123456789"
DRIVER = """
import asyncio, json, sys
from pathlib import Path
from desktop_app.domain.errors import SecretStoreError
from desktop_app.domain.provider import Provider
from desktop_app.services.logs import Redactor
from desktop_app.services.secrets import Secret, Secrets
from desktop_app.settings.remembered import Remembered

async def main(action):
    secrets = Secrets(Remembered(Path("state.toml")), Redactor(), limit=LIMIT)
    naga = Provider(name="naga", base_url="https://api.naga.ac/v1", protocol="chat")
    state = await secrets.state()
    told = {"available": state.is_available, "locked": state.is_locked, "words": state.words}
    try:
        if action == "put":
            await secrets.put(naga, Secret(sys.argv[2]))
        if action == "second":
            key = secrets.another(naga, "Second")
            await secrets.put(naga, Secret(sys.argv[2] + "-second"), key=key)
        if action == "back":
            secrets.use(naga, "")
        if action == "remove":
            await secrets.delete_key(naga, "")
        secret = await secrets.get(naga)
        told["key"] = secret and secret.reveal()
        if action == "delete":
            await secrets.delete(naga)
            told["key"] = None
    except SecretStoreError as error:
        told["error"] = str(error)
    print(json.dumps(told))

asyncio.run(main(sys.argv[1]))
"""
UNLOCK = "printf pw | gnome-keyring-daemon --unlock --components=secrets >daemon.log 2>&1; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >daemon.log 2>&1; "
FROZEN = UNLOCK + (
    'until [ -n "$daemon" ]; do sleep 0.05; '  # it takes its name on the bus only now
    "daemon=$(dbus-send --print-reply=literal --dest=org.freedesktop.DBus / "
    "org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets "
    "2>/dev/null | awk '{print $2}'); done; kill -STOP $daemon; "
)


@pytest.fixture
def ask(tmp_path):
    """Run the driver after `before` on a fresh bus; what it printed as JSON."""
    (tmp_path / "driver.py").write_text(DRIVER)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)

    def run(before, action, *, after="", limit=20.0, bus=True, display=""):
        (tmp_path / "driver.py").write_text(DRIVER.replace("LIMIT", str(limit)))
        environment = os.environ | {
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        }
        for name in ("PYTHON_KEYRING_BACKEND", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        if display:
            environment["DISPLAY"] = display
        command = f"{before} {sys.executable} driver.py {action} {KEY}; {after}"
        done = subprocess.run(
            [*(["dbus-run-session", "--"] if bus else []), "bash", "-c", command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
        lines = done.stdout.splitlines()
        assert lines, done.stderr
        return json.loads(lines[-1])

    return run


def test_a_key_outlives_the_session_and_goes_when_deleted(ask, tmp_path):
    assert ask(UNLOCK, "put")["key"] == KEY
    again = ask(UNLOCK, "get")
    assert again["available"]
    assert not again["locked"]
    assert again["key"] == KEY
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"state.toml", "login.keyring"} <= {path.name for path in files}
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
    assert ask(UNLOCK, "delete")["key"] is None
    assert ask(UNLOCK, "get")["key"] is None


def test_two_keys_stand_beside_each_other(ask):
    ask(UNLOCK, "put")
    assert ask(UNLOCK, "second")["key"] == f"{KEY}-second"
    assert ask(UNLOCK, "get")["key"] == f"{KEY}-second"
    assert ask(UNLOCK, "back")["key"] == KEY
    assert ask(UNLOCK, "remove")["key"] is None  # the other one does not take its place
    assert ask(UNLOCK, "delete")["key"] is None


def test_a_locked_store_is_said(ask):
    ask(UNLOCK, "put")
    told = ask(LOCKED, "get")
    assert told["locked"]
    assert "which is locked" in told["words"]
    assert told["error"] == "The key store is locked."


def test_a_denied_store_is_said(ask):
    told = ask(LOCKED, "put")
    assert told["error"] == "The key store did not let Rivulet in."


def test_a_hanging_store_is_given_up(ask):
    ask(UNLOCK, "put")
    told = ask(FROZEN, "get", after="kill -KILL $daemon", limit=1.0)
    assert told["error"] == "The key store does not answer."
    assert not told["available"]


def test_no_bus_means_no_store(ask):
    told = ask("export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent; ", "put", bus=False)
    assert told["error"] == "This computer has no key store that Rivulet can use."


@pytest.fixture
def display():
    """A screen of its own with a window manager, as its name (`:93`)."""
    tools = ("Xvfb", "openbox", "xdotool")
    if not all(map(shutil.which, tools)) or not Path("/usr/libexec/gcr-prompter").exists():
        pytest.skip("Xvfb, openbox, xdotool or gcr-prompter is not installed")
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-noreset", "-nolisten", "tcp"], pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    windows = subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": name})
    yield name
    for process in (windows, screen):
        process.terminate()
        process.wait()


TYPE = (
    "(xdotool search --sync --onlyvisible --class gcr-prompter >/dev/null; "
    "xdotool search --onlyvisible --class gcr-prompter windowfocus --sync; "
    "xdotool type pw; xdotool key Return) & "
)


@pytest.mark.real_window
def test_an_unlock_prompt_is_waited_for_while_someone_types(ask, display):
    ask(UNLOCK, "put")
    told = ask(LOCKED + TYPE, "get", after="wait", limit=30.0, display=display)
    assert told["locked"]
    assert told["key"] == KEY


@pytest.mark.real_window
def test_an_unlock_prompt_that_nobody_answers_is_given_up(ask, display):
    ask(UNLOCK, "put")
    told = ask(LOCKED, "get", limit=2.0, display=display)
    assert told["error"] == "The key store does not answer."
