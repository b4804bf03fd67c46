"""What can be done with what was said: its branches, copies of it, and the way out and in.

One for each window. Dialogs are made when they are first wanted.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.message import Message
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.import_notices import ImportNotices
from desktop_app.widgets.session import Session
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.domain.errors import AppError
    from desktop_app.viewmodels.entries import Entry
    from desktop_app.viewmodels.exporting import Exporting
    from desktop_app.widgets.export_dialog import ExportDialog
    from desktop_app.widgets.main_window import MainWindow


class History(QObject):
    """Implements what commands call the history. `table` is what it does with one message.

    `chosen` are the rows that are selected in the sidebar while that has the keyboard.
    """

    def __init__(
        self,
        window: "MainWindow",
        session: Session,
        page: ConversationPage,
        appearance: Appearance,
        *,
        chosen: "Callable[[], Sequence[Entry]]",
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._page = page
        self._work = ToldWork(session.scope, window.tell)
        self._appearance = appearance
        self._chosen = chosen
        self._imports = ImportNotices(window, session, page, appearance)
        self._exporting: Exporting | None = None
        self._dialog: ExportDialog | None = None
        self.table: dict[str, Callable[[str], object]] = {
            "copy": self.copy_message,
            "branch": self.fork,
            "export": self.export_message,
        }

    @property
    def _conversation(self) -> Conversation:
        return self._page.conversation

    def _message(self, message_id: str) -> str:
        """The message that is meant: this one, else that with the keyboard, else the last."""
        messages = self._conversation.branch.messages
        last = messages[-1].id if messages else ""
        return message_id or self._page.focused_message or last

    # Branches

    async def show_found(self, message_id: str) -> None:
        """Show a message with the word that a search found in it. Raises StoreError."""
        found = self._session.conversations.found
        await self.go_to(message_id, found.word_of(self._conversation.id, message_id))

    async def go_to(self, message_id: str, word: str = "") -> None:
        """Show a message, on whichever branch it is. Raises StoreError."""
        await self._conversation.lead_through(message_id)
        if self._conversation.branch.message(message_id):
            self._page.show_message(message_id, word)
        elif self._conversation.is_streaming:
            self._page.toast.say(
                self.tr("That is on another branch: stop the answer first, or let it end."),
                "circle-alert",
            )

    def fork(self, message_id: str = "") -> None:
        """Copy everything up to a message into a new conversation, and show that."""
        if message_id := self._message(message_id):
            self._work.start("fork", self._fork, self._conversation.id, message_id)

    async def _fork(self, conversation_id: str, message_id: str) -> None:
        made = await self._session.conversations.fork(conversation_id, message_id)
        if made is None:
            return
        self._window.show_conversation(made)
        self._window.composer.focus()
        self._page.toast.say(
            self.tr("Branched into a new conversation"),
            "git-branch",
            self.tr("Undo"),
            partial(self._work.start, "undo fork", self._undo_fork, made.id, conversation_id),
            is_undo=True,
        )

    async def _undo_fork(self, made: str, conversation_id: str) -> None:
        if before := await self._session.conversations.open(conversation_id):
            self._window.show_conversation(before)
        await self._session.conversations.undo_fork(made)

    def show_tree(self) -> None:
        """List every branch of the conversation."""
        if self._conversation.id:
            self._work.start("tree", self._show_tree, self._conversation)

    async def _show_tree(self, conversation: Conversation) -> None:
        from desktop_app.widgets.tree_dialog import TreeDialog

        nodes = await conversation.store.tree(conversation.id)
        tree = TreeDialog(self._window, conversation.store, self._work, self._appearance)
        tree.chosen.connect(lambda message_id: self._work.start("go to", self.go_to, message_id))
        tree.closed.connect(tree.deleteLater)
        tree.open_for(nodes, [message.id for message in conversation.branch.messages])

    # Copies

    def copy(self) -> None:
        """Put the branch on the screen on the clipboard."""
        self._work.start("copy", self._copy, self._conversation.branch.messages)

    def copy_last_answer(self) -> None:
        """Put the last answer on the clipboard."""
        if answer := self._conversation.branch.last_answer:
            self._work.start("copy", self._copy, [answer])

    def copy_message(self, message_id: str) -> None:
        """Put one message on the clipboard."""
        if message := self._conversation.branch.message(message_id):
            self._work.start("copy", self._copy, [message])

    async def _copy(self, messages: Sequence[Message]) -> None:
        from desktop_app.widgets.copying import copy_messages

        await copy_messages(messages)
        words = self.tr("{0} messages copied") if len(messages) > 1 else self.tr("Copied")
        self._page.toast.say(words.format(len(messages)), "copy", is_brief=True)

    # Out

    def export(self) -> None:
        """Choose what of the chosen rows, else of the conversation on the screen, goes out."""
        entries = self._chosen()
        ids = list(dict.fromkeys(entry.id for entry in entries if entry.id))
        folder = next((entry.folder for entry in entries if entry.folder), "")
        self._work.start("export", self._export, ids or [self._conversation.id], "", folder)

    def export_message(self, message_id: str = "") -> None:
        """The same, with a message already chosen."""
        ids, message = [self._conversation.id], self._message(message_id)
        self._work.start("export", self._export, ids, message, "")

    async def _export(self, ids: list[str], message_id: str, folder: str) -> None:
        is_shown = ids[0] == self._conversation.id
        store = self._conversation.store if is_shown else self._session.core.store
        row = await store.conversation(ids[0])
        dialog, exporting = self._exports()
        if folder:
            dialog.open_for([exporting.folder_scope(folder), *exporting.scopes(None)])
        else:
            dialog.open_for(exporting.scopes(row, message_id, ids, store))

    def _exports(self) -> "tuple[ExportDialog, Exporting]":
        if self._dialog is None or self._exporting is None:
            from desktop_app.viewmodels.exporting import Exporting
            from desktop_app.widgets.export_dialog import ExportDialog
            from desktop_app.widgets.pdf import offer_pdf

            offer_pdf()
            session = self._session  # what is written outlives the window
            exporting = self._exporting = Exporting(
                session.core, session.scope, session.conversations
            )
            self._dialog = ExportDialog(self._window, exporting, self._appearance)
            exporting.ended.connect(self._tell_written)
            exporting.failed.connect(self._tell_not_written)
        return self._dialog, self._exporting

    def _tell_written(self, path: Path, _count: int) -> None:
        """Where nobody looks at the dialog any more."""
        if self._dialog is not None and not self._dialog.isVisible():
            from desktop_app.widgets.export_dialog import show_in_folder

            self._page.toast.say(
                self.tr("Saved as {0}").format(path.name),
                "circle-check",
                self.tr("Show in folder"),
                partial(show_in_folder, path),
            )

    def _tell_not_written(self, error: "AppError") -> None:
        if self._dialog is not None and not self._dialog.isVisible():
            self._window.tell(error)

    # In

    def choose_import(self) -> None:
        """Choose a file that is taken in."""
        chooser = QFileDialog(self._window, self.tr("Import"), str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters(
            [
                self.tr("Conversations (*.zip *.json *.md *.markdown)"),
                self.tr("All files (*)"),
            ]
        )
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._imports.take_in)
        chooser.open()
