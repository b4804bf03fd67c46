"""What a screen reader gets of the real app, over the accessibility bus."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import App, Desktop, wait_for
from tests.end_to_end.test_main_job import SteadyServer, ask
from tests.services.net import dialects
from tests.services.net.gateway import Call

pytestmark = pytest.mark.real_window

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = Path("/usr/bin/python3")
READER = Path(__file__).with_name("assistive_reader.py")
Node = dict[str, Any]


class Reader:
    """Assistive technology of a person: asks the accessibility bus, hears announcements."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.announced: list[str] = []
        self._trees: queue.Queue[Node | None] = queue.Queue()
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, READER], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        assert self._ready.wait(20), "the reader did not start"

    def _listen(self) -> None:
        for line in self.process.stdout:
            facts = json.loads(line)
            if "tree" in facts:
                self._trees.put(facts["tree"])
            elif "announced" in facts:
                self.announced.append(facts["announced"])
            else:
                self._ready.set()

    def tree(self, app: App) -> Node:
        """Everything that the app offers."""

        def found() -> Node | None:
            self.process.stdin.write(f"{app.process.pid}\n")
            self.process.stdin.flush()
            return self._trees.get(timeout=30)

        return dict(wait_for(found, "the app on the accessibility bus"))

    def press(self, app: App, name: str) -> None:
        """Press what is called so, as assistive technology does."""
        self.process.stdin.write(f"{app.process.pid} {name}\n")
        self.process.stdin.flush()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self._thread.join(10)
        self.process.stdin.close()
        self.process.stdout.close()


def nodes(node: Node, path: str = "") -> Iterator[Node]:
    """A node and all below it, each with the names above it as `path`."""
    yield node | {"path": path}
    for child in node["children"]:
        yield from nodes(child, f"{path}/{node['name'] or node['role']}")


def those(tree: Node, role: str, name: str = "") -> list[Node]:
    """Shown nodes of a role, and of a name if one is given."""
    return [
        node
        for node in nodes(tree)
        if node["role"] in role.split("|")
        and "showing" in node["states"]
        and (not name or node["name"] == name)
    ]


def messages(tree: Node) -> list[Node]:
    """The items of the transcript."""
    found = those(tree, "list", "Transcript")
    return found[0]["children"] if found else []


