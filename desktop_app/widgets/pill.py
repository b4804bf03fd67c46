"""The pill that leads back to the end of the transcript."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap, rounded
from desktop_app.widgets.theme import Appearance, Theme


class Pill(QAbstractButton):
    """32 high, 12 above the lower edge of `ground`; out of the way of the keyboard's path."""

    def __init__(self, appearance: Appearance, ground: QWidget) -> None:
        super().__init__(ground)
        self._ground = ground
        self._theme = appearance.theme
        self._keys = ""
        self.setText(self.tr("Jump to latest"))
        self.setAccessibleName(self.text())
        # It has keys that work anywhere; Tab should reach messages, not this.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        ground.installEventFilter(self)
        appearance.changed.connect(self.set_theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours, font and measures of this theme."""
        self._theme = theme
        self._place()
        self.update()

    def show_keys(self, keys: str) -> None:
        """Write these keys beside the words."""
        self._keys = keys
        self._place()
        self.update()

    def show_when(self, is_away: bool) -> None:
        """Be there while the end is out of sight."""
        if is_away:
            self._place()
            self.raise_()
        self.setVisible(is_away)

    def _place(self) -> None:
        size = self.sizeHint()
        x = (self._ground.width() - size.width()) // 2
        y = self._ground.height() - size.height() - self._theme.px(12)
        self.setGeometry(QRect(x, y, size.width(), size.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def sizeHint(self) -> QSize:
        theme = self._theme
        words = QFontMetricsF(theme.font(13, 500)).horizontalAdvance(self.text())
        keys = QFontMetricsF(theme.font(12)).horizontalAdvance(self._keys)
        gap = 8 if self._keys else 0
        return QSize(round(words + keys) + theme.px(12 + 14 + 8 + gap + 14) + 2, theme.px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        ground = theme.hover if self.underMouse() else theme.raised
        rounded(painter, self.rect(), theme.px(16), ground, line=theme.border_strong)
        side = theme.px(14)
        pixmap = icon_pixmap(self, "arrow-down", theme.text, side)
        draw_icon(painter, pixmap, QRect(theme.px(12), 0, side, self.height()))
        area = self.rect().adjusted(theme.px(12 + 14 + 8), 0, -theme.px(14), 0)
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.text)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(theme.font(12))
        painter.setPen(theme.muted)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(area, align, self._keys)
