"""What goes out comes back: every branch and byte as JSON and zip, every word as Markdown."""

import asyncio
import io
import json
import os
import re
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import message as values
from desktop_app.domain.completion import Parameters
from desktop_app.domain.errors import DiskFull, StoreError
from desktop_app.domain.message import FilePart, ImagePart, Message, Role, State, TextPart
from desktop_app.services.export import FORMATS, Selection, export
from desktop_app.services.export.markdown import document
from desktop_app.services.import_ import Intake, import_file
from desktop_app.services.import_.markdown_file import records
from desktop_app.services.store import ConversationRecord, Store
from desktop_app.services.task_scope import TaskScope

PICTURE = b"\x89PNG picture"


async def _filled(store: Store, say) -> str:
    """Two branches, one with a picture, a file and an opaque part; a folder, tags, a draft."""
    row = await store.create_conversation(
        "A title / with: signs",
        "p",
        "gpt-6",
        "be brief",
        folder="Work/Letters",
        tags=("a", "b"),
        is_pinned=True,
        draft="unsent",
        parameters=Parameters(temperature=0.5, stop=("END",)),
    )
    question = say("", parts=(TextPart("look"), ImagePart("image/png", data=PICTURE, name="x.png")))
    answer = say(
        "",
        question,
        Role.ASSISTANT,
        (
            values.ReasoningPart("hm", 1.5),
            TextPart("one ", (values.Citation("https://x"),)),
            values.ToolCallPart("c", "look", '{"a": 1}'),
            values.OpaquePart("responses", msgspec.Raw(b'{"z":  1, "a": [1.0]}'), "blob"),
            FilePart("text/csv", "t.csv", data=b"1,2"),
            TextPart("two"),
        ),
    )
    again = say("another answer", question, Role.ASSISTANT)
    for message in (question, answer, again):
        await store.add_message(row.id, message)
    await store.update_conversation(row.id, leaf=answer.id)
    return row.id


@pytest.mark.parametrize("name", ["json", "zip"])
async def test_nothing_is_lost(opened, say, tmp_path: Path, name: str) -> None:
    out = tmp_path / f"all.{name}"
    async with opened("one") as store:
        conversation_id = await _filled(store, say)
        before = await store.record(conversation_id)
        assert await export(store, Selection(), name, out) == 1
    async with opened("two") as store:
        summary = await import_file(store, out)
        assert (summary.conversations, summary.messages) == (1, 3)
        assert (summary.duplicates, summary.skipped) == (0, ())
        assert await store.record(conversation_id) == before
        for sha256 in before.file_names:
            assert store.read_file(sha256)
        assert [row.path for row in await store.folders()] == ["Work", "Work/Letters"]
        assert len(await store.search("another answer")) == 1


async def test_importing_twice_doubles_nothing_and_can_be_undone(opened, say, tmp_path) -> None:
    out = tmp_path / "all.json"
    async with opened("one") as store:
        conversation_id = await _filled(store, say)
        await export(store, Selection(), "json", out)
        again = await import_file(store, out)
        assert (again.conversations, again.messages, again.duplicates) == (0, 0, 1)
    async with opened("two") as store:
        intake = Intake()
        await import_file(store, out, intake=intake)
        second = await import_file(store, out)
        assert (second.conversations, second.messages, second.duplicates) == (0, 0, 1)
        assert (await store.conversation(conversation_id)).messages == 3
        await intake.undo(store)
        assert await store.conversations() == []
        third = await import_file(store, out)
        assert (third.conversations, third.messages) == (1, 0)
        assert len(await store.conversations()) == 1


async def test_a_later_export_adds_what_is_new(opened, say, tmp_path) -> None:
    async with opened("one") as store:
        conversation_id = await _filled(store, say)
        await export(store, Selection(), "json", tmp_path / "early.json")
        branch = await store.branch(conversation_id)
        await store.add_message(conversation_id, say("later", branch[-1]))
        await export(store, Selection(), "json", tmp_path / "late.json")
    async with opened("two") as store:
        await import_file(store, tmp_path / "early.json")
        summary = await import_file(store, tmp_path / "late.json")
        assert (summary.conversations, summary.messages, summary.duplicates) == (1, 1, 0)
        assert [m.text for m in await store.branch(conversation_id)][-1] == "later"


