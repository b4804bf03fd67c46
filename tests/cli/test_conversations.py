"""`rivulet conversations` over a real database."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from desktop_app.domain.message import (
    Message,
    Origin,
    ReasoningPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    Usage,
)
from desktop_app.services.store import Store

ASKED = Message("m1", Role.USER, State.COMPLETE, (TextPart("Why?\n\x1b[31mred"),), 1_700_000_000.0)
ANSWERED = Message(
    "m2",
    Role.ASSISTANT,
    State.COMPLETE,
    (
        ReasoningPart("first"),
        TextPart("Because "),
        ReasoningPart("second"),
        TextPart("it is é."),
        ToolCallPart("c1", "look", '{"a":1}'),
    ),
    1_700_000_001.5,
    parent="m1",
    origin=Origin("naga", "https://api.naga.ac/v1", "chat", "gpt"),
    usage=Usage(input=3, output=5),
)
AGAIN = Message("m3", Role.ASSISTANT, State.STOPPED, (TextPart("Other"),), 1_700_000_002.0, "m1")


@pytest.fixture
def saved(home):
    """The id of a conversation with two versions of its answer, and of a newer, empty one."""

    async def fill():
        home.mkdir()
        store = await Store.open(home / "rivulet.db")
        row = await store.create_conversation("Reasons")
        for message in (ASKED, ANSWERED, AGAIN):
            await store.add_message(row.id, message)
        newer = await store.create_conversation("Newer")
        await store.trash((await store.create_conversation("Trashed")).id)
        await store.close()
        return row.id, newer.id

    return asyncio.run(fill())


def test_the_list_is_empty_at_first(rivulet):
    assert json.loads(rivulet("conversations", "list", "--json").stdout) == []


def test_the_list_is_newest_first_without_the_trash(rivulet, saved):
    rows = json.loads(rivulet("conversations", "list", "--json").stdout)
    assert [row["title"] for row in rows] == ["Newer", "Reasons"]
    assert set(rows[1]) == {"id", "title", "created", "updated", "messages"}
    assert rows[1]["id"] == saved[0]
    assert rows[1]["messages"] == 3
    assert rows[1]["created"].endswith("+00:00")
    assert len(rivulet("conversations", "list").stdout.splitlines()) == 2


def test_show_gives_every_message_with_its_place(rivulet, saved):
    shown = json.loads(rivulet("conversations", "show", saved[0], "--json").stdout)
    assert (shown["id"], shown["title"]) == (saved[0], "Reasons")
    asked, answered, again = shown["messages"]
    assert asked["text"] == "Why?\n\x1b[31mred"
    assert (asked["parent"], asked["role"], asked["provider"]) == (None, "user", None)
    assert answered == {
        "id": "m2",
        "parent": "m1",
        "role": "assistant",
        "state": "complete",
        "text": "Because it is é.",
        "reasoning": "first\n\nsecond",
        "tool_calls": [{"id": "c1", "name": "look", "arguments": '{"a":1}'}],
        "provider": "naga",
        "model": "gpt",
        "usage": {"input": 3, "output": 5, "reasoning": None, "cached": None},
        "created": "2023-11-14T22:13:21+00:00",
    }
    assert (again["parent"], again["state"], again["usage"]) == ("m1", "stopped", None)


def test_show_for_people_follows_the_branch_on_the_screen(rivulet, saved):
    text = rivulet("conversations", "show", saved[0]).stdout
    assert text.startswith("Reasons\n")
    assert "Other" in text
    assert "Because" not in text


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_on_a_terminal_nothing_steers_it(rivulet, saved):
    command = [sys.executable, "-m", "desktop_app", "conversations", "show", saved[0]]
    ours, theirs = os.openpty()
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # Linux says so when the other end is closed
    os.close(ours)
    assert process.wait() == 0
    assert "␛[31mred".encode() in shown
    assert b"\x1b" not in shown
    assert b"\x1b[31mred" in rivulet("conversations", "show", saved[0]).stdout.encode()
