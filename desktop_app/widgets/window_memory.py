"""Where a window stood and how wide its sidebar was: read when it opens, noted when it closes."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.settings.remembered import Remembered
from desktop_app.widgets.panes import USUAL_SIDE, Panes

_FRAME = 40  # what a window manager may put around it
_STEP = 32  # px by which a window stands off the one before it
_KEY = "window"  # in state.toml: left, top, width, height without the frame, 1 if maximised


def recall(window: QWidget, panes: Panes, remembered: Remembered) -> None:
    """As it was the last time, but never exactly over a window that is open already."""
    panes.side_width = int(remembered.get("side_width", USUAL_SIDE))
    panes.is_sidebar_wished = bool(remembered.get("sidebar", True))
    room = window.screen().availableSize()
    window.resize(min(1280, room.width()), min(800, room.height() - _FRAME))
    _stand(window, remembered.get(_KEY))
    before = QApplication.activeWindow()
    if before is not None and type(before) is type(window) and not before.isMaximized():
        window.resize(before.size())
        window.move(before.pos().x() + _STEP, before.pos().y() + _STEP)


def _stand(window: QWidget, kept: object) -> None:
    """Where it stood, if that is on a screen that is there.

    Qt's own `restoreGeometry` puts it lower by a part of the frame's title at each start.
    """
    try:
        left, top, width, height, is_maximised = map(int, kept)  # type: ignore[call-overload]
    except (TypeError, ValueError):  # never kept, or another program's words
        return
    place = QRect(left, top, width, height)
    screen = QGuiApplication.screenAt(place.center())
    if screen is None or place.isEmpty():
        return
    window.setGeometry(place.intersected(screen.availableGeometry()))
    if is_maximised:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def remember(window: QWidget, panes: Panes, remembered: Remembered) -> None:
    """Note what should come back on the next start."""
    is_maximised = window.isMaximized() or window.isFullScreen()
    place = window.normalGeometry() if is_maximised else window.geometry()
    sides = [place.x(), place.y(), place.width(), place.height()]
    remembered.set(_KEY, [*sides, int(window.isMaximized())])
    remembered.set("side_width", panes.side_width)
    remembered.set("sidebar", panes.is_sidebar_wished)
