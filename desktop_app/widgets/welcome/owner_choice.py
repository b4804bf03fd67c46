"""Whose key is it? Asked where its shape does not say, with a button for each provider."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.flow import Flow
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance

OTHER = ""  # a server that the list does not know


class OwnerChoice(QWidget):
    """`chosen` tells the name of the provider, or OTHER. A letter goes to who begins with it."""

    chosen = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        column = scaled(QVBoxLayout(self), appearance, (0, 12, 0, 4), 8)
        self._words = Label("", appearance, weight=500, wraps=True)
        column.addWidget(self._words)
        self._holder = QWidget()
        self._flow = scaled(Flow(self._holder), appearance, (4, 4, 4, 4), 8)
        column.addWidget(self._holder)
        self.buttons: list[Button] = []
        self.hide()

    def ask(self, words: str, options: Sequence[tuple[str, str]]) -> None:
        """Offer these (name, title), and another server after them."""
        self._words.setText(words)
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for name, title in (*options, (OTHER, self.tr("Another server…"))):
            button = Button(title, self._appearance, is_small=True, parent=self._holder)
            button.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
            self._flow.addWidget(button)
            self.buttons.append(button)
            button.show()
        for before, after in zip(self.buttons, self.buttons[1:], strict=False):
            QWidget.setTabOrder(before, after)
        self.setAccessibleName(words)
        self.show()

    def take_focus(self) -> None:
        """The first of them."""
        self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().casefold()
        fitting = [x for x in self.buttons if letter and x.text().casefold().startswith(letter)]
        if fitting and letter.isalnum():
            later = [x for x in fitting if self._is_after_focus(x)]
            (later or fitting)[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def _is_after_focus(self, button: Button) -> bool:
        focused = [place for place, one in enumerate(self.buttons) if one.hasFocus()]
        return bool(focused) and self.buttons.index(button) > focused[0]
