"""Notes where the reader is a moment after scrolling, so that no way of ending loses it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.widgets.transcript.view import TranscriptView

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation

_DELAY = 700  # ms


class KeepingPlace(QObject):
    """Lives as long as its view. What streams moves by itself, and is no place of the reader's."""

    def __init__(self, view: TranscriptView, conversation: "Conversation") -> None:
        super().__init__(view)
        self._conversation = conversation
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self._note)
        view.moved.connect(self._moved)

    def _moved(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _note(self) -> None:
        view = self.parent()
        if isinstance(view, TranscriptView) and not self._conversation.is_streaming:
            self._conversation.set_place(view.place())
