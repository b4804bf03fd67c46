"""What stands above the field: as high as its contents while there is room, then it scrolls.

So the field and its buttons keep their place, however much goes along with a message.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_FRAME = 2  # px of the composer's line, which nothing may cover


class Held(QScrollArea):
    """A column of widgets; its height is told by lines that break, too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._most = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setWidget(self._inside)
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._inside.installEventFilter(self)
        self.verticalScrollBar().rangeChanged.connect(self._show_newest)

    def add(self, widget: QWidget) -> None:
        """Put this below the others."""
        self._column.addWidget(widget)

    def set_most(self, pixels: int) -> None:
        """How high it may grow."""
        self._most = pixels
        self._fit()

    def _show_newest(self, _least: int, most: int) -> None:
        """The lowest comes last: all of it, or its beginning."""
        items = [self._column.itemAt(place) for place in range(self._column.count())]
        tops = [item.geometry().top() for item in items if item and not item.isEmpty()]
        self.verticalScrollBar().setValue(min([most, *tops[-1:]]))

    def _fit(self) -> None:
        wanted = self._column.totalSizeHint().height()
        if self._column.hasHeightForWidth():
            wanted = self._column.totalHeightForWidth(self.width())
        is_scrolled = wanted > self._most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if is_scrolled else policy.ScrollBarAlwaysOff
        )
        edge = _FRAME if is_scrolled else 0
        self.setViewportMargins(0, edge, edge, 0)
        self.setFixedHeight(max(0, min(wanted, self._most)))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
