"""The window: sidebar, conversation and inspector, and what commands may ask of it.

It is shown before the services are there; `attach` brings them. It holds no facts.
"""

import contextlib
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.settings.remembered import Remembered
from desktop_app.viewmodels.zoom import stepped
from desktop_app.widgets import window_memory
from desktop_app.widgets.composer import Composer
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.leaving import asks_before, is_last
from desktop_app.widgets.panes import Panes
from desktop_app.widgets.sidebar import Sidebar
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation
    from desktop_app.viewmodels.conversations import Conversations
    from desktop_app.viewmodels.told_work import ToldWork
    from desktop_app.widgets.actions import Actions
    from desktop_app.widgets.history import History
    from desktop_app.widgets.inspecting import Inspecting
    from desktop_app.widgets.layers import Layers
    from desktop_app.widgets.message_actions import MessageActions
    from desktop_app.widgets.ordering import Ordering
    from desktop_app.widgets.session import Session
    from desktop_app.widgets.watching import Watching

_LEAST = (480, 400)
_SOON = 50  # ms


class MainWindow(QWidget):
    """Implements `commands.context.Context`."""

    closed = Signal()

    def __init__(self, appearance: Appearance, remembered: Remembered) -> None:
        super().__init__()
        self._appearance = appearance
        self._remembered = remembered
        self._session: Session | None = None
        self._conversation: Conversation | None = None
        self._actions: Actions | None = None
        self._work: ToldWork | None = None
        self._layers: Layers | None = None
        self._inspecting: Inspecting | None = None
        self._watching: Watching | None = None
        self._order: Ordering | None = None
        self._messages: MessageActions | None = None
        self._history: History | None = None
        self._early_quit = QShortcut(QKeySequence.StandardKey.Quit, self, self.close)
        self._panes = Panes(appearance, self)
        self._sidebar = Sidebar(appearance, self._panes)
        self._page = ConversationPage(appearance, self._panes)
        self._lay_out()
        self._connect()
        window_memory.recall(self, self._panes, remembered)
        self.composer.focus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panes)
        self._panes.put(self._sidebar, self._page)
        self.setMinimumSize(*_LEAST)
        self.setWindowTitle("Rivulet")

    def _connect(self) -> None:
        sidebar, page = self._sidebar, self._page
        sidebar.command_requested.connect(self._run)
        sidebar.opened.connect(self._open_chosen)
        sidebar.search_ended.connect(self.composer.focus)
        page.composer.keep_requested.connect(lambda: self._run("conversation.keep"))
        page.header.command_requested.connect(self._run)
        page.title_changed.connect(self._show_title)
        self._panes.focus_freed.connect(self.composer.focus)
        self._panes.sidebar_changed.connect(
            lambda is_shown: page.header.show_sidebar_button(not is_shown)
        )

    async def attach(self, session: "Session", *, is_first: bool = True) -> None:
        """The services are there: everything can be done from here on.

        The first window shows what was open last; what was typed meanwhile goes there.
        """
        # What follows brings the services along, and is not needed for the first paint.
        from desktop_app.viewmodels.told_work import ToldWork
        from desktop_app.widgets.actions import Actions
        from desktop_app.widgets.history import History
        from desktop_app.widgets.inspecting import Inspecting
        from desktop_app.widgets.layers import Layers
        from desktop_app.widgets.message_actions import MessageActions
        from desktop_app.widgets.notifying import Notifying
        from desktop_app.widgets.ordering import Ordering
        from desktop_app.widgets.remedying.remedies import Remedies
        from desktop_app.widgets.watching import Watching

        self._session = session
        self._remembered = session.core.remembered
        self._work = ToldWork(session.scope, self.tell)
        conversation = await self._first_conversation(session.conversations, is_first)
        self._page.start(conversation)
        self._follow(conversation)
        layers = self._layers = Layers(self, session, self._appearance)
        self._early_quit.setEnabled(False)  # from here on the command has the key
        actions = self._actions = Actions(
            self,
            self,
            {"sidebar": self._sidebar, "composer": self._page.composer.field},
            self._appearance,
        )
        self._sidebar.attach(session.conversations)
        self._sidebar.menu_requested.connect(actions.show_menu_of)
        self._sidebar.select(conversation.id)
        self._order_tabs()
        self._page.header.menu_requested.connect(actions.show_menu)
        self._page.set_welcome(layers.empty_page)
        catalog = session.core.catalog
        inspecting = Inspecting(self._panes, self._page, catalog, self._appearance)
        self._inspecting = inspecting
        inspecting.follow(conversation)
        self._order = Ordering(
            self, self._sidebar, self._page, session, self._appearance,
            show_sidebar=self._show_sidebar,
        )  # fmt: skip
        self._order.left.connect(self._show_new)
        self._order.reopened.connect(self.open_conversation)
        session.conversations.opened.connect(self.show_conversation)
        self._watching = Watching(self, session)
        self._watching.follow(conversation)
        remedies = Remedies(self, layers, session, self._appearance)
        self._history = History(
            self, session, self._page, self._work, self._appearance,
            chosen=lambda: self._sidebar.chosen,
        )  # fmt: skip
        self._messages = MessageActions(
            self._page, layers, inspecting, session, remedies.table | self._history.table
        )
        if is_first:
            Notifying(session)
        session.conversations.failed.connect(self.tell)
        self._take_settings("")
        session.core.settings.subscribe(self._take_settings)

    async def _first_conversation(
        self, conversations: "Conversations", is_first: bool
    ) -> "Conversation":
        assert self._session is not None
        is_wanted = is_first and self._session.core.settings.get("general.reopen")
        opened = str(self._remembered.get("open_conversation", "")) if is_wanted else ""
        try:
            found = await conversations.open(opened) if opened else None
        except AppError as error:
            self.tell(error)
            found = None
        return found or conversations.new()

    def _order_tabs(self) -> None:
        """Down the sidebar, along the header, through the messages, to the composer."""
        path = [*self._sidebar.tab_path(), *self._page.tab_path()]
        for before, after in pairwise(path):
            self.setTabOrder(before, after)

    def _take_settings(self, _key: str) -> None:
        from desktop_app.widgets.written_keys import write_keys

        if self._session is None or self._actions is None:
            return
        settings = self._session.core.settings
        self.composer.field.enter_sends = settings.get("conversation.enter_sends")
        self._actions.set_overrides(settings.get("shortcuts.overrides"))
        write_keys(self._actions, self._sidebar, self._page)

    # What is shown

    @property
    def appearance(self) -> Appearance:
        """The look of this window."""
        return self._appearance

    @property
    def conversation(self) -> "Conversation":
        """The conversation on the screen."""
        assert self._conversation is not None, "attach shows one"
        return self._conversation

    @property
    def composer(self) -> Composer:
        """The field one writes in."""
        return self._page.composer

    @property
    def transcript(self) -> ConversationPage:
        """The messages on the screen."""
        return self._page

    @property
    def history(self) -> "History":
        """What was said, its branches and its way out."""
        assert self._history is not None, "attach makes it"
        return self._history

    def show_conversation(self, conversation: "Conversation") -> None:
        """Show this one; the one before streams on or is let go."""
        before = self._conversation
        if before is conversation or self._session is None:
            return
        self._page.show_conversation(conversation)
        self._follow(conversation)
        if before is not None:
            before.row_changed.disconnect(self._remember_open)
            self._session.conversations.let_go(before)

    def _follow(self, conversation: "Conversation") -> None:
        self._conversation = conversation
        self._sidebar.select(conversation.id)
        if self._inspecting:
            self._inspecting.follow(conversation)
        if self._watching:
            self._watching.follow(conversation)
        conversation.row_changed.connect(self._remember_open)
        self._remember_open()

    def _remember_open(self) -> None:
        kept = "" if self.conversation.is_temporary else self.conversation.id
        self._remembered.set("open_conversation", kept or None)
        self._sidebar.select(self.conversation.id)

    def open_conversation(self, conversation_id: str, message_id: str = "") -> None:
        """Show a conversation of the store, at a message where one is named."""
        if self._work:
            self._work.start("open", self._open, conversation_id, message_id)

    async def _open(self, conversation_id: str, message_id: str) -> None:
        assert self._session is not None
        conversation = await self._session.conversations.open(conversation_id)
        if conversation is None:
            self._remembered.set("open_conversation", None)
            return
        self.show_conversation(conversation)
        if message_id:
            await self.history.show_found(message_id)

    def _open_chosen(self, conversation_id: str, message_id: str) -> None:
        self.open_conversation(conversation_id, message_id)
        self._panes.put_overlay_away()
        self.composer.focus()

    def _show_new(self) -> None:
        if self._session:
            self.show_conversation(self._session.conversations.new())

    def _show_title(self, title: str) -> None:
        self.setWindowTitle(f"{title} – Rivulet" if title else "Rivulet")

    def tell(self, error: AppError) -> None:
        """Show what went wrong, with what can be done about it."""
        self._page.notices.tell(error, self.run_remedy)

    def run_remedy(self, name: str) -> None:
        """What the button of an error does that stands beside no message."""
        if self._messages:
            self._messages.run(name, "")

    def say(self, words: str) -> None:
        """Say something quietly."""
        self._page.toast.say(words)

    # Commands

    def _run(self, command_id: str) -> None:
        if self._actions:
            self._actions.run(command_id)

    def escape(self) -> None:
        """Stop; else close what is open; else go to the composer."""
        if self.conversation.is_streaming:
            self.conversation.turns.stop()
        elif not self._panes.put_overlay_away() and not self._page.close_what_is_open():
            if not self._sidebar.is_all_shown:
                self._sidebar.show_all()
            self.composer.focus()

    def new_conversation(self) -> None:
        """Show an empty conversation; one that is shown and untouched begins anew."""
        if self.conversation.id or not self.conversation.draft.written:
            self._show_new()
        self._panes.put_overlay_away()
        self.composer.focus()

    def choose_assistant(self) -> None:
        """Open the list of what a new conversation can begin with."""
        if self._layers:
            self._layers.beginning.choose()

    def write_system_prompt(self) -> None:
        """Show where this conversation's system prompt and parameters are written."""
        if self._inspecting:
            self._inspecting.write_system_prompt()

    def show_neighbour(self, step: int) -> None:
        """Show the conversation `step` rows further down the sidebar."""
        if self._session:
            found = self._session.conversations.list.neighbour(self.conversation.id, step)
            if found:
                self.open_conversation(found)

    def show_nth(self, number: int) -> None:
        """Show the `number`-th conversation of the sidebar, from 1."""
        ids = self._session.conversations.list.ids if self._session else []
        if number <= len(ids):
            self.open_conversation(ids[number - 1])

    @property
    def order(self) -> "Ordering":
        """What puts conversations in order."""
        assert self._order is not None, "attach makes it"
        return self._order

    def undo_told(self) -> None:
        """Do what the newest notice offers, which is mostly Undo."""
        self._page.toast.act()

    def search(self, words: str = "") -> None:
        """Go to the field that searches all conversations; `words` are written into it."""
        self._show_sidebar()
        self._sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._sidebar.search.selectAll()
        if words:
            self._sidebar.search.setText(words)

    def _show_sidebar(self) -> None:
        if not self._panes.is_sidebar_shown:
            self._panes.toggle_sidebar()

    def show_palette(self) -> None:
        """Open the command palette."""
        if self._layers and self._actions:
            self._layers.show_palette(self._actions)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys."""
        if self._layers and self._actions:
            self._layers.show_shortcuts(self._actions.overrides)

    def show_settings(self, section: str = "") -> None:
        """Open the settings, at a section where one is named."""
        if self._layers:
            self._layers.show_settings(section)

    def show_spending(self) -> None:
        """Open what answers took."""
        if self._layers:
            self._layers.show_spending()

    def paste_key(self) -> None:
        """Go where a provider's key is entered."""
        if self._layers:
            self._layers.paste_key()

    def choose_model(self) -> None:
        """Open the list of models for this conversation."""
        if self._layers:
            self._layers.choose_model(self.conversation.choose_model)

    def retry_with(self) -> None:
        """Choose a model and let it answer the last message again."""
        if self._layers:
            self._layers.choose_model(self.conversation.turns.retry)

    def toggle_sidebar(self) -> None:
        """Show or hide the list of conversations."""
        self._panes.toggle_sidebar()
        if self._panes.is_narrow and self._panes.is_sidebar_shown:
            self._sidebar.focus_list()
        elif not self._panes.is_sidebar_shown:
            self.composer.focus()

    def toggle_inspector(self) -> None:
        """Show or hide the facts about the stream."""
        if self._inspecting:
            self._inspecting.toggle()

    def new_window(self) -> None:
        """Open another window."""
        if self._session:
            self._session.new_window()

    def zoom(self, step: int) -> None:
        """Make everything larger (1), smaller (-1) or as the system has it (0)."""
        if self._session is None:
            return
        settings = self._session.core.settings
        settings.set("appearance.zoom", stepped(settings.get("appearance.zoom"), step))

    def choose_theme(self, choice: str) -> None:
        """Take `light`, `dark` or `system`."""
        if self._session:
            self._session.core.settings.set("appearance.theme", choice)

    def quit(self) -> None:
        """Close all windows and end."""
        session = self._session
        if session and not asks_before(self, self._appearance, session, session.quit):
            session.quit()

    # Coming and going

    def remember(self) -> None:
        """Note what should come back on the next start."""
        window_memory.remember(self, self._panes, self._remembered)
        self._page.remember_place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        is_front = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if is_front and self._session:
            self._session.conversations.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._session and self._actions is None:  # the services are just coming in
            event.ignore()
            QTimer.singleShot(_SOON, self, self.close)
            return
        if (
            self._session
            and is_last(self)
            and asks_before(self, self._appearance, self._session, self.close)
        ):
            event.ignore()
            return
        self.remember()
        self._page.leave()
        if self._session and self._conversation:
            with contextlib.suppress(RuntimeError):  # the application ends already
                self._session.conversations.let_go(self._conversation)
        event.accept()
        self.closed.emit()
