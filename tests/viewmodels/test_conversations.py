"""All conversations: opening once, deleting with undo, the trash, signs, finding."""

from desktop_app.domain.message import State
from desktop_app.viewmodels.entries import Entry, Sign
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
        assert all_.conversations.list.sign_of(Entry(id=conversation.id)) is Sign.FAILED
        conversation.leave()
        await settled(all_.scope)


async def test_delete_stops_the_answer_and_undo_brings_all_back(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        told = []
        all_.conversations.deleted.connect(told.append)
        all_.conversations.delete(conversation.id)
        await until(lambda: told)
        await settled(all_.scope)
        assert not conversation.is_streaming
        assert all_.conversations.list.ids == []
        assert all_.conversations.can_undo
        assert all_.conversations.undo_delete().id == conversation.id
        await settled(all_.scope)
        assert all_.conversations.list.ids == [conversation.id]
        assert all_.conversations.undo_delete() is None


async def test_trash_lists_restores_and_purges(desk) -> None:
    async with desk() as all_:
        kept = await all_.answered("keep me", "yes")
        gone = await all_.answered("lose me", "no")
        for conversation in (kept, gone):
            all_.conversations.delete(conversation.id)
        await settled(all_.scope)
        all_.conversations.list_trash()
        await settled(all_.scope)
        assert all_.conversations.found.is_trash
        assert {entry.id for entry in all_.conversations.found.entries if entry.id} == {
            kept.id, gone.id,
        }  # fmt: skip
        all_.conversations.restore(kept.id)
        all_.conversations.purge(gone.id)
        await settled(all_.scope)
        assert all_.conversations.list.ids == [kept.id]
        assert [entry.id for entry in all_.conversations.found.entries if entry.id] == []
        assert await all_.core.store.conversation(gone.id) is None


async def test_search_groups_messages_under_their_titles(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("About rivers", "A delta is where a river ends")
        await all_.answered("Something else", "Nothing of the kind")
        all_.conversations.search("riv")
        all_.conversations.search("delta")
        await settled(all_.scope)
        found = all_.conversations.found
        assert found.entries[0].heading == "About rivers"
        assert found.entries[1].id == conversation.id
        assert "delta" in found.title_of(found.entries[1])
        all_.conversations.search("zebra")
        await settled(all_.scope)
        assert [entry.heading for entry in found.entries] == ["Nothing found"]


async def test_what_the_console_wrote_is_listed_when_the_window_comes_to_the_front(desk) -> None:
    async with desk() as all_:
        await all_.conversations.load()
        row = await all_.core.store.create_conversation(title="from elsewhere")
        all_.conversations._changes = -1  # as another process's writing changes it
        all_.conversations.refresh()
        await settled(all_.scope)
        assert all_.conversations.list.ids == [row.id]


async def test_a_long_list_comes_in_pages(desk) -> None:
    async with desk() as all_:
        for number in range(230):
            await all_.core.store.create_conversation(title=f"c{number}")
        await all_.conversations.load()
        assert len(all_.conversations.list.ids) == 230


async def test_fork_opens_a_copy(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        opened = []
        all_.conversations.opened.connect(opened.append)
        all_.conversations.fork(conversation.id, conversation.branch.messages[0].id)
        await until(lambda: opened)
        assert opened[0].id != conversation.id
        assert [message.text for message in opened[0].branch.messages] == ["Hi"]
