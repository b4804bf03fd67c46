"""Cards that stand for something else than text: tool calls, errors, pictures."""

import json
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Marks, Spot
from desktop_app.widgets.transcript.units.code import paint_frame, paint_ring
from desktop_app.widgets.transcript.units.painted import PaintedUnit, paint_words, say, width_of

LONGEST_SUMMARY = 200


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a card: the action's name and payload, and its words."""

    name: str
    label: str
    is_primary: bool = False
    payload: str = ""


class CardUnit(PaintedUnit):
    """A framed row with an icon, words and buttons."""

    is_card = True

    def paint_card(self, painter: QPainter, rect: QRect, border: QColor | None = None) -> None:
        """The frame."""
        theme = self.style.theme
        paint_frame(
            painter,
            rect,
            self.style,
            is_first=True,
            is_last=True,
            fill=theme.canvas,
            border=border or theme.border,
        )

    def paint_buttons(
        self, painter: QPainter, rect: QRect, spots: list[Spot], buttons: list[Button], marks: Marks
    ) -> None:
        """Framed buttons; at most one is the primary one."""
        style, theme = self.style, self.style.theme
        for number, (spot, button) in enumerate(zip(spots, buttons, strict=True)):
            area = spot.rect.translated(rect.topLeft())
            is_hot = number == marks.hover
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if button.is_primary:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.accent_press if is_hot else theme.accent)
                painter.drawRoundedRect(area, style.px(8), style.px(8))
            else:
                painter.setPen(theme.border_strong)
                painter.setBrush(theme.hover if is_hot else theme.canvas)
                outline = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(outline, style.px(8), style.px(8))
            if number == marks.focus:
                paint_ring(painter, area.adjusted(-3, -3, 3, 3), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setFont(style.label_medium.font)
            painter.setPen(theme.on_accent if button.is_primary else theme.text)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, button.label)

    def button_spots(self, buttons: list[Button], x: int, y: int, right: int) -> list[Spot]:
        """Where the buttons are: beside each other, on a further line where room ends."""
        style = self.style
        made = []
        left, tall = x, style.px(32)
        for button in buttons:
            width = width_of(button.label, style.label_medium) + 2 * style.px(12)
            if x > left and x + width > right:
                x, y = left, y + tall + style.px(8)
            made.append(Spot(QRect(x, y, width, tall), button.name, button.label, button.payload))
            x += width + style.px(8)
        return made


