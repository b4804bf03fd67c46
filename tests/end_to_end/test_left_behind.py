"""What a person leaves behind is there on the next start, whichever way the app ended."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import ROOT, Desktop, wait_for

pytestmark = pytest.mark.real_window

WITHIN = 1.5  # seconds after the last key: one is promised, the rest is the machine's
FILL = """
import asyncio, sys, time
from pathlib import Path
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.store import Store, new_id

async def main():
    store = await Store.open(Path(sys.argv[1]))
    row = await store.create_conversation("Kept", "built-in", "smollm2-135m")
    parent = None
    for number in range(40):
        role = Role.ASSISTANT if number % 2 else Role.USER
        text = TextPart(f"Message {number} " + "words " * 60)
        message = Message(new_id(), role, State.COMPLETE, (text,), time.time(), parent=parent)
        await store.add_message(row.id, message)
        parent = message.id
    await store.close()

asyncio.run(main())
"""


def fill(home: Path) -> None:
    subprocess.run([sys.executable, "-c", FILL, str(home / "rivulet.db")], cwd=ROOT, check=True)


@pytest.mark.parametrize("is_killed", [True, False])
def test_draft_edit_model_and_place_come_back(desktop: Desktop, home: Path, is_killed) -> None:
    desktop.console(home, "conversations", "list", "--json")
    fill(home)
    app = desktop.start(home)
    time.sleep(WITHIN)  # until keys mean something
    app.key("ctrl+1")
    wait_for(lambda: "Kept" in desktop.xdotool("getwindowname", app.window), "the conversation")
    time.sleep(WITHIN)
    app.type("half a thought")
    time.sleep(WITHIN)
    app.kill() if is_killed else app.quit()
    app = desktop.start(home)
    wait_for(lambda: "Kept" in desktop.xdotool("getwindowname", app.window), "it again")
    time.sleep(WITHIN)
    app.key("ctrl+a", "ctrl+x", "Up")  # an empty field takes the last own message back
    app.key("ctrl+a")
    app.type("rewritten so far")
    time.sleep(WITHIN)
    (row,) = rows(home)
    assert (row["draft"], "rewritten so far" in row["editing"]) == ("", True)
    app.kill() if is_killed else app.quit()
    app = desktop.start(home)
    wait_for(lambda: "Kept" in desktop.xdotool("getwindowname", app.window), "it once more")
    time.sleep(WITHIN)
    app.type(", and on")
    time.sleep(WITHIN)
    assert "rewritten so far, and on" in rows(home)[0]["editing"]


def test_scroll_place_and_the_draft_of_a_new_conversation_survive_a_kill(
    desktop: Desktop, home: Path
) -> None:
    desktop.console(home, "conversations", "list", "--json")
    fill(home)
    app = desktop.start(home)
    time.sleep(WITHIN)
    app.key("ctrl+1")
    wait_for(lambda: "Kept" in desktop.xdotool("getwindowname", app.window), "the conversation")
    time.sleep(WITHIN)
    for _ in range(8):
        app.key("alt+Up")
    time.sleep(WITHIN)
    place = rows(home)[0]["place"]
    assert place
    app.key("ctrl+n")
    app.type("a thought without a row")
    time.sleep(WITHIN)
    app.kill()
    assert "a thought without a row" in (home / "unsent.json").read_text()
    app = desktop.start(home)
    time.sleep(WITHIN)
    app.key("ctrl+1")
    wait_for(lambda: "Kept" in desktop.xdotool("getwindowname", app.window), "it again")
    time.sleep(WITHIN)
    app.kill()
    assert rows(home)[0]["place"] == place, "opening it moves nobody away"


def test_what_the_console_does_is_seen_at_once(desktop: Desktop, home: Path) -> None:
    desktop.console(home, "conversations", "list", "--json")
    app = desktop.start(home)
    time.sleep(WITHIN)
    fill(home)
    time.sleep(WITHIN)
    app.key("ctrl+1")  # the first of the list, which nobody has touched
    wait_for(lambda: "Kept" in desktop.xdotool("getwindowname", app.window), "the conversation")


def test_a_window_stands_where_it_stood(desktop: Desktop, home: Path) -> None:
    app = desktop.start(home)
    time.sleep(WITHIN)
    desktop.xdotool("windowsize", "--sync", app.window, "900", "600")
    desktop.xdotool("windowmove", "--sync", app.window, "120", "90")
    stood = desktop.xdotool("getwindowgeometry", app.window).split("\n", 1)[1]
    for _ in range(3):
        app.quit()
        app = desktop.start(home)
        time.sleep(WITHIN)
        assert desktop.xdotool("getwindowgeometry", app.window).split("\n", 1)[1] == stood


def rows(home: Path) -> list[dict[str, str]]:
    """What the database holds, read beside the app."""
    import sqlite3

    database = sqlite3.connect(f"{(home / 'rivulet.db').as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in database.execute("SELECT * FROM conversation")]
    finally:
        database.close()
