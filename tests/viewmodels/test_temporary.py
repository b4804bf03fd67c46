"""Temporary conversations: in memory only, ended without a trace, kept when the person says so."""

import asyncio

import pytest

from desktop_app import paths
from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.services.temporary import TITLE
from desktop_app.viewmodels.conversation_list import TEMPORARY
from desktop_app.viewmodels.conversations import Conversations
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


@pytest.mark.parametrize("is_temporary", [True, False])
async def test_what_is_attached_to_it_never_touches_the_disk(qapp, home, is_temporary) -> None:
    marker, opened = b"not a word of this", []
    scope = TaskScope("test", lambda error: pytest.fail(str(error)))
    async with await Core.open(paths.locations()) as core:
        conversations = Conversations(core, scope)
        conversations.opened.connect(opened.append)
        if is_temporary:
            conversations.begin_temporary()
            await until(lambda: opened)
        conversation = opened[0] if opened else conversations.new()
        conversation.attaching.take_bytes(marker, "notes.txt")
        await until(lambda: conversation.draft.attachments)
        conversation.draft.write("with words")
        await asyncio.sleep(0.6)
        await settled(scope)
        await conversations.close()
        await scope.close()
        conversations.deleteLater()
    found = [path for path in home.rglob("*") if path.is_file() and marker in path.read_bytes()]
    assert bool(found) != is_temporary, found
