"""Pictures of this computer, and places of those that would have to be fetched."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.cards import CardUnit
from desktop_app.widgets.transcript.units.painted import PaintedUnit, paint_words, say, width_of
from desktop_app.widgets.transcript.units.spots import Spot


class PictureUnit(CardUnit):
    """A picture that lies on this computer, or a note that it is missing."""

    TALLEST = 400

    def __init__(self, name: str, data: bytes, sha256: str = "", *, is_own: bool = False) -> None:
        super().__init__()
        self.name = name
        self.data = data
        self.sha256 = sha256
        self.is_own = is_own
        self._pixmap: QPixmap | None = None
        self._size = QSize()

    def words(self) -> str:
        return f"Picture {self.name}".strip()

    def take(self, data: bytes) -> None:
        """The bytes, once they have been brought."""
        self.data = data
        self._size = QSize()
        self.is_exact = False
        self.release()

    def estimate(self, style: Style, width: int) -> None:
        del width
        self.height = style.px(200)

    def tall_for(self, style: Style, width: int) -> int:
        if self._size.isEmpty():
            self._size = _size_of(self.data)
        if self._size.isEmpty():
            return style.px(56)
        return self._shown(style, width).height()

    def _shown(self, style: Style, width: int) -> QSize:
        room = QSize(min(width, style.px(560)), style.px(self.TALLEST))
        if self._size.width() <= room.width() and self._size.height() <= room.height():
            return self._size
        return self._size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def release(self) -> None:
        self._pixmap = None

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip, marks
        if self._size.isEmpty():
            self._paint_missing(painter, rect)
            return
        size = self._shown(self.style, self._width)
        if self._pixmap is None:
            self._pixmap = _decoded(self.data, size * self.dpr)
            self._pixmap.setDevicePixelRatio(self.dpr)
        x = rect.right() + 1 - size.width() if self.is_own else rect.x()
        painter.drawPixmap(QPoint(x, rect.y()), self._pixmap)

    def _paint_missing(self, painter: QPainter, rect: QRect) -> None:
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        y = rect.y() + (rect.height() - style.px(16)) // 2
        self.icon(painter, "image", QPoint(rect.x() + style.px(16), y), theme.muted, 16)
        area = rect.adjusted(style.px(44), 0, -style.px(12), 0)
        words = f"{self.name or 'Picture'} cannot be shown"
        say(painter, area, words, style.label.font, theme.muted)


def _size_of(data: bytes) -> QSize:
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QImageReader

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    return QImageReader(buffer).size()


def _decoded(data: bytes, size: QSize) -> QPixmap:
    """The picture at the size at which it is shown, never larger."""
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QImageReader

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    reader.setScaledSize(size)
    return QPixmap.fromImageReader(reader)


class FileUnit(PaintedUnit):
    """The chip of an attached file, above the own message it belongs to."""

    tall = 32

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def words(self) -> str:
        return self.name

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip, marks
        style, theme = self.style, self.style.theme
        words = width_of(self.name, style.label_medium)
        width = min(words + style.px(8 + 16 + 8 + 12) + 2, rect.width())
        chip = QRect(rect.right() + 1 - width, rect.y(), width, rect.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.border)
        painter.setBrush(theme.surface)
        outline = QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        y = chip.y() + (chip.height() - style.px(16)) // 2
        self.icon(painter, "file-text", QPoint(chip.x() + style.px(8), y), theme.muted, 16)
        room = chip.adjusted(style.px(32), 0, -style.px(8), 0)
        say(painter, room, self.name, style.label_medium.font, theme.text)


class RemoteImageUnit(CardUnit):
    """A picture that would have to be fetched: names the host, fetches nothing."""

    tall = 58

    def __init__(self, host: str, target: str, words: str) -> None:
        super().__init__()
        self.host = host
        self.target = target
        self.caption = words

    def words(self) -> str:
        return f"Image from {self.host}, not loaded. {self.caption}".strip()

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        size = style.px(32)
        tile = QRect(rect.x() + style.px(13), rect.y() + style.px(13), size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(tile, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        inset = QPoint((size - style.px(16)) // 2, (size - style.px(16)) // 2)
        self.icon(painter, "image", tile.topLeft() + inset, theme.muted, 16)
        spots = self.spots()
        line = QRect(tile.right() + style.px(12), rect.y() + style.px(9), 0, style.px(20))
        right = rect.x() + (spots[0].rect.x() if spots else rect.width()) - style.px(12)
        line.setRight(right)
        title = f"Image from {self.host}, not loaded" if self.host else "Image, not loaded"
        say(painter, line, title, style.label_medium.font, theme.text)
        line.translate(0, style.px(20))
        said = self.caption or "Loading it tells that host your address."
        say(painter, line, said, style.small.font, theme.muted)
        for number, spot in enumerate(spots):
            paint_words(painter, spot, rect.topLeft(), style, marks=marks, number=number)

    def spots(self) -> list[Spot]:
        if self._around is None or self._around.is_printed or not self.host:
            return []
        style = self.style
        width = width_of("Open in browser", style.label_medium) + style.px(16)
        x = self._width - style.px(12) - width
        rect = QRect(x, style.px(13), width, style.px(32))
        return [Spot(rect, "open_link", "Open in browser", self.target)]
