"""A layer inside the window: over a scrim, modal for the keyboard, never a window of its own.

Nothing here runs an event loop: `open()` returns at once and `closed` tells the end.
"""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.tab_order import neighbour
from desktop_app.widgets.theme import Appearance, Theme

# What stays possible while a layer is open: zooming and leaving.
_PASSED = (
    QKeySequence.StandardKey.ZoomIn,
    QKeySequence.StandardKey.ZoomOut,
    QKeySequence.StandardKey.Quit,
    QKeySequence.StandardKey.FullScreen,
)


class _Panel(QWidget):
    """The raised ground; clicks on it are not clicks on the scrim."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        radius = theme.px(12)
        rounded(QPainter(self), self.rect(), radius, theme.raised, line=theme.border_strong)


class Layer(QWidget):
    """A panel of at most `width` × `height` px (at 100 %) over its dimmed `window`.

    Subclasses put their contents into `panel`. Tab stays inside, Esc and a click on the scrim
    close it, shortcuts of the window rest meanwhile, and the focus goes back to where it was.
    `top` is the distance from the window's upper edge; None centres the panel.
    """

    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        name: str,
        appearance: Appearance,
        *,
        width: int,
        height: int,
        top: int | None = None,
    ) -> None:
        super().__init__(window)
        self._wanted = (width, height)
        self._top = top
        self._theme = appearance.theme
        self._before: QWidget | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.panel = _Panel(appearance, self)
        self.panel.setAccessibleName(name)
        self.hide()
        window.installEventFilter(self)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self._place()
        self.update()

    def open(self) -> None:
        """Show it above everything in the window and take the focus."""
        if self.isVisible():
            return
        focus, window = QApplication.focusWidget(), self.window()
        # A dialog that is about to close (of files, say) is no place to come back to.
        self._before = focus if focus and focus.window() is window else window.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.take_focus()

    def take_focus(self) -> None:
        """Where the keyboard goes when the layer opens: the first control, unless overridden."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.focusNextPrevChild(True)

    def dismiss(self) -> None:
        """Close it and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def _room(self) -> tuple[int, int]:
        window = self.parentWidget()
        return (window.width(), window.height()) if window else (0, 0)

    def _place(self) -> None:
        """As large as wanted, but never larger than the window with 8 px around."""
        self.setGeometry(0, 0, *self._room())
        theme, around = self._theme, self._theme.px(8)
        width = min(theme.px(self._wanted[0]), self.width() - 2 * around)
        height = min(theme.px(self._wanted[1]), self.height() - 2 * around)
        y = (self.height() - height) // 2
        if self._top is not None:
            y = max(around, min(theme.px(self._top), self.height() - height - around))
        self.panel.setGeometry(QRect((self.width() - width) // 2, y, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_resized = watched is self.parent() and event.type() == QEvent.Type.Resize
        if is_resized and self.isVisible():
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not any(event.matches(key) for key in _PASSED):
                event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.dismiss()

    def focusNextPrevChild(self, is_next: bool, /) -> bool:
        """Tab goes round inside the layer."""
        widget = neighbour(self.panel, QApplication.focusWidget(), is_next=is_next)
        if widget is not None:
            reason = Qt.FocusReason
            widget.setFocus(reason.TabFocusReason if is_next else reason.BacktabFocusReason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.scrim)
