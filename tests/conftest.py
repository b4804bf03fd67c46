"""What every test stands on: a home of its own, one loop, no network, nothing left behind.

Coroutine tests run on qasync's loop when they ask for `qtbot` or `qapp`, else on asyncio's own (the
floors below the view models know no Qt). A test fails when it logs a warning it did not announce
with `@pytest.mark.logs("pattern")`, leaves a task behind, or reaches beyond this computer.
"""

import asyncio
import gc
import inspect
import ipaddress
import logging
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


def _refuse_far_addresses(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(address := args[1], tuple):
        host = str(address[0])
        try:
            is_near = ipaddress.ip_address(host).is_loopback
        except ValueError:
            is_near = host in {"localhost", ""}
        if not is_near:
            message = f"a test reached for {host}"
            raise AssertionError(message)


sys.addaudithook(_refuse_far_addresses)


async def _run_and_look_back(function, arguments: dict[str, object]) -> None:
    before = asyncio.all_tasks()
    await function(**arguments)
    await asyncio.sleep(0)
    left = [task.get_name() for task in asyncio.all_tasks() - before if not task.done()]
    assert not left, f"tasks left behind: {left}"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test to its end on the loop that its floor uses."""
    function = pyfuncitem.obj
    if not inspect.iscoroutinefunction(function):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in names}
    factory = None
    if {"qtbot", "qapp"} & set(pyfuncitem.fixturenames):
        import qasync
        from PySide6.QtWidgets import QApplication

        def factory() -> asyncio.AbstractEventLoop:
            return qasync.QEventLoop(QApplication.instance(), already_running=False)

    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_run_and_look_back(function, arguments))
    return True


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`RIVULET_HOME` of this test: no test touches the person's own folders."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RIVULET_HOME", str(folder))
    for name in [name for name in os.environ if name.startswith("RIVULET_KEY_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture
def corpus() -> Path:
    """The recorded streams beside the project, where they are."""
    if not CORPUS.is_dir():
        pytest.skip("no recorded streams beside this checkout")
    return CORPUS


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """As in the application: a worker thread must not destroy what belongs to Qt."""
    if "PySide6" not in sys.modules:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.freeze()  # what is still there stays: looking at it after each test took most of the time
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def clipboard() -> Iterator[None]:
    """Without a screen Qt keeps the clipboard longer than the library that made what is on it."""
    yield
    if "PySide6.QtGui" in sys.modules:
        from PySide6.QtGui import QGuiApplication

        if QGuiApplication.instance() is not None:
            QGuiApplication.clipboard().clear()


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """No warning is logged that the test did not announce."""
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    expected = [p for mark in request.node.iter_markers("logs") for p in mark.args]
    unexpected = [x for x in listener.lines if not any(re.search(p, x) for p in expected)]
    assert not unexpected, f"unexpected log lines: {unexpected}"


class MemoryKeyring:
    """A keyring that lives in this process; installed by the `memory_keyring` fixture."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}


@pytest.fixture
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """Let keyring's functions work on a dictionary; returns it for a look inside."""
    import keyring
    from keyring.backend import KeyringBackend
    from keyring.errors import PasswordDeleteError

    memory = MemoryKeyring()

    class Backend(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return memory.entries.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            memory.entries[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            if memory.entries.pop((service, username), None) is None:
                raise PasswordDeleteError(username)

    previous = keyring.get_keyring()
    keyring.set_keyring(Backend())
    monkeypatch.setattr(memory, "previous", previous, raising=False)
    yield memory
    keyring.set_keyring(previous)
