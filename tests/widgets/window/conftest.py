"""A window over a real core whose turns say what the test wants."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

ROOT = str(Path(__file__).resolve().parents[3])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from desktop_app.widgets.main_window import MainWindow  # noqa: E402  # through the line above
from desktop_app.widgets.session import Session  # noqa: E402
from desktop_app.widgets.stylesheet import stylesheet  # noqa: E402
from desktop_app.widgets.theme import Appearance  # noqa: E402
from tests.viewmodels.conftest import desk  # noqa: E402
from tests.viewmodels.scripted import Desk, settled, until  # noqa: E402


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    """The light theme at 100 %, worn as the application wears it."""
    appearance = Appearance("light")
    qapp.setStyle("Fusion")
    qapp.setQuitOnLastWindowClosed(False)  # as the application does
    qapp.setStyleSheet(stylesheet(appearance.theme))
    return appearance


class Seat:
    """A person before a window."""

    def __init__(self, window: MainWindow, all_: Desk) -> None:
        self.window = window
        self.desk = all_
        self.page = window.transcript
        self.quits: list[int] = []
        self.windows: list[int] = []

    def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press one key sequence, where the focus is."""
        target = widget or self.window.focusWidget() or self.window
        QTest.keySequence(target, keys)

    def type(self, text: str) -> None:
        """Write into whatever has the focus."""
        QTest.keyClicks(self.window.focusWidget(), text)

    async def settled(self) -> None:
        """Let everything end that is under way."""
        await settled(self.desk.scope)


@asynccontextmanager
async def taken_seat(
    appearance: Appearance, early: Callable[[MainWindow], None] = lambda _window: None
) -> AsyncIterator[Seat]:
    """A shown and attached window; `early` is what happens before it is attached."""
    async with desk() as all_:
        window = MainWindow(appearance, all_.core.remembered)
        taken = Seat(window, all_)
        window.show()
        window.activateWindow()
        await until(window.isActiveWindow)
        session = Session(
            all_.core, all_.scope, all_.conversations,
            lambda: taken.windows.append(1), lambda: taken.quits.append(1),
        )  # fmt: skip
        early(window)
        await window.attach(session)
        await all_.conversations.load()
        try:
            yield taken
        finally:
            await taken.settled()
            window.close()
            await taken.settled()
            window.deleteLater()
            await asyncio.sleep(0)


@pytest.fixture(name="seat")
def seat_fixture(
    appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], AbstractAsyncContextManager[Seat]]:
    """`async with seat() as person`."""
    monkeypatch.setattr(
        "desktop_app.widgets.layers.Layers.welcome", lambda _self: QWidget(), raising=True
    )
    return lambda: taken_seat(appearance)


ENTER = Qt.Key.Key_Return
