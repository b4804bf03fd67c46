"""Messages that wait for the answer that streams: edited, sent now or removed before their turn.

It must not know who sends them.
"""

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop_app.domain.message import Message
    from desktop_app.viewmodels.draft import Written  # brings messages along, too slow to paint by


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """What will be sent. `number` tells equal texts apart."""

    number: int
    written: "Written"

    @property
    def words(self) -> str:
        """The line that stands for it."""
        return " ".join(self.written.told.split())


class Queue(QObject):
    """First in, first out. A held queue gives nothing until it is released."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._waiting: list[QueuedMessage] = []
        self._held_words = ""
        self._is_hurried = False

    @property
    def messages(self) -> tuple[QueuedMessage, ...]:
        """What waits, the next one first."""
        return tuple(self._waiting)

    @property
    def held_words(self) -> str:
        """Why nothing is sent by itself ("held after Stop"), or empty."""
        return self._held_words if self._waiting else ""

    def append(self, written: "Written") -> None:
        """Let `written` wait behind the others."""
        self._waiting.append(QueuedMessage(next(self._numbers), written))
        self.changed.emit()

    def put_first(self, written: "Written") -> None:
        """Let `written` wait before all others."""
        self._waiting.insert(0, QueuedMessage(next(self._numbers), written))
        self.changed.emit()

    def take(self, number: int | None = None) -> "Written | None":
        """Take a message out: by its number, or the next one unless the queue is held."""
        if number is None:
            if (self._held_words and not self._is_hurried) or not self._waiting:
                return None
            number = self._waiting[0].number
            self._is_hurried = False
        for index, message in enumerate(self._waiting):
            if message.number == number:
                del self._waiting[index]
                if not self._waiting:
                    self._held_words = ""
                self.changed.emit()
                return message.written
        return None

    def hold(self) -> None:
        """The person stopped: give nothing by itself from now on, unless something hurries."""
        self._hold(self.tr("held after Stop"))

    def hold_after(self, message: "Message | None") -> None:
        """As `hold`, after an answer that did not end well; None if there was none."""
        is_stop = message is not None and message.state == "stopped"
        self._hold(self.tr("held after Stop") if is_stop else self.tr("held after the error"))

    def _hold(self, words: str) -> None:
        if not self._is_hurried:
            self._held_words = words
            self.changed.emit()

    def hurry(self) -> None:
        """The first message goes as soon as it can, however the answer before it ends.

        Others that are held stay so.
        """
        self._is_hurried = True
        self.changed.emit()

    def release(self) -> None:
        """The person went on: the rest follows by itself again."""
        self._held_words = ""
        self.changed.emit()
