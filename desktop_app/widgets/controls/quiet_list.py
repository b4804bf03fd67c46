"""A list that is moved through from a field beside it: rows on whatever lies below, and no more."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListView

from desktop_app.widgets.controls.viewport import viewport_of


def make_quiet(view: QListView) -> None:
    """No frame, no ground, no keyboard of its own; scrolls by the pixel, never sideways."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    viewport_of(view).setAutoFillBackground(False)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
