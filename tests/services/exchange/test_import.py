"""Exports of other programs, built after the public descriptions of their formats."""

import base64
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.errors import StoreError
from desktop_app.domain.message import (
    ActivityPart,
    FilePart,
    ImagePart,
    ReasoningPart,
    Role,
    State,
    TextPart,
)
from desktop_app.services.import_ import import_file, json_stream, source
from desktop_app.services.import_.errors import NotUnderstood
from desktop_app.services.import_.json_stream import elements

PNG = b"\x89PNG\r\n bytes"


def _node(id_: str, parent: str | None, children: list[str], role: str = "", **message) -> dict:
    told = None
    if role:
        content = message.pop("content", None) or {
            "content_type": "text",
            "parts": [message.pop("text", "")],
        }
        told = {
            "id": id_,
            "author": {"role": role, "name": message.pop("name", None), "metadata": {}},
            "create_time": 1_700_000_000.5,
            "content": content,
            "status": "finished_successfully",
            "recipient": "all",
            "metadata": {"model_slug": "gpt-5"},
        } | message
    return {"id": id_, "parent": parent, "children": children, "message": told}


def _chatgpt() -> dict:
    """A hidden root, custom instructions, a search with thoughts, a picture, two versions."""
    nodes = [
        _node("root", None, ["system"]),
        _node("system", "root", ["context"], "system", text="you are"),
        _node("context", "system", ["ask"], "user", content={
            "content_type": "user_editable_context", "user_profile": "secret"}),
        _node("ask", "context", ["think", "other"], "user", content={
            "content_type": "multimodal_text",
            "parts": [
                {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-Pic1"},
                {"content_type": "video_pointer"},
                "What is this?",
            ]}, metadata={"attachments": [
                {"id": "file-Doc2", "name": "notes.txt", "mime_type": "text/plain"},
                {"id": "file-Gone", "name": "gone.pdf", "mime_type": "application/pdf"},
                {"id": "file-Pic1", "name": "p.png", "mime_type": "image/png"}]}),
        _node("think", "ask", ["call"], "assistant", content={
            "content_type": "thoughts", "thoughts": [{"summary": "Look", "content": "closely"}]}),
        _node("call", "think", ["result"], "assistant", recipient="web.search", content={
            "content_type": "code", "language": "unknown", "text": "search('cat')"}),
        _node("result", "call", ["recap"], "tool", name="web.search", content={
            "content_type": "tether_quote", "title": "Cats", "url": "https://c", "text": "purr"}),
        _node("recap", "result", ["answer"], "assistant", content={
            "content_type": "reasoning_recap", "content": "Thought for 2 s"}),
        _node("answer", "recap", ["thanks"], "assistant", text="A cat."),
        _node("thanks", "answer", [], "user", text="Thanks"),
        _node("other", "ask", [], "assistant", text="A dog?", metadata={
            "model_slug": "gpt-4", "finish_details": {"type": "max_tokens"}}),
    ]  # fmt: skip
    return {
        "title": "Cat or dog",
        "create_time": 1_700_000_000.0,
        "update_time": 1_700_000_100.0,
        "conversation_id": "chat-1",
        "current_node": "thanks",
        "default_model_slug": "gpt-5",
        "is_archived": True,
        "mapping": {node["id"]: node for node in nodes},
    }


def _zip(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


async def _imported(opened, path: Path):
    async with opened() as store:
        summary = await import_file(store, path)
        rows = await store.conversations()
        return summary, rows, [await store.record(row.id) for row in rows]


async def test_a_chatgpt_export_with_branches_pictures_and_tools(opened, tmp_path) -> None:
    path = _zip(
        tmp_path / "export.zip",
        {
            "conversations.json": json.dumps([_chatgpt(), {"nonsense": 1}]),
            "user.json": "{}",
            "file-Pic1-holiday.png": PNG,
            "file-Doc2-notes.txt": b"my notes",
        },
    )
    summary, (row,), (record,) = await _imported(opened, path)
    assert (summary.conversations, summary.messages) == (1, 4)
    assert set(summary.skipped) == {
        "a part of the kind 'video_pointer'",
        "an attached file that the export does not contain",
        "an entry that is no conversation",
    }
    assert (row.title, row.is_archived, row.model) == ("Cat or dog", True, "gpt-5")
    assert (row.created, row.updated) == (1_700_000_000.0, 1_700_000_100.0)
    ask, answer, thanks, other = record.messages
    assert [type(part) for part in ask.parts] == [ImagePart, TextPart, FilePart, TextPart]
    assert ask.text == "What is this?\n\n[gone.pdf: not contained in the export]"
    assert answer.parts == (
        ReasoningPart("Look\n\nclosely"),
        ActivityPart("web.search", "in_progress", "search('cat')"),
        ActivityPart("web.search", "completed", "Cats\n\nhttps://c\n\npurr"),
        TextPart("A cat."),
    )
    assert answer.origin.model == "gpt-5"
    assert (thanks.parent, answer.parent, other.parent) == (answer.id, ask.id, ask.id)
    assert (other.state, other.origin.model) == (State.INCOMPLETE, "gpt-4")
    assert [m.text for m in record.branch] == [ask.text, "A cat.", "Thanks"]


async def test_the_pictures_bytes_are_kept(opened, tmp_path) -> None:
    path = _zip(
        tmp_path / "export.zip",
        {"conversations.json": json.dumps([_chatgpt()]), "sub/file-Pic1.png": PNG},
    )
    async with opened() as store:
        await import_file(store, path)
        (row,) = await store.conversations()
        part = (await store.branch(row.id))[0].parts[0]
        assert (part.media_type, store.files.loaded(part).data) == ("image/png", PNG)


async def test_split_and_odd_chatgpt_files(opened, tmp_path) -> None:
    """Shards, an object around the list, missing fields, wrong types, a loop in the tree."""
    odd = {
        "id": "odd",
        "mapping": {
            "a": {"message": {"author": {"role": "user"}, "content": {"parts": ["hi"]}}},
            "b": {"parent": "a", "message": {"author": None, "content": None}},
            "c": {"parent": "a", "children": None, "message": {"author": {"role": "assistant"},
                  "content": {"content_type": "text", "parts": ["hello"]}, "metadata": None}},
            "d": None,
            "e": {"parent": "e", "message": None},
        },
    }  # fmt: skip
    odd["mapping"]["a"]["children"] = ["b", "c", "a", 5]
    path = _zip(
        tmp_path / "export.zip",
        {
            "conversations-000.json": json.dumps({"conversations": [_chatgpt()]}),
            "conversations-001.json": json.dumps([odd, _chatgpt() | {"mapping": {}}]),
        },
    )
    summary, _, records = await _imported(opened, path)
    assert summary.conversations == 2
    assert "a conversation without messages" in summary.skipped
    found = next(record for record in records if record.source == "chatgpt:odd")
    assert [(m.role, m.text) for m in found.messages] == [
        (Role.USER, "hi"),
        (Role.ASSISTANT, "hello"),
    ]
    assert found.title == "hi"


def _claude(**more) -> dict:
    return {
        "uuid": "conv-1",
        "name": "Poems",
        "created_at": "2025-03-01T10:00:00.000000Z",
        "updated_at": "2025-03-01T11:00:00+00:00",
        "account": {"uuid": "me"},
        "chat_messages": [
            {
                "uuid": "m1",
                "text": "old field",
                "content": [{"type": "text", "text": "Write a poem"}],
                "sender": "human",
                "created_at": "2025-03-01T10:00:01Z",
                "attachments": [{"file_name": "a.txt", "extracted_content": "inspiration"}],
                "files": [{"file_name": "p.png", "file_uuid": "u-1"}, {"file_name": "lost.pdf"}],
                "parent_message_uuid": "00000000-0000-4000-8000-000000000000",
            },
            {
                "uuid": "m2",
                "sender": "assistant",
                "text": "",
                "content": [
                    {"type": "thinking", "thinking": "rhymes"},
                    {"type": "tool_use", "id": "t", "name": "lookup", "input": {"q": "rose"}},
                    {"type": "tool_result", "tool_use_id": "t", "name": "lookup",
                     "content": [{"type": "text", "text": "red"}], "is_error": True},
                    {"type": "text", "text": "Roses"},
                    {"type": "flag"},
                ],
                "created_at": "2025-03-01T10:00:02Z",
                "parent_message_uuid": "m1",
            },
            {"uuid": "m3", "sender": "assistant", "content": [], "text": "",
             "parent_message_uuid": "m1"},
            {"uuid": "m4", "sender": "assistant", "text": "Violets", "parent_message_uuid": "m1"},
            {"uuid": "m5", "sender": "human", "text": "More", "parent_message_uuid": "m3"},
        ],
    } | more  # fmt: skip


async def test_a_claude_export(opened, tmp_path) -> None:
    path = _zip(
        tmp_path / "data.zip",
        {"conversations.json": json.dumps([_claude()]), "users.json": "[]", "files/p.png": PNG},
    )
    summary, (row,), (record,) = await _imported(opened, path)
    assert (row.title, summary.messages) == ("Poems", 4)
    assert row.created == 1740823200.0
    ask, roses, violets, more = record.messages
    assert ask.parts[0] == TextPart("Write a poem")
    assert [type(part) for part in ask.parts[1:]] == [FilePart, ImagePart, TextPart]
    assert roses.parts == (
        ReasoningPart("rhymes"),
        ActivityPart("lookup", "in_progress", '{"q":"rose"}'),
        ActivityPart("lookup", "failed", "red"),
        TextPart("Roses"),
    )
    assert {roses.parent, violets.parent, more.parent} == {ask.id}
    assert set(summary.skipped) == {
        "a part of the kind 'flag'",
        "an attached file that the export does not contain",
    }


async def test_an_old_claude_export_without_parents_is_one_branch(opened, tmp_path) -> None:
    given = _claude()
    for message in given["chat_messages"]:
        message.pop("parent_message_uuid")
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([given]), encoding="utf-8-sig")
    _, _, (record,) = await _imported(opened, path)
    assert [m.text for m in record.branch][1:] == ["Roses", "Violets", "More"]


async def test_markdown_of_other_programs(opened, tmp_path) -> None:
    path = tmp_path / "chat.md"
    path.write_text(
        "# Fruit\n\n**You:** Name a fruit\n\n**ChatGPT:**\nApple\n\n```\nUser: not a speaker\n```\n"
        "\n## User\n\nThanks\n\n#### Assistant said:\nWelcome: any time\n"
    )
    _, (row,), (record,) = await _imported(opened, path)
    assert row.title == "Fruit"
    os.utime(path, (1, 1))  # fetched once more
    again, _, _ = await _imported(opened, path)
    assert (again.conversations, again.duplicates) == (0, 1)
    assert [(m.role.value, m.text) for m in record.messages] == [
        ("user", "Name a fruit"),
        ("assistant", "Apple\n\n```\nUser: not a speaker\n```"),
        ("user", "Thanks"),
        ("assistant", "Welcome: any time"),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.json", b""),
        ("x.json", b"hello"),
        ("x.json", b'"text" [1]'),
        ("x.json", b'[{"mapping": {}'),
        ("x.json", b'[{"a": }, 1]'),
        ("x.json", b"[" * 100_000 + b"]" * 100_000),
        ("x.md", b"Nobody speaks here."),
        ("x.zip", b"PK\x03\x04 not really"),
    ],
)
async def test_a_file_that_is_none_of_these_is_told(opened, tmp_path, name, data) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    async with opened() as store:
        with pytest.raises(NotUnderstood) as told:
            await import_file(store, path)
        assert told.value.hint
        assert await store.conversations() == []


