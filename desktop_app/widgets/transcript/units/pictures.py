"""Pictures of this computer, and places of those that would have to be fetched."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap

from desktop_app.services.attachments import picture_type
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks
from desktop_app.widgets.transcript.units.cards import CardUnit
from desktop_app.widgets.transcript.units.drawing import paint_ring, put
from desktop_app.widgets.transcript.units.painted import say
from desktop_app.widgets.transcript.units.spots import Spot

LARGE = QSize(560, 400)  # pixels of the visual targets
SMALL = QSize(240, 160)  # of what the person knows already, until it is pressed
MOST_PIXELS = 40_000_000  # of one picture: unpacking more would hold up the window


class Drawn:
    """A picture's bytes, unpacked at the size at which they are shown, while they are seen."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = _size_of(data)
        self._pixmap: QPixmap | None = None

    @property
    def can_be_shown(self) -> bool:
        """Whether it is a picture, and not an enormous one."""
        pixels = self._size.width() * self._size.height()
        return not self._size.isEmpty() and pixels <= MOST_PIXELS

    def size(self, style: Style, width: int, most: QSize = LARGE) -> QSize:
        """Pixels that it takes in a column of `width`, `most` px at 100 %."""
        room = QSize(min(width, style.px(most.width())), style.px(most.height()))
        if self._size.width() <= room.width() and self._size.height() <= room.height():
            return self._size
        return self._size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def paint(
        self, painter: QPainter, at: QPoint, size: QSize, dpr: float, radius: int = 0
    ) -> None:
        """Draw it `size` large with its top left at `at` and corners of `radius` pixels."""
        if self._pixmap is None:
            self._pixmap = _rounded(_decoded(self._data, size * dpr), radius * dpr)
            self._pixmap.setDevicePixelRatio(dpr)
        put(painter, at, self._pixmap)

    def release(self) -> None:
        """Keep the bytes only."""
        self._pixmap = None


class PictureUnit(CardUnit):
    """A picture that lies on this computer, or a note that it is missing.

    One's own is small until it is pressed.
    """

    def __init__(self, name: str, data: bytes, sha256: str = "", *, is_own: bool = False) -> None:
        super().__init__()
        self.name = name
        self.sha256 = sha256
        self.is_own = is_own
        self.is_open = not is_own
        self._drawn = Drawn(data)

    def words(self) -> str:
        return f"Picture {self.name}".strip()

    def take(self, data: bytes) -> None:
        """The bytes, once they have been brought."""
        self._drawn = Drawn(data)
        self.is_exact = False

    def estimate(self, style: Style, width: int) -> None:
        del width
        self.height = style.px(200)

    def tall_for(self, style: Style, width: int) -> int:
        if not self._drawn.can_be_shown:
            return style.px(56)
        return self._size(style, width).height()

    def _size(self, style: Style, width: int) -> QSize:
        is_whole = self.is_open or (self._around is not None and self._around.is_printed)
        return self._drawn.size(style, width, LARGE if is_whole else SMALL)

    def spots(self) -> list[Spot]:
        """The picture itself, where it can be larger than it is."""
        around = self._around
        if around is None or around.is_printed or not (self.is_own and self._drawn.can_be_shown):
            return []
        sizes = [self._drawn.size(self.style, self._width, most) for most in (SMALL, LARGE)]
        if sizes[0] == sizes[1]:
            return []
        label = "Show the picture smaller" if self.is_open else "Show the picture larger"
        return [Spot(self._area(), "fold", label)]

    def fold(self) -> None:
        """Be large, or small again."""
        self.is_open = not self.is_open
        self._drawn.release()

    def _area(self) -> QRect:
        size = self._size(self.style, self._width)
        return QRect(QPoint(self._width - size.width() if self.is_own else 0, 0), size)

    def release(self) -> None:
        self._drawn.release()

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        if not self._drawn.can_be_shown:
            self._paint_missing(painter, rect)
            return
        area = self._area().translated(rect.topLeft())
        radius = self.style.px(8) if self.is_own else 0
        self._drawn.paint(painter, area.topLeft(), area.size(), self.dpr, radius)
        if marks.focus == 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, area.adjusted(-3, -3, 3, 3), self.style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

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
    kind = _kind(data)
    return QImageReader(buffer, kind).size() if kind else QSize()


def _rounded(picture: QPixmap, radius: float) -> QPixmap:
    """The picture with round corners, smooth ones as a clip would not have them."""
    if not radius:
        return picture
    made = QPixmap(picture.size())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(picture))
    painter.drawRoundedRect(made.rect(), radius, radius)
    painter.end()
    return made


def _decoded(data: bytes, size: QSize) -> QPixmap:
    """The picture at the size at which it is shown, never larger."""
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QImageReader

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer, _kind(data))
    reader.setAutoTransform(True)
    reader.setScaledSize(size)
    return QPixmap.fromImageReader(reader)


def _kind(data: bytes) -> bytes:
    """Which reader it is for; drawings have none, since they may point at files."""
    return picture_type(data).removeprefix("image/").encode()
