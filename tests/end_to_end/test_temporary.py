"""A temporary conversation leaves nothing behind: every byte of the home is looked at."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desktop, wait_for
from tests.end_to_end.test_main_job import SteadyServer

pytestmark = pytest.mark.real_window

ASKED, WRITTEN, ANSWERED = "xylophonequestion", "zeppelindraft", "word12 word13"


@pytest.fixture
def server() -> Iterator[SteadyServer]:
    server = SteadyServer()
    yield server
    server.close()


def traces(folder: Path, *words: str) -> list[str]:
    """Files below `folder` that hold any of the words, in UTF-8, UTF-16 or base64."""
    import base64

    forms = [form for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    forms += [base64.b64encode(word.encode())[:12] for word in words]
    files = (path for path in folder.rglob("*") if path.is_file())
    return [
        f"{path}: {form!r}"
        for path in files
        for form in forms
        if form in path.name.encode() or form in path.read_bytes()
    ]


@pytest.mark.parametrize("is_temporary", [True, False])
@pytest.mark.parametrize("is_killed", [True, False])
def test_nothing_of_it_is_written(
    desktop: Desktop, home: Path, server: SteadyServer, tmp_path: Path, is_temporary, is_killed
) -> None:
    desktop.add_provider(home, server.gateway.url("steady"))
    app = desktop.start(home)
    time.sleep(1.5)
    if is_temporary:
        app.key("ctrl+alt+n")
        wait_for(
            lambda: "Temporary" in desktop.xdotool("getwindowname", app.window), "the conversation"
        )
    app.type(ASKED)
    app.key("Return")
    wait_for(lambda: len(server.sent) > 60, "some words")
    app.key("Escape")
    time.sleep(0.5)
    app.type(WRITTEN)
    time.sleep(1.5)
    looked = (ASKED, WRITTEN, ANSWERED)
    person = tmp_path / "person"
    while_open = traces(home, *looked) + traces(person, *looked)
    if is_killed:
        app.kill()
    else:
        app.key("ctrl+q")
        if is_temporary:  # it asks; the first answer is to forget
            time.sleep(0.7)
            app.key("shift+Tab", "shift+Tab", "space")
        app.process.wait(10)
    left = while_open + traces(home, *looked) + traces(person, *looked)
    assert bool(left) != is_temporary, left
    app = desktop.start(home)
    listed = app.console("conversations", "list", "--json")
    assert len(listed) == (0 if is_temporary else 1)


def test_kept_after_all_it_is_like_any_other(
    desktop: Desktop, home: Path, server: SteadyServer
) -> None:
    desktop.add_provider(home, server.gateway.url("steady"))
    app = desktop.start(home)
    time.sleep(1.5)
    app.key("ctrl+alt+n")
    time.sleep(0.7)
    app.type(ASKED)
    app.key("Return")
    wait_for(lambda: len(server.sent) > 20, "some words")
    app.key("Escape")
    time.sleep(0.5)
    app.type(WRITTEN)
    app.key("ctrl+k")
    time.sleep(0.3)
    app.type("keep this temp")
    app.key("Return")
    wait_for(lambda: app.console("conversations", "list", "--json"), "the conversation")
    question, answer = app.messages()
    assert question["text"] == ASKED
    assert "word1 word2" in answer["text"]
    wait_for(lambda: ASKED in desktop.xdotool("getwindowname", app.window), "its title")
    assert traces(home, WRITTEN), "what was being written is kept too"
