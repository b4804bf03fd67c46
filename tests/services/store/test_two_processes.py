"""Window and console share one database: each sees the other, neither disturbs a stream."""

import asyncio
import os
import sys
from pathlib import Path

from desktop_app.domain.delta import TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Role, State
from desktop_app.services.store import Store

CHILD = Path(__file__).with_name("console_child.py")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}


async def _console(path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(CHILD), str(path), env=ENVIRONMENT
    )
    assert await child.wait() == 0


async def test_the_console_beside_a_streaming_window(opened, path, say) -> None:
    async with opened() as store:
        row = await store.create_conversation("in the window")
        question = say("?")
        await store.add_message(row.id, question)
        answer = say("", question, Role.ASSISTANT, State.STREAMING)
        journal = await store.begin_answer(row.id, answer)
        builder = MessageBuilder()
        before = await store.changes()
        consoles = [asyncio.get_running_loop().create_task(_console(path)) for _ in range(3)]
        writes = 0
        while not all(console.done() for console in consoles):
            builder.apply(TextDelta(0, "word "))
            await journal.write(builder)
            writes += 1
        await asyncio.gather(*consoles)
        assert await store.changes() != before
        seen = await store.message(answer.id)
        assert (seen.state, seen.text) == (State.STREAMING, "word " * writes)
        titles = [row.title for row in await store.conversations()]
        assert titles.count("from the console") == 3
        assert len(await store.search("asked elsewhere")) == 3


async def test_own_writes_are_no_changes(opened, path, say) -> None:
    async with opened() as store:
        before = await store.changes()
        row = await store.create_conversation("c")
        await store.add_message(row.id, say("x"))
        assert await store.changes() == before


async def test_many_may_open_a_new_database_in_the_same_moment(path) -> None:
    stores = await asyncio.gather(*(Store.open(path) for _ in range(8)))
    for index, store in enumerate(stores):
        await store.create_conversation(f"c{index}")
    assert await stores[0].count() == 8
    for store in stores:
        await store.close()
    await asyncio.gather(*(_console(path) for _ in range(3)))
