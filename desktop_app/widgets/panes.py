"""Sidebar, middle and inspector side by side; in little windows the sides lie over the middle."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.widgets.theme import Appearance, Theme

NARROW = 720  # below this width of the window the sides overlay
LEAST_SIDE, MOST_SIDE, USUAL_SIDE = 200, 360, 264
INSPECTOR = 344


class _Edge(QWidget):
    """The sidebar's edge, to be dragged; 6 px wide and not to be seen."""

    dragged = Signal(int)  # the wished width of the sidebar in widget pixels

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(self.mapToParent(event.position().toPoint()).x())


class _Scrim(QWidget):
    """Dims the middle while the sidebar lies over it; a click puts the sidebar away."""

    clicked = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.hide()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._appearance.theme.scrim)


class Panes(QWidget):
    """Places its three children by hand: a layout would know no overlay.

    `wish` is what the person asked for; in a little window the sidebar starts hidden and is shown
    for a moment only.
    """

    narrow_changed = Signal(bool)
    sidebar_changed = Signal(bool)  # whether it can be seen
    inspector_left = Signal()  # it lies over the middle and is to go
    focus_freed = Signal()  # what has the keyboard is about to be hidden

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.sidebar = QWidget(self)
        self.middle = QWidget(self)
        self.inspector: QWidget | None = None
        self.side_width = USUAL_SIDE  # px at 100 %
        self.is_sidebar_wished = True
        self._is_overlaid = False
        self._was: tuple[bool, bool] | None = None
        self._edge = _Edge(self)
        self._scrim = _Scrim(appearance, self)
        self._edge.dragged.connect(self._drag)
        self._scrim.clicked.connect(self.toggle_sidebar)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Measures of this theme."""
        self._theme = theme
        self.arrange()

    def put(self, sidebar: QWidget, middle: QWidget) -> None:
        """Take these children in."""
        self.sidebar, self.middle = sidebar, middle
        self.arrange()

    @property
    def is_narrow(self) -> bool:
        """Whether the sides overlay."""
        return self.width() < self._theme.px(NARROW)

    @property
    def is_sidebar_shown(self) -> bool:
        """Whether the sidebar can be seen."""
        return self._is_overlaid if self.is_narrow else self.is_sidebar_wished

    @property
    def is_inspector_over(self) -> bool:
        """Whether the inspector lies over the middle."""
        return self.inspector is not None and (self.inspector.x() < self.middle.geometry().right())

    @property
    def has_inspector_focus(self) -> bool:
        """Whether the keyboard is in the inspector."""
        return self.inspector is not None and self._has_focus(self.inspector)

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar."""
        if self.is_narrow:
            self._is_overlaid = not self._is_overlaid
        else:
            self.is_sidebar_wished = not self.is_sidebar_wished
        self.arrange()

    def show_sidebar(self) -> None:
        """Make sure that the sidebar can be seen."""
        if not self.is_sidebar_shown:
            self.toggle_sidebar()

    def put_overlay_away(self) -> bool:
        """Hide what lies over the middle; tells whether there was something."""
        was_there = self.is_narrow and self._is_overlaid
        self._is_overlaid = False
        self.arrange()
        if not self.is_inspector_over:
            return was_there
        self.inspector_left.emit()
        return True

    def show_inspector(self, inspector: QWidget | None) -> None:
        """Place this widget at the right, or nothing."""
        if self.inspector is not None and self.inspector is not inspector:
            if self._has_focus(self.inspector):
                self.focus_freed.emit()
            self.inspector.hide()
        self.inspector = inspector
        self.arrange()

    def _drag(self, width: int) -> None:
        wanted = round(width / self._theme.zoom)
        self.side_width = max(LEAST_SIDE, min(MOST_SIDE, wanted))
        self.arrange()

    def arrange(self) -> None:
        """Place everything for this width."""
        is_narrow, is_shown = self.is_narrow, self.is_sidebar_shown
        if not is_narrow:
            self._is_overlaid = False
        side = min(self._theme.px(self.side_width), self.width())
        left = side if is_shown and not is_narrow else 0
        right = self._place_inspector(left)
        self.middle.setGeometry(left, 0, max(0, right - left), self.height())
        self.sidebar.setGeometry(0, 0, side, self.height())
        if not is_shown and self._has_focus(self.sidebar):
            self.focus_freed.emit()
        self.sidebar.setVisible(is_shown)
        self._scrim.setVisible(is_narrow and is_shown)
        if self._scrim.isVisible():
            self._scrim.setGeometry(self.rect())
            self._scrim.raise_()
        self.sidebar.raise_()
        self._edge.setVisible(is_shown and not is_narrow)
        self._edge.setGeometry(side - 3, 0, 6, self.height())
        self._edge.raise_()
        self._tell(is_narrow, is_shown)

    @staticmethod
    def _has_focus(side: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and side.isAncestorOf(focus)

    def _place_inspector(self, left: int) -> int:
        if self.inspector is None:
            return self.width()
        is_beside = self.width() - left >= self._theme.px(INSPECTOR + 360)
        width = min(self._theme.px(INSPECTOR), self.width())
        self.inspector.setGeometry(self.width() - width, 0, width, self.height())
        self.inspector.show()
        self.inspector.raise_()
        return self.width() - width if is_beside else self.width()

    def _tell(self, is_narrow: bool, is_shown: bool) -> None:
        before, self._was = self._was, (is_narrow, is_shown)
        if before is None or before[0] != is_narrow:
            self.narrow_changed.emit(is_narrow)
        if before is None or before[1] != is_shown:
            self.sidebar_changed.emit(is_shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
