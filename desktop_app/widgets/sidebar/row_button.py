"""A button that looks like a row of the sidebar: an icon, words, and its keys at the right."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.theme import Appearance, Theme


class RowButton(QAbstractButton):
    """32 px high and as wide as there is room. `is_strong` makes it more than an aside."""

    def __init__(
        self,
        icon: str,
        text: str,
        appearance: Appearance,
        parent: QWidget,
        *,
        is_strong: bool = False,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._is_strong = is_strong
        self._keys = ""
        self._theme = appearance.theme
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_keys(self, keys: str) -> None:
        """Write the shortcut at the right end."""
        self._keys = keys
        self.update()

    def nextCheckState(self) -> None:
        """What is listed decides, not the click."""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        if self.isDown() or self.underMouse() or self.isChecked():
            ground = theme.selected if self.isChecked() else theme.hover
            rounded(painter, self.rect(), theme.px(8), ground)
        if self.hasFocus():
            rounded(painter, self.rect(), theme.px(8), line=theme.accent, width=2)
        side, inset = theme.px(16), theme.px(8)
        ink = theme.text if self._is_strong else theme.muted
        pixmap = icon_pixmap(self, self._icon_name, ink, side)
        draw_icon(painter, pixmap, QRect(inset, 0, side, self.height()))
        words = self.rect().adjusted(2 * inset + side, 0, -inset, 0)
        words.setRight(words.right() - self._paint_keys(painter, words))
        font = theme.font(13, 500 if self._is_strong else 400)
        painter.setFont(font)
        painter.setPen(ink)
        shown = elided(self.text(), font, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_keys(self, painter: QPainter, area: QRect) -> int:
        if not self._keys:
            return 0
        font = self._theme.font(11)
        painter.setFont(font)
        painter.setPen(self._theme.muted)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, align, self._keys)
        return round(QFontMetricsF(font).horizontalAdvance(self._keys)) + self._theme.px(8)
