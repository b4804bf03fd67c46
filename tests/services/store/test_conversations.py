"""The list: newest first, in pages, with folders, tags, Archive and Trash."""

import os
import time

import msgspec
import pytest

from desktop_app.domain.message import FilePart, ImagePart, Role, State
from desktop_app.services.store.connection import connect_reading
from desktop_app.services.store.conversations import page
from desktop_app.services.store.lane import transaction
from desktop_app.services.store.rows import Editing


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


async def test_what_is_pinned_or_in_a_folder_is_found_without_reading_all(opened) -> None:
    async with opened() as store:
        for number in range(300):
            await store.create_conversation(f"c{number}", folder="Work" if number < 3 else "")
        pinned = await store.create_conversation("pin", is_pinned=True)
        db = connect_reading(store.path)
    steps = []
    db.set_progress_handler(lambda: steps.append(1), 10)
    assert [row.id for row in page(db, 100, 0, pinned=True)] == [pinned.id]
    assert [row.title for row in page(db, 100, 0, folder="Work")] == ["c2", "c1", "c0"]
    few = len(steps)
    page(db, 1000, 0, pinned=False)  # the counting is not blind
    assert few < 60 < len(steps) - few
    db.close()


async def test_pages_go_on_behind_a_row_whatever_came_before_it(opened) -> None:
    async with opened() as store:
        for number in range(9):
            await store.create_conversation(f"c{number}", updated=float(number // 2))
        first = await store.conversations(limit=4)
        await store.create_conversation("newer", updated=99.0)
        assert await _titles(store, limit=4, after=first[-1]) == ["c4", "c3", "c2", "c1"]


async def test_a_removed_folder_comes_back_as_it_was(opened) -> None:
    async with opened() as store:
        inside = [
            await store.create_conversation(path, folder=path)
            for path in ("a/b", "a/b/c", "c", "a/b/c/d")
        ]
        before = await store.folders()
        removed = await store.remove_folder("a/b")
        assert [row.path for row in await store.folders()] == ["a", "a/c", "a/c/d", "c"]
        assert [(await store.conversation(row.id)).folder for row in inside] == [
            "a", "a/c", "c", "a/c/d",
        ]  # fmt: skip
        await store.bring_folder_back(removed)
        assert await store.folders() == before
        assert [(await store.conversation(row.id)).folder for row in inside] == [
            "a/b", "a/b/c", "c", "a/b/c/d",
        ]  # fmt: skip


async def test_the_state_of_the_last_message_comes_with_the_row(opened, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("c")
        assert (await store.conversation(row.id)).leaf_state == ""
        question = say("why")
        await store.add_message(row.id, question)
        await store.add_message(row.id, say("because", question, Role.ASSISTANT, State.FAILED))
        assert (await store.conversation(row.id)).leaf_state == "failed"
        with pytest.raises(TypeError):
            await store.update_conversation(row.id, leaf_state="complete")


async def test_tags_are_given_and_taken_back_together(opened) -> None:
    async with opened() as store:
        one = await store.create_conversation("one", tags=("a",))
        two = await store.create_conversation("two")
        before = await store.change_tags({one.id: ("b", "a", "b"), two.id: ("b",)})
        assert before == {one.id: ("a",), two.id: ()}
        assert (await store.conversation(one.id)).tags == ("b", "a")
        assert [hit.title for hit in await store.search("tag:b")] == ["two", "one"]
        await store.change_tags(before)
        assert await store.tags() == ["a"]


async def test_what_is_attached_to_an_edit_is_not_loose(opened) -> None:
    async with opened() as store:
        row = await store.create_conversation()
        sha256 = store.files.put(b"rewritten")
        os.utime(store.files.path(sha256), (1, 1))
        editing = Editing("m1", "words", (FilePart("a/b", "x", sha256),))
        await store.update_conversation(row.id, editing=editing)
        await store.look_after()
        assert store.files.read(sha256) == b"rewritten"
        await store.update_conversation(row.id, editing=None)
        assert (await store.conversation(row.id)).editing is None
        await store.look_after()
        assert store.files.read(sha256) is None
