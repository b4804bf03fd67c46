"""One way to the first answer: an icon, words, a button, and whatever it needs below."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.chip import Tile
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class Door(Card):
    """Padding 16, tile 40, title 15/24; `add` puts rows below the head."""

    def __init__(self, icon: str, title: str, words: str, appearance: Appearance) -> None:
        super().__init__(appearance)
        self.setAccessibleName(title)
        head = QWidget()
        self._head = scaled(QHBoxLayout(head), appearance, (15, 15, 15, 15), 16)
        tile = Tile(
            appearance, icon=icon, size=40, icon_size=20, ground="accent_soft", ink="accent"
        )
        self._head.addWidget(tile)
        text = scaled(QVBoxLayout(), appearance)
        text.addWidget(Label(title, appearance, size=15, line=24, weight=600, wraps=True))
        self.words = Label(words, appearance, color="muted", wraps=True)
        text.addWidget(self.words)
        self._head.addLayout(text, 1)
        self.add(head)

    def add_button(self, button: QWidget) -> None:
        """Put the button at the right end of the head."""
        self._head.addWidget(button)

    def add_plain(self, body: QWidget) -> None:
        """Put `body` below the head without a line between them."""
        self._column.addWidget(body)
