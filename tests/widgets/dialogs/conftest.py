"""A real core in an empty home, a window to open layers over, and answers of a doctor at hand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QMainWindow

from desktop_app import paths
from desktop_app.domain.errors import AppError
from desktop_app.domain.provider import Model, Provider
from desktop_app.services import doctor
from desktop_app.services.core import Core
from desktop_app.services.field_choices import FieldChoice
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels import provider_check
from desktop_app.widgets.theme import Appearance


@pytest.fixture
def appearance(qapp) -> Appearance:
    return Appearance("light")


@pytest.fixture
def window(qtbot) -> QMainWindow:
    window = QMainWindow()
    window.setCentralWidget(QLineEdit("behind"))
    window.resize(1280, 800)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.centralWidget().setFocus()
    return window


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[tuple[Core, TaskScope]]:
    """A core and a scope whose tasks must all end well."""
    faults: list[BaseException] = []
    core = await Core.open(paths.locations())
    scope = TaskScope("test", faults.append)
    try:
        yield core, scope
        await until(lambda: not any("key" in task.get_name() for task in scope.tasks))
    finally:
        await scope.close()
        await core.close()
    assert not faults, faults


@pytest.fixture
def world() -> Callable[[], contextlib.AbstractAsyncContextManager[tuple[Core, TaskScope]]]:
    return opened


async def until(holds: Callable[[], object]) -> None:
    """Let tasks and events run until something holds; a test that never gets there fails."""
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to hold")


@pytest.fixture(name="until")
def until_fixture() -> Callable[[Callable[[], object]], object]:
    return until


class Doctor:
    """Stands in for the doctor: what it is to answer, and what it was asked."""

    def __init__(self) -> None:
        self.steps = [
            doctor.Step("name", True, 0.01, "api.example is 192.0.2.1"),
            doctor.Step("models", True, 0.01, "2 models"),
            doctor.Step("key", True, 0.01, "the key was accepted"),
        ]
        self.servers: list[doctor.LocalServer] = []
        self.keys: list[str] = []
        self.choices: list[FieldChoice] | AppError = []
        self.asked_for: list[tuple[str, str, str]] = []
        self.spoken: doctor.Spoken | None = None

    async def check(self, _http, _endpoint, key, *, on_step, **_facts):
        self.keys.append(key.reveal() if key else "")
        for step in self.steps:
            on_step(step)
            await asyncio.sleep(0)
        return self.steps

    async def list_choices(self, _http, endpoint, key, path):
        self.asked_for.append((endpoint.base_url, path, key.reveal()))
        if isinstance(self.choices, AppError):
            raise self.choices
        return self.choices

    async def listening(self, ports):
        return list(ports)

    async def find_local_servers(self, _http, ports):
        self.ports = dict(ports)
        return self.servers

    async def find_protocols(self, _http, _base_url, _key):
        return self.spoken


@pytest.fixture
def doctored(monkeypatch: pytest.MonkeyPatch) -> Doctor:
    found = Doctor()
    monkeypatch.setattr(provider_check, "listening", found.listening)
    for name in ("check", "list_choices", "find_local_servers", "find_protocols"):
        monkeypatch.setattr(doctor, name, getattr(found, name))
    return found


def texts(root: QObject) -> str:
    """Every text that any object below `root` holds: its properties, as a debugger would dump."""
    found = []
    for one in [root, *root.findChildren(QObject)]:
        meta = one.metaObject()
        for index in range(meta.propertyCount()):
            with contextlib.suppress(RuntimeError):  # types that Python cannot hold
                found.append(str(meta.property(index).read(one)))
    return "\n".join(found)


@pytest.fixture(name="texts")
def texts_fixture() -> Callable[[QObject], str]:
    return texts


NAGA = Provider("naga", "https://api.naga.ac/v1", "chat", kind="naga", title="NagaAI")
MODELS = [Model("qwen3-32b", context=131_072), Model("kimi-k2", has_images=True)]


@pytest.fixture
def naga() -> Provider:
    return NAGA


@pytest.fixture
def models() -> list[Model]:
    return list(MODELS)
