"""A table of whole rows: chosen with the arrow keys, a quiet header above, no grid."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.theme import Appearance, Theme

_HEAD = 28  # px at 100 %


class RowTable(QTableView):
    """Rows are `row` px at 100 % high, `ground` and `line` are colours of the theme by name.

    `ground` is what the table lies on, which its header hides the rows with.
    """

    def __init__(
        self, appearance: Appearance, row: int, ground: str, line: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.theme = appearance.theme
        self._row = row
        self._ground = ground
        self._line = line
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What it lies on shows through: a palette of its own is lost with the next style sheet.
        viewport_of(self).setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)

    def follow(self, appearance: Appearance, stretched: int) -> None:
        """Take the theme from here on; this column takes what room is left."""
        head = self.horizontalHeader()
        head.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self.theme = theme
        self.verticalHeader().setDefaultSectionSize(theme.px(self._row))
        head, ground = self.horizontalHeader(), getattr(theme, self._ground)
        head.setFixedHeight(theme.px(_HEAD))
        head.setFont(theme.font(12, 500))
        # A header takes its ground and its line from a style sheet only.
        head.setStyleSheet(
            f"QHeaderView {{ background: transparent; border: none }}"
            f"QHeaderView::section {{ background: {ground.name()};"
            f" color: {theme.muted.name()}; border: none;"
            f" border-bottom: 1px solid {getattr(theme, self._line).name()};"
            f" padding: 0 {theme.px(8)}px }}"
        )
        self.viewport().update()
