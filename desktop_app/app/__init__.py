"""Composition root of the window: builds, wires and shuts down; it alone knows every floor.

This module paints the first window with as little as that takes; `application` brings the loop, the
services and everything else once there is something to look at.
"""

from desktop_app.app import plain_imports  # noqa: F401  # what follows is imported at its price

# isort: split

import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import paths
from desktop_app.app.whole_errors import run_whole
from desktop_app.settings.remembered import Remembered
from desktop_app.widgets.main_window import MainWindow
from desktop_app.widgets.single_instance import SingleInstance
from desktop_app.widgets.stylesheet import stylesheet
from desktop_app.widgets.theme import Appearance, Theme

_SAID: list[str] = []  # by Qt, before there was a window
_LONGEST_PAINTING = 1000  # ms: a window that starts minimised never paints


class Painted(NamedTuple):
    """What is there once the first window has been painted."""

    qt: QApplication
    locations: paths.Locations
    first: SingleInstance
    appearance: Appearance
    remembered: Remembered
    window: MainWindow


def run_window(arguments: Sequence[str]) -> int:
    """Open the window and stay until it is closed; the exit status."""
    return run_whole(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    qInstallMessageHandler(_note_qt)
    qt = QApplication([paths.APP_ID, *arguments])
    qInstallMessageHandler(None)
    locations = paths.locations()
    first = SingleInstance(locations.config)
    if not first.is_first() and first.call_first():
        return 0
    _dress(qt)
    remembered = Remembered(locations.state)
    # The look of the last time: reading the settings can wait until something is painted.
    appearance = Appearance(*remembered.get("look", ("system", 1.0)))
    appearance.changed.connect(_wear)
    _wear(appearance.theme)
    window = MainWindow(appearance, remembered)
    window.show()
    paint_first(qt, window)
    from desktop_app.app.application import run_application

    return run_application(Painted(qt, locations, first, appearance, remembered, window))


def paint_first(qt: QApplication, window: QWidget) -> None:
    """Let Qt alone paint the window once: asyncio and the services are not even imported yet."""
    watch = _PaintWatch(qt.exit)  # `quit` would close the window
    window.installEventFilter(watch)
    QTimer.singleShot(_LONGEST_PAINTING, watch, qt.exit)
    qt.exec()
    window.removeEventFilter(watch)


class _PaintWatch(QObject):
    """Calls once a widget and what lies in it have been painted."""

    def __init__(self, painted: Callable[[], None]) -> None:
        super().__init__()
        self._painted = painted

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._painted)
        return False


def _dress(qt: QApplication) -> None:
    qt.setApplicationName("Rivulet")
    qt.setApplicationDisplayName("Rivulet")
    qt.setDesktopFileName(paths.APP_ID)
    qt.setWindowIcon(QIcon(str(paths.resources() / "app-icon.svg")))
    qt.setQuitOnLastWindowClosed(False)
    qt.setStyle("Fusion")


def _wear(theme: Theme) -> None:
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    qt.setPalette(theme.palette())
    qt.setFont(theme.font(13))
    qt.setStyleSheet(stylesheet(theme))


def _note_qt(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    """What Qt says while it starts; without a screen it would end the process with a core dump."""
    _SAID.append(words.strip().partition("\n")[0])
    if kind is QtMsgType.QtFatalMsg:
        reason = next((each for each in _SAID if "display" in each), _SAID[-1])
        sys.stderr.write(
            f"Rivulet cannot open a window here: {reason}\n"
            "Start it within a desktop session, or use the console: rivulet --help\n"
        )
        sys.stderr.flush()
        os._exit(1)
