"""All conversations: opening once, deleting with undo, the trash, signs, finding."""

import asyncio

from desktop_app.domain.completion import OutputSchema
from desktop_app.domain.message import State
from desktop_app.services.store import conversations as rows_of
from desktop_app.viewmodels.conversations import Conversations
from desktop_app.viewmodels.entries import TRASH, Entry, Sign
from desktop_app.viewmodels.listing import PAGE
from tests.viewmodels.scripted import settled, until


async def test_each_conversation_is_opened_once(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        assert await all_.conversations.open(conversation.id) is conversation
        all_.conversations.let_go(conversation)
        await settled(all_.scope)
        again = await all_.conversations.open(conversation.id)
        assert again is not conversation
        assert [item.message.text for item in again.transcript.items] == ["Hi", "Hello"]
        assert await all_.conversations.open("gone") is None


async def test_one_that_streams_is_not_let_go(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        all_.conversations.let_go(conversation)
        assert conversation.is_streaming
        assert all_.conversations.list.sign_of(Entry(id=conversation.id)) is Sign.STREAMING
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)


async def test_an_answer_that_nobody_saw_is_unread_until_it_is_shown(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        row = Entry(id=conversation.id)
        assert all_.conversations.list.sign_of(row) is Sign.UNREAD
        conversation.enter()
        await settled(all_.scope)
        assert all_.conversations.list.sign_of(row) is Sign.NONE
        assert not (await all_.core.store.conversation(conversation.id)).is_unread
        conversation.leave()


async def test_a_failed_answer_is_marked(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        conversation.enter()
        all_.turns.last.finish(State.FAILED)
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)  # the row is read again after the end
        assert all_.conversations.list.sign_of(Entry(id=conversation.id)) is Sign.FAILED
        conversation.leave()


async def test_a_bad_end_is_marked_after_a_restart_too(desk) -> None:
    async with desk() as all_:
        await all_.asked("Hi")
        all_.turns.last.finish(State.TRUNCATED)
        await settled(all_.scope)
        again = Conversations(all_.core, all_.scope)
        await again.load()
        (entry,) = (entry for entry in again.list.entries if entry.id)
        assert again.list.sign_of(entry) is Sign.FAILED
        again.deleteLater()


async def test_delete_stops_the_answer_and_undo_brings_all_back(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        deeds = all_.conversations.order.deeds
        told = []
        deeds.done.connect(told.append)
        all_.conversations.order.delete([conversation.id])
        await until(lambda: told)
        await settled(all_.scope)
        assert not conversation.is_streaming
        assert all_.conversations.list.ids == []
        assert told[0].gone == (conversation.id,)
        assert "Hi" in told[0].words
        deeds.undo()
        await settled(all_.scope)
        assert all_.conversations.list.ids == [conversation.id]
        assert not deeds


async def test_trash_lists_restores_and_purges(desk) -> None:
    async with desk() as all_:
        order, found = all_.conversations.order, all_.conversations.found
        kept = await all_.answered("keep me", "yes")
        gone = await all_.answered("lose me", "no")
        order.delete([kept.id, gone.id])
        await settled(all_.scope)
        assert order.deeds.last.words == "2 conversations moved to Trash"
        all_.conversations.listing.show_kind(TRASH)
        await settled(all_.scope)
        assert found.kind == TRASH
        assert {entry.id for entry in found.entries if entry.id} == {kept.id, gone.id}
        order.restore([kept.id])
        order.purge([gone.id])
        await settled(all_.scope)
        assert all_.conversations.list.ids == [kept.id]
        assert [entry.heading for entry in found.entries] == ["The Trash is empty"]
        assert await all_.core.store.conversation(gone.id) is None


async def test_search_groups_messages_under_their_titles(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("About rivers", "A delta is where a river ends")
        await all_.answered("Something else", "Nothing of the kind")
        all_.conversations.listing.search("riv")
        all_.conversations.listing.search("delta")
        await settled(all_.scope)
        found = all_.conversations.found
        assert found.entries[0].heading == "About rivers"
        assert found.entries[1].id == conversation.id
        assert "delta" in found.title_of(found.entries[1])
        all_.conversations.listing.search("zebra")
        await settled(all_.scope)
        assert not found.entries


async def test_what_the_console_wrote_is_listed_when_the_window_comes_to_the_front(desk) -> None:
    async with desk() as all_:
        await all_.conversations.load()
        row = await all_.core.store.create_conversation(title="from elsewhere")
        all_.conversations.listing._changes = -1  # as another process's writing changes it
        all_.conversations.refresh()
        await settled(all_.scope)
        assert all_.conversations.list.ids == [row.id]


async def test_a_long_list_reads_what_is_looked_at(desk, monkeypatch) -> None:
    read = []
    made = rows_of._row
    monkeypatch.setattr(rows_of, "_row", lambda values: read.append(1) or made(values))
    async with desk() as all_:
        for number in range(450):
            await all_.core.store.create_conversation(title=f"c{number}")
        read.clear()
        await all_.conversations.load()
        shown = all_.conversations.list
        assert len(shown.ids) == len(read) == PAGE
        assert shown.has_more
        for _ in range(4):
            shown.more_wanted.emit()
            shown.more_wanted.emit()  # asked twice, brought once
            await settled(all_.scope)
        assert [shown.row(id_).title for id_ in shown.ids] == [f"c{n}" for n in range(449, -1, -1)]
        assert len(read) == 450
        assert not shown.has_more


async def test_fork_makes_a_copy(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        first = conversation.branch.messages[0]
        made = await all_.conversations.fork(conversation.id, first.id)
        assert made.id != conversation.id
        assert [message.text for message in made.branch.messages] == ["Hi"]
        assert made.id in all_.conversations.list.ids
        await all_.conversations.undo_fork(made.id)
        assert all_.conversations.list.ids == [conversation.id]


async def test_where_the_reader_was_is_saved_though_everything_closes_at_once(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("one", "1")
        conversation.set_place("[1]")
        await all_.conversations.close()
        row = await all_.core.store.conversation(conversation.id)
        assert row.place == "[1]"


async def test_an_answer_is_held_against_the_schema_that_was_asked_for(desk) -> None:
    schema = OutputSchema("answer", {"type": "object"})
    async with desk() as all_:
        conversation = await all_.asked("one")
        all_.turns.last.output_schema = schema
        all_.turns.last.say("{")
        assert conversation.transcript.items[-1].schema == schema
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        await all_.answered("two", "words", conversation)
        assert conversation.transcript.items[-1].schema is None


async def test_a_picture_that_is_wanted_is_brought_or_told_of(desk, monkeypatch) -> None:
    from desktop_app.services import remote_pictures
    from desktop_app.viewmodels.remote_pictures import Loading

    async def fetch(_http, _network, url, told):
        told(150_000)
        if url.endswith("gone.png"):
            raise remote_pictures.PictureRefused("It is gone.")
        if url.endswith("slow.png"):
            await asyncio.Event().wait()
        return b"bytes"

    monkeypatch.setattr(remote_pictures, "fetch", fetch)
    async with desk() as all_:
        conversation = await all_.answered("one", "1")
        pictures = conversation.transcript.remote
        for name in ("sea", "gone", "slow"):
            pictures.load(f"https://e.org/{name}.png")
        await until(lambda: pictures.standing("https://e.org/slow.png").size == 150_000)
        assert pictures.standing("https://e.org/sea.png").data == b"bytes"
        assert pictures.standing("https://e.org/gone.png").words == "It is gone."
        pictures.cancel("https://e.org/slow.png")
        assert pictures.standing("https://e.org/slow.png").loading is Loading.NOT
        await settled(all_.scope)


async def test_a_draft_is_there_however_quickly_one_comes_back(desk) -> None:
    async with desk() as all_:
        row = await all_.core.store.create_conversation("a")
        opened = await all_.conversations.open(row.id)
        opened.enter()
        opened.draft.write("half a thought")
        opened.leave()
        all_.conversations.let_go(opened)
        again = await all_.conversations.open(row.id)
        assert again is not opened
        assert again.draft.text == "half a thought"
        fresh = all_.conversations.new()
        fresh.enter()
        fresh.draft.write("half a question")
        fresh.leave()
        all_.conversations.let_go(fresh)
        assert all_.conversations.new().draft.text == "half a question"
