"""Above the Trash or the Archive in the sidebar: the way back, and what empties the Trash."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.entries import TRASH
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.sidebar.row_button import RowButton
from desktop_app.widgets.theme import Appearance


class KindBar(QWidget):
    """Hidden while all conversations are listed."""

    left = Signal()
    empty_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.back = RowButton("arrow-left", self.tr("All conversations"), appearance, self)
        self.empty = IconButton("trash-2", self.tr("Empty the Trash…"), appearance, is_large=True)
        self._words = Label("", appearance, size=12, line=16, color="muted", wraps=True)
        column = scaled(QVBoxLayout(self), appearance, (8, 0, 8, 0))
        row = scaled(QHBoxLayout(), appearance, (0, 0, 0, 0), 4)
        row.addWidget(self.back, 1)
        row.addWidget(self.empty)
        column.addLayout(row)
        words = scaled(QVBoxLayout(), appearance, (8, 4, 8, 4))
        words.addWidget(self._words)
        column.addLayout(words)
        self.back.clicked.connect(self.left)
        self.empty.clicked.connect(self.empty_wanted)
        self.hide()

    def show_kind(self, kind: str, days: int) -> None:
        """For this list, empty for all conversations; `days` until the Trash is emptied, or 0."""
        is_trash = kind == TRASH
        self.empty.setVisible(is_trash)
        words = self.tr("Deleted for good after {0} days").format(days)
        self._words.setText(words if days else self.tr("Kept until you empty it"))
        self._words.setVisible(is_trash)
        self.setVisible(bool(kind))
