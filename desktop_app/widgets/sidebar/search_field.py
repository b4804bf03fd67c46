"""The field that searches all conversations; its keys stand in it while it is empty."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap, rounded
from desktop_app.widgets.escape import keeps_escape
from desktop_app.widgets.theme import Appearance, Theme

if TYPE_CHECKING:
    from desktop_app.widgets.sidebar.search_help import SearchHelp

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}


class SearchField(QLineEdit):
    """32 px high, an icon before the words. Down and Enter go to what was found."""

    left = Signal()  # towards the list below
    entered = Signal(bool)  # whether the keyboard is in it
    cancelled = Signal()  # Esc in it

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys = ""
        self._help: SearchHelp | None = None
        self.setFrame(False)
        self.setPlaceholderText(self.tr("Search"))
        self.setAccessibleName(self.tr("Search all conversations"))
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._theme = theme
        self.setFont(theme.font(13))
        self.setFixedHeight(theme.px(32))
        self.setTextMargins(theme.px(30), 0, theme.px(8), 0)
        palette = theme.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.update()

    def show_keys(self, keys: str) -> None:
        """Write the shortcut at the right end while nothing is typed."""
        self._keys = keys
        self.update()

    def event(self, event: QEvent) -> bool:
        return keeps_escape(event) or self._leaves_undo(event) or super().event(event)

    def _leaves_undo(self, event: QEvent) -> bool:
        """With nothing to undo in it, the keys mean the window's undo."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if self.isUndoAvailable() or not event.matches(QKeySequence.StandardKey.Undo):
            return False
        event.ignore()
        return True

    def help_with(self, help_: "SearchHelp") -> None:
        """Move in this help, and take from it, with the keys of the field."""
        self._help = help_

    def _helped(self, event: QKeyEvent) -> bool:
        """Whether the key was one for the help: it has the arrows once it offers to go on."""
        if self._help is None or (not self.text() and event.key() != Qt.Key.Key_Escape):
            return False
        if event.key() in _STEPS:
            return self._help.move(_STEPS[Qt.Key(event.key())])
        if event.key() == Qt.Key.Key_Escape and self._help.isVisible():
            self._help.hide()
            return bool(self.text())
        return event.key() in _ENTER and self._help.take()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._helped(event):
            return
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit(True)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.entered.emit(False)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        line = theme.accent if self.hasFocus() else theme.border
        rounded(painter, self.rect(), theme.px(8), line=line, width=2 if self.hasFocus() else 1)
        pixmap = icon_pixmap(self, "search", theme.muted, theme.px(14))
        draw_icon(painter, pixmap, QRect(theme.px(9), 0, theme.px(14), self.height()))
        if self._keys and not self.text() and self._has_room():
            painter.setFont(theme.font(11))
            painter.setPen(theme.muted)
            area = self.rect().adjusted(0, 0, -theme.px(9), 0)
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(area, align, self._keys)
        painter.end()
        super().paintEvent(event)

    def _has_room(self) -> bool:
        keys = QFontMetricsF(self._theme.font(11)).horizontalAdvance(self._keys)
        words = QFontMetricsF(self.font()).horizontalAdvance(self.placeholderText())
        return self.width() > self._theme.px(30) + words + keys + self._theme.px(24)
