"""The app's own mark, drawn from its one source."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app import paths
from desktop_app.widgets.theme import Appearance, Theme


class Mark(QWidget):
    """48 px at 100 %."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = QSvgRenderer(str(paths.resources() / "app-icon.svg"), self)
        self._theme = appearance.theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """The size at this zoom."""
        self._theme = theme
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(48), self._theme.px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._drawing.render(QPainter(self), QRectF(self.rect()))
