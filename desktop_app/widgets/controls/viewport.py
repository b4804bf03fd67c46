"""The viewport of a scrolling view, met for the first time.

`view.viewport()` is a plain QWidget. To tell whether such a one is not something more special, Qt
for Python makes every class of widgets that it knows, which is 2 MB and 10 ms. Found by name it is
known by what Qt says of it, and `viewport()` gives the same object from then on.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_NAME = "qt_scrollarea_viewport"  # Qt's own


def viewport_of(view: QAbstractScrollArea) -> QWidget:
    """The viewport of `view`; to be asked for before anybody calls `view.viewport()`."""
    found = view.findChild(QWidget, _NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    assert isinstance(found, QWidget)
    return found
