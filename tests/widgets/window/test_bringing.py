"""The transcript's code comes when somebody writes or opens something, and in small pieces."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.services.store import Store
from tests.viewmodels.scripted import until

ROOT = Path(__file__).resolve().parents[3]
VIEW = "desktop_app.widgets.transcript.view"
MOST = 16  # modules in one turn of the event loop: they cost less than a frame
PIECES = """
import asyncio, sys
import desktop_app.app.application, desktop_app.widgets.rooms
from desktop_app.widgets.bringing import bring_transcript
async def counted():
    sizes, before = [], len(sys.modules)
    task = asyncio.create_task(bring_transcript())
    while not task.done():
        await asyncio.sleep(0)
        sizes.append(len(sys.modules) - before)
        before = len(sys.modules)
    print(max(sizes), sum(sizes) > 60)
asyncio.run(counted())
"""
WRITTEN = f"""
import asyncio, os, sys
import desktop_app.app.application
from desktop_app.services.core import Core
look_after = Core.look_after
async def settled(core):
    await look_after(core)
    from PySide6.QtWidgets import QApplication
    window = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "composer"))
    before = {VIEW!r} in sys.modules
    window.composer.field.insertPlainText(sys.argv[1])
    for _ in range(200):
        await asyncio.sleep(0.005)
    print(before, {VIEW!r} in sys.modules, flush=True)
    os._exit(0)
Core.look_after = settled
from desktop_app.app import run_window
run_window([])
"""


def said(code: str, *words: str, **more: str) -> str:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | more
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()


def test_each_piece_is_small_and_nothing_is_missing() -> None:
    most, is_all = said(PIECES).split()
    assert is_all == "True"
    assert int(most) <= MOST


def test_in_one_piece_it_would_be_large() -> None:
    in_one = PIECES.replace("import asyncio,", "import desktop_app.widgets.bringing as b, asyncio,")
    most, _ = said(in_one.replace("async def", "b._STEPS = ('view',)\nasync def", 1)).split()
    assert int(most) > 60


@pytest.mark.parametrize(("words", "then"), [("H", "False True"), ("", "False False")])
def test_it_comes_with_the_first_letter(home: Path, words: str, then: str) -> None:
    assert said(WRITTEN, words, RIVULET_HOME=str(home)) == then


async def test_where_there_are_conversations_it_is_there_before_one_is_opened(home: Path) -> None:
    store = await Store.open(home / "rivulet.db")
    await store.create_conversation("Kept", "mine", "m")
    await store.close()
    assert said(WRITTEN, "", RIVULET_HOME=str(home)) == "True True"


async def test_a_search_stays_open_over_an_empty_conversation(seat) -> None:
    async with seat() as person:
        page = person.page
        assert page._view is None
        await person.desk.answered("Hi", "wild garlic", person.window.conversation)
        assert page._stack.currentWidget() is page._view
        person.press("Ctrl+F")
        person.type("garlic")
        bar = page._finding._bar
        await until(lambda: bar._count.text() == "1 / 1")
        person.window.new_conversation()
        assert page._view is None
        await until(lambda: bar._count.text() == "not found")
        await person.desk.answered("Ho", "garlic", person.window.conversation)
        page.find_again(1)
        await until(lambda: bar._count.text() == "1 / 1")
