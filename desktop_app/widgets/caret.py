"""The caret blinks while somebody writes. A window that is left alone wakes up for nothing."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

REST = 10_000  # ms after the caret was moved last


class Caret(QObject):
    """Stops the blinking of all carets of the application when none has moved for a while."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__(qt)
        self._hints = qt.styleHints()
        self._pace = self._hints.cursorFlashTime()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(REST)
        self.timer.timeout.connect(lambda: self._hints.setCursorFlashTime(0))
        qt.inputMethod().cursorRectangleChanged.connect(self._moved)
        self.timer.start()  # it blinks from the start, and nobody may ever come

    def _moved(self) -> None:
        if self._hints.cursorFlashTime() != self._pace:
            self._hints.setCursorFlashTime(self._pace)
        self.timer.start()
