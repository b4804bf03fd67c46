"""Tabs above a stack of pages, and the same as a small choice between two or three things."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.theme import Appearance, Theme


class Tabs(QTabBar):
    """Tabs 32 high, padding 12, gap 4; arrow keys move between them.

    QTabBar gives the roles that screen readers know; drawing and measures are ours.
    """

    chosen = Signal(int)

    def __init__(
        self,
        name: str,
        titles: Sequence[str],
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)
        for title in titles:
            self.addTab(title)
        self._ring = FocusRing(self, appearance)
        self.currentChanged.connect(self.chosen)
        self.currentChanged.connect(lambda _index: self._show_ring())

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFont(theme.font(13, 500))
        self.updateGeometry()
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        words = QFontMetricsF(self.font()).horizontalAdvance(self.tabText(index))
        gap = self._theme.px(4)
        return QSize(round(words) + 2 * self._theme.px(12) + gap, self._theme.px(32))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def _place(self, index: int) -> QRect:
        return self.tabRect(index).adjusted(0, 0, -self._theme.px(4), 0)

    def _show_ring(self) -> None:
        self._ring.set_area(self._place(self.currentIndex()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setFont(self.font())
        for index in range(self.count()):
            area = self._place(index)
            is_on = index == self.currentIndex()
            if is_on:
                rounded(painter, area, theme.px(8), theme.selected)
            painter.setPen(theme.text if is_on else theme.muted)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tabText(index))

    def tabLayoutChange(self) -> None:
        super().tabLayoutChange()
        if hasattr(self, "_ring"):  # the first tabs come before there is one
            self._show_ring()
