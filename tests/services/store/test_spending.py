"""What answers took is summed as they end, and looked at without looking at messages."""

import sqlite3
import time

import msgspec
import pytest

from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Origin, Role, State, TextPart, Usage
from desktop_app.services.store import Store, new_id, spending
from desktop_app.services.store.migrations import MIGRATIONS

ORIGIN = Origin("naga", "https://n.example/v1", "chat", "m-1")
NOON = time.mktime((2026, 11, 20, 12, 0, 0, 0, 0, -1))
DAY = 86_400


async def answered(
    store: Store, conversation: str, usage: Usage | None, when: float = NOON, **more
) -> Message:
    """An answer that streamed and ended, as a turn writes it."""
    begun = Message(new_id(), Role.ASSISTANT, State.STREAMING, (), when, origin=ORIGIN)
    begun = msgspec.structs.replace(begun, **more)
    journal = await store.begin_answer(conversation, begun)
    await journal.write(MessageBuilder())
    ended = msgspec.structs.replace(
        begun, state=State.COMPLETE, parts=(TextPart("Words."),), usage=usage
    )
    await journal.finish(ended, usage)
    return ended


async def test_sums_by_day_and_model(opened) -> None:
    async with opened() as store:
        one = await store.create_conversation("One")
        await answered(store, one.id, Usage(input=100, cached=40, output=10))
        await answered(store, one.id, Usage(input=50, output=5, cost=0.25))
        await answered(store, one.id, None)
        await answered(store, one.id, Usage(input=7, output=1), NOON + DAY)
        first, second = await store.spent_by_day("2026-11-20")
        assert (first.day, first.provider, first.model) == ("2026-11-20", "naga", "m-1")
        assert (first.answers, first.uncounted) == (3, 1)
        assert (first.input, first.cached, first.output) == (110, 40, 15)
        assert first.cost == 0.25
        unpriced = (first.unpriced_input, first.unpriced_cached, first.unpriced_output)
        assert unpriced == (60, 40, 10)
        assert (second.day, second.input) == ("2026-11-21", 7)
        assert await store.spent_by_day("2026-11-22") == []


async def test_one_protocol_counts_cached_tokens_apart(opened) -> None:
    async with opened() as store:
        one = await store.create_conversation("One")
        origin = msgspec.structs.replace(ORIGIN, protocol="messages")
        await answered(store, one.id, Usage(input=100, cached=40, output=10), origin=origin)
        (row,) = await store.spent_in(one.id)
        assert (row.input, row.cached) == (100, 40)


async def test_what_was_spent_stays_when_its_conversation_goes(opened) -> None:
    async with opened() as store:
        one = await store.create_conversation("One")
        two = await store.create_conversation("Two")
        await answered(store, one.id, Usage(input=10, output=1))
        await answered(store, two.id, Usage(input=20, output=2))
        await store.purge(one.id)
        rows = await store.spent_by_conversation("2026-01-01")
        assert [(row.title, row.input) for row in rows] == [("Two", 20), (None, 10)]


async def test_copies_spend_nothing(opened) -> None:
    async with opened() as store:
        one = await store.create_conversation("One")
        ended = await answered(store, one.id, Usage(input=10, output=1))
        copy = await store.fork(one.id, ended.id)
        assert await store.spent_in(copy.id) == []
        assert sum(row.answers for row in await store.spent_by_day("")) == 1


async def test_an_answer_without_a_word_or_a_figure_is_none(opened) -> None:
    async with opened() as store:
        one = await store.create_conversation("One")
        begun = Message(new_id(), Role.ASSISTANT, State.STREAMING, (), NOON, origin=ORIGIN)
        journal = await store.begin_answer(one.id, begun)
        await journal.finish(msgspec.structs.replace(begun, state=State.FAILED), None)
        assert await store.spent_by_day("") == []


async def test_messages_from_before_are_counted_once(opened, path) -> None:
    async with opened() as store:
        one = await store.create_conversation("One")
        theirs = await store.create_conversation("Theirs", source="chatgpt:1")
        for conversation in (one, theirs):
            for usage in (Usage(input=100, cached=40, output=10), Usage(input=5, cost=0.5), None):
                last = await answered(store, conversation.id, usage)
                if conversation is one:
                    copy = await store.fork(one.id, last.id)
        counted = await store.spent_in(one.id)
    db = sqlite3.connect(path)
    db.executescript("DROP TABLE spent")
    for statement in next(m.sql for m in MIGRATIONS if m.name.startswith("0004")).split(";\n"):
        db.execute(statement)
    assert spending.in_conversation(db, one.id) == counted
    assert spending.in_conversation(db, theirs.id) == []
    assert spending.in_conversation(db, copy.id) == []
    db.close()


def filled(messages: int) -> sqlite3.Connection:
    """A year of sums over 20 conversations and two models, and so many messages beside them."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for migration in MIGRATIONS:
        for statement in migration.sql.split(";\n"):
            db.execute(statement)
    db.execute("INSERT INTO conversation (id, title, created, updated) VALUES ('c1', 'One', 1, 1)")
    rows = [(f"u{number}", 1, "assistant", "complete", 1.0, "{}") for number in range(messages)]
    db.executemany(
        "INSERT INTO message (id, conversation, role, state, created, facts)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    db.executemany(
        "INSERT INTO spent VALUES (?, ?, 'naga', ?, 1, 0, 10, 0, 5, 0.1, 10, 0, 5)",
        [(day, f"c{n % 20}", f"m{n % 2}") for n, day in enumerate(days)],
    )
    return db


LOOKS = [
    lambda db: spending.by_day(db, "2026-01-01"),
    lambda db: spending.by_conversation(db, "2026-01-01"),
    lambda db: spending.in_conversation(db, "c1"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_looking_costs_the_same_whatever_the_number_of_messages(look) -> None:
    steps = []
    for messages in (10, 20_000):
        db, count = filled(messages), [0]

        def note(count=count) -> None:
            count[0] += 1

        db.set_progress_handler(note, 10)
        assert look(db)
        steps.append(count[0])
        db.close()
    assert steps[0] == steps[1] > 0


@pytest.mark.parametrize("look", LOOKS)
def test_looking_reads_no_message(look) -> None:
    db, read = filled(10), set()

    def authorize(action, table, *_):
        if action == sqlite3.SQLITE_READ:
            read.add(table)
        return sqlite3.SQLITE_OK

    db.set_authorizer(authorize)
    look(db)
    assert "spent" in read
    assert not read & {"message", "part", "fragment"}
    db.execute("SELECT id FROM message").fetchone()
    assert "message" in read, "the control: a look at messages is seen"
    db.close()
