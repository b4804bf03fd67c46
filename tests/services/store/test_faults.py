"""Each way a database can fail is a plain message with a way out, and nothing is lost."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.domain.delta import TextDelta
from desktop_app.domain.errors import Corrupt, DiskFull, Locked, StoreError
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Role, State
from desktop_app.services.store import Store, lane
from desktop_app.services.store.errors import NewerVersion, ReadOnly, translated


async def _refused(path: Path, kind: type[StoreError]) -> StoreError:
    with pytest.raises(kind) as told:
        await Store.open(path)
    assert type(told.value) is kind
    assert told.value.hint
    assert str(path) in told.value.detail or str(path.parent) in told.value.detail
    return told.value


async def test_a_database_of_a_newer_version_is_not_touched(opened, path) -> None:
    async with opened():
        pass
    db = sqlite3.connect(path)
    db.execute("INSERT INTO migration VALUES ('0099 from the future', 0)")
    db.commit()
    db.close()
    before = path.read_bytes()
    told = await _refused(path, NewerVersion)
    assert "newer version" in str(told)
    assert "0099" in told.detail
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database(path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"these are not the bytes you are looking for" * 100)
    await _refused(path, Corrupt)


async def test_a_database_of_another_program(path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    told = await _refused(path, Corrupt)
    assert "not a Rivulet database" in str(told)


async def test_a_damaged_page_is_told_when_it_is_met(opened, path, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        for index in range(100):
            await store.add_message(row.id, say(f"{index} words " * 300))
    with path.open("r+b") as file:
        file.seek(4096 * 60)
        file.write(os.urandom(path.stat().st_size - 4096 * 60))
    store = await Store.open(path)
    with pytest.raises(Corrupt):
        await store.branch(row.id)
    await store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
async def test_a_database_that_was_deleted_is_told_instead_of_written(opened, path, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        journal = await store.begin_answer(row.id, say("", None, Role.ASSISTANT, State.STREAMING))
        aside = path.rename(path.with_name("aside.db"))
        for work in (
            store.add_message(row.id, say("x")),
            store.search("x"),
            journal.write(words()),
        ):
            with pytest.raises(StoreError, match="is gone"):
                await work
        aside.rename(path)
        await journal.write(words())
        assert (await store.message(journal.message_id)).text == "words"


def words() -> MessageBuilder:
    builder = MessageBuilder()
    builder.apply(TextDelta(0, "words"))
    return builder


_HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


async def test_a_database_that_another_program_holds(opened, path, say, monkeypatch) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        question = say("?")
        await store.add_message(row.id, question)
    monkeypatch.setattr(lane, "BUSY_SECONDS", 0.05)
    async with opened() as store:
        answer = say("", question, Role.ASSISTANT, State.STREAMING)
        journal = await store.begin_answer(row.id, answer)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "kept in memory"))
        command = [sys.executable, "-c", _HOLD, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            assert holder.stdout.readline() == b"held\n"
            with pytest.raises(Locked) as told:
                await journal.write(builder)
            assert told.value.hint
            assert [m.id for m in await store.branch(row.id)] == [question.id, answer.id]
            holder.stdin.close()
        await journal.write(builder)
        assert (await store.message(answer.id)).text == "kept in memory"


async def test_waiting_is_five_seconds_long() -> None:
    assert lane.BUSY_SECONDS == 5.0


@pytest.fixture
def small_disk(tmp_path: Path):
    """A real filesystem of one megabyte: a full one fails in ways no mock knows."""
    mount = tmp_path / "small"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "rivulet-test", str(mount)]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount command here")
    if made.returncode:
        pytest.skip(f"may not mount a small filesystem here: {made.stderr.strip()}")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


async def test_a_full_disk_loses_nothing_that_was_saved(small_disk, say) -> None:
    path = small_disk / "rivulet.db"
    store = await Store.open(path)
    row = await store.create_conversation("c")
    question = say("saved before")
    await store.add_message(row.id, question)
    answer = say("", question, Role.ASSISTANT, State.STREAMING)
    journal = await store.begin_answer(row.id, answer)
    builder = MessageBuilder()
    with pytest.raises(DiskFull) as told:  # noqa: PT012  # it fills up at some write
        for _ in range(100):
            builder.apply(TextDelta(0, "x" * 20_000))
            await journal.write(builder)
    assert "full" in str(told.value)
    assert str(small_disk) in told.value.hint
    assert (await store.message(question.id)) == question
    saved = len((await store.message(answer.id)).text)
    assert 0 < saved < builder.length(0)
    with pytest.raises(DiskFull):
        store.files.put(os.urandom(2_000_000))

    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    await journal.write(builder)  # room was made: everything that came is saved after all
    assert (await store.message(answer.id)).text == builder.text_from(0, 0)
    await store.close()
    reopened = await Store.open(path)
    assert (await reopened.message(answer.id)).state is State.INTERRUPTED
    await reopened.close()


async def test_a_full_disk_at_the_first_start_is_told(small_disk) -> None:
    (small_disk / "ballast").write_bytes(os.urandom(2**20 - 4096))
    await _refused(small_disk / "rivulet.db", DiskFull)


async def test_a_folder_that_may_not_be_written(small_disk, say) -> None:
    path = small_disk / "rivulet.db"
    store = await Store.open(path)
    await store.create_conversation("c")
    await store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    told = await _refused(path, ReadOnly)
    assert "may not write" in str(told)


async def test_a_folder_that_cannot_be_made(tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as told:
        await Store.open(tmp_path / "file" / "below" / "rivulet.db")
    assert told.value.hint


def test_our_own_faults_are_not_dressed_up(tmp_path) -> None:
    with (
        contextlib.closing(sqlite3.connect(":memory:")) as db,
        pytest.raises(sqlite3.OperationalError) as ours,
    ):
        db.execute("SELECT nonsense")
    assert translated(ours.value, tmp_path / "x.db") is None


async def test_files_are_for_their_owner_alone(opened, path, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        await store.add_message(row.id, say("x"))
        store.files.put(b"bytes")
        for file in path.parent.rglob("*"):
            assert file.stat().st_mode & 0o077 == 0, file
        assert path.parent.stat().st_mode & 0o777 == 0o700
