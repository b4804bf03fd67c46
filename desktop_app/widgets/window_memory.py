"""Where a window stood and how wide its sidebar was: read when it opens, noted when it closes."""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.settings.remembered import Remembered
from desktop_app.widgets.panes import USUAL_SIDE, Panes

_FRAME = 40  # what a window manager may put around it
_STEP = 32  # px by which a window stands off the one before it


def recall(window: QWidget, panes: Panes, remembered: Remembered) -> None:
    """As it was the last time, but never exactly over a window that is open already."""
    panes.side_width = int(remembered.get("side_width", USUAL_SIDE))
    panes.is_sidebar_wished = bool(remembered.get("sidebar", True))
    room = window.screen().availableSize()
    window.resize(min(1280, room.width()), min(800, room.height() - _FRAME))
    window.restoreGeometry(QByteArray.fromHex(str(remembered.get("geometry", "")).encode()))
    before = QApplication.activeWindow()
    if before is not None and type(before) is type(window) and not before.isMaximized():
        window.resize(before.size())
        window.move(before.pos().x() + _STEP, before.pos().y() + _STEP)


def remember(window: QWidget, panes: Panes, remembered: Remembered) -> None:
    """Note what should come back on the next start."""
    remembered.set("geometry", window.saveGeometry().toHex().toStdString())
    remembered.set("side_width", panes.side_width)
    remembered.set("sidebar", panes.is_sidebar_wished)
