"""Killed with -9 at random moments: no committed message is missing, no database is broken."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_app.domain.message import State
from desktop_app.services.store import Store

CHILD = Path(__file__).with_name("writing_child.py")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}


def _life(path: Path, seconds: float) -> list[tuple[str, str, int]]:
    """Let the child work for so long after it opened the store, kill it, return what it told."""
    command = [sys.executable, str(CHILD), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as child:
        lines = [child.stdout.readline()]
        assert lines[0].startswith("open"), lines
        killer = threading.Timer(seconds, child.kill)
        killer.start()
        lines += child.stdout.readlines()
        killer.join()
    assert child.returncode == -9
    told = [line.split() for line in lines if line.endswith("\n")]
    return [(kind, id_, int(length)) for kind, id_, length in told]


def _promised(told: list[tuple[str, str, int]]) -> tuple[dict[str, int], set[str]]:
    """The least length of each message's text, and the messages that streamed at the end."""
    lengths: dict[str, int] = {}
    streaming: set[str] = set()
    for kind, id_, length in told:
        if kind == "purging":
            lengths.pop(id_, None)
        elif kind != "open":
            lengths[id_] = length
        (streaming.add if kind in {"begun", "written"} else streaming.discard)(id_)
    return lengths, streaming


async def _check(path: Path, told: list[tuple[str, str, int]]) -> tuple[int, int]:
    lengths, streaming = _promised(told)
    store = await Store.open(path)
    try:
        for message in await store.messages(list(lengths)):
            length = lengths.pop(message.id)
            assert len(message.text) >= length
            assert message.state is not State.STREAMING
            if (
                message.id in streaming
            ):  # or its end was committed, and the kill came before the word
                assert message.state in {State.INTERRUPTED, State.COMPLETE}
            else:
                assert len(message.text) == length
        assert lengths == {}
    finally:
        await store.close()
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT count(*) FROM fragment").fetchone() == (0,)
    db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    db.close()
    return len(told), len(streaming)


@pytest.mark.parametrize(
    "kills", [20, pytest.param(200, marks=pytest.mark.slow)], ids=["20 kills", "200 kills"]
)
async def test_nothing_committed_is_ever_missing(path: Path, kills: int, capsys) -> None:
    commits = interrupted = 0
    for _ in range(kills):
        told = _life(path, random.uniform(0, 0.25))
        some, streaming = await _check(path, told)
        commits += some
        interrupted += streaming
    with capsys.disabled():
        print(f"\n{kills} kills, {commits} commits looked for, {interrupted} answers interrupted")
    assert commits > kills
    assert interrupted


async def test_a_missing_message_would_be_seen(path: Path) -> None:
    """Negative control: the same look finds a message that was promised and is not there."""
    store = await Store.open(path)
    await store.close()
    with pytest.raises(AssertionError):
        await _check(path, [("saved", "never", 3)])
