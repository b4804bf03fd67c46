"""Network: the proxy with its login, certificates, time limits, and a try of all of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.viewmodels.proxy_choice import ProxyChoice
from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Row
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.file_field import FileField
from desktop_app.widgets.settings_dialog.page import SettingsRows
from desktop_app.widgets.theme import Appearance

_WIDTH = 216
_PROXY, _CA_FILE = "network.proxy", "network.ca_file"


class NetworkPage(SettingsRows):
    """The rows of the section, with one of its own for the proxy and one for the CA file."""

    def __init__(self, proxy: ProxyChoice, model: SettingsPage, appearance: Appearance) -> None:
        keys = [row.setting.key for row in model.rows("Network")]
        own = {
            _PROXY: _ProxyRows(proxy, appearance),
            _CA_FILE: _CaFileRow(model, appearance),
        }
        super().__init__(model, keys, appearance, own=own)


class _CaFileRow(Row):
    def __init__(self, model: SettingsPage, appearance: Appearance) -> None:
        setting = model.row(_CA_FILE).setting
        super().__init__(setting.title, model.row(_CA_FILE).help, appearance)
        self._model = model
        self._file = FileField(setting.title, appearance, width=_WIDTH - 36)
        self._file.field.edit.editingFinished.connect(lambda: self._take(self._file.field.text))
        self._file.chosen.connect(self._take)
        self.add(self._file)
        self.setFocusProxy(self._file)
        model.row_changed.connect(lambda key: self._show() if key == _CA_FILE else None)
        self._show()

    def _show(self) -> None:
        self._file.field.set_text(str(self._model.row(_CA_FILE).value))

    def _take(self, path: str) -> None:
        complaint = self._model.set(_CA_FILE, path.strip())
        self.tell(complaint or self._model.row(_CA_FILE).help, "danger" if complaint else "muted")


class _ProxyRows(QWidget):
    """The kind of proxy; for an address also where, who, and the password; a button to try it."""

    def __init__(self, proxy: ProxyChoice, appearance: Appearance) -> None:
        super().__init__()
        self._proxy = proxy
        self._is_entering = False
        self._given = ("", "")  # address and user that were taken last, or wait for the keyring
        self._appearance = appearance
        self._column = scaled(QVBoxLayout(self), appearance)
        self._choice = Choice(
            self.tr("Proxy"),
            [
                ("system", self.tr("Like the system")),
                ("none", self.tr("None")),
                ("address", self.tr("An address…")),
            ],
            appearance,
            width=_WIDTH,
        )
        self._choice.chosen.connect(lambda kind: self._choose(str(kind)))
        words = self.tr("The way out of this network. Default: like the system.")
        self._row(self.tr("Proxy"), words, self._choice)
        self._add_address()
        self._try = Button(self.tr("Try it"), appearance)
        self._try.clicked.connect(self._begin_try)
        words = self.tr("Connects to {0} this way and says what came of it. No key is sent.")
        words = words.format(proxy.asked_title or self.tr("a provider"))
        self._tried = self._row(self.tr("Try the connection"), words, self._try)
        self._trouble = scaled(QVBoxLayout(), appearance, (4, 0, 4, 4))
        self._column.addLayout(self._trouble)
        self._card: ErrorCard | None = None
        self.setFocusProxy(self._choice)
        proxy.changed.connect(self._show)
        proxy.waits.connect(self._ask_consent)
        proxy.failed.connect(self._show_failure)
        proxy.tried.connect(self._show_success)
        self._show()

    def _row(self, title: str, words: str, control: QWidget) -> Row:
        row = Row(title, words, self._appearance)
        row.add(control)
        self._column.addWidget(row)
        return row

    def _add_address(self) -> None:
        appearance, tr = self._appearance, self.tr
        self._address = Field(
            tr("Address"), appearance, placeholder="http://host:8080", width=_WIDTH
        )
        self._user = Field(tr("User"), appearance, width=_WIDTH)
        self._password = Field(tr("Password"), appearance, is_secret=True, width=_WIDTH)
        self._address_words = tr("http, https, socks5 or socks5h, with host and port.")
        self._rows = [
            self._row(tr("Address of the proxy"), self._address_words, self._address),
            self._row(tr("User"), tr("Only where the proxy asks who you are."), self._user),
            self._row(tr("Password"), tr("Kept in the keyring, never in a file."), self._password),
        ]
        for field in (self._address, self._user, self._password):
            field.edit.editingFinished.connect(self._take)

    def _choose(self, kind: str) -> None:
        self._drop_card()
        self._is_entering = kind == "address"
        if self._is_entering:
            self._show_rows(is_address=True)
            self._address.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._proxy.take(kind)

    def _take(self) -> None:
        """Something was entered: it acts at once, as far as it is whole."""
        if self._choice.value != "address":  # a field that is hidden loses the focus
            return
        address, user = self._address.text.strip(), self._user.text.strip()
        known = ((self._proxy.address, self._proxy.user), self._given)
        if not address or ((address, user) in known and not self._password.text):
            return
        self._given = (address, user)
        complaint = self._proxy.take(address, user, self._password.text)
        self._rows[0].tell(complaint or self._address_words, "danger" if complaint else "muted")
        if not complaint:
            self._password.take_secret()
            self._drop_card()

    def _show(self) -> None:
        """What is chosen; an address that is still to be entered stays open."""
        is_address = self._proxy.kind == "address"
        if not is_address and self._is_entering:
            return
        self._is_entering = False
        self._given = ("", "")
        self._show_rows(is_address=is_address)
        self._address.set_text(self._proxy.address)
        self._user.set_text(self._proxy.user)
        is_kept = self._proxy.has_password
        self._password.edit.setPlaceholderText(self.tr("One is kept") if is_kept else "")

    def _show_rows(self, *, is_address: bool) -> None:
        self._choice.set_value("address" if is_address else self._proxy.kind)
        for row in self._rows:
            row.setVisible(is_address)

    def _begin_try(self) -> None:
        self._drop_card()
        self._try.setEnabled(False)
        self._tried.tell(self.tr("Trying…"))
        self._proxy.try_way()

    def _show_success(self, words: str) -> None:
        self._end_try()
        self._tried.tell(words, "success")

    def _show_failure(self, error: AppError) -> None:
        self._end_try()
        self._tried.tell("")
        self._put_card(ErrorCard(error, self._appearance, [("hide", self.tr("Understood"))]))

    def _end_try(self) -> None:
        if not self._try.isEnabled():
            self._try.setEnabled(True)
            self._try.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_consent(self, error: AppError) -> None:
        actions = [
            ("session", self.tr("Keep the password for this session only")),
            ("again", self.tr("Try again")),
        ]
        fields = (self._address, self._user, self._password)
        is_awaited = any(field.edit.hasFocus() for field in fields)
        self._put_card(card := ErrorCard(error, self._appearance, actions))
        if is_awaited:
            card.take_focus()

    def _put_card(self, card: ErrorCard) -> None:
        self._drop_card()
        self._card = card
        card.acted.connect(self._act)
        self._trouble.addWidget(card)
        card.show()

    def _act(self, what: str) -> None:
        self._drop_card()
        if what == "session":
            self._proxy.keep_for_session()
        elif what == "again":
            self._proxy.try_again()

    def _drop_card(self) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None
