"""What is written in the composer: on its way to the conversation's draft, turns and queue.

Follows one conversation at a time and shows in the composer how far it is.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.composer import Composer

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation


class Writing(QObject):
    """What is sent before there is a conversation waits for the first one."""

    asked = Signal()  # the person sent something to the conversation on the screen

    def __init__(self, composer: Composer, page: QWidget) -> None:
        super().__init__(page)
        self._composer = composer
        self._conversation: Conversation | None = None
        self._asked_early: list[str] = []
        composer.sent.connect(self._send)
        composer.stop_requested.connect(self._stop)
        composer.edit_last_requested.connect(self._edit_last)
        composer.edit_cancelled.connect(self._cancel_editing)
        composer.text_changed.connect(self._keep_draft)
        composer.chips.send_requested.connect(self._send_queued)
        composer.chips.edit_requested.connect(self._edit_queued)
        composer.chips.remove_requested.connect(self._remove_queued)

    # What is shown

    def follow(self, conversation: "Conversation | None") -> None:
        """Another conversation is on the screen, or none."""
        if self._conversation is not None:
            for signal, slot in self._listeners(self._conversation):
                signal.disconnect(slot)
        self._conversation = conversation
        if conversation is not None:
            for signal, slot in self._listeners(conversation):
                signal.connect(slot)
            self._composer.set_text(conversation.draft.text)
            self._show_state()
            self._show_queue()

    def _listeners(
        self, conversation: "Conversation"
    ) -> list[tuple[SignalInstance, Callable[..., None]]]:
        return [
            (conversation.changed, self._show_state),
            (conversation.turns.streaming_changed, self._show_state),
            (conversation.draft.changed, self._show_draft),
            (conversation.turns.queue.changed, self._show_queue),
        ]

    def _show_state(self) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        is_streaming, is_temporary = conversation.is_streaming, conversation.is_temporary
        self._composer.show_streaming(is_streaming)
        can_keep = is_temporary and not is_streaming
        self._composer.show_temporary(is_temporary=is_temporary, can_keep=can_keep)
        self._composer.show_trashed(conversation.is_trashed)
        self._show_editing(conversation)

    def _show_editing(self, conversation: "Conversation") -> None:
        is_answer = conversation.edited_answer is not None
        self._composer.show_editing(bool(conversation.draft.edited_id), is_answer=is_answer)

    def _show_draft(self) -> None:
        if self._conversation is not None:
            self._composer.set_text(self._conversation.draft.text)
            self._show_editing(self._conversation)
            if self._conversation.draft.edited_id:
                self._composer.focus()

    def _show_queue(self) -> None:
        if self._conversation is not None:
            queue = self._conversation.turns.queue
            self._composer.chips.show_messages(queue.messages, queue.held_words)

    # What the person does

    def take_early(self, text: str) -> None:
        """What was written while the services were loading, once a conversation is followed.

        `text` stays behind the draft that was there, and what was sent is sent.
        """
        conversation = self._conversation
        assert conversation is not None, "somebody follows first"
        written = [each for each in (conversation.draft.text, text) if each]
        held = conversation.draft.take() if self._asked_early else ()
        for asked in self._asked_early:
            conversation.send(asked)
        self._asked_early.clear()
        conversation.draft.attach(*held)
        self._composer.set_text("\n".join(written))
        conversation.draft.write(self._composer.text())

    def end_editing(self) -> bool:
        """Let an earlier message be as it was; tells whether one was rewritten."""
        if self._conversation is None or not self._conversation.draft.edited_id:
            return False
        self._conversation.draft.end_editing()
        return True

    def _cancel_editing(self) -> None:
        self.end_editing()
        self._composer.focus()

    def _send(self, text: str) -> None:
        self._composer.set_text("")
        if self._conversation is None:
            self._asked_early.append(text)
        else:
            self._conversation.send(text)
            self.asked.emit()

    def _stop(self) -> None:
        if self._conversation is not None:
            self._conversation.turns.stop()

    def _edit_last(self) -> None:
        if self._conversation is not None:
            self._conversation.start_editing()

    def _keep_draft(self) -> None:
        if self._conversation is not None:
            self._conversation.draft.write(self._composer.text())

    def _send_queued(self, number: int) -> None:
        if self._conversation is not None:
            self._conversation.turns.send_queued(number)

    def _edit_queued(self, number: int) -> None:
        if self._conversation is not None:
            self._conversation.edit_queued(number)
            self._composer.focus()

    def _remove_queued(self, number: int) -> None:
        if self._conversation is not None:
            self._conversation.turns.queue.take(number)
            self._composer.focus()
