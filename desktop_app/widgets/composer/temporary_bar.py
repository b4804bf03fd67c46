"""Above the field of a conversation that is never written: says so, and offers to keep it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class TemporaryBar(QWidget):
    """One line; the button writes the conversation down after all."""

    kept = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        row = scaled(QHBoxLayout(self), appearance, (16, 8, 8, 0), 8)
        row.addWidget(Picture("eye-off", appearance, parent=self))
        words = self.tr("Temporary: nothing of this is written to this computer")
        row.addWidget(Label(words, appearance, size=12, line=16, color="muted", elides=True), 1)
        self.button = Button(self.tr("Keep"), appearance, "quiet", is_small=True, parent=self)
        self.button.setAccessibleName(self.tr("Keep this temporary conversation"))
        self.button.setToolTip(self.tr("Save it like any other conversation"))
        self.button.clicked.connect(self.kept)
        row.addWidget(self.button)
        self.hide()
