"""What the buttons of errors do: the catalogue's words for remedies, done in this window."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.completion import Parameters
from desktop_app.domain.errors import SettingsError
from desktop_app.domain.message import ErrorRecord, Message
from desktop_app.services.report import report
from desktop_app.viewmodels.faults import CA_FILE
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.layers import Layers
from desktop_app.widgets.session import Session
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.main_window import MainWindow


class Remedies(QObject):
    """`run` does one of them for a message; what needs no message is done without one, too."""

    def __init__(
        self, window: "MainWindow", layers: Layers, session: Session, appearance: Appearance
    ) -> None:
        super().__init__(window)
        self._window = window
        self._layers = layers
        self._session = session
        self._appearance = appearance
        self._work = ToldWork(session.scope, window.tell)
        self.table: dict[str, Callable[[str], object]] = {
            "paste_key": partial(self._ask_for_key, is_session_only=False),
            "session_key": partial(self._ask_for_key, is_session_only=True),
            "check": self._check,
            "address": self._edit_address,
            "unlock": self._unlock,
            "leave_out": self._choose_beginning,
            "without": self._leave_field_out,
            "edit_question": self._edit_question,
            "ca_file": self._choose_ca_file,
            "system_certificates": self._use_system_certificates,
            "providers": lambda _id: layers.show_settings("Models & keys"),
            "network": lambda _id: layers.show_settings("Network"),
            "data": lambda _id: layers.show_settings("Privacy & data"),
            "data_folder": lambda _id: _show(session.core.locations.data),
            "report": self._copy_report,
        }

    def _message(self, message_id: str) -> Message | None:
        return self._window.conversation.branch.message(message_id)

    def _retry(self, message_id: str) -> None:
        self._window.conversation.turns.retry(message_id=message_id)

    # Keys

    def _ask_for_key(self, message_id: str, *, is_session_only: bool) -> None:
        from desktop_app.widgets.remedying.new_key import NewKey

        core = self._session.core
        try:
            provider = core.catalog.provider(self._provider_of(message_id))
        except SettingsError as error:
            self._window.tell(error)
            return
        layer = NewKey(
            self._window, core, provider, self._appearance, self._session.scope,
            is_session_only=is_session_only,
        )  # fmt: skip
        layer.kept.connect(partial(self._retry, message_id))
        layer.closed.connect(layer.deleteLater)
        layer.open()

    def _provider_of(self, message_id: str) -> str:
        message = self._message(message_id)
        conversation = self._window.conversation
        return message.origin.provider if message and message.origin else conversation.provider

    def _check(self, message_id: str) -> None:
        dialog = self._layers.show_settings("Models & keys")
        dialog.providers.check(self._provider_of(message_id))

    def _edit_address(self, message_id: str) -> None:
        dialog = self._layers.show_settings("Models & keys")
        dialog.edit_address(self._provider_of(message_id))

    def _unlock(self, message_id: str) -> None:
        async def unlock() -> None:
            await self._session.core.secrets.unlock()
            self._retry(message_id)

        self._work.start("unlock", unlock)

    # What is sent

    def _choose_beginning(self, message_id: str) -> None:
        from desktop_app.viewmodels.leaving_out import begin_with, beginnings, proposed
        from desktop_app.widgets.remedying.leave_out import LeaveOut

        conversation = self._window.conversation
        sent = conversation.parameters.sent_of(conversation.branch.until(message_id))
        found = beginnings(sent)
        if not found:
            return
        known = Who(self._session.core.catalog).model(conversation.provider, conversation.model)
        place = proposed(found, known.context)
        words = self.tr("Leave out and try again") if message_id else self.tr("Leave out")
        layer = LeaveOut(self._window, found, place, words, self._appearance)

        def begin(first: str) -> None:
            begin_with(conversation, first)
            if message_id:
                self._retry(message_id)
            words = self.tr("Earlier messages left out")
            self._window.transcript.toast.say(
                words, "scissors", self.tr("Send all again"), partial(begin_with, conversation, "")
            )

        layer.chosen.connect(begin)
        layer.closed.connect(layer.deleteLater, Qt.ConnectionType.QueuedConnection)
        layer.open()

    def _leave_field_out(self, message_id: str) -> None:
        message = self._message(message_id)
        if message and message.error and message.error.param:
            without = self._window.conversation.parameters.without
            self._set(without=(*without, message.error.param))
            self._retry(message_id)

    def _edit_question(self, message_id: str) -> None:
        if asked := self._window.conversation.branch.asked(message_id):
            self._window.conversation.start_editing(asked.id)

    def _set(self, **changes: object) -> None:
        conversation = self._window.conversation
        parameters: Parameters = msgspec.structs.replace(conversation.parameters, **changes)
        conversation.set_parameters(conversation.system, parameters)

    # Certificates

    def _choose_ca_file(self, message_id: str) -> None:
        chooser = QFileDialog(self._window, self.tr("Choose a CA file"), str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters(
            [self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")]
        )
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda path: self.take_ca_file(path, message_id))
        chooser.open()

    def take_ca_file(self, path: str, message_id: str) -> None:
        """Trust the certificates in this file from here on, and ask again."""
        provider = self._session.core.catalog.provider(self._provider_of(message_id))
        if provider.network.ca_file:
            network = msgspec.structs.replace(provider.network, ca_file=path)
            self._session.core.catalog.add(msgspec.structs.replace(provider, network=network))
        else:
            self._session.core.settings.set(CA_FILE, path)
        self._retry(message_id)

    def _use_system_certificates(self, message_id: str) -> None:
        provider = self._session.core.catalog.provider(self._provider_of(message_id))
        if provider.network.ca_file:
            network = msgspec.structs.replace(provider.network, ca_file="")
            self._session.core.catalog.add(msgspec.structs.replace(provider, network=network))
        else:
            self._session.core.settings.reset(CA_FILE)
        self._retry(message_id)

    # Telling others

    def _copy_report(self, message_id: str) -> None:
        message = self._message(message_id)
        error = message.error if message else None
        self.copy_report(error)

    def copy_report(self, error: ErrorRecord | None = None) -> None:
        """Put a report without secrets on the clipboard; nothing is sent anywhere."""

        async def copy() -> None:
            QGuiApplication.clipboard().setText(await report(self._session.core, error))
            self._window.say(self.tr("Report copied. Read it before you pass it on."))

        self._work.start("report", copy)


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
