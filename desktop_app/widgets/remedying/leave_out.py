"""The layer in which a person chooses from which question on a conversation is sent."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.leaving_out import Beginning
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.row_list import RowList
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class LeaveOut(Layer):
    """Arrow keys move, Enter takes; `chosen` tells the message that is the first one sent.

    `take_words` stand on the button that does it.
    """

    chosen = Signal(str)

    def __init__(
        self,
        window: QWidget,
        found: Sequence[Beginning],
        place: int,
        take_words: str,
        appearance: Appearance,
    ) -> None:
        name = window.tr("Leave out earlier messages")
        super().__init__(window, name, appearance, width=560, height=420, top=96)
        self._found = found
        rows = [(self._words(each), "message-square") for each in found]
        self._list = RowList(self.tr("Begin with this question"), rows, appearance)
        self._list.show_chosen(place)
        self._list.itemActivated.connect(self._take)
        self._list.chosen.connect(self._tell)
        column = scaled(QVBoxLayout(self.panel), appearance, (20, 16, 20, 16), 8)
        column.addWidget(Label(name, appearance, size=18, line=28, weight=600, wraps=True))
        words = self.tr(
            "Nothing is deleted. The model is only sent the conversation from the question that "
            "you choose; all of it can be sent again later."
        )
        column.addWidget(Label(words, appearance, color="muted", wraps=True))
        column.addWidget(self._list, 1)
        self._effect = Label("", appearance, color="muted", wraps=True)
        column.addWidget(self._effect)
        column.addLayout(self._buttons(take_words, appearance))
        self._tell(place)

    def take_focus(self) -> None:
        """The list of questions."""
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _buttons(self, take_words: str, appearance: Appearance) -> QHBoxLayout:
        row = scaled(QHBoxLayout(), appearance, (0, 4, 0, 0), 8)
        take = Button(take_words, appearance, "primary")
        take.clicked.connect(self._take)
        cancel = Button(self.tr("Cancel"), appearance)
        cancel.clicked.connect(self.dismiss)
        row.addWidget(take)
        row.addWidget(cancel)
        row.addStretch(1)
        return row

    def _words(self, each: Beginning) -> str:
        return each.words or self.tr("(a message without words)")

    def _tell(self, place: int) -> None:
        each = self._found[place]
        one, many = (
            self.tr("The last message is sent"),
            self.tr("The last {count} messages are sent"),
        )
        words = (one if each.kept == 1 else many).format(count=f"{each.kept:,}")
        self._effect.setText(
            self.tr("{words}, about {tokens} tokens.").format(
                words=words, tokens=f"{each.tokens:,}"
            )
        )

    def _take(self) -> None:
        each = self._found[self._list.currentRow()]
        self.dismiss()
        self.chosen.emit(each.message_id)
