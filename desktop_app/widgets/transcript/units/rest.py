"""What of a text has not been read yet: room of about its height, and its words as they came."""

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Surroundings, Unit

_GAP = 12  # pixels of the visual targets between two blocks
_WIDEST = 400  # characters of one line that are painted


class RestUnit(Unit):
    """Stands below what has been read of a passage. There is a new one after each slice."""

    def __init__(self, passage: Any, text: str) -> None:
        super().__init__()
        self.passage = passage
        self.text = text
        self._style: Style | None = None
        self._width = 0

    def estimate(self, style: Style, width: int) -> None:
        filled = int(len(self.text) * style.average / max(40, width))
        lines = max(filled, int(self.text.count("\n") * 0.8), 1)
        self.height = lines * style.body.line + self.text.count("\n\n") * style.px(_GAP)

    def lay_out(self, around: Surroundings, width: int) -> None:
        """Never exactly: so it is asked for again whenever it is seen."""
        self._style = around.style
        if self._width != width:
            self._width = width
            self.estimate(around.style, width)

    def reset(self) -> None:
        super().reset()
        self._width = 0

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        """The words about there, for the moment until they are read."""
        del marks
        if self._style is None:
            return
        style = self._style
        tall = style.body.line
        first = max(0, clip.y() - rect.y()) // tall
        count = clip.height() // tall + 2
        start = int(len(self.text) * first * tall / max(1, rect.height()))
        room = int(count * rect.width() / style.average)
        lines = self.text[start : start + room].split("\n")
        painter.setFont(style.body.font)
        painter.setPen(style.theme.muted)
        for number, line in enumerate(lines[:count]):
            area = QRect(rect.x(), rect.y() + (first + number) * tall, rect.width(), tall)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, line[:_WIDEST])
