"""The third door: paste a key, see whose it is, see it work, go on with one of its models."""

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError, SettingsError
from desktop_app.domain.provider import ProviderKind
from desktop_app.services.secrets import Secret
from desktop_app.viewmodels.providers import Providers
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.steps import Steps
from desktop_app.widgets.theme import Appearance
from desktop_app.widgets.welcome.door import Door
from desktop_app.widgets.welcome.owner_choice import OTHER, OwnerChoice


class KeyDoor(Door):
    """`ready(provider)` once the check of a pasted key went well."""

    ready = Signal(str)
    other_wanted = Signal()  # a server that is not in the list: the settings have the form

    def __init__(self, providers: Providers, appearance: Appearance) -> None:
        super().__init__(
            "key-round",
            providers.tr("Paste a key"),
            providers.tr(
                "A key is a long line of letters from a provider's page. It is never written into "
                "a file: it goes to the system's key store."
            ),
            appearance,
        )
        self._providers = providers
        self._appearance = appearance
        self._kind: ProviderKind | None = None  # whose key it is, once that is known
        self._fitting: list[ProviderKind] = []  # whose key it could be
        self._name = ""  # the provider that is being set up
        self._error: ErrorCard | None = None
        body = QWidget()
        self._body = scaled(QVBoxLayout(body), appearance, (71, 4, 15, 15))
        self._entry = scaled(QBoxLayout(QBoxLayout.Direction.LeftToRight), appearance, spacing=8)
        self._build_entry()
        self._body.addLayout(self._entry)
        self._told = Label("", appearance, size=12, line=16, color="success", wraps=True)
        self._told.hide()
        self._body.addSpacing(4)
        self._body.addWidget(self._told)
        self._owner = OwnerChoice(appearance)
        self._owner.chosen.connect(self._own_chosen)
        self._body.addWidget(self._owner)
        self._own: dict[str, Field] = {}
        self._own_place = scaled(QVBoxLayout(), appearance, spacing=4)
        self._body.addLayout(self._own_place)
        self._add_help()
        self._hint = Label("", appearance, size=12, line=16, color="danger", wraps=True)
        self._hint.hide()
        self._body.addWidget(self._hint)
        self._steps = Steps(appearance)
        below = scaled(QVBoxLayout(), appearance, (0, 8, 0, 0))
        below.addWidget(self._steps)
        self._body.addLayout(below)
        self._steps.hide()
        self.add_plain(body)
        providers.row_changed.connect(self._follow)
        providers.check_ended.connect(self._ended)
        providers.key_waits.connect(self._ask_consent)

    def take_focus(self, text: str = "") -> None:
        """Put the keyboard where a key is pasted, with one that was written elsewhere."""
        if text:
            self._key.set_text(text)
        self._key.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Put field, choice and button below each other."""
        direction = QBoxLayout.Direction
        self._entry.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def _build_entry(self) -> None:
        appearance = self._appearance
        self._key = Field(
            self.tr("Key"), appearance, is_secret=True, placeholder=self.tr("Paste the key here")
        )
        self._key.text_changed.connect(self._recognise)
        self._key.submitted.connect(self._go)
        self._button = Button(self.tr("Continue"), appearance, "primary")
        self._button.setEnabled(False)
        self._button.clicked.connect(self._go)
        self._entry.addWidget(self._key, 1)
        self._entry.addWidget(self._button)

    def _add_help(self) -> None:
        """For who has no key yet."""
        self._help = Button(
            self.tr("Where do I get a key?"), self._appearance, "quiet", icon="external-link",
            is_small=True,
        )  # fmt: skip
        self._help.clicked.connect(self._show_pages)
        row = QHBoxLayout()
        row.addWidget(self._help)
        row.addStretch(1)
        self._body.addLayout(row)

    def _show_pages(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for kind in self._providers.kinds():
            if kind.key_page:
                action = menu.addAction(kind.title)
                action.setToolTip(kind.key_page)
                page = QUrl(kind.key_page)
                action.triggered.connect(
                    lambda _on=False, page=page: QDesktopServices.openUrl(page)
                )
        menu.setToolTipsVisible(True)
        menu.popup(self._help.mapToGlobal(QPoint(0, self._help.height() + 4)))

    def _recognise(self, text: str) -> None:
        """Whose key it is, as far as its shape tells; a key of two shapes is asked about."""
        self._fitting = self._providers.recognised(text)
        is_known = len(self._fitting) == 1
        self._choose(self._fitting[0] if is_known else None)
        self._say("")
        self._owner.hide()
        self._button.setEnabled(bool(text.strip()))

    def _choose(self, kind: ProviderKind | None) -> None:
        """The key is for this provider, or nobody knows for whom."""
        if kind is not self._kind:
            self._kind = kind
            self._show_own_fields()
        words = self.tr("This is a key for {0}.").format(kind.title) if kind else ""
        self._told.setText(words)
        self._told.setVisible(bool(words))

    def _ask_owner(self) -> None:
        if self._fitting:
            titles = self.tr(" or ").join(kind.title for kind in self._fitting)
            words = self.tr("This key could be for {0}. Whose is it?").format(titles)
            options = self._fitting
        else:
            words = self.tr("The key does not say whose it is. Where did you get it?")
            known = [kind for kind in self._providers.kinds() if kind.auth != "none"]
            # Those with a shape of their own would have been recognised.
            options = sorted(known, key=lambda kind: bool(kind.key_pattern))
        self._owner.ask(words, [(kind.name, kind.title) for kind in options])
        self._owner.take_focus()

    def _own_chosen(self, name: str) -> None:
        if name == OTHER:
            self._key.take_secret()
            self.other_wanted.emit()
            return
        self.take_focus()
        self._owner.hide()
        self._choose(self._providers.kind(name))
        if self._own:
            next(iter(self._own.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._go()

    def _show_own_fields(self) -> None:
        """What this provider must be told beside the key, like Mavera's persona."""
        while (item := self._own_place.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._own = {}
        for wanted in self._kind.fields if self._kind else ():
            if wanted.required:
                title = wanted.title or wanted.key
                field = Field(title, self._appearance, placeholder=title, has_error_line=True)
                field.submitted.connect(self._go)
                self._own_place.addSpacing(self._appearance.theme.px(8))
                self._own_place.addWidget(field)
                self._own[wanted.key] = field
                QWidget.setTabOrder(self._key.edit, field.edit)

    def _go(self) -> None:
        """Set the provider up, keep the key, check it."""
        kind = self._kind
        try:
            Secret.cleaned(self._key.text)
        except SettingsError as error:
            self._say(f"{error} {error.hint}")
            return
        if kind is None:
            self._ask_owner()
            return
        missing = [field for field in self._own.values() if not field.text.strip()]
        for field in missing:
            field.set_error(self.tr("{title} needs this.").format(title=kind.title))
        if missing:
            missing[0].setFocus()
            return
        fields = {key: field.text.strip() for key, field in self._own.items()}
        try:
            secret = Secret.cleaned(self._key.text)
            self._name = self._providers.add(kind, fields=fields).name
        except SettingsError as error:
            self._say(f"{error} {error.hint}")
            return
        self._key.take_secret()
        self._drop_error()
        self._providers.put_key(self._name, secret)

    def _say(self, words: str) -> None:
        self._hint.setText(words)
        self._hint.setVisible(bool(words))

    def _follow(self, name: str) -> None:
        """The check goes on: show how far it came."""
        check = self._providers.check_of(name)
        if name == self._name and check is not None:
            self._steps.show_steps(check.steps)
            self._steps.setVisible(bool(check.steps))

    def _ended(self, name: str) -> None:
        check = self._providers.check_of(name)
        if name != self._name or check is None:
            return
        self._follow(name)
        if check.error is None:
            self.ready.emit(name)
            return
        actions = [("again", self.tr("Check again"))]
        kind = self._providers.kind(self._providers.row(name).provider.kind)
        if kind and kind.key_page and check.error.name == "KeyRejected":
            actions = [("page", self.tr("Open the page for keys")), *actions]
        self._show_error(check.error, actions)

    def _ask_consent(self, name: str, error: AppError) -> None:
        """No keyring took the key: nothing is kept in a file, memory only by consent."""
        if name == self._name:
            words = self.tr("Keep the key for this session only")
            self._show_error(error, [("session", words), ("keyring", self.tr("Try again"))])

    def _show_error(self, error: AppError, actions: list[tuple[str, str]]) -> None:
        self._drop_error()
        self._error = ErrorCard(error, self._appearance, actions)
        self._error.acted.connect(self._act)
        self._body.addWidget(self._error)
        self._error.show()
        if self._key.edit.hasFocus() or self._button.hasFocus():
            self._error.take_focus()

    def _drop_error(self) -> None:
        if self._error is not None:
            self._body.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None

    def _act(self, what: str) -> None:
        self._drop_error()
        if what == "session":
            self._providers.keep_for_session(self._name)
        elif what == "keyring":
            self._providers.try_key_again(self._name)
        elif what == "again":
            self._providers.check(self._name)
        else:
            kind = self._providers.kind(self._providers.row(self._name).provider.kind)
            if kind:
                QDesktopServices.openUrl(QUrl(kind.key_page))
