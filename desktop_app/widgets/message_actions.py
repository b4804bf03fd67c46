"""What the buttons beside a message do."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.domain import unseen
from desktop_app.domain.errors import AppError
from desktop_app.services import saving
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.inspecting import Inspecting
from desktop_app.widgets.layers import Layers
from desktop_app.widgets.session import Session

_MOST_TOLD = 200  # characters of an address that is not opened
_OPENABLE = {"http", "https", "mailto"}


class MessageActions(QObject):
    """Maps the transcript's words for actions to what they do in this window.

    `others` are those that other rooms know: remedies of errors, branches, exports.
    """

    def __init__(
        self,
        page: ConversationPage,
        layers: Layers,
        inspecting: Inspecting,
        session: Session,
        others: Mapping[str, Callable[[str], object]],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._layers = layers
        self._work = ToldWork(session.scope, self._tell)
        self._table: dict[str, Callable[[str], object]] = {
            "edit": self._edit,
            "retry": self._retry,
            "retry_with": layers.retry_with,
            "prompt": self._save_as_prompt,
            "details": inspecting.show_details,
            "delete": self._delete,
            "continue": self._continue,
            "keep": self._keep,
            "version_previous": lambda message_id: self._step(-1, message_id),
            "version_next": lambda message_id: self._step(1, message_id),
            "stop": self._stop,
            "now": self._now,
            **others,
        }
        self._listen()

    def _listen(self) -> None:
        self._page.action_requested.connect(self.run)
        self._page.link_clicked.connect(self.follow_link)
        self._page.save_requested.connect(self.save)

    def run(self, action: str, message_id: str) -> None:
        """Do it; words that nobody knows do nothing."""
        if action in self._table:
            self._table[action](message_id)

    def follow_link(self, address: str) -> None:
        """Open a link outside: web pages and mail only, whatever an answer says."""
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if url.isValid() and url.scheme().lower() in _OPENABLE:
            QDesktopServices.openUrl(url)
        else:
            told = unseen.told(address[:_MOST_TOLD])
            self._page.toast.say(self.tr("Not opened: {0}").format(told), "circle-alert")

    def save(self, path: str, text: str) -> None:
        """Write a piece of a message to a file."""
        self._work.start("save", self._save, Path(path), text)

    async def _save(self, path: Path, text: str) -> None:
        await saving.save(path, text)
        self._page.toast.say(self.tr("Saved as {0}").format(path.name), "circle-check")

    def _tell(self, error: AppError) -> None:
        self._page.toast.say(f"{error} {error.hint}".strip(), "circle-alert")

    def _edit(self, message_id: str) -> None:
        self._page.conversation.start_editing(message_id)

    def _retry(self, message_id: str) -> None:
        self._page.conversation.turns.retry(message_id=message_id)

    def _save_as_prompt(self, message_id: str) -> None:
        message = self._page.conversation.branch.message(message_id)
        if message and message.text:
            self._layers.write_prompt(message.text)

    def _delete(self, message_id: str) -> None:
        conversation = self._page.conversation
        count = conversation.delete_message(message_id)

        def restore() -> None:
            conversation.restore_message(message_id)
            self._page.composer.focus()

        if count:
            one, more = self.tr("Message deleted"), self.tr("Deleted with the {0} after it")
            words = one if count == 1 else more.format(count - 1)
            self._page.toast.say(words, "trash-2", self.tr("Undo"), restore, is_undo=True)

    def _continue(self, message_id: str) -> None:
        self._page.conversation.turns.continue_answer(message_id)

    def _keep(self, message_id: str) -> None:
        self._page.conversation.keep(message_id)

    def _step(self, step: int, message_id: str) -> None:
        self._page.conversation.step_version(step, message_id)

    def _stop(self, _message_id: str) -> None:
        self._page.conversation.turns.stop()

    def _now(self, _message_id: str) -> None:
        self._page.conversation.turns.skip_waiting()
