"""What is written and not sent yet: on disk within a second, whatever happens to the app.

It must not know where a draft is kept.
"""

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.message import FilePart, ImagePart, Message, TextPart

_DELAY = 500  # ms after the last letter

Attachment = ImagePart | FilePart


class Written(msgspec.Struct, frozen=True):
    """Words and what goes with them."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.attachments)

    @property
    def parts(self) -> tuple[Attachment | TextPart, ...]:
        """As the parts of a message: models read words best after what they are about."""
        words = (TextPart(self.text),) if self.text else ()
        return (*self.attachments, *words)

    @property
    def told(self) -> str:
        """In words alone: for a title, or a line that stands for all of it."""
        return self.text or ", ".join(each.name for each in self.attachments)

    def before(self, other: "Written") -> "Written":
        """Both, this one first."""
        text = "\n".join(each for each in (self.text, other.text) if each)
        return Written(text, self.attachments + other.attachments)


def written_in(message: Message) -> Written:
    """What a person's message was made of."""
    held = (part for part in message.parts if isinstance(part, ImagePart | FilePart))
    return Written(message.text, tuple(held))


class Draft(QObject):
    """The text and attachments of one composer.

    `edited_id` names the own message that they replace once they are sent. What was there before
    the editing waits meanwhile, and comes back afterwards; both are kept. So is what waits for its
    turn to be sent, before the words: after a crash it is a draft again.
    """

    changed = Signal()  # from elsewhere than the field
    begun = Signal()  # the person typed where nothing was
    due = Signal()  # it should be saved

    def __init__(self, written: Written, parent: QObject) -> None:
        super().__init__(parent)
        self.written = written
        self.edited_id = ""
        self._aside = Written()
        self._queued = Written()
        self._saved = self.kept
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self.due)

    def restore(self, edited_id: str, written: Written) -> None:
        """An own message was being rewritten when the app ended."""
        self.edit(written, edited_id)
        self.take_to_save()  # it is as it was kept

    @property
    def text(self) -> str:
        """The words."""
        return self.written.text

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What goes with them."""
        return self.written.attachments

    def write(self, text: str) -> None:
        """The person typed."""
        if text != self.text:
            if not self.written:
                self.begun.emit()
            self._take(msgspec.structs.replace(self.written, text=text))

    def attach(self, *attachments: Attachment) -> None:
        """Let these go along, each once."""
        kept = dict.fromkeys((*self.attachments, *attachments))
        self._take(msgspec.structs.replace(self.written, attachments=tuple(kept)))
        self.changed.emit()

    def detach(self, place: int) -> None:
        """Leave the attachment at this place behind."""
        left = self.attachments[:place] + self.attachments[place + 1 :]
        self._take(msgspec.structs.replace(self.written, attachments=left))
        self.changed.emit()

    def put_first(self, written: Written) -> None:
        """Put something before what is written."""
        self._take(written.before(self.written))
        self.changed.emit()

    def edit(self, written: Written, edited_id: str) -> None:
        """Let the person rewrite an earlier message."""
        if not self.edited_id:
            self._aside = self.written
        self.edited_id, self.written = edited_id, written
        self._timer.start()
        self.changed.emit()

    def end_editing(self) -> None:
        """Go back to what was written before."""
        if self.edited_id:
            self.edited_id = ""
            self.written, self._aside = self._aside, Written()
            self._timer.start()
            self.changed.emit()

    def put_aside(self, written: Written) -> None:
        """Put something before what is there once nothing is edited."""
        if self.edited_id:
            self._aside = written.before(self._aside)
        else:
            self.put_first(written)

    def keep_queued(self, written: Written) -> None:
        """All that waits for its turn to be sent."""
        self._queued = written
        self._timer.start()

    def take(self) -> tuple[Attachment, ...]:
        """It is sent: what goes along with the words. The composer is as before an edit."""
        attachments = self.attachments
        if self.edited_id:
            self.end_editing()
        else:
            self._take(Written())
            self.changed.emit()
        return attachments

    @property
    def kept(self) -> tuple[Written, str, Written]:
        """What is to be kept: the draft; which message is edited, if any, and how far."""
        if not self.edited_id:
            return self._queued.before(self.written), "", Written()
        return self._queued.before(self._aside), self.edited_id, self.written

    def take_to_save(self) -> tuple[Written, str, Written] | None:
        """What is to be kept, None if it is what was taken last."""
        self._timer.stop()
        is_news, self._saved = self.kept != self._saved, self.kept
        return self._saved if is_news else None

    def _take(self, written: Written) -> None:
        self.written = written
        self._timer.start()
