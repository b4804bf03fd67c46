"""A page of one column in the middle, for what stands in the place of an empty transcript."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.controls.page_scroll import PageScroll
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

_BAR = 14  # PageScroll keeps it free at the right


class ColumnPage(PageScroll):
    """`column` is what pages fill: `width` px at 100 %, less where there is less room."""

    def __init__(self, appearance: Appearance, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        page = QWidget()
        self.column = QWidget(page)
        across = scaled(QHBoxLayout(page), appearance, (24 + _BAR, 0, 24, 0))
        across.addStretch(1)
        across.addWidget(self.column, 1000)
        across.addStretch(1)
        self.show_page(page)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Measures of this theme."""
        self.column.setMaximumWidth(theme.px(self._width))
