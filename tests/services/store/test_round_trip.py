"""A message read back is the message that was written."""

import sqlite3

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import message as values
from desktop_app.domain.message import Message, OpaquePart, Role, State, TextPart
from desktop_app.services.store import conversations, messages
from desktop_app.services.store.connection import IN_MEMORY, connect
from desktop_app.services.store.parts import part_from, row_of

words = st.text(max_size=40)
numbers = st.none() | st.integers(0, 2**40)
amounts = st.none() | st.floats(allow_nan=False, allow_infinity=False)
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
).map(lambda value: msgspec.Raw(msgspec.json.encode(value)))
citations = st.builds(values.Citation, words, words, words, numbers, numbers)
shas = st.sampled_from(["", "ab" * 32])
parts = st.one_of(
    st.builds(TextPart, words, st.lists(citations, max_size=2).map(tuple)),
    st.builds(values.ReasoningPart, words, amounts),
    st.builds(values.RefusalPart, words),
    st.builds(values.ToolCallPart, words, words, words, st.booleans()),
    st.builds(values.ToolResultPart, words, words, st.booleans()),
    st.builds(values.ActivityPart, words, words, words),
    st.builds(values.ImagePart, words, shas, st.binary(max_size=20), words),
    st.builds(values.FilePart, words, words, shas, st.binary(max_size=20)),
    st.builds(OpaquePart, words, json, words),
)
whole_messages = st.builds(
    Message,
    id=st.uuids().map(str),
    role=st.sampled_from(Role),
    state=st.sampled_from([state for state in State if state is not State.STREAMING]),
    parts=st.lists(parts, max_size=6).map(tuple),
    created=st.floats(0, 2e9),
    origin=st.none() | st.builds(values.Origin, words, words, words, words),
    usage=st.none() | st.builds(values.Usage, numbers, numbers, numbers, numbers, amounts, amounts),
    stop_reason=words,
    timing=st.none() | st.builds(values.Timing, amounts, amounts, st.integers(0, 2**31)),
    error=st.none() | st.builds(values.ErrorRecord, words, words, words, words),
)


@given(part=parts)
def test_a_part_survives_its_row(part: values.Part) -> None:
    kind, text, facts, _ = row_of(part)
    assert part_from(kind, text, facts) == part


@given(written=whole_messages)
def test_a_message_survives_the_database(written: Message) -> None:
    db = connect(IN_MEMORY)
    try:
        row = conversations.create(db, title="t")
        messages.add(db, row.id, written)
        assert messages.message(db, written.id) == written
        assert messages.branch(db, row.id, None) == [written]
    finally:
        db.close()


@given(written=whole_messages)
def test_a_purged_message_leaves_an_index_that_is_whole(written: Message) -> None:
    """The index forgets exactly the words that it learned: FTS5 checks itself."""
    db = connect(IN_MEMORY)
    try:
        row = conversations.create(db, title="t")
        messages.add(db, row.id, written)
        conversations.purge(db, row.id)
        assert _terms(db) == []
    finally:
        db.close()


def test_words_forgotten_otherwise_would_be_seen() -> None:
    """Negative control: deleting a message behind the index's back leaves its words in it."""
    db = connect(IN_MEMORY)
    row = conversations.create(db, title="t")
    messages.add(db, row.id, Message("m", Role.USER, State.COMPLETE, (TextPart("left"),), 1.0))
    db.execute("DELETE FROM message")
    assert _terms(db) == ["left"]
    db.close()


def _terms(db: sqlite3.Connection) -> list[str]:
    db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
    return [term for (term,) in db.execute("SELECT term FROM terms")]


def test_halves_of_a_sign_are_joined_or_marked() -> None:
    db = connect(IN_MEMORY)
    row = conversations.create(db, title="lone \ud83d half")
    torn = TextPart("joined \ud83d\ude00, lone \ud83d")
    messages.add(db, row.id, Message("m", Role.USER, State.COMPLETE, (torn,), 1.0))
    assert messages.branch(db, row.id, None)[0].text == "joined \U0001f600, lone \ufffd"
    assert row.title == "lone \ufffd half"
    db.close()
