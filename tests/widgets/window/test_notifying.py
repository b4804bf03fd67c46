"""A notification of the desktop, over a real bus with a service of ours."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from jeepney import MessageType, message_bus, new_method_return
from jeepney.io.asyncio import open_dbus_connection

from desktop_app.domain.message import ErrorRecord, State
from desktop_app.widgets import notifying

pytestmark = pytest.mark.skipif(
    not shutil.which("dbus-daemon"), reason="needs dbus-daemon on Linux"
)


@pytest.fixture
def bus(monkeypatch, tmp_path):
    """A session bus of its own."""
    daemon = subprocess.Popen(
        [
            "dbus-daemon", "--session", "--nofork", "--print-address",
            f"--address=unix:path={tmp_path}/bus",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().strip())
    yield
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


@asynccontextmanager
async def service() -> AsyncIterator[list[tuple]]:
    """A notification service: what it was asked to show."""
    shown: list[tuple] = []
    connection = await open_dbus_connection()

    async def serve() -> None:
        await connection.send(message_bus.RequestName("org.freedesktop.Notifications"))
        while True:
            message = await connection.receive()
            if message.header.message_type is MessageType.method_call:
                shown.append(message.body)
                await connection.send(new_method_return(message, "u", (1,)))

    async with asyncio.TaskGroup() as group:
        task = group.create_task(serve())
        await asyncio.sleep(0.1)
        yield shown
        task.cancel()
    await connection.close()


async def test_the_service_shows_title_and_words(bus) -> None:
    async with service() as shown:
        assert await notifying.notify("A title", "1 < 2 & more")
    name, _replaces, icon, title, words, *_ = shown[0]
    assert (name, title, words) == ("Rivulet", "A title", "1 &lt; 2 &amp; more")
    assert icon == "app.rivulet.Rivulet"


async def test_nobody_there_is_no_fault(bus, monkeypatch) -> None:
    assert not await notifying.notify("t", "w")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert not await notifying.notify("t", "w")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert not await notifying.notify("t", "w")


@pytest.mark.parametrize(
    ("is_front", "is_wanted", "count"), [(False, True, 1), (True, True, 0), (False, False, 0)]
)
async def test_it_is_told_only_where_nobody_looks(
    seat, monkeypatch, is_front, is_wanted, count
) -> None:
    told: list[tuple[str, str]] = []

    async def heard(title: str, words: str) -> bool:
        told.append((title, words))
        return True

    monkeypatch.setattr(notifying, "notify", heard)
    async with seat() as person:
        front = person.window if is_front else None
        monkeypatch.setattr(notifying.QApplication, "activeWindow", lambda: front)
        person.desk.core.settings.set("general.notifications", is_wanted)
        await person.desk.answered("What?", "This.", person.window.conversation)
        await person.settled()
    assert told == [("What?", "This.")] * count


async def test_a_failure_is_told_in_its_words(seat, monkeypatch) -> None:
    told: list[tuple[str, str]] = []

    async def heard(title: str, words: str) -> bool:
        told.append((title, words))
        return True

    monkeypatch.setattr(notifying, "notify", heard)
    async with seat() as person:
        monkeypatch.setattr(notifying.QApplication, "activeWindow", lambda: None)
        conversation = await person.desk.answered("What?", "This.", person.window.conversation)
        failed = msgspec.structs.replace(
            conversation.branch.last_answer,
            state=State.FAILED,
            error=ErrorRecord("KeyRejected", "The key for NagaAI was refused."),
        )
        person.desk.conversations.answer_ended.emit(conversation, failed)
        stopped = msgspec.structs.replace(failed, state=State.STOPPED)
        person.desk.conversations.answer_ended.emit(conversation, stopped)
        await person.settled()
    assert [words for _, words in told] == ["This.", "The key for NagaAI was refused."]
