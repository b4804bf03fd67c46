"""The window: sidebar, conversation and inspector, and what commands may ask of it.

It is shown before the services are there; `attach` brings them. It holds no facts.
"""

import contextlib
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.settings.remembered import Remembered
from desktop_app.viewmodels.zoom import stepped
from desktop_app.widgets import window_memory
from desktop_app.widgets.composer import Composer
from desktop_app.widgets.controls.offered_as import offer_as
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.leaving import asks_before, is_last
from desktop_app.widgets.panes import Panes
from desktop_app.widgets.sidebar import Sidebar
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation
    from desktop_app.viewmodels.conversations import Conversations
    from desktop_app.viewmodels.told_work import ToldWork
    from desktop_app.widgets.history import History
    from desktop_app.widgets.inspecting import Inspecting
    from desktop_app.widgets.layers import Layers
    from desktop_app.widgets.ordering import Ordering
    from desktop_app.widgets.rooms import Rooms
    from desktop_app.widgets.session import Session

_LEAST = (480, 400)
_SOON = 50  # ms


class MainWindow(QWidget):
    """Implements `commands.context.Context`."""

    closed = Signal()

    def __init__(self, appearance: Appearance, remembered: Remembered) -> None:
        super().__init__()
        offer_as(self, QAccessible.Role.Window)
        self._appearance = appearance
        self._remembered = remembered
        self._session: Session | None = None
        self._conversation: Conversation | None = None
        self._work: ToldWork | None = None
        self._rooms: Rooms | None = None
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
        page.composer.restore_requested.connect(lambda: self._run("conversation.restore"))
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
        from desktop_app.widgets.notifying import Notifying
        from desktop_app.widgets.rooms import Rooms

        self._session = session
        self._remembered = session.core.remembered
        self._work = ToldWork(session.scope, self.tell)
        conversation = await self._first_conversation(session.conversations, is_first)
        self._page.start(conversation)
        self._sidebar.attach(session.conversations)
        self._follow(conversation)
        self._order_tabs()
        self._early_quit.setEnabled(False)  # from here on the command has the key
        self._rooms = Rooms(self, session, self._panes, self._sidebar)
        self._rooms.follow(conversation)
        self.order.left.connect(self._show_new)
        self.order.reopened.connect(self.open_conversation)
        session.conversations.opened.connect(self.show_conversation)
        if is_first:
            Notifying(session)
        session.conversations.failed.connect(self.tell)

    async def _first_conversation(
        self, conversations: "Conversations", is_first: bool
    ) -> "Conversation":
        assert self._session is not None
        is_wanted = is_first and self._session.core.settings.get("general.reopen")
        opened = str(self._remembered.get("open_conversation", "")) if is_wanted else ""
        try:
            found = await self._opened(opened) if opened else None
        except AppError as error:
            self.tell(error)
            found = None
        return found or conversations.new()

    def _order_tabs(self) -> None:
        """Down the sidebar, along the header, through the messages, to the composer."""
        path = [*self._sidebar.tab_path(), *self._page.tab_path()]
        for before, after in pairwise(path):
            self.setTabOrder(before, after)

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
    def order(self) -> "Ordering":
        """What puts conversations in order."""
        return self._furnished.order

    @property
    def history(self) -> "History":
        """What was said, its branches and its way out."""
        return self._furnished.history

    @property
    def layers(self) -> "Layers":
        """What lies over the conversation when asked for."""
        return self._furnished.layers

    @property
    def inspecting(self) -> "Inspecting":
        """The facts about the stream."""
        return self._furnished.inspecting

    @property
    def _furnished(self) -> "Rooms":
        assert self._rooms is not None, "attach makes them"
        return self._rooms

    def show_conversation(self, conversation: "Conversation") -> None:
        """Show this one; the one before streams on or is let go."""
        before = self._conversation
        if before is conversation or self._session is None:
            return
        self._page.show_conversation(conversation)
        self._follow(conversation)
        if before is not None:
            before.row_changed.disconnect(self._remember_open)
            before.draft.begun.disconnect(self._begin)
            self._session.conversations.let_go(before)

    def _follow(self, conversation: "Conversation") -> None:
        self._conversation = conversation
        self._sidebar.select(conversation.id)
        if self._rooms:
            self._rooms.follow(conversation)
        conversation.row_changed.connect(self._remember_open)
        conversation.draft.begun.connect(self._begin)
        if conversation.draft.text:  # written before there was a conversation
            self._begin()
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
        conversation = await self._opened(conversation_id)
        if conversation is None:
            self._remembered.set("open_conversation", None)
            return
        self.show_conversation(conversation)
        if message_id:
            await self.history.show_found(message_id)

    async def _opened(self, conversation_id: str) -> "Conversation | None":
        from desktop_app.widgets.bringing import bring_transcript

        assert self._session is not None
        await bring_transcript()
        return await self._session.conversations.open(conversation_id)

    def _begin(self) -> None:
        from desktop_app.widgets.bringing import bring_transcript

        if self._work:
            self._work.start("bring the transcript", bring_transcript)

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
        if self._rooms:
            self._rooms.messages.run(name, "")

    def say(self, words: str) -> None:
        """Say something quietly."""
        self._page.toast.say(words)

    # Commands

    def _run(self, command_id: str) -> None:
        if self._rooms:
            self._rooms.actions.run(command_id)

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

    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        is_told = self._page.toast.can_undo
        return is_told or self.conversation.can_undo or self.order.can_undo()

    def undo(self) -> None:
        """What the newest notice offers; in the messages what was deleted of them; else a row."""
        if self._page.toast.can_undo:
            self._page.toast.act(is_undo=True)
        elif self.conversation.can_undo and not self._sidebar.isAncestorOf(self.focusWidget()):
            self.conversation.undo_delete()
        elif self.order.can_undo():
            self.order.undo()

    def undo_told(self) -> None:
        """Do what the newest notice offers, which is mostly Undo."""
        self._page.toast.act()

    def search(self, words: str = "") -> None:
        """Go to the field that searches all conversations; `words` are written into it."""
        self._panes.show_sidebar()
        self._sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._sidebar.search.selectAll()
        if words:
            self._sidebar.search.setText(words)

    def toggle_sidebar(self) -> None:
        """Show or hide the list of conversations."""
        self._panes.toggle_sidebar()
        if self._panes.is_narrow and self._panes.is_sidebar_shown:
            self._sidebar.focus_list()
        elif not self._panes.is_sidebar_shown:
            self.composer.focus()

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

    def focusNextPrevChild(self, is_next: bool, /) -> bool:
        """Where what had the keyboard went away, one writes on; Qt would take what comes next."""
        focus = self.focusWidget()
        if focus is not None and not focus.isVisible() and self.composer.isVisible():
            self.composer.focus()
            return True
        return super().focusNextPrevChild(is_next)

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
        if self._session and self._rooms is None:  # the services are just coming in
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
