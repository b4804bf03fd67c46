"""Attachments: into the draft, over restarts, along with the message, refused in words."""

from pathlib import Path

import pytest

from desktop_app.domain.message import FilePart, ImagePart, TextPart
from desktop_app.domain.provider import Provider
from desktop_app.services import attachments
from tests.viewmodels.scripted import settled, until

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text("# Notes")
    return path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "chart.png"
    path.write_bytes(PNG)
    return path


async def test_they_go_along_with_the_message_and_leave_the_draft(desk, notes, picture) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.attaching.take_files([str(picture), str(notes)])
        await until(lambda: len(conversation.draft.attachments) == 2)
        await all_.asked("What is this?", conversation)
        sent = all_.turns.last.user_message.parts
        assert [type(part) for part in sent] == [ImagePart, FilePart, TextPart]
        assert [part.name for part in sent[:2]] == ["chart.png", "notes.md"]
        assert conversation.draft.attachments == ()
        shown = conversation.transcript.items[0].message.parts[0]
        assert conversation.transcript.picture(shown) == PNG
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)


async def test_they_can_be_sent_alone_and_give_the_title(desk, notes) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.attaching.take_files([str(notes)])
        await until(lambda: conversation.draft.attachments)
        await all_.asked("", conversation)
        assert conversation.title == "notes.md"
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)


async def test_they_wait_with_a_queued_message(desk, notes) -> None:
    async with desk() as all_:
        conversation = await all_.asked("one")
        conversation.attaching.take_files([str(notes)])
        await until(lambda: conversation.draft.attachments)
        conversation.send("two")
        (queued,) = conversation.turns.queue.messages
        assert [part.name for part in queued.written.attachments] == ["notes.md"]
        conversation.edit_queued(queued.number)
        assert conversation.draft.text == "two"
        assert len(conversation.draft.attachments) == 1
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_they_are_kept_with_the_draft(desk, notes) -> None:
    async with desk() as all_:
        new = all_.conversations.new()
        saved = await all_.answered("Hi", "Hello")
        for conversation in (new, saved):
            conversation.attaching.take_files([str(notes), str(notes)])
            await until(lambda each=conversation: each.draft.attachments)
            await settled(all_.scope)
            await conversation.close()
        (held,) = (await all_.core.store.conversation(saved.id)).attachments
        assert held.name == "notes.md"
        assert all_.conversations.new().draft.attachments == (held,)


async def test_bad_ones_are_told_and_the_good_ones_taken(desk, tmp_path, notes) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.attaching.take_files([str(tmp_path), str(notes), str(tmp_path / "gone")])
        await settled(all_.scope)
        assert [part.name for part in conversation.draft.attachments] == ["notes.md"]
        assert conversation.attaching.complaint == (
            f"“{tmp_path.name}” is a folder. “gone” is not there any more. Attach the files in it."
        )
        conversation.attaching.complain("")
        assert conversation.attaching.complaint == ""


async def test_there_are_at_most_so_many(desk, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(attachments, "MOST", 2)
    async with desk() as all_:
        conversation = all_.conversations.new()
        for name in "abc":
            conversation.attaching.take_bytes(name.encode(), name)
        await settled(all_.scope)
        assert len(conversation.draft.attachments) == 2
        assert conversation.attaching.complaint.startswith("At most 2 files")


async def test_what_the_model_will_hardly_take_is_warned_of(desk) -> None:
    async with desk() as all_:
        all_.core.catalog.add(Provider("mine", "http://127.0.0.1:9/v1", "chat"))
        conversation = all_.conversations.new()
        warning = conversation.attaching.warning
        assert warning("built-in", "smollm2-135m") == ""
        conversation.attaching.take_bytes(PNG, "x.png")
        await settled(all_.scope)
        assert warning("built-in", "smollm2-135m") == "smollm2-135m does not take pictures."
        assert warning("mine", "unknown") == ""
        conversation.draft.detach(0)
        conversation.attaching.take_bytes(b"%PDF-1.7", "a.pdf")
        await settled(all_.scope)
        assert "does not take PDF files such as “a.pdf”" in warning("mine", "unknown")


async def test_editing_a_message_takes_its_attachments_along(desk, notes) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.attaching.take_files([str(notes)])
        await until(lambda: conversation.draft.attachments)
        await all_.answered("Hi", "Hello", conversation)
        conversation.start_editing()
        assert [part.name for part in conversation.draft.attachments] == ["notes.md"]
        conversation.draft.end_editing()
        assert conversation.draft.attachments == ()
