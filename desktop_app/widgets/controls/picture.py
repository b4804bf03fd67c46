"""An icon that stands beside words and is not a control."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap
from desktop_app.widgets.theme import Appearance, Theme


class Picture(QWidget):
    """A sign of `size` px at 100 % in the theme token `color`."""

    def __init__(
        self,
        icon: str,
        appearance: Appearance,
        color: str = "muted",
        size: int = 14,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._color = color
        self._size = size
        self._theme = appearance.theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_icon(self, icon: str, color: str) -> None:
        """Another icon in another token of the theme."""
        self._icon, self._color = icon, color
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._icon:
            ink = getattr(self._theme, self._color)
            pixmap = icon_pixmap(self, self._icon, ink, self._theme.px(self._size))
            draw_icon(QPainter(self), pixmap, self.rect())
