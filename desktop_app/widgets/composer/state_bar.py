"""Above the field: what is unlike other conversations about this one, and the way out of that."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class StateBar(QWidget):
    """One line; `name` and `tip` tell what the button does where its word is too short for it."""

    pressed = Signal()

    def __init__(
        self,
        icon: str,
        words: str,
        button: str,
        appearance: Appearance,
        parent: QWidget,
        *,
        name: str,
        tip: str,
    ) -> None:
        super().__init__(parent)
        row = scaled(QHBoxLayout(self), appearance, (16, 8, 8, 0), 8)
        row.addWidget(Picture(icon, appearance, parent=self))
        row.addWidget(Label(words, appearance, size=12, line=16, color="muted", elides=True), 1)
        self.button = Button(button, appearance, "quiet", is_small=True, parent=self)
        self.button.setAccessibleName(name)
        self.button.setToolTip(tip)
        self.button.leave_focus()
        self.button.clicked.connect(self.pressed)
        row.addWidget(self.button)
        self.hide()
