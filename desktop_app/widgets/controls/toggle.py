"""A switch between off and on."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.theme import Appearance, Theme


class Toggle(QAbstractButton):
    """36 × 20; Space and Enter switch it. `name` is what a screen reader says."""

    def __init__(self, name: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        FocusRing(self, appearance, radius=10)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(36), self._theme.px(20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        radius = self.height() / 2
        knob = theme.px(12)
        inset = (self.height() - knob) // 2
        if self.isChecked():
            rounded(painter, self.rect(), radius, theme.accent)
            x, ink = self.width() - inset - knob, theme.on_accent
        else:
            rounded(painter, self.rect(), radius, line=theme.muted, width=2)
            x, ink = inset, theme.muted
        rounded(painter, QRect(x, inset, knob, knob), knob / 2, ink)
