"""The list: newest first, in pages, with folders, tags, Archive and Trash."""

import os
import time

import msgspec
import pytest

from desktop_app.domain.message import FilePart, ImagePart
from desktop_app.services.store.lane import transaction


async def _titles(store, *args, **kwargs) -> list[str]:
    return [row.title for row in await store.conversations(*args, **kwargs)]


async def test_the_newest_comes_first_and_settings_do_not_move_it(opened, say) -> None:
    async with opened() as store:
        rows = [await store.create_conversation(f"c{i}", "p", "m", "be brief") for i in range(3)]
        await store.update_conversation(rows[0].id, is_pinned=True, draft="unsent", place="at 3")
        assert await _titles(store) == ["c2", "c1", "c0"]
        await store.add_message(rows[1].id, say("hello", created=time.time() + 1))
        assert await _titles(store) == ["c1", "c2", "c0"]
        assert await _titles(store, limit=1, offset=1) == ["c2"]
        assert await _titles(store, pinned=True) == ["c0"]
        seen = await store.conversation(rows[0].id)
        assert (seen.provider, seen.model, seen.system) == ("p", "m", "be brief")
        assert (seen.draft, seen.place, seen.is_pinned) == ("unsent", "at 3", True)


async def test_what_the_person_left_behind_is_there_after_a_restart(opened) -> None:
    waiting = (ImagePart("image/png", "ab" * 32), FilePart("text/plain", "notes.txt", "cd" * 32))
    async with opened() as store:
        row = await store.create_conversation("c")
        await store.update_conversation(row.id, draft="half a thou", attachments=waiting)
        before = await store.conversation(row.id)
    async with opened() as store:
        assert await store.conversation(row.id) == before
        assert before.attachments == waiting


async def test_unknown_columns_are_refused(opened) -> None:
    async with opened() as store:
        row = await store.create_conversation()
        for changes in ({"colour": 1}, {"id": "other"}, {}):
            with pytest.raises(TypeError):
                await store.update_conversation(row.id, **changes)


async def test_trash_and_undo(opened, say) -> None:
    async with opened() as store:
        keep, drop = [await store.create_conversation(title) for title in ("keep", "drop")]
        await store.add_message(drop.id, say("precious words"))
        before = await store.conversation(drop.id)
        await store.trash(drop.id)
        assert await _titles(store) == ["keep"]
        assert await _titles(store, trashed=True) == ["drop"]
        assert await store.search("precious") == []
        assert len(await store.search("precious in:trash")) == 1
        await store.restore(drop.id)
        assert await store.conversation(drop.id) == before
        await store.trash(keep.id, drop.id)
        await store.empty_trash(older_than=60)
        assert len(await _titles(store, trashed=True)) == 2
        await store.empty_trash()
        assert await store.conversation(drop.id) is None
        assert await store.count() == 0


async def test_purging_removes_files_that_nothing_else_holds(opened, say) -> None:
    async with opened() as store:
        first, second = [await store.create_conversation() for _ in range(2)]
        shared, own, draft = (store.files.put(name) for name in (b"shared", b"own", b"draft"))
        message = say("pictures")
        parts = tuple(ImagePart("image/png", sha) for sha in (shared, own, draft))
        await store.add_message(first.id, msgspec.structs.replace(message, parts=parts))
        await store.add_message(
            second.id, msgspec.structs.replace(say("x"), parts=(ImagePart("image/png", shared),))
        )
        await store.update_conversation(second.id, attachments=(ImagePart("image/png", draft),))
        await store.purge(first.id)
        assert store.files.read(own) is None
        assert store.files.read(shared) == b"shared"
        assert store.files.read(draft) == b"draft"


async def test_what_was_taken_out_of_a_draft_goes_after_a_day(opened, say) -> None:
    async with opened() as store:
        row = await store.create_conversation()
        names = [store.files.put(data) for data in (b"old", b"new", b"held")]
        for sha256 in (names[0], names[2]):
            os.utime(store.files.path(sha256), (1, 1))
        await store.update_conversation(row.id, attachments=(FilePart("a/b", "x", names[2]),))
        await store.look_after()
        assert [store.files.read(sha256) for sha256 in names] == [None, b"new", b"held"]


async def test_folders_nest_move_and_go_away_without_what_is_in_them(opened) -> None:
    async with opened() as store:
        inside = await store.create_conversation("letter", folder="Work/Letters")
        await store.create_folder("Home")
        assert [(row.path, row.conversations) for row in await store.folders()] == [
            ("Home", 0),
            ("Work", 0),
            ("Work/Letters", 1),
        ]
        assert await _titles(store, folder="Work/Letters") == ["letter"]
        await store.rename_folder("Work", "Home/Office")
        assert [row.path for row in await store.folders()] == [
            "Home",
            "Home/Office",
            "Home/Office/Letters",
        ]
        assert (await store.conversation(inside.id)).folder == "Home/Office/Letters"
        with pytest.raises(ValueError, match="Home/In"):
            await store.rename_folder("Home", "Home/In")
        await store.remove_folder("Home/Office")
        assert [row.path for row in await store.folders()] == ["Home", "Home/Letters"]
        assert (await store.conversation(inside.id)).folder == "Home/Letters"


async def test_tags_and_archive(opened) -> None:
    async with opened() as store:
        tagged = await store.create_conversation("t", tags=("urgent", "work"))
        await store.create_conversation("u", tags=("work",), is_archived=True)
        assert await store.tags() == ["urgent", "work"]
        assert await _titles(store, tag="work") == ["u", "t"]
        assert await _titles(store, archived=False) == ["t"]
        await store.update_conversation(tagged.id, tags=())
        assert await store.tags() == ["work"]


async def test_twenty_thousand_conversations_are_paged_by_the_index(opened) -> None:
    """The sidebar asks for a page; SQLite walks the index and sorts nothing."""
    async with opened() as store:

        def fill(db) -> None:
            from desktop_app.services.store import conversations

            with transaction(db):
                for index in range(20_000):
                    conversations.create(db, title=f"c{index}", updated=float(index))

        await store._writer.run(fill)
        assert await _titles(store, 2) == ["c19999", "c19998"]
        assert await _titles(store, 2, 10_000) == ["c9999", "c9998"]
        assert await store.count() == 20_000
        plan = await store._writer.run(
            lambda db: db.execute(
                "EXPLAIN QUERY PLAN SELECT id FROM conversation WHERE trashed IS NULL"
                " ORDER BY updated DESC, number DESC LIMIT 200"
            ).fetchall()
        )
        assert "conversation_by_time" in plan[0][3]
        assert not any("TEMP B-TREE" in step[3] for step in plan)


async def test_a_temporary_store_writes_nothing(path, say) -> None:
    from desktop_app.services.store import Store

    store = await Store.temporary()
    row = await store.create_conversation("secret")
    message = say("whispered")
    await store.add_message(row.id, message)
    assert await store.branch(row.id) == [message]
    assert [hit.message_id for hit in await store.search("whispered")] == [message.id]
    await store.close()
    assert not path.parent.exists()
