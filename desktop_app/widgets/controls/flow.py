"""Widgets beside each other over as many lines as they need."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Lines are filled from the left; the spacing stands between widgets and between lines.

    With `is_centred` every line stands in the middle.
    """

    def __init__(self, parent: QWidget | None = None, *, is_centred: bool = False) -> None:
        super().__init__(parent)
        self._is_centred = is_centred
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._placed(QRect(0, 0, width, 0), is_tried=True)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._placed(area, is_tried=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _placed(self, area: QRect, *, is_tried: bool) -> int:
        """Put everything into its place, unless it is only tried; returns the height."""
        edges = self.contentsMargins()
        area = area.marginsRemoved(edges)
        y = area.y()
        for line in self._lines(area.width()):
            if not is_tried:
                self._place(line, area, y)
            y += max(item.sizeHint().height() for item in line) + self.spacing()
        return max(0, y - self.spacing() - area.y()) + edges.top() + edges.bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What stands beside each other."""
        lines: list[list[QLayoutItem]] = []
        taken = 0
        for item in self._items:
            wanted = item.sizeHint().width()
            if not lines or taken + wanted > width:
                lines.append([])
                taken = 0
            lines[-1].append(item)
            taken += wanted + self.spacing()
        return lines

    def _place(self, line: list[QLayoutItem], area: QRect, y: int) -> None:
        sizes = [item.sizeHint() for item in line]
        free = area.width() - sum(size.width() + self.spacing() for size in sizes) + self.spacing()
        x = area.x() + (max(0, free) // 2 if self._is_centred else 0)
        for item, size in zip(line, sizes, strict=True):
            item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