async def test_undo_takes_back_what_came_to_a_conversation_that_was_there(
    opened, say, tmp_path
) -> None:
    async with opened("one") as store:
        conversation_id = await _filled(store, say)
        await export(store, Selection(), "json", tmp_path / "early.json")
        branch = await store.branch(conversation_id)
        later = say("later", branch[-1])
        await store.add_message(conversation_id, later)
        await store.add_message(conversation_id, say("later still", later))
        await export(store, Selection(), "json", tmp_path / "late.json")
    async with opened("two") as store:
        await import_file(store, tmp_path / "early.json")
        before = await store.conversation(conversation_id)
        intake = Intake()
        await import_file(store, tmp_path / "late.json", intake=intake)
        assert intake.extended == (conversation_id,)
        assert intake.summary.messages == 2
        await intake.undo(store)
        assert await store.conversation(conversation_id) == before
        assert [m.text for m in await store.branch(conversation_id)] == [m.text for m in branch]
    async with opened("three") as store:
        await import_file(store, tmp_path / "early.json")
        intake = Intake()
        await import_file(store, tmp_path / "late.json", intake=intake)
        await store.add_message(conversation_id, say("answered since then", later))
        await intake.undo(store)
        texts = [m.text for m in await store.branch(conversation_id)]
        assert texts[-2:] == ["later", "answered since then"]


async def test_an_import_that_is_stopped_keeps_what_came_and_can_be_undone(
    opened, say, tmp_path
) -> None:
    out = tmp_path / "all.json"
    async with opened("one") as store:
        for number in range(30):
            row = await store.create_conversation(f"c{number}")
            await store.add_message(row.id, say(f"hello {number}"))
        await export(store, Selection(), "json", out)
    async with opened("two") as store:
        intake, scope = Intake(), TaskScope("test", lambda _error: None)
        task = scope.start(
            import_file(store, out, lambda *_: task.cancel(), intake=intake), "import"
        )
        with pytest.raises(asyncio.CancelledError):
            await task
        assert 0 < len(await store.conversations()) < 30
        assert intake.summary.conversations == len(await store.conversations())
        await intake.undo(store)
        assert await store.conversations() == []


async def test_a_selection_narrows_what_goes_out(opened, say) -> None:
    async with opened() as store:
        conversation_id = await _filled(store, say)
        other = await store.create_conversation("Other")
        await store.add_message(other.id, say("elsewhere"))
        trashed = await store.create_conversation("Gone")
        await store.add_message(trashed.id, say("gone"))
        await store.trash(trashed.id)
        branch = await store.branch(conversation_id)

        async def words(selection: Selection, name: str = "txt") -> str:
            out = io.BytesIO()
            await export(store, selection, name, out)
            return out.getvalue().decode()

        everything = await words(Selection())
        assert "elsewhere" in everything
        assert "gone" not in everything
        assert "another answer" not in everything  # the active branch alone
        assert "another answer" in await words(Selection(), "json")
        all_of_it = await words(Selection((conversation_id,), has_all_branches=True))
        assert all_of_it.count("another answer") == 1
        assert all_of_it.count("look") == everything.count("look")
        assert "(branch 2)" in all_of_it
        assert "elsewhere" not in await words(Selection(folder="Work"))
        assert "look" in await words(Selection(folder="Work"))
        assert "look" not in await words(Selection((other.id,)))
        branch_only = await words(Selection((conversation_id,), leaf=branch[0].id), "json")
        assert len(json.loads(branch_only)["conversations"][0]["messages"]) == 1
        one = await words(Selection((conversation_id,), message=branch[1].id))
        assert "two" in one
        assert "look" not in one
        with pytest.raises(StoreError, match="nothing to export"):
            await words(Selection(folder="Empty"))