def has_bus_for_readers() -> bool:
    packages = subprocess.run(
        [SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False
    )
    return packages.returncode == 0


@contextlib.contextmanager
def session_bus(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """A session bus with the accessibility bus on it; gives the environment to reach them."""
    read, write = os.pipe()
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--print-address={write}"],
        env=environment, pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        reached = environment | {"DBUS_SESSION_BUS_ADDRESS": pipe.readline().strip()}
    launcher = subprocess.Popen(
        [LAUNCHER, "--launch-immediately"], env=reached,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield reached
    for process in (launcher, bus):
        process.terminate()
        process.wait(10)


@pytest.fixture
def reader(desktop: Desktop) -> Iterator[Reader]:
    if not LAUNCHER.exists() or shutil.which("dbus-daemon") is None:
        pytest.skip("not installed: at-spi2-core, dbus")
    if not SYSTEM_PYTHON.exists() or not has_bus_for_readers():
        pytest.skip("not installed: pyatspi for the system's Python")
    with session_bus(desktop.environment) as environment:
        desktop.environment = environment
        made = Reader(environment)
        yield made
        made.close()


@pytest.fixture
def steady() -> Iterator[SteadyServer]:
    server = SteadyServer()
    yield server
    server.close()


@pytest.fixture
def app(desktop: Desktop, reader: Reader, steady: SteadyServer, home: Path) -> App:
    desktop.add_provider(home, steady.gateway.url("steady"))
    return desktop.start(home, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")


def test_a_turn_is_read_and_its_end_is_announced(
    app: App, reader: Reader, steady: SteadyServer
) -> None:
    ask(app, "Count for me")
    wait_for(lambda: len(steady.sent) > 40, "some words")
    begun = ["steady-1 is answering"]
    assert reader.announced == begun, "text that grows is not read aloud"
    app.key("Escape")
    answer = app.answer("stopped")
    wait_for(lambda: len(reader.announced) > 1, "the announcement")
    items = messages(reader.tree(app))
    assert [item["role"] for item in items] == ["list item", "list item"]
    assert items[0]["name"].startswith("You, ")
    assert items[0]["name"].endswith("Count for me")
    assert items[1]["name"].startswith("steady-1, ")
    assert answer["text"][:200] in items[1]["name"]
    end = f"Stopped by you after {len(answer['text'])} characters"
    assert items[1]["name"].endswith(end)
    assert reader.announced == [*begun, f"steady-1: {end}"]
    assert app.quit() == 0


def test_everything_that_can_be_pressed_has_a_name(app: App, reader: Reader) -> None:
    pressed = "push button|button|toggle button|check box|text|entry|combo box|list|menu item"
    found: list[Node] = []

    def is_named() -> bool:
        """Asked again while the window fills: the model is named when it is known."""
        found[:] = those(reader.tree(app), pressed)
        return all(node["name"].strip() for node in found)

    for _ in range(15):
        if is_named():
            break
        time.sleep(0.2)
    assert [node["path"] for node in found if not node["name"].strip()] == []
    assert len(found) >= 8
    names = [(node["role"], node["name"]) for node in found]
    assert ("text", "Message") in names, "the composer"
    assert {("push button", "Send"), ("button", "Send")} & set(names)
    assert app.quit() == 0


ANSWER = """# Rivers

The **Rhine** flows by [Bonn](https://example.org/bonn), $x^2$ is not a river, and this sentence is
long enough for the line to be broken somewhere on the screen, whatever its width may be.

- [x] seen

```python
print("hello")
```

| river | length |
|---|---|
| Rhine | 1,230 |
"""


class TellingServer(SteadyServer):
    """Answers with a whole text, and ends."""

    async def _answer(self, call: Call) -> None:
        if call.endpoint == "models":
            await call.whole(200, {"data": [{"id": "steady-1"}]})
            return
        pieces = [ANSWER[start : start + 8] for start in range(0, len(ANSWER), 8)]
        await call.stream(dialects.chat(pieces))


@pytest.fixture
def telling() -> Iterator[TellingServer]:
    server = TellingServer()
    yield server
    server.close()


def test_an_answer_is_read_block_by_block(
    desktop: Desktop, reader: Reader, telling: TellingServer, home: Path
) -> None:
    desktop.add_provider(home, telling.gateway.url("steady"))
    app = desktop.start(home, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
    ask(app, "Tell me")
    wait_for(lambda: "steady-1: Finished" in reader.announced, "the end of the answer")
    _, heading, words, item, code, table, end = messages(reader.tree(app))[1]["children"]
    assert (heading["role"], heading["text"]) == ("heading", "Rivers")
    assert "level:1" in heading["attributes"]
    assert words["text"].startswith("The Rhine flows by Bonn, x^2 is not a river")
    assert [part["role"] for part in words["children"]] == ["link"]
    about = words["about_text"]
    assert 10 < len(about["first_line"]) < 160, "a line is what is a line on the screen"
    assert about["last_word"].rstrip(".") == "be"
    assert about["last_letter"][0] > 0
    assert item["text"] == "Done: seen"
    assert code["name"] == "Code, python"
    assert code["text"].strip() == 'print("hello")'
    assert table["name"] == "Table, 2 rows, 2 columns"
    cell = table["children"][1]["children"][1]
    assert (cell["name"], cell["description"]) == ("1,230", "length")
    assert end["name"] == "Finished"
    reader.press(app, "Copy code")
    wait_for(lambda: clipboard(app).strip() == 'print("hello")', "the code on the clipboard")
    assert app.quit() == 0


def test_what_is_selected_by_key_is_told(
    desktop: Desktop, reader: Reader, telling: TellingServer, home: Path
) -> None:
    desktop.add_provider(home, telling.gateway.url("steady"))
    app = desktop.start(home, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
    ask(app, "Tell me")
    wait_for(lambda: "steady-1: Finished" in reader.announced, "the end of the answer")
    app.key("alt+Up", "shift+Right", "shift+Right", "shift+Right")

    def selected() -> Any:
        heading = messages(reader.tree(app))[1]["children"][1]
        assert "focused" in heading["states"]
        return heading["about_text"]["selected"] == [[0, 3]]

    wait_for(selected, "three selected letters")
    app.key("ctrl+c")
    wait_for(lambda: clipboard(app) == "Riv", "the letters on the clipboard")
    app.key("Tab", "Tab")  # past its own actions

    def focused_link() -> str:
        link = messages(reader.tree(app))[1]["children"][2]["children"][0]
        return str(link["name"]) if "focused" in link["states"] else ""

    assert wait_for(focused_link, "the link to be focused") == "Bonn, https://example.org/bonn"
    assert app.quit() == 0


def clipboard(app: App) -> str:
    """The words on the clipboard of the test's screen."""
    done = subprocess.run(
        ["xclip", "-o", "-selection", "clipboard"],
        env=app.environment, capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    return done.stdout


def test_what_lies_above_the_messages_is_there(app: App, reader: Reader) -> None:
    ask(app, "Count for me")
    wait_for(lambda: reader.announced, "the beginning of the answer")
    wait_for(lambda: len(app.messages()) > 1, "some words on disk")
    app.key("ctrl+f")
    app.type("word1")
    field = ("text", "Find in this conversation")

    def is_there() -> bool:
        found = [(node["role"], node["name"]) for node in nodes(reader.tree(app))]
        return {field, ("frame", "Count for me – Rivulet")} <= set(found)

    wait_for(is_there, "the field that finds, in a window")
    app.key("Return")
    wait_for(lambda: any(" of " in said for said in reader.announced), "the count")
    app.key("Escape", "Escape", "Escape")
    assert app.quit() == 0
