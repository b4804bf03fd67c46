"""What is written and not sent yet: on disk within a second, whatever happens to the app.

It must not know where a draft is kept.
"""

from PySide6.QtCore import QObject, QTimer, Signal

_DELAY = 500  # ms after the last letter


class Draft(QObject):
    """The text of one composer.

    `edited_id` names the own message that the text replaces once it is sent; such a text is not
    kept, since the message itself is.
    """

    changed = Signal()  # from elsewhere than the composer
    due = Signal()  # it should be saved

    def __init__(self, text: str, parent: QObject) -> None:
        super().__init__(parent)
        self.text = text
        self.edited_id = ""
        self._kept = text
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self.due)

    def write(self, text: str) -> None:
        """The person typed."""
        if text != self.text:
            self.text = text
            self._timer.start()

    def replace(self, text: str, edited_id: str = "") -> None:
        """Something else puts its words here."""
        self.edited_id = edited_id
        self.text = text
        self.changed.emit()

    def take_to_save(self) -> str | None:
        """What is to be kept, None if it is what was taken last."""
        self._timer.stop()
        text = "" if self.edited_id else self.text
        is_news, self._kept = text != self._kept, text
        return text if is_news else None

    def take_edited(self) -> str:
        """The message that what is sent now replaces, or empty."""
        edited, self.edited_id = self.edited_id, ""
        return edited
