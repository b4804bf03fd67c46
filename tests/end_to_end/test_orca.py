"""What a real screen reader says of the real app: Orca, whose speech is taken from its log.

Debian's Orca 43 knows no announcements. Newer ones do; the same words are then said without the
role before them.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.end_to_end.test_accessible import (
    LAUNCHER,
    SYSTEM_PYTHON,
    TellingServer,
    session_bus,
)
from tests.end_to_end.test_main_job import SteadyServer, ask

pytestmark = [pytest.mark.real_window, pytest.mark.slow]

SPEECH = "SPEECH OUTPUT: '"
LISTENS = "registering listener for: window:destroy"
BY_LINE = """
import builtins, runpy, shutil
plain = builtins.open
def by_line(file, mode="r", *more, **words):  # its log would be written in pieces of 8 kB
    return plain(file, mode, *more, **(words | ({"buffering": 1} if mode == "w" else {})))
builtins.open = by_line
runpy.run_path(shutil.which("orca"), run_name="__main__")
"""


class Orca:
    """The reader, and what it said so far."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._log = folder / "orca.txt"
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, "-c", BY_LINE, "--replace",
             f"--debug-file={self._log}", "-e", "speech"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(lambda: LISTENS in self._text().lower(), "Orca to listen")

    def _text(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def said(self) -> list[str]:
        """Everything that was spoken, in order."""
        lines = self._text().splitlines()
        return [line.split(SPEECH, 1)[1].split("'{", 1)[0] for line in lines if SPEECH in line]

    def says(self, words: str) -> int:
        """Wait until something with these words was said; returns how often it was."""
        wait_for(lambda: any(words in each for each in self.said), f"Orca to say {words!r}")
        time.sleep(0.5)  # it would be repeated soon after
        return sum(words in each for each in self.said)

    def after(self, app: App, key: str, words: str) -> list[str]:
        """What is said from a key on, once something with these words was."""
        before = len(self.said)
        app.key(key)
        wait_for(lambda: any(words in each for each in self.said[before:]), f"{words!r} on {key}")
        time.sleep(0.5)
        return self.said[before:]

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def orca(desktop: Desktop, tmp_path: Path) -> Iterator[Orca]:
    missing = [name for name in ("orca", "dbus-daemon") if shutil.which(name) is None]
    if missing or not LAUNCHER.exists():
        pytest.skip("not installed: orca, dbus, at-spi2-core")
    with session_bus(desktop.environment) as environment:
        desktop.environment = environment
        reader = Orca(tmp_path, environment)
        yield reader
        reader.close()


@pytest.fixture
def steady() -> Iterator[SteadyServer]:
    server = SteadyServer()
    yield server
    server.close()


@pytest.fixture
def telling() -> Iterator[TellingServer]:
    server = TellingServer()
    yield server
    server.close()


@pytest.fixture
def app(desktop: Desktop, orca: Orca, steady: SteadyServer, home: Path) -> App:
    desktop.add_provider(home, steady.gateway.url("steady"))
    return desktop.start(home, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")


def test_it_says_once_that_an_answer_began_and_ended(
    app: App, orca: Orca, steady: SteadyServer
) -> None:
    ask(app, "Count for me")
    assert orca.says("steady-1 is answering") == 1
    wait_for(lambda: len(steady.sent) > 100, "some words")
    assert not any("word3" in said for said in orca.said), "text that grows is not read aloud"
    app.key("Escape")
    assert orca.says("steady-1: Stopped by you after") == 1
    assert app.quit() == 0


def test_it_reads_an_answer_by_key(
    desktop: Desktop, orca: Orca, telling: TellingServer, home: Path
) -> None:
    desktop.add_provider(home, telling.gateway.url("steady"))
    app = desktop.start(home, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
    ask(app, "Tell me")
    assert orca.says("steady-1: Finished") == 1
    orca.after(app, "alt+Up", "steady-1, steady, ")
    app.key("Tab")  # to what can be done with the answer
    orca.after(app, "Tab", "Bonn, https://example.org/bonn link.")
    orca.after(app, "Tab", "Wrap long lines check box not checked.")
    orca.after(app, "space", "checked")
    app.key("alt+Up")
    orca.after(app, "alt+Down", "steady-1, steady, ")
    orca.after(app, "shift+Right", "Rivers heading level 1.")
    said = orca.after(app, "shift+Right", "selected")
    assert sum("selected" in each for each in said) == 1, "told once"
    assert any(each == "i" for each in said)
    orca.after(app, "shift+Down", "The Rhine flows by Bonn")
    assert app.quit() == 0
