"""The person's own message: a card at the right with the text exactly as typed."""

import html

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QTextCursor, QTextDocument

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Surroundings
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.drawing import paint_frame

WIDEST = 560
PIECE = 4096  # characters laid out together


def pieces(text: str) -> list[str]:
    """A long text in pieces that end at line ends or blanks; joined they are the text again."""
    made = []
    while len(text) > PIECE:
        cut = text.rfind("\n", PIECE // 4, PIECE) + 1 or text.rfind(" ", PIECE // 4, PIECE) + 1
        made.append(text[: cut or PIECE])
        text = text[cut or PIECE :]
    return [*made, text]


class OwnUnit(DocumentUnit):
    """One piece of an own message; `first` and `last` say which corners are round."""

    def __init__(self, text: str, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self.text = text
        self.is_first = is_first
        self.is_last = is_last
        self._inner = 0

    def estimate(self, style: Style, width: int) -> None:
        room = min(style.px(WIDEST), width) - 2 * style.px(16)
        lines = sum(int(len(line) * style.average / room) + 1 for line in self.text.split("\n"))
        self.height = lines * style.body.line + self._top(style) + self._bottom(style)

    def _top(self, style: Style) -> int:
        return style.px(12) if self.is_first else 0

    def _bottom(self, style: Style) -> int:
        return style.px(12) if self.is_last else 0

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        del width
        document.setDefaultFont(around.style.body.font)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(around.style.block(around.style.body))
        text = self.text if self.is_last else self.text.removesuffix("\n")
        cursor.insertText(text)

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        style = around.style
        room = min(style.px(WIDEST), width) - 2 * style.px(16)
        document.setTextWidth(room)
        self._column = width
        is_whole = self.is_first and self.is_last
        self._inner = min(room, int(document.idealWidth()) + 1) if is_whole else room
        if is_whole:
            document.setTextWidth(self._inner)
        return round(document.size().height()) + self._top(style) + self._bottom(style)

    _column = 0

    def card(self, style: Style) -> QRect:
        """The card in the unit."""
        width = self._inner + 2 * style.px(16)
        return QRect(self._column - width, 0, width, self.height)

    def origin(self) -> QPointF:
        style = self._around.style if self._around else None
        if style is None:
            return QPointF(0, 0)
        return QPointF(self.card(style).x() + style.px(16), self._top(style) - style.body.lift)

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        if self._around is None:
            return
        style = self._around.style
        surface = style.theme.surface
        paint_frame(
            painter,
            self.card(style).translated(rect.topLeft()),
            style,
            is_first=self.is_first,
            is_last=self.is_last,
            fill=surface,
            border=surface,
        )
        self.draw(painter, QPointF(rect.topLeft()) + self.origin(), QRectF(clip), marks)

    def html_between(self, start: int, end: int) -> str:
        text = html.escape(self.text_between(start, end))
        return "<p>" + text.replace("\n", "<br>") + "</p>"
