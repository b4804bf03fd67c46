"""A question in its place on a page, for what cannot be taken back by a press of the same button.

Nothing waits for it: `answered` tells the name of the button, "" for Cancel.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class Question(QWidget):
    """`answers` are (name, words). The keyboard goes to Cancel, and Esc is the same.

    Within a layer of its own it needs no card around it. `safe` are answers that lose nothing.
    """

    answered = Signal(str)

    def __init__(
        self,
        title: str,
        words: str,
        answers: Sequence[tuple[str, str]],
        appearance: Appearance,
        *,
        has_card: bool = True,
        safe: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.setAccessibleName(f"{title} {words}")
        body = QWidget()
        column = scaled(QVBoxLayout(body), appearance, (12, 12, 12, 12), 4)
        column.addWidget(Label(title, appearance, weight=600, wraps=True))
        column.addWidget(Label(words, appearance, color="muted", wraps=True))
        row = scaled(QHBoxLayout(), appearance, (0, 8, 0, 0), 8)
        self.buttons: dict[str, Button] = {}
        for name, text in (*answers, ("", self.tr("Cancel"))):
            button = Button(text, appearance, "danger" if name and name not in safe else "plain")
            button.clicked.connect(lambda _on=False, name=name: self.answered.emit(name))
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        around = scaled(QVBoxLayout(self), appearance, (4, 4, 4, 12 if has_card else 4))
        if has_card:
            card = Card(appearance)
            card.add(body)
            around.addWidget(card)
        else:
            around.addWidget(body)

    def take_focus(self) -> None:
        """Put the keyboard where nothing is lost."""
        self.buttons[""].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.answered.emit("")
        else:
            super().keyPressEvent(event)
