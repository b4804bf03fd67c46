"""Small signs: chips, key caps and tiles. They tell; they are not pressed."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap, rounded
from desktop_app.widgets.theme import Appearance, Theme

Tone = Literal["plain", "line", "success", "warning", "danger", "accent"]
_TONES: dict[str, tuple[str, str]] = {
    "plain": ("surface", "text"),
    "line": ("", "muted"),
    "success": ("success_soft", "success"),
    "warning": ("warning_soft", "warning"),
    "danger": ("danger_soft", "danger"),
    "accent": ("accent_soft", "accent"),
}


class _Sign(QLabel):
    """A painted sign whose text is its accessible name; QLabel gives it the right role."""

    def __init__(self, text: str, appearance: Appearance, parent: QWidget | None) -> None:
        super().__init__(text, parent)
        self._theme = appearance.theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Chip(_Sign):
    """24 high, 20 where `is_small`; the words say what the tone's colour means."""

    def __init__(
        self,
        text: str,
        appearance: Appearance,
        tone: Tone = "plain",
        *,
        icon: str = "",
        is_small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, appearance, parent)
        self._tone = tone
        self._icon = icon
        self._is_small = is_small
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font(11 if self._is_small else 12, 500))
        super().set_theme(theme)

    def say(self, text: str, tone: Tone = "plain", icon: str = "") -> None:
        """Other words, colour and icon."""
        self._tone, self._icon = tone, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def _padding(self) -> int:
        return self._theme.px(6 if self._is_small else 8)

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = round(QFontMetricsF(self.font()).horizontalAdvance(self.text())) + 1
        icon = theme.px(14) + theme.px(6) if self._icon else 0
        return QSize(words + icon + 2 * self._padding(), theme.px(20 if self._is_small else 24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        ground, ink_name = _TONES[self._tone]
        ink: QColor = getattr(theme, ink_name)
        fill = getattr(theme, ground) if ground else None
        painter = QPainter(self)
        line = None if ground else theme.border
        rounded(painter, self.rect(), theme.px(8), fill, line=line)
        x = self._padding()
        if self._icon:
            size = theme.px(14)
            area = QRect(x, 0, size, self.height())
            draw_icon(painter, icon_pixmap(self, self._icon, ink, size), area)
            x += size + theme.px(6)
        painter.setPen(ink)
        painter.setFont(self.font())
        words = QRect(x, 0, self.width() - x, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class KeyCaps(_Sign):
    """A shortcut as key caps in a row: the words of `commands.keys.caps`."""

    def __init__(
        self, caps: Sequence[str], appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(" ".join(caps), appearance, parent)
        self._caps = tuple(caps)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self.setFont(theme.font(11, 500))
        super().set_theme(theme)

    def _measured(self) -> list[tuple[str, int]]:
        theme = self._theme
        metrics = QFontMetricsF(self.font())
        widths = (round(metrics.horizontalAdvance(cap)) + theme.px(12) for cap in self._caps)
        least = theme.px(20)
        return [(cap, max(least, width)) for cap, width in zip(self._caps, widths, strict=True)]

    def sizeHint(self) -> QSize:
        """As wide as its caps."""
        measured = self._measured()
        gaps = self._theme.px(4) * max(0, len(measured) - 1)
        return QSize(sum(width for _, width in measured) + gaps, self._theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Caps side by side."""
        theme = self._theme
        painter = QPainter(self)
        painter.setFont(self.font())
        x = 0
        for name, width in self._measured():
            cap = QRect(x, 0, width, self.height())
            rounded(painter, cap, theme.px(4), theme.canvas, line=theme.border_strong)
            painter.setPen(theme.muted)
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, name)
            x += width + theme.px(4)


class Tile(QWidget):
    """A square ground with an icon or one letter on it; `size` in px at 100 %.

    `ground` and `ink` name theme tokens.
    """

    def __init__(
        self,
        appearance: Appearance,
        *,
        icon: str = "",
        letter: str = "",
        size: int = 32,
        icon_size: int = 16,
        ground: str = "hover",
        ink: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._letter = icon, letter
        self._size, self._icon_size = size, icon_size
        self._ground, self._ink = ground, ink
        self._theme = appearance.theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(self._size), self._theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        rounded(painter, self.rect(), theme.px(8), getattr(theme, self._ground))
        ink: QColor = getattr(theme, self._ink)
        if self._icon:
            pixmap = icon_pixmap(self, self._icon, ink, theme.px(self._icon_size))
            draw_icon(painter, pixmap, self.rect())
            return
        painter.setPen(ink)
        painter.setFont(theme.font(12, 600))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)
