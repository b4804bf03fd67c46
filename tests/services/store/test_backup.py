"""A backup holds everything, and is looked at before anything is replaced by it."""

import os
import sqlite3

import msgspec
import pytest

from desktop_app.domain.delta import TextDelta
from desktop_app.domain.errors import Corrupt, DiskFull, StoreError
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.library import Assistant, Prompt
from desktop_app.domain.message import ImagePart, Role, State
from desktop_app.services.store import Store
from desktop_app.services.store.backup import restore
from desktop_app.services.store.errors import NewerVersion
from desktop_app.settings.library import Library


async def _filled(store: Store, say) -> str:
    row = await store.create_conversation("kept")
    picture = msgspec.structs.replace(say("x"), parts=(ImagePart("image/png", data=b"picture"),))
    await store.add_message(row.id, picture)
    return row.id


async def test_everything_comes_back_on_another_machine(opened, path, say, tmp_path) -> None:
    backup, elsewhere = tmp_path / "backup.db", tmp_path / "elsewhere" / "rivulet.db"
    async with opened() as store:
        conversation_id = await _filled(store, say)
        before = await store.record(conversation_id)
        await store.backup(backup)
        await store.backup(backup)  # an older backup of that name is replaced
    assert backup.stat().st_mode & 0o777 == 0o600
    assert await restore(backup, elsewhere) is None
    store = await Store.open(elsewhere)
    assert await store.record(conversation_id) == before
    assert store.read_file(before.file_names[0]) == b"picture"
    assert [hit.title for hit in await store.search("kept")] == ["kept"]
    await store.close()


async def test_the_old_database_is_kept(opened, path, say, tmp_path) -> None:
    async with opened() as store:
        await store.backup(tmp_path / "empty.db")
        await _filled(store, say)
    kept = await restore(tmp_path / "empty.db", path)
    async with opened() as store:
        assert await store.conversations() == []
    old = await Store.open(kept)
    assert [row.title for row in await old.conversations()] == ["kept"]
    await old.close()


async def test_an_open_window_sees_what_was_restored(opened, path, say, tmp_path) -> None:
    """The file is not swapped away under it: what it writes afterwards is in the database too."""
    async with opened() as store:
        conversation_id = await _filled(store, say)
        await store.backup(tmp_path / "backup.db")
        await store.purge(conversation_id)
        seen = await store.changes()
        await restore(tmp_path / "backup.db", path)
        assert await store.changes() != seen
        assert [row.title for row in await store.conversations()] == ["kept"]
        await store.create_conversation("afterwards")
    async with opened() as store:
        assert {row.title for row in await store.conversations()} == {"kept", "afterwards"}


async def test_an_answer_that_streamed_meanwhile_is_told(opened, path, say, tmp_path) -> None:
    async with opened() as store:
        await store.backup(tmp_path / "empty.db")
        row = await store.create_conversation("streams")
        answer = say("", None, Role.ASSISTANT, State.STREAMING)
        journal = await store.begin_answer(row.id, answer)
        await restore(tmp_path / "empty.db", path)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "words"))
        with pytest.raises(StoreError, match="was deleted"):
            await journal.write(builder)


async def test_a_damaged_database_is_moved_away(opened, path, say, tmp_path) -> None:
    async with opened() as store:
        await _filled(store, say)
        await store.backup(tmp_path / "backup.db")
    path.write_bytes(b"not a database at all" * 1000)
    kept = await restore(tmp_path / "backup.db", path)
    assert kept.read_bytes().startswith(b"not a database")
    async with opened() as store:
        assert [row.title for row in await store.conversations()] == ["kept"]


async def _refused(backup, path, kind: type[StoreError]) -> None:
    with pytest.raises(kind) as told:
        await restore(backup, path)
    assert told.value.hint
    store = await Store.open(path)
    assert [row.title for row in await store.conversations()] == ["kept"]
    await store.close()


async def test_assistants_and_prompts_come_back_beside_those_that_are_here(
    opened, path, tmp_path
) -> None:
    backup, elsewhere = tmp_path / "backup.db", tmp_path / "elsewhere" / "rivulet.db"
    cook, prompt = Assistant("a", "Cook", "You cook."), Prompt("p", "Shorten", "Shorter.")
    mine = Library.load(path.with_name("library.toml"))
    mine.assistants.change(lambda _: [cook])
    mine.prompts.change(lambda _: [prompt])
    async with opened() as store:
        await store.backup(backup)
    other = Assistant("a", "Cook", "You bake.")
    theirs = Library.load(elsewhere.with_name("library.toml"))
    theirs.assistants.change(lambda _: [other])
    await restore(backup, elsewhere)
    theirs.refresh()
    assert [one.system for one in theirs.assistants.entries] == ["You bake.", "You cook."]
    assert theirs.prompts.entries == (prompt,)
    again = sqlite3.connect(elsewhere)
    tables = {name for (name,) in again.execute("SELECT name FROM sqlite_schema")}
    again.close()
    assert not tables & {"library", "file"}


async def test_a_damaged_library_hinders_no_backup(opened, path, tmp_path) -> None:
    backup, elsewhere = tmp_path / "backup.db", tmp_path / "elsewhere" / "rivulet.db"
    async with opened() as store:
        path.with_name("library.toml").write_text("[[assistant\n")
        await store.backup(backup)
    await restore(backup, elsewhere)
    assert not elsewhere.with_name("library.toml").exists()


async def test_what_is_no_backup_changes_nothing(opened, path, say, tmp_path) -> None:
    async with opened() as store:
        await _filled(store, say)
        for index in range(100):
            await store.create_conversation(f"filler {index}" * 50)
        await store.backup(tmp_path / "good.db")
        await store.empty_trash()
        rows = await store.conversations()
        for row in rows:
            if row.title != "kept":
                await store.purge(row.id)
    await _refused(tmp_path / "nowhere.db", path, StoreError)
    (tmp_path / "text.db").write_text("hello " * 1000)
    await _refused(tmp_path / "text.db", path, Corrupt)
    sqlite3.connect(tmp_path / "theirs.db").execute("CREATE TABLE theirs (x)").connection.close()
    await _refused(tmp_path / "theirs.db", path, Corrupt)

    damaged = bytearray((tmp_path / "good.db").read_bytes())
    damaged[len(damaged) // 2 : len(damaged) // 2 + 20_000] = os.urandom(20_000)
    (tmp_path / "damaged.db").write_bytes(damaged)
    await _refused(tmp_path / "damaged.db", path, Corrupt)

    newer = sqlite3.connect(tmp_path / "good.db")
    newer.execute("INSERT INTO migration VALUES ('9999 future', 0)")
    newer.commit()
    newer.close()
    await _refused(tmp_path / "good.db", path, NewerVersion)


async def test_a_backup_replaces_nothing_but_files(opened, say, tmp_path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    async with opened() as store:
        for path in (pipe, tmp_path):
            with pytest.raises(StoreError, match="not a file"):
                await store.backup(path)
    assert pipe.is_fifo()


async def test_a_backup_without_room_is_told_and_leaves_nothing(opened, say, tmp_path) -> None:
    import subprocess

    small = tmp_path / "small"
    small.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "rivulet-test", str(small)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small filesystem here")
    try:
        async with opened() as store:
            await _filled(store, say)
            with pytest.raises(DiskFull):
                await store.backup(small / "backup.db")
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
