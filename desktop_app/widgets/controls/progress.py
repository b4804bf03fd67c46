"""How far something is: a line that fills."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.theme import Appearance, Theme


class Progress(QProgressBar):
    """4 px high, from 0 to 100. QProgressBar gives the role that screen readers know."""

    def __init__(self, name: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.setRange(0, 100)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.px(4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, radius = self._theme, QPainter(self), self.height() / 2
        rounded(painter, self.rect(), radius, theme.border)
        width = round(self.width() * self.value() / 100)
        if width >= self.height():
            rounded(painter, QRect(0, 0, width, self.height()), radius, theme.accent)
