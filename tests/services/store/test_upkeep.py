"""Verified copies: once a day, before each migration, ten kept; and a check that ends."""

import asyncio
import contextlib
import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from desktop_app.domain.errors import Corrupt, DiskFull
from desktop_app.services.store import Store, migrations, upkeep
from desktop_app.services.store.upkeep import check, copies, keep_copy, never


async def test_a_copy_is_kept_once_a_day(opened, path) -> None:
    async with opened() as store:
        await store.create_conversation("kept")
        await store.look_after()
        await store.look_after()
        (copy,) = copies(path)
        assert copy.stat().st_mode & 0o777 == 0o600
        yesterday = time.time() - 90_000
        os.utime(copy, (yesterday, yesterday))
        copy.rename(copy.with_name("rivulet-20000101-000000.db"))
        await store.look_after()
        assert len(copies(path)) == 2
    other = await Store.open(copies(path)[0])
    assert [row.title for row in await other.conversations()] == ["kept"]
    await other.close()


async def test_a_copy_of_the_future_is_not_todays(opened, path) -> None:
    async with opened() as store:
        await store.look_after()
        (copy,) = copies(path)
        tomorrow = time.time() + 90_000  # the clock was wrong then, or is now
        os.utime(copy, (tomorrow, tomorrow))
        copy.rename(copy.with_name("rivulet-20991231-000000.db"))
        await store.look_after()
        await store.look_after()
        assert len(copies(path)) == 2


async def test_only_ten_copies_stay(opened, path) -> None:
    async with opened() as store:
        folder = path.parent / "backups"
        folder.mkdir()
        for day in range(12):
            (folder / f"rivulet-20000101-0000{day:02}.db").touch()
        (folder / "before-restore-20000101-000000.db").touch()
        await store._writer.run(keep_copy, never, path)
        kept = [copy.name for copy in copies(path)]
        assert len(kept) == upkeep.KEPT_COPIES
        assert kept[-1] == "rivulet-20000101-000003.db"
        assert (folder / "before-restore-20000101-000000.db").exists()


async def test_a_copy_is_kept_before_the_shape_changes(opened, path, monkeypatch) -> None:
    async with opened() as store:
        await store.create_conversation("before")
    assert copies(path) == []
    step = migrations.Migration("0002 for this test", "CREATE TABLE later (x)")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    async with opened() as store:
        assert [row.title for row in await store.conversations()] == ["before"]
    (copy,) = copies(path)
    db = sqlite3.connect(copy)
    assert db.execute("SELECT name FROM sqlite_schema WHERE name = 'later'").fetchall() == []
    assert db.execute("SELECT title FROM conversation").fetchall() == [("before",)]
    db.close()


async def test_a_migration_that_fails_changes_nothing(opened, path, monkeypatch) -> None:
    async with opened():
        pass
    step = migrations.Migration("0002 breaks", "CREATE TABLE later (x);\nCREATE NONSENSE")
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
        with pytest.raises(sqlite3.OperationalError):
            await Store.open(path)
    async with opened() as store:
        assert await store.conversations() == []


async def test_writing_goes_on_while_a_copy_is_made(opened, path, say, monkeypatch) -> None:
    monkeypatch.setattr(upkeep, "_PAGES_BETWEEN_LOOKS", 1)
    async with opened() as store:
        row = await store.create_conversation("busy")
        for index in range(30):
            await store.add_message(row.id, say(f"{index} " * 500))
        copying = asyncio.get_running_loop().create_task(store.look_after())
        written = 0
        while not copying.done():
            await store.add_message(row.id, say("meanwhile"))
            written += 1
        await copying
        assert written
    copy = sqlite3.connect(copies(path)[0])
    assert copy.execute("SELECT count(*) FROM message").fetchone()[0] >= 30
    copy.close()


async def test_a_copy_that_is_given_up_leaves_nothing_behind(opened, path, monkeypatch) -> None:
    async with opened() as store:
        await store.create_conversation("c")

        has_begun = threading.Event()

        def stop_at_once(_: object, is_given_up, path: Path) -> None:
            has_begun.set()
            db = sqlite3.connect(path)
            try:
                while not is_given_up():
                    time.sleep(0.001)
                keep_copy(db, is_given_up, path)
            finally:
                db.close()

        monkeypatch.setattr(upkeep, "look_after", stop_at_once)
        copying = asyncio.get_running_loop().create_task(store.look_after())
        await asyncio.to_thread(has_begun.wait)
        copying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await copying
        assert list((path.parent / "backups").iterdir()) == []


async def test_a_check_that_takes_too_long_ends(opened, path, say, monkeypatch) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        for index in range(50):
            await store.add_message(row.id, say(f"{index} words " * 200))
    db = sqlite3.connect(path)
    looks = []
    monkeypatch.setattr(upkeep, "_STEPS_BETWEEN_LOOKS", 10)
    check(db, lambda: bool(looks.append(1)) or len(looks) == 3, path)
    assert len(looks) == 3
    db.close()


async def test_no_room_for_a_copy_is_said_before_it_is_tried(opened, path, monkeypatch) -> None:
    async with opened() as store:
        monkeypatch.setattr(upkeep, "_ROOM_LEFT", 2**60)
        with pytest.raises(DiskFull, match="no room for a safety copy") as told:
            await store.look_after()
        assert told.value.hint
        assert copies(path) == []


async def test_damage_is_found_and_older_copies_stay(opened, path, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        for index in range(200):
            await store.add_message(row.id, say(f"{index} words " * 200))
        await store.look_after()
        kept = copies(path)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(4096 * 3))
    store = await Store.open(path)
    with pytest.raises(Corrupt) as told:
        await store.look_after()
    assert "restore" in told.value.hint.lower()
    assert copies(path) == kept
    await store.close()


async def test_a_copy_that_is_damaged_gets_no_name(opened, path, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        for index in range(100):
            await store.add_message(row.id, say(f"{index} words " * 300))
    with path.open("r+b") as file:
        file.seek(4096 * 60)
        file.write(os.urandom(path.stat().st_size - 4096 * 60))
    with (
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db,
        pytest.raises(Corrupt),
    ):
        keep_copy(db, never, path)
    assert list((path.parent / "backups").iterdir()) == []


async def test_the_trash_is_emptied_by_age(opened) -> None:
    async with opened() as store:
        old, new = [await store.create_conversation(title) for title in ("old", "new")]
        await store.update_conversation(old.id, trashed=time.time() - 31 * 86_400)
        await store.trash(new.id)
        await store.look_after(trash_after=30 * 86_400)
        assert [row.title for row in await store.conversations(trashed=True)] == ["new"]
