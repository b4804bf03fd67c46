"""The ring around the control that has the focus: drawn outside it, so nothing ever shifts."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.theme import Appearance

_GAP = 2
_WIDTH = 2
REACH = _GAP + _WIDTH  # px of room that a container has to leave around the control
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.FocusIn, QEvent.Type.Show}
_HIDES = {QEvent.Type.FocusOut, QEvent.Type.Hide}


class _Ring(QWidget):
    def __init__(self, parent: QWidget, appearance: Appearance, radius: int) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._radius = radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        radius = theme.px(self._radius) + REACH
        rounded(painter, self.rect(), radius, line=theme.accent, width=_WIDTH)


class FocusRing(QObject):
    """Draws 2 px of accent 2 px outside `control` while it has the focus.

    The ring is a sibling of the control: the container has to leave `REACH` around it.
    """

    _area: QRect | None = None
    _ring: _Ring | None = None

    def __init__(self, control: QWidget, appearance: Appearance, radius: int = 8) -> None:
        super().__init__(control)
        self._control = control
        self._appearance = appearance
        self._radius = radius
        control.installEventFilter(self)
        control.destroyed.connect(self._drop)

    def set_area(self, area: QRect) -> None:
        """Surround this part of the control only."""
        self._area = area
        if self._control.hasFocus():
            self._place(self._control)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES and isinstance(watched, QWidget) and watched.hasFocus():
            self._place(watched)
        elif kind in _HIDES and self._ring is not None:
            self._ring.hide()
        elif kind == QEvent.Type.ParentChange:
            self._drop()
        return False

    def _place(self, control: QWidget) -> None:
        parent = control.parentWidget()
        if parent is None:
            return
        if self._ring is None:
            self._ring = _Ring(parent, self._appearance, self._radius)
        area = self._area or control.rect()
        at = area.translated(control.pos())
        self._ring.setGeometry(at.adjusted(-REACH, -REACH, REACH, REACH))
        self._ring.raise_()
        self._ring.setVisible(control.isVisible())

    def _drop(self) -> None:
        if self._ring is not None:
            self._ring.deleteLater()
            self._ring = None
