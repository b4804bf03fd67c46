"""Window and console share one database: each sees the other, neither disturbs a stream."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from desktop_app.domain.delta import TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Role, State
from desktop_app.services.store import Store

WRITING = Path(__file__).with_name("writing_child.py")
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


async def test_an_answer_whose_process_is_killed_meanwhile_is_ended_by_the_window(
    opened, path
) -> None:
    async with opened() as store:
        command = [sys.executable, str(WRITING), str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as child:
            begun = next(line.split()[1] for line in child.stdout if line.startswith("begun"))
            while not child.stdout.readline().startswith("written"):
                pass
            child.kill()
        streaming = [
            message
            for row in await store.conversations()
            for message in await store.branch(row.id)
            if message.state is State.STREAMING
        ]
        before = await store.changes()
        if streaming:  # it may have been between two answers
            ended = await store.message(streaming[0].id)
            assert ended.state is State.INTERRUPTED
        assert (await store.message(begun)).state is not State.STREAMING
        assert await store.changes() == before


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
