"""Where a link leads, told at the lower edge while it is pointed at or has the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.theme import Theme
from desktop_app.widgets.transcript import links


class Whither(QWidget):
    """One line over the transcript; the mouse goes through it."""

    def __init__(self, ground: QWidget, theme: Theme) -> None:
        super().__init__(ground)
        self._ground = ground
        self._theme = theme
        self._words = ""
        self._is_cut = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures."""
        self._theme = theme
        self._place()

    def tell(self, target: str) -> None:
        """Show the true address of a link; nothing for an empty one."""
        words = links.shown(target) if links.is_allowed(target) else ""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self._place()
            self.setVisible(bool(words))

    def tells_all(self, target: str) -> bool:
        """Whether the whole address of `target` can be read here now."""
        return bool(self._words) and self._words == links.shown(target) and not self._is_cut

    def _place(self) -> None:
        px = self._theme.px
        ground = self._ground.size()
        metrics = QFontMetrics(self._theme.font(12))
        wanted = metrics.horizontalAdvance(self._words) + 2 * px(8)
        width = min(wanted, ground.width() - 2 * px(8) - px(14))
        self._is_cut = width < wanted
        self.setGeometry(px(8), ground.height() - px(24) - px(8), width, px(24))
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.canvas)
        rounded(painter, self.rect(), theme.px(4), theme.raised, line=theme.border_strong)
        font = theme.font(12)
        painter.setFont(font)
        painter.setPen(theme.muted)
        room = self.rect().adjusted(theme.px(8), 0, -theme.px(8), 0)
        elided = QFontMetrics(font).elidedText(
            self._words, Qt.TextElideMode.ElideMiddle, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)
