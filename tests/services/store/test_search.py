"""Everything can be found: words, phrases, operators, languages without spaces."""

import threading
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.message import (
    FilePart,
    ImagePart,
    Origin,
    ReasoningPart,
    Role,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from desktop_app.services.store import conversations, messages
from desktop_app.services.store.connection import IN_MEMORY, connect
from desktop_app.services.store.query import Query, Term, parse
from desktop_app.services.store.search import search
from desktop_app.services.store.snippets import snippet

NOW = time.mktime((2026, 5, 20, 12, 0, 0, 0, 0, -1))


@pytest.fixture
def db():
    connection = connect(IN_MEMORY)
    yield connection
    connection.close()


@pytest.fixture
def keep(db, say):
    """Keep a message with these words in a conversation of its own; returns its id."""

    def kept(text: str, title: str = "", role: Role = Role.USER, parts=None, model="", **more):
        created = more.pop("created", NOW)
        row = conversations.create(db, title=title, updated=created, **more)
        message = say(text, role=role, created=created)
        if parts is not None:
            message = msgspec.structs.replace(message, parts=parts)
        if model:
            message = msgspec.structs.replace(message, origin=Origin("p", "", "chat", model))
        messages.add(db, row.id, message)
        return message.id

    return kept


def _found(db, text: str) -> list[str | None]:
    return [hit.message_id for hit in search(db, text, 50)]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The quick brown fox", "quick"),
        ("The quick brown fox", "QUICK fox"),
        ("The quick brown fox", "bro"),
        ("The quick brown fox", "qui* the"),
        ("The quick brown fox", '"quick brown"'),
        ("The quick brown fox", '"quick bro'),
        ("Crème brûlée", "creme brulee"),
        ("Creme brulee", "crème"),
        ("Привет, мир", "привет"),
        ("我们明天去北京大学看看", "北京"),
        ("我们明天去北京大学看看", "大学"),
        ("我们明天去北京大学看看", "看"),
        ("東京都に住んでいます", "住んで"),
        ("カタカナのテスト", "テスト"),
        ("초등학교에서 만나요", "학교"),
        ("ภาษาไทยไม่มีช่องว่าง", "ไทย"),
        ("हिन्दी में लिखो", "हिन्दी"),
        ("def foo_bar(self): return x.y", "foo_bar"),
        ("see https://example.org/a-page", "example.org"),
        ("mixed 中文 and English", "中文 english"),
    ],
)
def test_words_are_found(db, keep, text: str, query: str) -> None:
    wanted = keep(text)
    keep("something else entirely")
    assert _found(db, query) == [wanted]
    (hit,) = search(db, query, 50)
    assert hit.marks
    for start, end in hit.marks:
        assert hit.snippet[start:end].strip()


@pytest.mark.parametrize(
    "query",
    ["ick", '"brown quick"', "quick -fox", "foxes", "京大 北", "", "  ", "***", '"', '"" -x'],
)
def test_what_does_not_fit_is_not_found(db, keep, query: str) -> None:
    keep("The quick brown fox 北京")
    assert _found(db, query) == []


def test_everything_that_was_said_can_be_found(db, keep) -> None:
    parts = (
        ReasoningPart("pondering"),
        TextPart("answered"),
        ToolCallPart("1", "lookup_weather", '{"town": "Reykjavik"}'),
        ToolResultPart("1", "drizzle"),
        FilePart("text/plain", "budget.csv", "ab" * 32),
    )
    wanted = keep("", role=Role.ASSISTANT, parts=parts)
    for word in ("pondering", "answered", "lookup_weather", "reykjavik", "drizzle", "budget"):
        assert _found(db, word) == [wanted], word


