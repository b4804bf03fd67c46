"""The layer in which a key is pasted where it was missed: kept, and the question asked again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError, SettingsError
from desktop_app.domain.provider import Provider
from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance

_WIDTH, _LOW, _TALL = 520, 256, 440  # px at 100 %: the panel, without and with an error in it


class NewKey(Layer):
    """`kept` tells that the key is in the keyring, or by consent in this session's memory.

    The key stands in the field until it is kept, so that nothing typed is lost to a keyring that
    does not take it.
    """

    kept = Signal()

    def __init__(
        self,
        window: QWidget,
        core: Core,
        provider: Provider,
        appearance: Appearance,
        scope: TaskScope,
        *,
        is_session_only: bool = False,
    ) -> None:
        self._title = core.catalog.title(provider)
        name = window.tr("A new key for {title}").format(title=self._title)
        super().__init__(window, name, appearance, width=_WIDTH, height=_LOW, top=120)
        self._appearance = appearance
        self._core = core
        self._provider = provider
        self._is_session_only = is_session_only
        self._work = ToldWork(scope, self._refused)
        self._card: ErrorCard | None = None
        self._field = Field(
            self.tr("Key"), appearance, placeholder=self.tr("Paste the key"), icon="key-round",
            is_secret=True, has_error_line=True,
        )  # fmt: skip
        self._field.submitted.connect(self._keep)
        self._column = scaled(QVBoxLayout(self.panel), appearance, (20, 16, 20, 16), 8)
        self._column.addWidget(Label(name, appearance, size=18, line=28, weight=600, wraps=True))
        self._said = Label("", appearance, color="muted", wraps=True)
        self._column.addWidget(self._said)
        self._column.addWidget(self._field)
        self._column.addLayout(self._buttons())
        self._column.addStretch(1)
        self._asking = self._work.start("key store", self._say_where)

    def take_focus(self) -> None:
        """The field."""
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    async def _say_where(self) -> None:
        """Where the key will be kept: without a key store in memory, and the button says so."""
        store = await self._core.secrets.state()
        words = []
        if variable := self._core.secrets.variable(self._provider):
            words.append(self.tr("{0} in the environment wins over it.").format(variable))
        if not store.is_available:
            words.append(store.words)
        if self._is_session_only or not store.is_available:
            self._is_session_only = True
            self._button.setText(self.tr("Keep for this session and try again"))
            words.append(self.tr("It stays in memory and is forgotten when Rivulet ends."))
        else:
            words += [
                store.words,
                self.tr("It is sent to {0} only.").format(self._provider.base_url),
            ]
        self._said.setText(" ".join(words))

    def _buttons(self) -> QHBoxLayout:
        row = scaled(QHBoxLayout(), self._appearance, spacing=8)
        self._button = Button(self.tr("Keep and try again"), self._appearance, "primary")
        self._button.clicked.connect(self._keep)
        cancel = Button(self.tr("Cancel"), self._appearance)
        cancel.clicked.connect(self.dismiss)
        row.addWidget(self._button)
        row.addWidget(cancel)
        row.addStretch(1)
        return row

    def _keep(self) -> None:
        if self._button.isEnabled():
            self._button.setEnabled(False)
            self._work.start("new key", self._put)

    async def _put(self) -> None:
        from desktop_app.services.secrets import Secret

        self._drop_card()
        try:
            secret = Secret.cleaned(self._field.text)
            await self._core.secrets.put(self._provider, secret, session_only=self._is_session_only)
        except SettingsError as error:
            self._field.set_error(str(error))
            self._button.setEnabled(True)
            return
        self._field.take_secret()
        self.dismiss()
        self.kept.emit()

    def _refused(self, error: AppError) -> None:
        """The keyring did not take it: never a file, memory only by consent."""
        self._button.setEnabled(True)
        actions = [
            ("session", self.tr("Keep the key for this session only")),
            ("again", self.tr("Try again")),
        ]
        self._card = ErrorCard(error, self._appearance, actions)
        self._card.acted.connect(self._act)
        self._column.insertWidget(self._column.indexOf(self._field) + 1, self._card)
        self._card.show()
        self._button.hide()  # one main button, and it is the card's
        self._wanted = (_WIDTH, _TALL)
        self._place()
        self._card.take_focus()

    def _act(self, name: str) -> None:
        self._is_session_only = name == "session"
        self._keep()

    def _drop_card(self) -> None:
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
            self._button.show()

    def dismiss(self) -> None:
        """Close it; a key that was not kept is forgotten."""
        self._asking.cancel()
        self._field.take_secret()
        super().dismiss()
