"""The window with a real gnome-keyring: a key is kept; a store that hangs holds nobody up.

The daemon and its bus belong to the test; nothing of this machine's own keyring is touched.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.services.local_model import LocalModel
from tests.end_to_end.conftest import App, Desktop, wait_for

KEY = "agnic_tok_KeyringInWindow0123"

pytestmark = [
    pytest.mark.real_window,
    pytest.mark.skipif(
        not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-daemon")),
        reason="gnome-keyring or dbus-daemon is not installed",
    ),
]


class Keyring:
    """A bus and an unlocked gnome-keyring on it, for the processes of one desktop."""

    def __init__(self, desktop: Desktop) -> None:
        self.bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"],
            env=desktop.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.bus.stdout is not None
        self.environment = {
            "DBUS_SESSION_BUS_ADDRESS": self.bus.stdout.readline().strip(),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        }
        self.daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=desktop.environment | self.environment, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.daemon.stdin is not None
        self.daemon.stdin.write(b"pw")
        self.daemon.stdin.close()
        time.sleep(1.0)  # it takes its name on the bus

    def close(self) -> None:
        for process in (self.daemon, self.bus):
            process.kill()
            process.wait(10)
        if self.bus.stdout:
            self.bus.stdout.close()


@pytest.fixture
def keyring(desktop: Desktop) -> Iterator[Keyring]:
    found = Keyring(desktop)
    yield found
    found.close()


def paste(app: App, home: Path) -> None:
    wait_for((home / "rivulet.db").exists, "the services")
    time.sleep(1.5)  # the doors are there
    app.key("ctrl+shift+k")
    app.type(KEY)
    app.key("Return")


def kept(home: Path) -> bool:
    state = home / "state.toml"
    return state.exists() and KEY[-4:] in state.read_text()


def written(home: Path) -> list[Path]:
    return [
        path for path in home.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ]


def test_a_key_is_kept_and_known_to_the_next_window(
    desktop: Desktop, keyring: Keyring, home: Path
) -> None:
    app = desktop.start(home, **keyring.environment)
    paste(app, home)
    wait_for(lambda: kept(home), "the key to be kept")
    assert app.quit() == 0
    assert written(home) == []
    told = subprocess.run(
        [*app.process.args[:3], "providers", "list", "--json"],
        env=app.environment, cwd=Path(__file__).parents[2], capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    assert '"key": "keyring"' in told.stdout


def test_a_store_that_hangs_holds_nobody_up(desktop: Desktop, keyring: Keyring, home: Path) -> None:
    if not LocalModel(home).is_present():
        pytest.skip("the built-in model's weights are not here")
    app = desktop.start(home, **keyring.environment)
    os.kill(keyring.daemon.pid, signal.SIGSTOP)
    paste(app, home)
    time.sleep(0.5)
    app.key("ctrl+l")
    app.type("Hi")
    app.key("Return")
    answer = app.answer("complete", "incomplete")
    assert answer["provider"] == "built-in"
    assert not kept(home)
    assert written(home) == []
    assert app.quit() == 0
