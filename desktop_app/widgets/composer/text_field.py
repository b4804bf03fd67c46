"""The field one writes in: plain text, grows with its lines, safe with input methods."""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop_app.widgets.composer.given import files_in, has_picture, picture_in
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.escape import keeps_escape
from desktop_app.widgets.theme import Appearance, Theme

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PAGES = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class TextField(QPlainTextEdit):
    """From one line to `most_lines`, then it scrolls.

    With `enter_sends`, Enter sends and Shift+Enter breaks the line; without, Ctrl+Enter sends.
    Enter never sends while an input method is composing.
    """

    send_requested = Signal()
    up_when_empty = Signal()
    height_changed = Signal()
    files_given = Signal(list)  # paths
    picture_given = Signal(bytes)
    slash_typed = Signal()  # as the first letter
    scrolled = Signal(object)  # a QKeyEvent that scrolls, and not the little there is here

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.enter_sends = True
        self._most_lines = 10
        self._is_composing = False
        # Who gets keys before the field does, and Tab; both tell whether they took it.
        self.key_taker: Callable[[QKeyEvent], bool] = lambda _event: False
        self.tab_taker: Callable[[bool], bool] = lambda _is_next: False
        self.takes_escape: Callable[[], bool] = lambda: False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlaceholderText(self.tr("Message Rivulet…"))
        self.setAccessibleName(self.tr("Message"))
        self.document().setDocumentMargin(0)
        self.document().clearUndoRedoStacks()  # it counts the margin
        viewport_of(self)
        self.textChanged.connect(self._fit)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, font and measures of this theme."""
        self._theme = theme
        self.setFont(theme.font(15))
        # Under a style sheet the viewport, which paints the placeholder, keeps its first font.
        self.viewport().setFont(theme.font(15))
        palette = theme.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self._fit()

    def set_most_lines(self, lines: int) -> None:
        """How high it may grow."""
        if lines != self._most_lines:
            self._most_lines = lines
            self._fit()

    def is_empty(self) -> bool:
        """Whether nothing is written nor being composed."""
        return self.document().isEmpty() and not self._is_composing

    def _line(self) -> int:
        return math.ceil(QFontMetricsF(self.font()).lineSpacing())

    def _wanted(self, most: float) -> float:
        """How high the text is, counted no further than it takes to know that it is too high.

        Asked of the lines as they are laid out: they are whole pixels high, and higher than usual
        where a sign comes from another font.
        """
        height, block = 0.0, self.document().firstBlock()
        while block.isValid() and height <= most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return max(height, self._line())

    def _fit(self) -> None:
        most = self._most_lines * self._line()
        wanted = self._wanted(most)
        height = math.ceil(min(wanted, most)) + 1
        is_scrolling = wanted > most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if is_scrolling else policy.ScrollBarAlwaysOff
        )
        if height != self.minimumHeight():
            self.setFixedHeight(height)
            self.height_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
        if self._is_whole():
            self.verticalScrollBar().setValue(0)  # the cursor was followed in a lower field

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self.minimumHeight())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        is_first = self.textCursor().selectionStart() == 0
        super().inputMethodEvent(event)
        self.viewport().update()
        if is_first and event.commitString() == "/":
            self.slash_typed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_there = event.matches(QKeySequence.StandardKey.MoveToEndOfDocument)
            if is_there and self.textCursor().atEnd():
                event.ignore()  # nowhere to go here: it is the window's
                return True
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            if is_undo and not self.document().isUndoAvailable():
                event.ignore()  # no words of its own to take back
                return True
        return (self.takes_escape() and keeps_escape(event)) or super().event(event)

    def _is_whole(self) -> bool:
        """Whether all that is written can be seen."""
        return self.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff

    def _is_for_messages(self, event: QKeyEvent) -> bool:
        """Keys that scroll the messages where nothing can be scrolled in the field."""
        is_page = event.key() in _PAGES and self._is_whole()
        is_end = event.key() == Qt.Key.Key_End and self.is_empty()
        return (is_page or is_end) and not event.modifiers() & _MODIFIERS

    def focusNextPrevChild(self, is_next: bool, /) -> bool:
        return self.tab_taker(is_next) or super().focusNextPrevChild(is_next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_composing or not self.key_taker(event):
            self._press(event)

    def _press(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not self._is_composing:
            self._enter(event)
        elif event.key() == Qt.Key.Key_Up and self.is_empty() and not event.modifiers():
            self.up_when_empty.emit()
        elif self._is_for_messages(event):
            self.scrolled.emit(event)
        else:
            is_first = self.textCursor().selectionStart() == 0
            super().keyPressEvent(event)
            if is_first and event.text() == "/":
                self.slash_typed.emit()

    def _enter(self, event: QKeyEvent) -> None:
        pressed = event.modifiers() & _MODIFIERS
        wanted = Qt.KeyboardModifier.ControlModifier
        if pressed == wanted or (not pressed and self.enter_sends):
            self.send_requested.emit()
        else:
            self.break_line()

    def break_line(self) -> None:
        """Start a new line at the cursor."""
        self.textCursor().insertBlock()
        self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or bool(files_in(source))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files and pictures are handed on; of all else only the words are taken."""
        if paths := files_in(source):
            self.files_given.emit(paths)
        elif has_picture(source):
            self.picture_given.emit(picture_in(source))
        else:
            self.insertPlainText(source.text())
