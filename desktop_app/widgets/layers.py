"""What lies over or beside the conversation when asked for: made when first wanted."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.commands.keys import caps, keys_of
from desktop_app.services.catalog import BUILT_IN
from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.widgets.actions import Actions
from desktop_app.widgets.beginning import Beginning
from desktop_app.widgets.palette_entry import PaletteEntry
from desktop_app.widgets.pasted_key import PastedKey
from desktop_app.widgets.prompting import Prompting
from desktop_app.widgets.session import Session
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.main_window import MainWindow
    from desktop_app.widgets.model_picker.picker import ModelPicker
    from desktop_app.widgets.settings_dialog.dialog import SettingsDialog
    from desktop_app.widgets.welcome.page import WelcomePage

ChooseModel = Callable[[str, str], None]  # a provider's name, a model's id


class Layers(QObject):
    """The layers of one window. Implements what commands call them."""

    def __init__(
        self, window: "MainWindow", session: Session, appearance: Appearance, actions: Actions
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._appearance = appearance
        self._actions = actions
        self._settings: SettingsDialog | None = None
        self._picker: ModelPicker | None = None
        self._welcome: WelcomePage | None = None
        self._choose: ChooseModel | None = None
        PastedKey(window.transcript, session.core.catalog, partial(self.paste_key, ""))
        window.composer.holds_back.append(self._asks_who)
        self.beginning = Beginning(window, session, appearance)
        Prompting(window, session, appearance)

    def choose_assistant(self) -> None:
        """Open the list of what a new conversation can begin with."""
        self.beginning.choose()

    def show_palette(self) -> None:
        """Open the palette over everything that can be done at this moment."""
        from desktop_app.widgets.palette import Palette

        palette = Palette(self._window, self._appearance, self._entries, made=self._searches)
        palette.shortcut_wanted.connect(lambda _id: self.show_settings("Shortcuts"))
        palette.closed.connect(palette.deleteLater)
        palette.open()

    def _searches(self, words: str) -> Sequence[PaletteEntry]:
        """The list above holds what the sidebar has shown; the search finds all the rest."""
        if not words.strip():
            return ()
        title = self.tr("Search all conversations for “{0}”").replace("{0}", words)
        search = partial(self._window.search, words)
        return (PaletteEntry(self.tr("Search"), title, search, "search"),)

    def _entries(self) -> Sequence[PaletteEntry]:
        tr = self.tr
        window, actions = self._window, self._actions
        commands = [
            PaletteEntry(
                tr("Actions"),
                command.title,
                partial(actions.run, command.id),
                command.icon,
                caps=caps(keys[0]) if (keys := keys_of(command, actions.overrides)) else (),
                command_id=command.id,
                also=command.also,
            )
            for command in actions.available()
        ]
        models = [
            PaletteEntry(
                tr("Models"),
                provider.model,
                partial(window.conversation.choose_model, provider.name, provider.model),
                "cpu",
                provider.title or provider.name,
            )
            for provider in self._session.core.catalog.providers()
            if provider.is_enabled and provider.model
        ]
        rows = self._session.conversations.list
        conversations = [
            PaletteEntry(
                tr("Conversations"),
                row.title or UNTITLED,
                partial(window.open_conversation, row.id),
                "message-square",
            )
            for row in rows.rows
        ]
        return (*commands, *self.beginning.entries(), *models, *conversations)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys."""
        from desktop_app.widgets.shortcuts_sheet import ShortcutsSheet

        sheet = ShortcutsSheet(self._window, self._appearance, self._actions.overrides)
        sheet.change_wanted.connect(partial(self.show_settings, "Shortcuts"))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def paste_key(self, provider: str = "", text: str = "") -> None:
        """Go where a key is entered: in the settings, or on the welcome page for any provider.

        `text` is a key that was written elsewhere.
        """
        if not provider and self._welcome is not None and self._welcome.isVisible():
            self._welcome.take_key(text)
        else:
            self.show_settings("Models & keys").paste_key(provider, text)

    def show_settings(self, section: str = "") -> "SettingsDialog":
        """Open the settings, at a section where one is named."""
        if self._settings is None:
            from desktop_app.widgets.settings_dialog.dialog import SettingsDialog

            session = self._session
            self._settings = SettingsDialog(
                self._window, session.core, self._appearance, session.scope
            )
            self._settings.conversations_replaced.connect(self._list_anew)
            self._settings.import_wanted.connect(self._window.history.choose_import)
            self._settings.models_wanted.connect(self._show_models)
            self._settings.library.model_wanted.connect(self.choose_model)
            self._settings.model_wanted.connect(self.choose_model)
        self._settings.open_at(section)
        return self._settings

    def _list_anew(self) -> None:
        """All conversations were restored or deleted: what was shown may be gone."""
        self._session.scope.start(self._session.conversations.begin_anew(), "conversations anew")

    def write_prompt(self, text: str) -> None:
        """Open the settings where a prompt of this text is given a name."""
        self.show_settings("Prompts").write_prompt(text)

    def show_spending(self) -> None:
        """Open what answers took, added up anew."""
        from desktop_app.widgets.spending.layer import SpendingLayer

        session = self._session
        layer = SpendingLayer(
            self._window, session.core, self._appearance, session.scope,
            self._window.conversation.id,
        )  # fmt: skip
        layer.closed.connect(layer.deleteLater)
        layer.open()

    def _show_models(self, provider_title: str) -> None:
        if self._settings is not None:
            self._settings.dismiss()
        self.choose_answering_model()
        if self._picker is not None:
            self._picker.search(provider_title)

    def _asks_who(self) -> bool:
        """Nothing is sent to nobody: the list of models opens, and what is written waits."""
        conversation = self._window.conversation
        if not conversation.model:
            self.choose_model(conversation.choose_model)
        return not conversation.model

    def choose_answering_model(self) -> None:
        """Open the list of models for the conversation on the screen."""
        self.choose_model(self._window.conversation.choose_model)

    def retry_with(self, message_id: str = "") -> None:
        """Choose a model and let it answer the question before this message, else the last one."""
        turns = self._window.conversation.turns
        self.choose_model(
            lambda provider, model: turns.retry(provider, model, message_id), is_other=True
        )

    def choose_model(
        self, choose: ChooseModel, provider: str = "", model: str = "", *, is_other: bool = False
    ) -> None:
        """Open the list of models; `choose` is called with what was chosen.

        `provider` and `model` are marked as in use, else those of the conversation; what `is_other`
        is offered first where that one failed.
        """
        if self._picker is None:
            from desktop_app.widgets.model_picker.picker import ModelPicker

            session = self._session
            self._picker = ModelPicker(self._window, session.core, self._appearance, session.scope)
            self._picker.chosen.connect(self._model_chosen)
            self._picker.model.changed.connect(self._window.transcript.show_facts)
        self._choose = choose
        conversation = self._window.conversation
        self._picker.open_for(
            provider or conversation.provider, model or conversation.model, is_other=is_other
        )

    def _model_chosen(self, provider: str, model: str) -> None:
        if self._choose is not None:
            self._choose(provider, model)

    def empty_page(self) -> QWidget:
        """The page of an empty conversation."""
        from desktop_app.widgets.welcome.empty_page import EmptyPage
        from desktop_app.widgets.welcome.start_page import StartPage

        session = self._session
        start = StartPage(self.beginning, self._appearance)
        start.assistants_wanted.connect(partial(self.show_settings, "Assistants"))
        rows, remembered = session.conversations.list, session.core.remembered
        page = EmptyPage(start, self.welcome, rows, remembered, self._appearance)
        page.path_changed.connect(self._window.transcript.order_tabs)
        return page

    def welcome(self) -> QWidget:
        """The doors for somebody new."""
        from desktop_app.widgets.welcome.page import WelcomePage

        session = self._session
        page = WelcomePage(session.core, self._appearance, session.scope)
        page.started.connect(self._start_offline)
        page.model_ready.connect(self._take_model)
        self._welcome = page
        page.settings_wanted.connect(self._add_server)
        return page

    def _add_server(self) -> None:
        self.show_settings("Models & keys").paste_key("")

    def _start_offline(self) -> None:
        self._window.conversation.choose_model(BUILT_IN.name, BUILT_IN.model)
        self._window.composer.focus()

    def _take_model(self, provider: str, model: str) -> None:
        """A door led to a provider: take its model, or let one be chosen; then it is written."""
        self._window.conversation.choose_model(provider, model)
        if model:
            self._window.composer.focus()
        else:
            self.choose_model(self._take_model)
