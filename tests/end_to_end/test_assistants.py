"""In a real window: an assistant begins, a prompt is called and filled in, and the wire says so."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.services.net.gateway import Gateway
from tests.services.net.scenarios import SCENARIOS

pytestmark = pytest.mark.real_window

LIBRARY = '''
[[assistant]]
id = "r1"
name = "Reviewer"
system = """Find faults.
Be strict."""
opening = "Paste a diff."

[assistant.parameters]
temperature = 0.25
max_tokens = 321

[[prompt]]
id = "p1"
name = "Translate"
text = "Into {{language=English}}, {{tone}}: {{text}}"
'''
SYSTEM = (
    "Find faults.\nBe strict.\n\nYou began this conversation with these words:\n\nPaste a diff."
)
ASKED = "Into Thai, formal: good day"


class PlainServer:
    """The stand-in in a thread."""

    def __init__(self) -> None:
        self.gateway = Gateway(SCENARIOS)
        self._loop = asyncio.new_event_loop()
        self._is_over = asyncio.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        wait_for(lambda: self.gateway.port, "the server")

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        async with self.gateway:
            await self._is_over.wait()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was asked, without the questions for models."""
        return [one.json for one in self.gateway.received if one.json]

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join(10)


@pytest.fixture
def server() -> Iterator[PlainServer]:
    one = PlainServer()
    yield one
    one.close()


def begun(desktop: Desktop, home: Path, server: PlainServer, protocol: str) -> App:
    """Rivulet with a library and a provider of this protocol."""
    desktop.console(
        home, "providers", "add", "plain", "--base-url", server.gateway.url("plain"),
        "--protocol", protocol, "--model", "some-model", "--default",
    )  # fmt: skip
    (home / "library.toml").write_text(LIBRARY)
    return desktop.start(home)


def said(body: dict[str, Any], protocol: str) -> tuple[str, list[tuple[str, str]]]:
    """System prompt and messages of a body, whatever the dialect."""
    if protocol == "responses":
        items = [(x["role"], x["content"]) for x in body["input"]]
        system = body["instructions"]
    elif protocol == "messages":
        items = [(x["role"], x["content"]) for x in body["messages"]]
        system = body["system"]
    else:
        (_, system), *items = [(x["role"], x["content"]) for x in body["messages"]]
    return system, [(role, words_of(content)) for role, content in items]


def words_of(content: Any) -> str:
    return content if isinstance(content, str) else "".join(x["text"] for x in content)


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
def test_an_assistant_and_a_prompt_on_the_wire(
    desktop: Desktop, home: Path, server: PlainServer, protocol: str
) -> None:
    app = begun(desktop, home, server, protocol)
    app.type("one")
    app.key("Return")
    app.answer("complete")
    app.key("ctrl+shift+a")
    app.type("rev")
    app.key("Return")
    app.type("/tr")
    app.key("Return")
    app.type("Thai")
    app.key("Tab")
    app.type("formal")
    app.key("Return")  # goes to what is not filled in
    app.type("good day")
    assert len(server.bodies) == 1
    app.key("Return")
    wait_for(lambda: len(server.bodies) == 2, "the question")
    app.answer("complete")
    body = server.bodies[1]
    system, messages = said(body, protocol)
    assert system == SYSTEM
    assert messages == [("user", ASKED)]
    assert body["temperature"] == 0.25
    assert body["max_output_tokens" if protocol == "responses" else "max_tokens"] == 321
    assert [(m["role"], m["text"]) for m in app.messages()][:2] == [
        ("assistant", "Paste a diff."),
        ("user", ASKED),
    ]


def test_parameters_written_beside_the_conversation_count_from_the_next_message(
    desktop: Desktop, home: Path, server: PlainServer
) -> None:
    app = begun(desktop, home, server, "chat")
    app.type("one")
    app.key("Return")
    app.answer("complete")
    app.key("ctrl+shift+i")
    app.type("Be brief.")
    app.key("Tab")
    app.type("9")
    app.key("Tab", "shift+Tab")
    app.key("ctrl+a")
    app.type("0.5")
    app.key("ctrl+l")
    app.type("two")
    app.key("Return")
    wait_for(lambda: len(server.bodies) == 2, "the second question")
    first, second = server.bodies
    assert "temperature" not in first
    assert first["messages"][0]["role"] == "user"
    assert second["temperature"] == 0.5
    assert second["messages"][0]["content"] == "Be brief."
