"""What streams is on disk piece by piece, and ends whole."""

import asyncio
import sqlite3
from pathlib import Path

import msgspec
import pytest

from desktop_app.domain.delta import (
    ActivityDelta,
    ImageDelta,
    ReasoningDelta,
    Started,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
)
from desktop_app.domain.errors import StoreError
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    ActivityPart,
    Message,
    Role,
    State,
    TextPart,
    ToolCallPart,
)
from desktop_app.services.store import Store


async def _begun(store: Store, say, text: str = ""):
    row = await store.create_conversation("streams")
    question = say("?")
    await store.add_message(row.id, question)
    answer = say(text, question, Role.ASSISTANT, State.STREAMING)
    return row, answer, await store.begin_answer(row.id, answer)


def _disk(path: Path, query: str) -> list[tuple]:
    db = sqlite3.connect(path)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


async def test_an_answer_is_readable_while_it_arrives(opened, path, say) -> None:
    async with opened() as store:
        row, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        for delta in (
            ReasoningDelta(0, "hm"),
            TextDelta(1, "Hel"),
            TextDelta(1, "lo"),
            ToolCallDelta(2, "call", "look", '{"a'),
            ToolCallDelta(2, arguments='": 1}'),
            ActivityDelta("s", "search", "started"),
            ActivityDelta("s", "search", "ended"),
            TextDelta(3, "there"),
        ):
            builder.apply(delta)
            await journal.write(builder)
            async with opened() as other:  # as the console beside the window
                seen = await other.message(answer.id)
            assert seen is not None
            assert seen.state is State.STREAMING
            assert seen.parts == builder.parts()
        ended = msgspec.structs.replace(answer, state=State.COMPLETE, parts=builder.parts())
        await journal.finish(ended, None)
        assert await store.message(answer.id) == ended
        assert (await store.conversation(row.id)).leaf == answer.id
    assert _disk(path, "SELECT count(*) FROM fragment") == [(0,)]


async def test_each_write_adds_only_what_is_new(opened, path, say) -> None:
    """The cost does not grow with the answer: characters on disk are characters that came."""
    async with opened() as store:
        _, _, journal = await _begun(store, say)
        builder = MessageBuilder()
        for index in range(50):
            builder.apply(TextDelta(0, f"{index:04}" * 100))
            await journal.write(builder)
        pieces = _disk(path, "SELECT length(text) FROM fragment ORDER BY number")
        assert pieces == [(400,)] * 50
        await journal.write(builder)  # nothing came: nothing is written
        assert _disk(path, "SELECT count(*) FROM fragment") == [(50,)]


async def test_a_beginning_anew_replaces_what_was_written(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        for delta in (Started(), TextDelta(0, "first try"), TextDelta(1, "more")):
            builder.apply(delta)
        await journal.write(builder)
        for delta in (Started(), TextDelta(0, "second")):
            builder.apply(delta)
        await journal.write(builder)
        assert (await store.message(answer.id)).parts == (TextPart("second"),)


async def test_arguments_that_come_whole_at_the_end_replace_their_fragments(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(ToolCallDelta(0, "id", "name", '{"long": "fragment"}'))
        await journal.write(builder)
        builder.apply(ToolCallEnded(0, "{}"))
        await journal.write(builder)
        call = (await store.message(answer.id)).parts[0]
        assert isinstance(call, ToolCallPart)
        assert call.arguments == "{}"


async def test_a_continued_answer_keeps_its_beginning(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say, "Begun ")
        builder = MessageBuilder()
        for delta in (Started(), TextDelta(0, "wrong"), Started(), TextDelta(0, "and ended.")):
            builder.apply(delta)
            await journal.write(builder)
        assert (await store.message(answer.id)).text == "Begun and ended."


async def test_bytes_of_a_finished_answer_lie_in_the_files_folder(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(ImageDelta(0, "image/png", b"picture"))
        await journal.write(builder)
        await journal.finish(
            msgspec.structs.replace(answer, state=State.COMPLETE, parts=builder.parts()), None
        )
        part = (await store.message(answer.id)).parts[0]
        assert part.data == b""
        assert store.files.loaded(part).data == b"picture"


async def test_closing_the_store_interrupts_what_streams(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "half an ans"))
        await journal.write(builder)
    async with opened() as store:
        seen = await store.message(answer.id)
        assert (seen.state, seen.text) == (State.INTERRUPTED, "half an ans")
        assert [hit.message_id for hit in await store.search("half")] == [answer.id]


async def test_rows_of_a_dead_process_become_interrupted_and_others_stay(
    opened, path, say, monkeypatch
) -> None:
    async with opened() as store:
        _, living, journal = await _begun(store, say)
        monkeypatch.setattr("desktop_app.services.store.store.own_identity", lambda: "999999999 1")
        _, orphan, _ = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "still coming"))
        await journal.write(builder)
        async with opened() as other:
            assert (await other.message(orphan.id)).state is State.INTERRUPTED
            seen = await other.message(living.id)
            assert (seen.state, seen.text) == (State.STREAMING, "still coming")


async def test_an_owner_thought_gone_goes_on_writing(opened, path, say, monkeypatch) -> None:
    """A process that another one cannot see (a container) loses nothing when it was given up."""
    async with opened() as store:
        monkeypatch.setattr("desktop_app.services.store.store.own_identity", lambda: "999999999 1")
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "before "))
        await journal.write(builder)
        async with opened() as other:
            assert (await other.message(answer.id)).state is State.INTERRUPTED
        builder.apply(TextDelta(0, "after"))
        await journal.write(builder)
        seen = await store.message(answer.id)
        assert (seen.state, seen.text) == (State.STREAMING, "before after")
        await journal.finish(
            msgspec.structs.replace(answer, state=State.COMPLETE, parts=builder.parts()), None
        )
        assert [hit.message_id for hit in await store.search("before after")] == [answer.id]


async def test_a_conversation_deleted_meanwhile_is_told(opened, say) -> None:
    async with opened() as store:
        row, _, journal = await _begun(store, say)
        await store.purge(row.id)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "lost"))
        with pytest.raises(StoreError, match="was deleted") as told:
            await journal.write(builder)
        assert told.value.hint


async def test_what_failed_to_be_written_comes_with_the_next_write(
    opened, say, monkeypatch
) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "one "))

        async def full(*_: object) -> None:
            raise StoreError("full")

        with monkeypatch.context() as patched:
            patched.setattr(store._writer, "run", full)
            with pytest.raises(StoreError):
                await journal.write(builder)
        builder.apply(TextDelta(0, "two"))
        await journal.write(builder)
        assert (await store.message(answer.id)).text == "one two"


async def test_a_cancelled_write_is_written_once(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(TextDelta(0, "once"))
        loop = asyncio.get_running_loop()
        task = loop.create_task(journal.write(builder))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await journal.write(builder)
        assert (await store.message(answer.id)).text == "once"


async def test_a_part_that_is_replaced_is_kept_as_it_is_last(opened, say) -> None:
    async with opened() as store:
        _, answer, journal = await _begun(store, say)
        builder = MessageBuilder()
        builder.apply(ActivityDelta(0, "search", "started"))
        await journal.write(builder)
        builder.apply(ActivityDelta(0, "search", "ended", "3 pages"))
        await journal.write(builder)
        expected: Message = await store.message(answer.id)
        assert expected.parts == (ActivityPart("search", "ended", "3 pages"),)
