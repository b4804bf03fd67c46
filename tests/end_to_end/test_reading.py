"""Reading back, selecting and copying with a real mouse and real keys while an answer streams."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.end_to_end.test_main_job import SteadyServer, ask
from tests.services.net import dialects
from tests.services.net.gateway import Call

pytestmark = pytest.mark.real_window

LEFT, TOP, BOTTOM = 420, 120, 640  # of the transcript on a screen of 1280 × 800
_CLIPBOARD = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication(sys.argv)
mime = app.clipboard().mimeData()
sys.stdout.buffer.write(mime.text().encode() + b"\\0" + mime.html().encode())
"""
_SELECTED = """
import sys
from PySide6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication(sys.argv)
sys.stdout.buffer.write(app.clipboard().text(QClipboard.Mode.Selection).encode())
"""


class FastServer(SteadyServer):
    """Some screens of numbered lines at once, then ten a second for ever."""

    async def _answer(self, call: Call) -> None:
        if call.endpoint == "models":
            await call.whole(200, {"data": [{"id": "steady-1"}]})
            return
        await call.begin()
        await call.write(dialects.data(dialects.chat_chunk({"role": "assistant"})))
        while True:
            number = len(self.sent)
            words = {"content": f"Line {number} has **bold{number}** words.\n\n"}
            await call.write(dialects.data(dialects.chat_chunk(words)))
            self.sent.append(time.monotonic())
            await asyncio.sleep(0 if number < 120 else 0.1)


@pytest.fixture
def fast() -> Iterator[FastServer]:
    server = FastServer()
    yield server
    server.close()


@pytest.fixture
def app(desktop: Desktop, fast: FastServer, home: Path) -> App:
    desktop.add_provider(home, fast.gateway.url("steady"))
    app = desktop.start(home)
    ask(app, "Go")
    wait_for(lambda: len(fast.sent) > 125, "some screens of text")
    return app


def mouse(app: App, *words: object) -> None:
    """Move, press and wait as xdotool says it."""
    app.desktop.xdotool(*map(str, words))


def drag(app: App, *points: tuple[int, int], clicks: int = 1, hold: float = 0.0) -> None:
    """Press at the first point (the last of so many clicks), go through the others, let go."""
    (x, y), *others = points
    mouse(app, "mousemove", x, y)
    for _ in range(clicks - 1):
        mouse(app, "click", 1)
    mouse(app, "mousedown", 1)
    for x, y in others:
        mouse(app, "mousemove", x - 4, y - 1, "sleep", 0.05, "mousemove", x, y, "sleep", 0.05)
    time.sleep(hold)
    mouse(app, "mouseup", 1)


def copied(app: App) -> tuple[str, str]:
    """What Ctrl+C puts on the clipboard for other programs: plain and rich text."""
    app.key("ctrl+c")
    plain, _, rich = told(app, _CLIPBOARD).partition("\0")
    return plain, rich


