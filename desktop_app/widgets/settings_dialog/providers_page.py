"""Models & keys: the list of providers, the form for one of them, the choices about models."""

from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.services.catalog import BUILT_IN
from desktop_app.viewmodels.provider_form import ProviderForm
from desktop_app.viewmodels.providers import Providers
from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card, heading
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.kept_view import KeptView, KeyStoreLine
from desktop_app.widgets.settings_dialog.keys_view import KeysView
from desktop_app.widgets.settings_dialog.page import Page, add_lines
from desktop_app.widgets.settings_dialog.place import Place
from desktop_app.widgets.settings_dialog.provider_form_view import ProviderFormView
from desktop_app.widgets.settings_dialog.provider_row import ProviderRowView
from desktop_app.widgets.settings_dialog.row_dragging import RowDragging
from desktop_app.widgets.theme import Appearance


class ProvidersPage(Page):
    """Shows the list; the form takes its place while someone adds or edits."""

    models_wanted = Signal(str)  # by the provider's title

    def __init__(
        self, providers: Providers, settings: SettingsPage, appearance: Appearance
    ) -> None:
        super().__init__(appearance)
        self._providers = providers
        self._views: dict[str, ProviderRowView] = {}
        self._form: ProviderFormView | KeysView | None = None
        self._opened = ""  # the provider that the form is about
        kept = providers.kept(self)
        self._keyring = KeyStoreLine(kept, appearance)
        self.column.addWidget(self._keyring)
        self._list = QWidget(self)
        column = scaled(QVBoxLayout(self._list), appearance, (4, 0, 4, 0))
        head = scaled(QHBoxLayout(), appearance, (0, 16, 0, 8), 8)
        head.addWidget(heading(self.tr("Providers"), appearance), 1)
        self._add = Button(self.tr("Paste a key"), appearance, icon="plus", is_small=True)
        self._add.clicked.connect(lambda: self.open_form(ProviderForm()))
        head.addWidget(self._add)
        column.addLayout(head)
        self._trouble = Place(appearance)
        column.addLayout(self._trouble)
        self._card = Card(appearance)
        self._dragging = RowDragging(self._card, appearance)
        self._dragging.dropped.connect(self._drop)
        column.addWidget(self._card)
        words = scaled(QVBoxLayout(), appearance, (0, 20, 0, 8))
        words.addWidget(heading(self.tr("Choice of model"), appearance))
        column.addLayout(words)
        self.column.addWidget(self._list)
        keys = [row.setting.key for row in settings.rows("Models & keys")]
        self.lines = add_lines(self, settings, keys)
        self._kept = KeptView(kept, appearance, self)
        self.column.addWidget(self._kept)
        self.fill_up()
        providers.changed.connect(self._rebuild)
        providers.row_changed.connect(self._refresh)
        providers.check_ended.connect(self._refresh)
        providers.key_waits.connect(self._ask_consent)
        providers.failed.connect(self._show_failure)
        self._rebuild()

    def open_form(self, form: ProviderForm) -> None:
        """Add or change a provider, in the place of the list."""
        self._open(ProviderFormView(self._providers, form, self.appearance), form.name)

    def open_keys(self, name: str) -> None:
        """The keys of this provider, in the place of the list."""
        self._open(KeysView(self._providers.keys_of(name), self.appearance), name)

    def _open(self, form: ProviderFormView | KeysView, name: str) -> None:
        self.close_form()
        self._opened = name
        self._form = form
        form.done.connect(self.close_form)
        self.column.insertWidget(1, form)
        form.show()  # a layout would show it only later, and what is hidden takes no focus
        self._set_list_visible(is_visible=False)
        form.take_focus()

    def paste_key(self, name: str, text: str = "") -> None:
        """Open this provider's form, or an empty one where it is not there.

        `text` is a key that was written elsewhere.
        """
        if name in self._views:
            self._do(name, "paste")
        else:
            self.open_form(ProviderForm())
        if text and isinstance(self._form, ProviderFormView):
            self._form.enter_key(text)

    def edit_address(self, name: str) -> None:
        """Open this provider's form where its base URL stands; one that is gone has none."""
        if name in self._views and name != BUILT_IN.name:
            self._do(name, "address")

    def close_form(self) -> None:
        """Back to the list; what was entered and not saved is forgotten."""
        if self._form is None:
            return
        form, self._form = self._form, None
        self._set_list_visible(is_visible=True)
        if self._opened in self._views:
            self._views[self._opened].take_focus()
        else:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.column.removeWidget(form)
        form.hide()
        form.deleteLater()

    def _set_list_visible(self, *, is_visible: bool) -> None:
        self._list.setVisible(is_visible)
        self._kept.put_away(is_away=not is_visible)
        for line in self.lines:
            line.setVisible(is_visible)

    def _rebuild(self) -> None:
        """Rows are kept by name, so that the focus stays where it is while others change."""
        rows = self._providers.rows()
        if list(self._views) != [row.provider.name for row in rows]:
            focused = next((x for x, view in self._views.items() if _has_focus(view)), "")
            self._card.clear()
            self._views = {}
            for row in rows:
                name = row.provider.name
                report = partial(self._providers.report_of, name)
                view = ProviderRowView(row, report, self.appearance)
                view.asked.connect(lambda what, name=name: self._do(name, what))
                self._views[name] = view
                self._card.add(view)
                view.show_check(self._providers.check_of(name))
            moving = [view for name, view in self._views.items() if name != BUILT_IN.name]
            self._dragging.follow(moving, [view.handle for view in moving])
            if focused in self._views:
                self._views[focused].take_focus()
        for row in rows:
            self._views[row.provider.name].show_row(row)

    def _drop(self, row: int, step: int) -> None:
        self._providers.move(list(self._views)[row], step)

    def _refresh(self, name: str) -> None:
        if name in self._views:
            self._views[name].show_row(self._providers.row(name))
            self._views[name].show_check(self._providers.check_of(name))

    def _do(self, name: str, what: str) -> None:
        providers = self._providers
        row = providers.row(name)
        if what == "billing":
            kind = providers.kind(row.provider.kind)
            QDesktopServices.openUrl(QUrl(kind.billing_page if kind else row.provider.base_url))
            return
        if what in {"edit", "paste", "address"}:
            self.open_form(ProviderForm.of(row.provider))
            if what == "address" and isinstance(self._form, ProviderFormView):
                self._form.take_focus_at_address()
            return
        acts = {
            "check": lambda: providers.check(name),
            "default": lambda: providers.make_default(name),
            "up": lambda: providers.move(name, -1),
            "down": lambda: providers.move(name, 1),
            "on": lambda: providers.set_enabled(name, is_enabled=True),
            "off": lambda: providers.set_enabled(name, is_enabled=False),
            "models": lambda: self.models_wanted.emit(row.title),
            "keys": lambda: self.open_keys(name),
            "remove": lambda: providers.remove(name),
            "session": lambda: providers.keep_for_session(name),
            "again": lambda: providers.try_key_again(name),
        }
        acts[what]()

    def _ask_consent(self, name: str, error: AppError) -> None:
        """The keyring refused: say so, and offer what is possible. Never a file."""
        if name not in self._views:
            return
        actions = [
            ("session", self.tr("Keep the key for this session only")),
            ("again", self.tr("Try again")),
        ]
        view, card = self._views[name], ErrorCard(error, self.appearance, actions)
        is_awaited = self._add.hasFocus() or _has_focus(view)
        view.show_waiting_key(card)
        if is_awaited:
            card.take_focus()

    def _show_failure(self, _name: str, error: AppError) -> None:
        self._trouble.tell(error)


def _has_focus(view: QWidget) -> bool:
    focus = view.window().focusWidget()
    return focus is not None and view.isAncestorOf(focus)
