"""Rows of a card that are put elsewhere with the mouse: a line shows where they would go."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from desktop_app.widgets.theme import Appearance, Theme


class RowDragging(QObject):
    """`dropped(row, step)`: this row goes `step` places down, or up where that is negative."""

    dropped = Signal(int, int)

    def __init__(self, card: QWidget, appearance: Appearance) -> None:
        super().__init__(card)
        self._card = card
        self._rows: Sequence[QWidget] = ()
        self._handles: Sequence[QWidget] = ()
        self._taken = -1
        self._pressed = QPoint()
        self._line = QFrame(card)
        self._line.hide()
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """The line has the colour of this theme."""
        self._line.setStyleSheet(f"background: {theme.accent.name()}")
        self._thickness = theme.px(2)

    def follow(self, rows: Sequence[QWidget], handles: Sequence[QWidget]) -> None:
        """The rows that can change places, each with the widget it is taken by."""
        self._rows, self._handles, self._taken = rows, handles, -1
        self._line.hide()
        for handle in handles:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or watched not in self._handles:
            return False
        at = self._card.mapFromGlobal(event.globalPosition().toPoint())
        if event.type() == QEvent.Type.MouseButtonPress:
            is_left = event.button() == Qt.MouseButton.LeftButton
            places = [place for place, one in enumerate(self._handles) if one is watched]
            self._taken = places[0] if is_left else -1
            self._pressed = at
        elif event.type() == QEvent.Type.MouseMove and self._taken >= 0:
            self._show_line(at)
        elif event.type() == QEvent.Type.MouseButtonRelease and self._taken >= 0:
            self._drop(at)
        return False

    def _gap(self, at: QPoint) -> int:
        """Before which row `at` is, counted from 0."""
        middles = [row.y() + row.height() / 2 for row in self._rows]
        return sum(at.y() > middle for middle in middles)

    def _is_dragged(self, at: QPoint) -> bool:
        away = (at - self._pressed).manhattanLength()
        return away >= QApplication.startDragDistance()

    def _show_line(self, at: QPoint) -> None:
        if not self._is_dragged(at):
            return
        gap = self._gap(at)
        before = self._rows[gap - 1].geometry().bottom() if gap else self._rows[0].y()
        self._line.setGeometry(0, before, self._card.width(), self._thickness)
        self._line.raise_()
        self._line.show()

    def _drop(self, at: QPoint) -> None:
        row, self._taken = self._taken, -1
        self._line.hide()
        gap = self._gap(at)
        step = gap - row - (1 if gap > row else 0)
        if self._is_dragged(at) and step:
            self.dropped.emit(row, step)
