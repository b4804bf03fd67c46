"""What goes along with the next message: from drops, pastes and choices to the conversation.

Follows one conversation at a time and shows its attachments in the composer.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.composer import Composer
from desktop_app.widgets.composer.given import files_in, has_picture, picture_in

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation


class Attaching(QObject):
    """Also takes what is dropped anywhere on the window of `page`."""

    export_dropped = Signal(str)  # a history from elsewhere: nothing to send

    def __init__(self, composer: Composer, page: QWidget) -> None:
        super().__init__(page)
        self._composer = composer
        self._conversation: Conversation | None = None
        composer.attach_button.setEnabled(False)
        self._page = page
        composer.files_given.connect(self._take_files)
        composer.picture_given.connect(self._take_picture)
        composer.attachments.remove_requested.connect(self._remove)
        composer.notice.dismissed.connect(self._dismiss)

    def follow(self, conversation: "Conversation | None") -> None:
        """Another conversation is on the screen, or none."""
        if self._conversation is not None:
            for signal, slot in self._listeners(self._conversation):
                signal.disconnect(slot)
        self._conversation = conversation
        self._composer.attach_button.setEnabled(conversation is not None)
        if conversation is not None:
            self._page.window().setAcceptDrops(True)
            self._page.window().installEventFilter(self)  # once, however often it is asked for
            for signal, slot in self._listeners(conversation):
                signal.connect(slot)
            self._show()

    def _listeners(
        self, conversation: "Conversation"
    ) -> list[tuple[SignalInstance, Callable[..., None]]]:
        return [
            (conversation.draft.changed, self._show),
            (conversation.changed, self._show_words),
            (conversation.attaching.changed, self._show_words),
            (conversation.transcript.picture_came, self._composer.attachments.show_picture),
        ]

    def _show(self) -> None:
        if self._conversation is not None:
            held = self._conversation.draft.attachments
            self._composer.show_attachments(held, self._conversation.transcript.picture)
            self._show_words()

    def _show_words(self) -> None:
        """What could not be attached comes before what the model may not take."""
        conversation = self._conversation
        if conversation is not None:
            complaint = conversation.attaching.complaint
            warned = conversation.attaching.warning(conversation.provider, conversation.model)
            self._composer.notice.say(complaint or warned, can_dismiss=bool(complaint))

    def _take_files(self, paths: list[str]) -> None:
        if self._conversation is not None:
            self._conversation.attaching.take_files(paths)
            self._composer.focus()

    def _take_picture(self, data: bytes) -> None:
        if self._conversation is not None:
            self._conversation.attaching.take_bytes(data, self.tr("Picture"))

    def _remove(self, place: int) -> None:
        if self._conversation is not None:
            self._conversation.draft.detach(place)

    def _dismiss(self) -> None:
        if self._conversation is not None:
            self._conversation.attaching.complain("")
            self._composer.focus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            source = event.mimeData()
            if self._conversation and (files_in(source) or has_picture(source)):
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._drop(event)
            return True
        return False

    def _drop(self, event: QDropEvent) -> None:
        source = event.mimeData()
        event.acceptProposedAction()
        paths = files_in(source)
        if len(paths) == 1 and _is_export(paths[0]):
            self.export_dropped.emit(paths[0])
        elif paths:
            self._take_files(paths)
        elif has_picture(source):
            self._take_picture(picture_in(source))


def _is_export(path: str) -> bool:
    """Whether a file is what ChatGPT, Claude or Rivulet call their history; models take no zip."""
    return Path(path).suffix.lower() == ".zip" or Path(path).name == "conversations.json"
