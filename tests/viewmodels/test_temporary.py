"""Temporary conversations: in memory only, ended without a trace, kept when the person says so."""

from desktop_app.services.temporary import TITLE
from desktop_app.viewmodels.conversation_list import TEMPORARY
from tests.viewmodels.scripted import settled, until


async def begun(all_):
    opened = []
    all_.conversations.opened.connect(opened.append)
    all_.conversations.begin_temporary()
    await until(lambda: opened)
    return opened[0]


async def test_it_is_listed_apart_and_not_in_the_store(desk) -> None:
    async with desk() as all_:
        conversation = await begun(all_)
        conversation.enter()
        shown = all_.conversations.list
        assert conversation.is_temporary
        assert [entry.heading or entry.id for entry in shown.entries] == [
            TEMPORARY, conversation.id,
        ]  # fmt: skip
        assert shown.title_of(shown.entries[1]) == TITLE
        assert await all_.core.store.conversations() == []
        await all_.conversations.load()
        assert shown.ids == [conversation.id], "listing anew does not lose it"
        all_.conversations.end_temporary([conversation.id])
        await settled(all_.scope)
        assert shown.ids == []


async def test_an_empty_one_goes_when_it_is_left_and_a_filled_one_stays(desk) -> None:
    async with desk() as all_:
        conversation = await begun(all_)
        conversation.enter()
        conversation.draft.write("half a thought")
        assert all_.conversations.temporaries.filled == [conversation.id]
        conversation.leave()
        all_.conversations.let_go(conversation)
        await settled(all_.scope)
        assert await all_.conversations.open(conversation.id) is conversation
        conversation.draft.write("")
        all_.conversations.let_go(conversation)
        await settled(all_.scope)
        assert conversation.id not in all_.conversations.temporaries


async def test_kept_it_has_everything_and_a_title(desk) -> None:
    async with desk() as all_:
        conversation = await begun(all_)
        conversation.enter()
        conversation.draft.write("half a thought")
        opened = []
        all_.conversations.opened.connect(opened.append)
        all_.conversations.keep_temporary([conversation.id])
        await until(lambda: opened)
        (row,) = await all_.core.store.conversations()
        assert (row.id, row.draft) == (opened[0].id, "half a thought")
        assert not opened[0].is_temporary
        assert all_.conversations.list.ids == [row.id]
        assert all_.conversations.temporaries.filled == []
        await settled(all_.scope)
