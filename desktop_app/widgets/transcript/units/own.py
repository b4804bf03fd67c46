"""The person's own message: a card at the right with its files and the text exactly as typed."""

import html

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QTextCursor, QTextDocument

from desktop_app.widgets import icons
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Surroundings
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.drawing import paint_frame, put
from desktop_app.widgets.transcript.units.painted import say, width_of

WIDEST = 560
CHIP, GAP = 28, 8  # of a file
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
    """One piece of an own message; `first` and `last` say which corners are round.

    `files` are names that stand above the text.
    """

    def __init__(
        self, text: str, *, is_first: bool, is_last: bool, files: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.files = files
        self._chips: list[QRect] = []  # in the card's inner width
        self.text = text
        self.is_first = is_first
        self.is_last = is_last
        self._inner = 0

    def estimate(self, style: Style, width: int) -> None:
        room = min(style.px(WIDEST), width) - 2 * style.px(16)
        lines = sum(int(len(line) * style.average / room) + 1 for line in self.text.split("\n"))
        lines *= bool(self.text)
        self._chips = _chips(self.files, room, style)
        self.height = lines * style.body.line + self._top(style) + self._bottom(style)

    def _top(self, style: Style) -> int:
        above = style.px(12) if self.is_first else 0
        if not self._chips:
            return above
        return above + self._chips[-1].bottom() + 1 + style.px(GAP) * bool(self.text)

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
        self._chips = _chips(self.files, room, style)
        is_whole = self.is_first and self.is_last
        self._inner = min(room, int(document.idealWidth()) + 1) if is_whole else room
        if is_whole:
            document.setTextWidth(self._inner)
        if self._chips:
            self._inner = max(self._inner, room - min(chip.x() for chip in self._chips))
            for chip in self._chips:
                chip.translate(self._inner - room, 0)
        words = round(document.size().height()) if self.text else 0
        return words + self._top(style) + self._bottom(style)

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
        self._paint_files(painter, rect.topLeft(), style)
        self.draw(painter, QPointF(rect.topLeft()) + self.origin(), QRectF(clip), marks)

    def _paint_files(self, painter: QPainter, at: QPoint, style: Style) -> None:
        theme = style.theme
        left = QPoint(self.card(style).x() + style.px(16), style.px(12)) + at
        for chip, name in zip(self._chips, self.files, strict=True):
            area = chip.translated(left)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.border)
            painter.setBrush(theme.canvas)
            outline = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(outline, style.px(8), style.px(8))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            icon = icons.pixmap("file-text", theme.text, style.px(14), self._dpr())
            y = area.y() + (area.height() - style.px(14)) // 2
            put(painter, QPoint(area.x() + style.px(8), y), icon)
            room = area.adjusted(style.px(8 + 14 + 6), 0, -style.px(8), 0)
            say(painter, room, name, style.small_medium.font, theme.text)

    def _dpr(self) -> float:
        return self._around.dpr if self._around else 1.0

    def html_between(self, start: int, end: int) -> str:
        text = html.escape(self.text_between(start, end))
        return "<p>" + text.replace("\n", "<br>") + "</p>"


def _chips(files: tuple[str, ...], room: int, style: Style) -> list[QRect]:
    """Places of files in `room` pixels: beside each other, each row at the right end."""
    rows: list[list[QRect]] = [[]]
    x, tall, gap = 0, style.px(CHIP), style.px(GAP)
    for name in files:
        wide = width_of(name, style.small_medium) + style.px(8 + 14 + 6 + 8) + 2
        wide = min(room, wide)
        if x and x + wide > room:
            rows.append([])
            x = 0
        rows[-1].append(QRect(x, (len(rows) - 1) * (tall + gap), wide, tall))
        x += wide + gap
    for row in rows:
        for chip in row:
            chip.translate(room - row[-1].right() - 1, 0)
    return [chip for row in rows for chip in row]