def test_operators_narrow_the_search(db, keep) -> None:
    mine = keep("alpha question", "Trip to Oslo", folder="Travel/North", tags=("Plan",))
    code = keep(
        "alpha ```python\nx\n```", role=Role.ASSISTANT, model="openai/gpt-6", created=NOW - 9e6
    )
    image = keep("", parts=(TextPart("alpha"), ImagePart("image/png", "ab" * 32)), is_archived=True)
    for query, wanted in {
        "alpha from:me": {mine, image},
        "alpha from:assistant": {code},
        "alpha model:GPT": {code},
        "alpha in:oslo": {mine},
        "alpha in:travel": {mine},
        "alpha in:north": {mine},
        'alpha in:"travel/north"': {mine},
        "alpha in:archive": {image},
        "alpha tag:plan": {mine},
        "alpha tag:nothing": set(),
        "alpha has:code": {code},
        "has:image": {image},
        "alpha before:2026-03": {code},
        "alpha after:2026-05-20": {mine, image},
        "alpha after:2026 before:2026-05-20": {code},
        "from:me has:code": set(),
    }.items():
        assert set(_found(db, query)) == wanted, query


def test_titles_come_first_and_newest_first(db, keep) -> None:
    old = keep("about pears", "x", created=NOW - 100)
    new = keep("more pears", "y", created=NOW)
    keep("nothing", "Pears and apples")
    hits = search(db, "pears", 50)
    assert [hit.message_id for hit in hits] == [None, new, old]
    assert hits[0].snippet == "Pears and apples"
    assert search(db, "pears", 2) == hits[:2]


def test_a_renamed_conversation_is_found_by_its_new_name(db) -> None:
    row = conversations.create(db, title="old name")
    conversations.update(db, row.id, title="new name")
    assert [hit.title for hit in search(db, "new", 5)] == ["new name"]
    assert search(db, "old", 5) == []


def test_what_was_typed_is_understood() -> None:
    query = parse('fox "brown dog" -cat in:Work from:me has:code colour:red last', NOW)
    assert query == Query(
        (
            Term("fox"),
            Term("brown dog"),
            Term("cat", is_unwanted=True),
            Term("colour:red"),
            Term("last", is_prefix=True),
        ),
        places=("Work",),
        roles=("user",),
        has_code=True,
    )


@pytest.mark.parametrize(
    "text", ["from:nobody", "has:wings", "before:soon", "in:", "after:2026-99"]
)
def test_an_operator_without_sense_is_taken_as_words(text: str) -> None:
    query = parse(text, NOW)
    assert [term.text for term in query.terms] == [text]


def test_days_are_the_persons_own() -> None:
    midnight = time.mktime((2026, 5, 20, 0, 0, 0, 0, 0, -1))
    assert parse("after:today", NOW).after == midnight
    assert parse("before:yesterday", NOW).before == midnight - 86_400
    assert parse("after:2026-05-20", NOW).after == midnight


@given(text=st.text(max_size=30) | st.from_regex(r'[-"*():a-z^+ ]{0,20}'))
def test_nothing_that_is_typed_breaks_the_search(text: str) -> None:
    connection = connect(IN_MEMORY)
    try:
        row = conversations.create(connection, title="a title")
        assert row.title
        search(connection, text, 5)
    finally:
        connection.close()


@given(text=st.text(min_size=1, max_size=400), at=st.integers(0, 399), length=st.integers(1, 12))
def test_marks_lie_within_the_snippet(text: str, at: int, length: int) -> None:
    shown, marks = snippet(text, (Term(text[at : at + length] or text[:1]),))
    assert len(shown) <= 200
    for start, end in marks:
        assert 0 <= start < end <= len(shown)


def test_a_snippet_shows_the_find_in_a_long_text() -> None:
    text = "lead " * 500 + "\n\nthe  needle\nis here " + "tail " * 500
    shown, marks = snippet(text, (Term("needle"),))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "the needle is here" in shown
    assert [shown[start:end] for start, end in marks] == ["needle"]
    accented, marks = snippet("x " * 900 + "Brûlée", (Term("brulee"),))
    assert [accented[start:end] for start, end in marks] == ["Brûlée"]


async def test_a_search_that_is_given_up_ends(opened, say) -> None:
    """Typing on cancels the search before: the next one does not wait for it."""
    import asyncio

    async with opened() as store:
        row = await store.create_conversation("c")
        await store.add_message(row.id, say("needle"))

        has_begun = threading.Event()

        def endless(connection):
            has_begun.set()
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                " SELECT count(*) FROM n"
            )

        task = asyncio.get_running_loop().create_task(store._reader.ask(endless))
        await asyncio.to_thread(has_begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(await store.search("needle")) == 1