class ErrorUnit(CardUnit):
    """What happened, why, what to do, and the details folded."""

    def __init__(
        self,
        icon: str,
        title: str,
        reason: str,
        detail: str,
        buttons: list[Button],
        *,
        is_warning: bool = False,
    ) -> None:
        super().__init__()
        self.icon_name = icon
        self.title = title
        self.reason = reason
        self.detail = detail
        self.buttons = buttons
        self.is_warning = is_warning
        self.is_open = False

    def words(self) -> str:
        return f"{self.title}\n{self.reason}".strip()

    @property
    def _left(self) -> int:
        return self.style.px(12 + 32 + 12) + 1

    def _wrapped(self, text: str, style: Style, width: int, *, is_title: bool) -> int:
        """Height of words that break at the card's right edge."""
        if not text:
            return 0
        from PySide6.QtGui import QFontMetrics

        used = style.title if is_title else style.label
        room = max(style.px(80), width - style.px(12 + 32 + 12 + 16) - 2)
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
        box = QFontMetrics(used.font).boundingRect(QRect(0, 0, room, 100_000), flags, text)
        lines = max(1, round(box.height() / QFontMetrics(used.font).lineSpacing()))
        return lines * used.line

    def tall_for(self, style: Style, width: int) -> int:
        self._title = self._wrapped(self.title, style, width, is_title=True)
        self._reason = self._wrapped(self.reason, style, width, is_title=False)
        height = style.px(12) + self._title + self._reason
        self._buttons_y = height + style.px(8)
        spots = self.button_spots(self.buttons, self._left, self._buttons_y, self._right(width))
        bottom = max([spot.rect.bottom() + 1 for spot in spots] or [self._buttons_y])
        if not spots and self.detail:
            bottom = self._buttons_y + style.px(32)
        self._detail_y = bottom + style.px(12)
        if self.is_open:
            bottom = self._detail_y + style.px(16) + self._detail_lines() * style.px(20)
        return max(bottom, style.px(12 + 32)) + style.px(12)

    def _right(self, width: int) -> int:
        return width - self.style.px(16 + 90)

    def _detail_lines(self) -> int:
        return min(12, len(self._detail_rows()))

    def _detail_rows(self) -> list[str]:
        return [row for row in self.detail.splitlines() if row.strip()]

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        self._paint_tile(painter, rect)
        room = QRect(
            rect.x() + self._left,
            rect.y() + style.px(12),
            rect.width() - style.px(12 + 32 + 12 + 16) - 2,
            self._title,
        )
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextWrapAnywhere)
        painter.setFont(style.title.font)
        painter.setPen(theme.text)
        painter.drawText(room, flags | int(Qt.AlignmentFlag.AlignVCenter), self.title)
        room.moveTop(room.bottom() + 1)
        room.setHeight(self._reason)
        painter.setFont(style.label.font)
        painter.setPen(theme.muted)
        painter.drawText(room, flags | int(Qt.AlignmentFlag.AlignVCenter), self.reason)
        spots = self.spots()
        self.paint_buttons(painter, rect, spots[: len(self.buttons)], self.buttons, marks)
        if self.detail:
            self._paint_details(painter, rect, spots, marks)

    def _paint_tile(self, painter: QPainter, rect: QRect) -> None:
        style, theme = self.style, self.style.theme
        size = style.px(32)
        tile = QRect(rect.x() + style.px(12) + 1, rect.y() + style.px(12), size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.warning_soft if self.is_warning else theme.danger_soft)
        painter.drawRoundedRect(tile, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        colour = theme.warning if self.is_warning else theme.danger
        inset = QPoint((size - style.px(16)) // 2, (size - style.px(16)) // 2)
        self.icon(painter, self.icon_name, tile.topLeft() + inset, colour, 16)

    def _paint_details(
        self, painter: QPainter, rect: QRect, spots: list[Spot], marks: Marks
    ) -> None:
        style, theme = self.style, self.style.theme
        number = len(self.buttons)
        spot = spots[number]
        area = spot.rect.translated(rect.topLeft())
        name = "chevron-down" if self.is_open else "chevron-right"
        colour = theme.text if marks.hover == number else theme.muted
        if marks.focus == number:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, area.adjusted(-6, 0, 6, 0), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        middle = area.y() + (area.height() - style.px(14)) // 2
        self.icon(painter, name, QPoint(area.x(), middle), colour)
        say(painter, area.adjusted(style.px(18), 0, 4, 0), "Details", style.label.font, colour)
        if self.is_open:
            self._paint_detail(painter, rect)

    def _paint_detail(self, painter: QPainter, rect: QRect) -> None:
        style, theme = self.style, self.style.theme
        box = QRect(
            rect.x() + self._left,
            rect.y() + self._detail_y,
            rect.width() - self._left - style.px(16),
            self._detail_lines() * style.px(20) + style.px(16),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.border)
        painter.setBrush(theme.code)
        outline = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, style.px(8), style.px(8))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        line = QRect(box.x() + style.px(12), box.y() + style.px(8), 0, style.px(20))
        line.setWidth(box.width() - style.px(24))
        for row in self._detail_rows()[:12]:
            say(painter, line, row, style.small.font, theme.text)
            line.translate(0, style.px(20))

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        style = self.style
        right = self._right(self._width)
        made = self.button_spots(self.buttons, self._left, self._buttons_y, right)
        if self.detail:
            width = style.px(18) + width_of("Details", style.label)
            x = self._width - style.px(16) - width
            rect = QRect(x, self._buttons_y, width, style.px(32))
            made.append(Spot(rect, "fold", "Details"))
            if self.is_open:
                copy = QRect(x, self._detail_y - style.px(2), width, style.px(24))
                made.append(Spot(copy, "copy_detail", "Copy the details", self.detail))
        return made


class ToolUnit(CardUnit):
    """One tool call: name, summary of its arguments, state; arguments and result folded."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.arguments = ""
        self.result: str | None = None
        self.state = "preparing"
        self.is_open = False

    def words(self) -> str:
        parts = (f"Tool call {self.name}", self.summary(), self.state, self.result or "")
        return "\n".join(part for part in parts if part)

    def summary(self) -> str:
        """The arguments in one short line."""
        try:
            values = json.loads(self.arguments)
        except ValueError:
            return " ".join(self.arguments.split())[:LONGEST_SUMMARY]
        if isinstance(values, dict):
            words = [v if isinstance(v, str) else json.dumps(v) for v in values.values()]
            return "  ".join(" ".join(word.split()) for word in words)[:LONGEST_SUMMARY]
        return str(values)[:LONGEST_SUMMARY]

    def tall_for(self, style: Style, width: int) -> int:
        del width
        height = style.px(44)
        if self.is_open:
            height += 1 + style.px(16) + len(self._rows()) * style.px(20)
        return height + 1

    def _rows(self) -> list[str]:
        rows = readable(self.arguments).splitlines() or ["{}"]
        if self.result is not None:
            rows = [*rows, "", *readable(self.result).splitlines()]
        return rows[:60]

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        del clip
        style, theme = self.style, self.style.theme
        self.paint_card(painter, rect)
        spot = self.spots()[0].rect.translated(rect.topLeft())
        if marks.focus == 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_ring(painter, spot.adjusted(2, 2, -2, -2), style)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        icon, colour = _SIGNS.get(self.state, ("wrench", theme.muted))
        ink = getattr(theme, colour) if isinstance(colour, str) else colour
        row = QRect(rect.x(), rect.y(), rect.width(), style.px(44))
        y = row.y() + (row.height() - style.px(16)) // 2
        self.icon(painter, icon, QPoint(row.x() + style.px(13), y), ink, 16)
        self._paint_row(painter, row, marks)
        if self.is_open:
            self._paint_rows(painter, rect, row.bottom() + 1)

    def _paint_row(self, painter: QPainter, row: QRect, marks: Marks) -> None:
        style, theme = self.style, self.style.theme
        state = self.state
        right = row.right() - style.px(12 + 14)
        state_width = width_of(state, style.small)
        room = row.adjusted(style.px(37), 0, 0, 0)
        room.setRight(right - style.px(8) - state_width - style.px(16))
        x = say(painter, room, self.name, style.small_code.font, theme.text)
        room.setLeft(x + style.px(16))
        say(painter, room, self.summary(), style.label.font, theme.muted)
        area = QRect(right - style.px(8) - state_width, row.y(), state_width + 2, row.height())
        say(painter, area, state, style.small.font, theme.muted)
        chevron = "chevron-down" if self.is_open else "chevron-right"
        colour = theme.text if marks.hover == 0 else theme.muted
        y = row.y() + (row.height() - style.px(14)) // 2
        self.icon(painter, chevron, QPoint(right, y), colour)

    def _paint_rows(self, painter: QPainter, rect: QRect, top: int) -> None:
        style, theme = self.style, self.style.theme
        painter.save()
        inside = rect.adjusted(1, 0, -1, -1)
        inside.setTop(top)
        painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
        painter.fillRect(inside, theme.code)
        painter.fillRect(inside.x(), top, inside.width(), 1, theme.border)
        line = QRect(rect.x() + style.px(17), top + 1 + style.px(8), 0, style.px(20))
        line.setWidth(rect.width() - style.px(34))
        for row in self._rows():
            say(painter, line, row, style.small_code.font, theme.text)
            line.translate(0, style.px(20))
        painter.restore()

    def spots(self) -> list[Spot]:
        if self._around is None:
            return []
        label = f"Tool call {self.name}, {self.state}"
        return [Spot(QRect(0, 0, self._width, self.style.px(44)), "fold", label)]


_SIGNS = {
    "done": ("circle-check", "success"),
    "failed": ("circle-alert", "danger"),
    "declined by you": ("ban", "muted"),
    "running": ("loader", "accent"),
    "preparing": ("loader", "muted"),
    "needs your approval": ("hand", "warning"),
}


def readable(text: str) -> str:
    """JSON with one value per line; anything else as it is."""
    if len(text) > 100_000:
        return text[:100_000]
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


class PictureUnit(CardUnit):
    """A picture that lies on this computer, or a note that it is missing."""

    TALLEST = 400

    def __init__(self, name: str, data: bytes, *, is_own: bool = False) -> None:
        super().__init__()
        self.name = name
        self.data = data
        self.is_own = is_own
        self._pixmap: QPixmap | None = None
        self._size = QSize()

    def words(self) -> str:
        return f"Picture {self.name}".strip()

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
        if self._around is None or not self.host:
            return []
        style = self.style
        width = width_of("Open in browser", style.label_medium) + style.px(16)
        x = self._width - style.px(12) - width
        rect = QRect(x, style.px(13), width, style.px(32))
        return [Spot(rect, "open_link", "Open in browser", self.target)]