async def test_a_file_that_is_not_there_is_told(opened, tmp_path) -> None:
    async with opened() as store:
        with pytest.raises(StoreError, match="no file"):
            await import_file(store, tmp_path / "nowhere.zip")


async def test_a_zip_is_not_trusted(opened, tmp_path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations.json", json.dumps([_chatgpt()]))
        archive.writestr("../file-Pic1.png", PNG)
        archive.writestr("/etc/file-Doc2.txt", b"x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    summary, _, (record,) = await _imported(opened, path)
    told = " ".join(summary.skipped)
    assert "a name that leads out of the zip" in told
    assert "an absolute name" in told
    assert "a link" in told
    assert not any(isinstance(part, ImagePart) for part in record.messages[0].parts)
    assert not (tmp_path / "file-Pic1.png").exists()


async def test_a_zip_that_grows_beyond_belief_is_refused(opened, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(source, "_FREE_GROWTH", 1000)
    path = _zip(tmp_path / "bomb.zip", {"conversations.json": b"[" + b" " * 10_000_000 + b"]"})
    async with opened() as store:
        with pytest.raises(NotUnderstood, match="credible"):
            await import_file(store, path)


async def test_a_zip_of_too_many_files_is_refused(opened, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(source, "MOST_MEMBERS", 3)
    path = _zip(tmp_path / "many.zip", {f"{n}.txt": b"" for n in range(4)})
    async with opened() as store:
        with pytest.raises(NotUnderstood, match="more than"):
            await import_file(store, path)


async def test_progress_is_told_and_ends_at_the_end(opened, tmp_path) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps([_claude(uuid=f"c{n}") for n in range(5)]))
    seen: list[tuple[int, int]] = []
    async with opened() as store:
        await import_file(store, path, lambda done, size: seen.append((done, size)))
    assert len(seen) == 5
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


# The stream of elements


def _all(data: bytes, size: int) -> list[bytes]:
    at = 0

    def read(_: int) -> bytes:
        nonlocal at
        at += size
        return data[at - size : at]

    return list(elements(read))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(items=st.lists(values, max_size=5), size=st.integers(1, 20), is_wrapped=st.booleans())
def test_every_element_is_found_however_the_file_is_cut(items, size, is_wrapped) -> None:
    whole = {"a": {"conversations": [0]}, "conversations": items} if is_wrapped else items
    data = json.dumps(whole, ensure_ascii=bool(len(items) % 2)).encode()
    assert [json.loads(element) for element in _all(data, size)] == items


@given(one=st.dictionaries(st.text(), values, max_size=3), size=st.integers(1, 20))
def test_a_lone_object_is_one_element(one, size) -> None:
    one.pop("conversations", None)
    assert [json.loads(element) for element in _all(json.dumps(one).encode(), size)] == [one]


def test_memory_is_bounded_by_one_element(monkeypatch) -> None:
    """Of a long list only what is under way is kept: the largest read is a part of the file."""
    element = json.dumps({"text": base64.b64encode(b"x" * 3000).decode()}).encode()
    data = b"[" + b",".join([element] * 2000) + b"]"
    asked: list[int] = []
    at = 0

    def read(size: int) -> bytes:
        nonlocal at
        asked.append(size)
        at += size
        return data[at - size : at]

    assert sum(1 for _ in elements(read)) == 2000
    assert max(asked) == json_stream._LEAST_READ
    monkeypatch.setattr(json_stream, "LARGEST_ELEMENT", 1 << 20)
    with pytest.raises(NotUnderstood, match="larger"):
        list(elements(lambda size: b"[" + b"{" * size))
