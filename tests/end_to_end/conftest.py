"""A real desktop for the real process: Xvfb, a window manager, real key events.

Everything is looked at from outside: keys go in through the X server, facts come out through the
console face, the accessibility bus or a screenshot.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("Xvfb", "openbox", "xdotool", "import")


def wait_for(fact: Callable[[], Any], what: str, limit: float = 30.0) -> Any:
    """Ask `fact` until it is true; returns its answer."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if answer := fact():
            return answer
        time.sleep(0.05)
    pytest.fail(f"waited {limit:.0f} s for {what}")


class App:
    """One running Rivulet with a window on the test's screen."""

    def __init__(self, desktop: "Desktop", home: Path, **environment: str) -> None:
        self.desktop = desktop
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.environment = desktop.environment_of(home) | environment
        self.log = (home / "stderr.txt").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "desktop_app"],
            cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        desktop.apps.append(self)  # from here on it is ended with the screen, whatever happens
        self.window = wait_for(self._find_window, "the window")
        self.focus()

    def _find_window(self) -> str:
        if self.process.poll() is not None:
            text = (self.home / "stderr.txt").read_text()
            pytest.fail(f"the app ended with {self.process.returncode}: {text[-2000:]}")
        found = self.desktop.xdotool(
            "search", "--onlyvisible", "--pid", str(self.process.pid), "--name", "Rivulet"
        )
        return found.split()[0] if found else ""

    def focus(self) -> None:
        """Give the window the keyboard, as the window manager would on a click.

        Without one the words typed still arrive, but no shortcut does: no window is active.
        """

        def has_keyboard() -> bool:
            self.desktop.xdotool("windowactivate", self.window)
            return self.desktop.xdotool("getactivewindow").strip() == self.window

        wait_for(has_keyboard, "the window to get the keyboard")

    def type(self, text: str) -> None:
        """Type with real key events."""
        self.desktop.xdotool("type", "--delay", "12", text)

    def key(self, *names: str) -> None:
        """Press keys by their X names, such as `ctrl+k`."""
        self.desktop.xdotool("key", "--delay", "30", *names)

    def shot(self, path: Path) -> Path:
        """A picture of the whole screen."""
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self.environment, check=True, timeout=20
        )
        return path

    def console(self, *words: str) -> Any:
        """Ask the console face of the same home; returns its JSON if `--json` is among `words`."""
        return self.desktop.console(self.home, *words)

    def messages(self) -> list[dict[str, Any]]:
        """The messages of the newest conversation, as the console tells them."""
        listed = self.console("conversations", "list", "--json")
        if not listed:
            return []
        shown = self.console("conversations", "show", listed[0]["id"], "--json")
        return list(shown["messages"])

    def answer(self, *states: str, limit: float = 60.0) -> dict[str, Any]:
        """The newest answer, once it is in one of `states`."""

        def newest() -> dict[str, Any] | None:
            answers = [m for m in self.messages() if m["role"] == "assistant"]
            return answers[-1] if answers and answers[-1]["state"] in states else None

        return dict(wait_for(newest, f"an answer in state {states}", limit))

    def quit(self) -> int:
        """Close it as a person does, and wait for the process to end."""
        self.focus()
        self.key("ctrl+q")
        return self.process.wait(10)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


class Desktop:
    """An X server of its own with a window manager and a session bus."""

    def __init__(self, folder: Path, size: str = "1280x800") -> None:
        read, write = os.pipe()
        # Without -noreset the server throws everybody out whenever its only client leaves: the
        # window manager, if it comes just when an xdotool goes.
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-noreset",
             "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("RIVULET_", "DBUS_", "QT_"))
        } | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "XDG_RUNTIME_DIR": str(runtime),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }
        self.manager = subprocess.Popen(
            ["openbox"], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.apps: list[App] = []
        wait_for(lambda: self.xdotool("get_desktop").strip(), "the window manager")

    def environment_of(self, home: Path) -> dict[str, str]:
        """What a process of this person sees."""
        return self.environment | {"RIVULET_HOME": str(home)}

    def console(self, home: Path, *words: str) -> Any:
        """Run the console face with this home; returns its JSON if `--json` is among `words`."""
        done = subprocess.run(
            [sys.executable, "-m", "desktop_app", *words],
            cwd=ROOT, env=self.environment_of(home), capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if "--json" in words else done.stdout

    def add_provider(self, home: Path, base_url: str) -> None:
        """Let this server answer in new conversations."""
        self.console(
            home, "providers", "add", "steady", "--base-url", base_url,
            "--protocol", "chat", "--model", "steady-1", "--default",
        )  # fmt: skip

    def xdotool(self, *words: str) -> str:
        """Run xdotool on this screen; returns what it printed."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True,
            timeout=30, check=False,
        )  # fmt: skip
        return done.stdout

    def start(self, home: Path, **environment: str) -> App:
        """Open Rivulet with this home and wait for its window."""
        return App(self, home, **environment)

    def close(self) -> None:
        """End everything that was started here."""
        for app in self.apps:
            if app.process.poll() is None:
                app.process.kill()
                app.process.wait(10)
            app.log.close()
        for process in (self.manager, self.server):
            process.terminate()
            process.wait(10)


@pytest.fixture
def desktop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desktop]:
    """A fresh screen; skipped with a reason where its programs are not installed.

    A test may ask for another size than the usual one with an indirect parameter.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    folder = tmp_path / "person"
    folder.mkdir()
    screen = Desktop(folder, getattr(request, "param", "1280x800"))
    yield screen
    for app in screen.apps[-1:]:
        app.shot(tmp_path / "screen.png")  # what a failure looked like
    screen.close()
