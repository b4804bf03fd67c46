"""What stands above others: as high as its contents while there is room, then it scrolls.

So what is below keeps its place, as the field of the composer does, however much there is to say.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.widgets.controls.viewport import viewport_of

_FRAME = 2  # px of a line around it, which nothing may cover


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
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(self._inside)
        viewport_of(self).setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._inside.installEventFilter(self)
        self.verticalScrollBar().rangeChanged.connect(self._show_newest)

    def add(self, widget: QWidget) -> None:
        """Put this below the others."""
        self.column.addWidget(widget)

    def set_most(self, pixels: int) -> None:
        """How high it may grow."""
        self._most = pixels
        self._grow()

    def _show_newest(self, _least: int, most: int) -> None:
        """The lowest comes last: all of it, or its beginning."""
        items = [self.column.itemAt(place) for place in range(self.column.count())]
        tops = [item.geometry().top() for item in items if item and not item.isEmpty()]
        self.verticalScrollBar().setValue(min([most, *tops[-1:]]))

    def _grow(self) -> None:
        wanted = self.column.totalSizeHint().height()
        if self.column.hasHeightForWidth():
            wanted = self.column.totalHeightForWidth(self.width())
        is_scrolled = wanted > self._most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if is_scrolled else policy.ScrollBarAlwaysOff
        )
        edge = _FRAME if is_scrolled else 0
        self.setViewportMargins(0, edge, edge, 0)
        self.setFixedHeight(max(0, min(wanted, self._most)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()