async def test_a_file_appears_when_it_is_whole(opened, say, tmp_path, monkeypatch) -> None:
    out = tmp_path / "out" / "all.md"
    out.parent.mkdir()
    async with opened() as store:
        await _filled(store, say)

        def broken(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr("desktop_app.services.export.markdown.MarkdownWriter.close", broken)
            with pytest.raises(DiskFull, match="no room"):
                await export(store, Selection(), "md", out)
        assert list(out.parent.iterdir()) == []
        await export(store, Selection(), "md", out)
        assert list(out.parent.iterdir()) == [out]
        link = tmp_path / "link.md"
        link.symlink_to(out)
        await export(store, Selection(), "txt", link)
        assert link.is_symlink()
        assert out.read_text().startswith("A title")
        with pytest.raises(StoreError, match="is a folder"):
            await export(store, Selection(), "md", tmp_path)
        await export(store, Selection(), "md", Path(os.devnull))
        assert Path(os.devnull).is_char_device()
        with pytest.raises(StoreError):
            await export(store, Selection(), "md", tmp_path / "nowhere" / "all.md")


async def test_the_zip_is_good_to_read_too(opened, say, tmp_path) -> None:
    async with opened() as store:
        await _filled(store, say)
        twin = await store.create_conversation("a TITLE / with: signs")
        await store.add_message(twin.id, say("twin"))
        await export(store, Selection(), "zip", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = archive.namelist()
        readable = sorted(name for name in names if name.startswith("markdown/"))
        assert [name.lower() for name in readable] == [
            "markdown/a title with signs (2).md",
            "markdown/a title with signs.md",
        ]
        words = archive.read(next(n for n in readable if "A title" in n)).decode()
        (link,) = re.findall(r"!\[x.png\]\(\.\./(files/[^)]+\.png)\)", words)
        assert archive.read(link) == PICTURE


words = st.text(max_size=60) | st.sampled_from(
    [
        "# A title\n",
        "\n<!-- message user 2026-01-01T00:00:00+00:00 -->\n### You\n\n",
        "<!-- part text -->\nx\n<!-- /part -->\n",
        "\\<!-- message user x -->",
        "\n\n<!-- part reasoning -->\n\n",
        "\r\n line \r",
        "```\n### You\n```",
    ]
)
texts = st.lists(words, max_size=3).map("".join)
parts = st.lists(
    texts.map(TextPart)
    | texts.map(values.ReasoningPart)
    | texts.map(lambda text: values.ToolCallPart("c", text, text))
    | texts.map(lambda text: values.ToolResultPart("c", text))
    | texts.map(lambda text: values.ActivityPart("search", "", text))
    | texts.map(lambda text: FilePart("text/plain", text)),
    max_size=4,
).map(tuple)


@given(said=st.lists(st.tuples(st.sampled_from([Role.USER, Role.ASSISTANT]), parts), min_size=1))
def test_markdown_comes_back_with_the_same_words(said) -> None:
    messages = tuple(
        Message(f"m{index}", role, State.COMPLETE, content, 1.5e9 + index)
        for index, (role, content) in enumerate(said)
    )
    record = ConversationRecord("c", "Title", 1.5e9, 1.5e9, messages)
    written = "\n".join([document(record, lambda _: "")] * 2)  # two conversations in one file
    back = list(records(written, 0.0))
    assert len(back) == 2
    for found in back:
        assert found.title == "Title"
        assert [(m.role, m.text) for m in found.messages] == [(m.role, m.text) for m in messages]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("words", ["half\n", "", "<!-- part stopped -->\n*x*\n<!-- /part -->"])
def test_markdown_brings_back_how_an_answer_ended(state: State, words: str) -> None:
    parts = (TextPart(words),) if words else ()
    told = Message("m", Role.ASSISTANT, state, (*parts, values.RefusalPart("no")), 1.0)
    after = Message("n", Role.USER, State.COMPLETE, (TextPart("next"),), 2.0, "m")
    written = document(ConversationRecord("c", "T", 1.0, 1.0, (told, after)), lambda _: "")
    ((back, last),) = [record.messages for record in records(written, 0.0)]
    assert back.state is (State.INTERRUPTED if state is State.STREAMING else state)
    assert (back.text, last.text, last.state) == (words, "next", State.COMPLETE)


async def test_markdown_goes_out_and_in(opened, say, tmp_path) -> None:
    async with opened("one") as store:
        conversation_id = await _filled(store, say)
        texts = [(m.role, m.text) for m in await store.branch(conversation_id)]
        await export(store, Selection(), "md", tmp_path / "all.md")
    async with opened("two") as store:
        summary = await import_file(store, tmp_path / "all.md")
        assert (summary.conversations, summary.messages) == (1, 2)
        (row,) = await store.conversations()
        assert [(m.role, m.text) for m in await store.branch(row.id)] == texts
        assert (await import_file(store, tmp_path / "all.md")).duplicates == 1


def test_every_format_is_in_the_table_under_its_name() -> None:
    assert {name: written.name for name, written in FORMATS.items()} == {n: n for n in FORMATS}
    assert {"md", "html", "txt", "json", "docx", "zip"} <= FORMATS.keys()