def told(app: App, program: str) -> str:
    """What another program finds on the same screen."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=app.environment, capture_output=True,
        timeout=30, check=True,
    )  # fmt: skip
    return done.stdout.decode()


def seen(app: App, path: Path) -> QImage:
    """The messages on the screen, without what floats over them."""
    whole = QImage(str(app.shot(path))).convertToFormat(QImage.Format.Format_RGB32)
    return whole.copy(LEFT - 40, TOP, 700, BOTTOM - 40 - TOP)


def numbers(text: str) -> list[int]:
    """Which lines of the answer a text holds, whole or cut."""
    return [int(line.split()[1]) for line in text.splitlines() if line.startswith("Line ")]


def test_selecting_while_it_streams_keeps_what_was_selected(app: App, fast: FastServer) -> None:
    mouse(app, "mousemove", LEFT, 400, "click", "--repeat", 8, "--delay", 30, 4)
    drag(app, (LEFT, 300), (LEFT + 120, 420))
    plain, rich = copied(app)
    lines = numbers(plain)
    assert len(lines) >= 2
    assert lines == list(range(lines[0], lines[0] + len(lines)))
    assert "**bold" in plain
    assert "<strong>bold" in rich
    came = len(fast.sent)
    wait_for(lambda: len(fast.sent) > came + 15, "more of the answer")
    assert copied(app) == (plain, rich)
    app.key("Escape", "Escape")
    answer = app.answer("stopped")
    assert plain.split("\n\n")[1] in answer["text"]
    assert app.quit() == 0


def test_reading_back_moves_nothing_by_a_pixel(app: App, fast: FastServer, tmp_path: Path) -> None:
    mouse(app, "mousemove", LEFT, 400, "click", 4)
    time.sleep(0.5)
    before = seen(app, tmp_path / "before.png")
    came = len(fast.sent)
    wait_for(lambda: len(fast.sent) > came + 20, "more of the answer")
    assert seen(app, tmp_path / "after.png") == before
    app.key("ctrl+b")
    time.sleep(0.5)
    app.key("ctrl+b", "ctrl+plus")
    time.sleep(0.5)
    app.key("ctrl+0")
    wait_for(lambda: seen(app, tmp_path / "again.png") == before, "the same pixels", 5)
    app.key("ctrl+End")
    wait_for(lambda: seen(app, tmp_path / "end.png") != before, "the end")
    assert app.quit() == 0


def test_dragging_beyond_the_edge_selects_more_than_a_screen(app: App) -> None:
    mouse(app, "mousemove", LEFT, 400, "click", "--repeat", 40, "--delay", 10, 4)
    drag(app, (LEFT, 300), (LEFT, 500), (LEFT, 780), hold=1.5)
    lines = numbers(copied(app)[0])
    assert len(lines) > 25
    assert lines == list(range(lines[0], lines[0] + len(lines)))
    assert app.quit() == 0


def test_double_and_triple_clicks_select_words_and_paragraphs(app: App) -> None:
    app.key("Escape")
    app.answer("stopped")
    mouse(app, "mousemove", LEFT, 400, "click", "--repeat", 8, "--delay", 30, 4)
    time.sleep(0.6)
    drag(app, (LEFT - 20, 290), clicks=2)
    word = copied(app)[0]
    assert word == "Line"
    assert told(app, _SELECTED) == "Line", "for the middle button of the mouse"
    time.sleep(0.6)
    drag(app, (LEFT - 20, 290), (LEFT + 10, 290), clicks=2)
    words = copied(app)[0]
    assert words.startswith("Line ")
    assert len(words.split()) == 2, "whole words"
    time.sleep(0.6)
    drag(app, (LEFT - 20, 290), (LEFT + 4, 380), clicks=3)
    paragraphs = copied(app)[0]
    assert len(numbers(paragraphs)) >= 2
    assert paragraphs.endswith("words."), "whole paragraphs"
    assert app.quit() == 0


def test_keys_select_and_the_whole_is_copied_word_for_word(app: App) -> None:
    app.key("Escape")
    text = app.answer("stopped")["text"]
    mouse(app, "mousemove", LEFT - 20, 300, "click", 1)
    app.key("shift+Down", "shift+Down", "shift+End")
    assert len(numbers(copied(app)[0])) >= 1
    before = len(numbers(copied(app)[0]))
    app.key("shift+Page_Up")
    app.key("ctrl+shift+Home")
    assert copied(app)[0].startswith("Go\n\nLine 0 has")
    app.key("ctrl+a")
    assert copied(app)[0] == f"Go\n\n{text}".rstrip("\n")
    assert before < len(numbers(copied(app)[0]))
    app.key("ctrl+plus", "ctrl+plus")
    assert copied(app)[0] == f"Go\n\n{text}".rstrip("\n"), "kept over a new layout"
    assert app.quit() == 0


def test_the_place_comes_back_after_a_restart(app: App) -> None:
    app.key("Escape")
    app.answer("stopped")
    mouse(app, "mousemove", LEFT, 400, "click", "--repeat", 20, "--delay", 20, 4)
    drag(app, (LEFT, 300), clicks=3)
    before = numbers(copied(app)[0])
    assert before
    assert app.quit() == 0
    again = app.desktop.start(app.home)
    wait_for(again.messages, "the conversation")
    time.sleep(2)
    drag(again, (LEFT, 300), clicks=3)
    assert numbers(copied(again)[0]) == before
    assert again.quit() == 0
