"""One button for two things that never are wanted at once: Send, and Stop while an answer comes."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.widgets import icons
from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap, rounded
from desktop_app.widgets.theme import Appearance, Theme


class SendButton(QAbstractButton):
    """32 × 32 with an arrow; as Stop it says so in words, unless it is compact."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._is_stop = False
        self._is_compact = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_as(is_stop=False, can_send=False)
        FocusRing(self, appearance)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, font and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_as(self, *, is_stop: bool, can_send: bool) -> None:
        """Be Stop, or Send that can be pressed or not."""
        self._is_stop = is_stop
        self.setEnabled(is_stop or can_send)
        self.setAccessibleName(self.tr("Stop") if is_stop else self.tr("Send"))
        self.updateGeometry()
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Leave the word away where there is little room."""
        self._is_compact = is_compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(32)
        if not self._is_stop or self._is_compact:
            return QSize(side, side)
        words = QFontMetricsF(self._theme.font(13, 500)).horizontalAdvance(self.tr("Stop"))
        return QSize(round(words) + self._theme.px(10 + 14 + 8 + 12) + 1, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_hot = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._is_stop:
            self._paint_stop(painter, is_hot)
        else:
            self._paint_send(painter, is_hot)

    def _paint_send(self, painter: QPainter, is_hot: bool) -> None:
        theme = self._theme
        ground = theme.accent_press if is_hot else theme.accent
        rounded(painter, self.rect(), theme.px(8), ground if self.isEnabled() else theme.surface)
        ink = theme.on_accent if self.isEnabled() else theme.muted
        draw_icon(painter, icon_pixmap(self, "arrow-up", ink, theme.px(16)), self.rect())

    def _paint_stop(self, painter: QPainter, is_hot: bool) -> None:
        theme = self._theme
        ground = theme.hover if is_hot else theme.canvas
        rounded(painter, self.rect(), theme.px(8), ground, line=theme.border_strong)
        side = theme.px(14)
        ratio = self.devicePixelRatioF()
        square = icons.pixmap("square", theme.text, side, ratio, is_filled=True)
        if self._is_compact:
            draw_icon(painter, square, self.rect())
            return
        draw_icon(painter, square, QRect(theme.px(10), 0, side, self.height()))
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.text)
        area = self.rect().adjusted(theme.px(10 + 14 + 8), 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.tr("Stop"))
