"""What a window has once the services are there: its rooms, each made and told of the others."""

from typing import TYPE_CHECKING

from desktop_app.viewmodels.conversation import Conversation
from desktop_app.widgets.actions import Actions
from desktop_app.widgets.history import History
from desktop_app.widgets.inspecting import Inspecting
from desktop_app.widgets.layers import Layers
from desktop_app.widgets.message_actions import MessageActions
from desktop_app.widgets.ordering import Ordering
from desktop_app.widgets.panes import Panes
from desktop_app.widgets.remedying.remedies import Remedies
from desktop_app.widgets.session import Session
from desktop_app.widgets.sidebar import Sidebar
from desktop_app.widgets.watching import Watching
from desktop_app.widgets.written_keys import write_keys

if TYPE_CHECKING:
    from desktop_app.widgets.main_window import MainWindow


class Rooms:
    """One window's. They bring the services along, so they are made after the first paint."""

    def __init__(
        self, window: "MainWindow", session: Session, panes: Panes, sidebar: Sidebar
    ) -> None:
        appearance, page = window.appearance, window.transcript
        self._settings = session.core.settings
        self._sidebar = sidebar
        self._page = page
        places = {"sidebar": sidebar, "composer": page.composer.field}
        self.actions = Actions(window, window, places, appearance)
        self.layers = Layers(window, session, appearance, self.actions)
        self.inspecting = Inspecting(panes, page, session.core.catalog, appearance)
        self.order = Ordering(
            window, sidebar, page, session, appearance, show_sidebar=panes.show_sidebar
        )
        self.watching = Watching(window, session)
        self.history = History(window, session, page, appearance, chosen=lambda: sidebar.chosen)
        remedies = Remedies(window, self.layers, session, appearance)
        self.messages = MessageActions(
            page, self.layers, self.inspecting, session, remedies.table | self.history.table
        )
        self._connect()
        window.destroyed.connect(self._settings.subscribe(self._take_settings))

    def _connect(self) -> None:
        self._sidebar.menu_requested.connect(self.actions.show_menu_of)
        self._page.header.menu_requested.connect(self.actions.show_menu)
        self._page.set_welcome(self.layers.empty_page)
        self._take_settings("")

    def follow(self, conversation: Conversation) -> None:
        """Another conversation is on the screen."""
        self.inspecting.follow(conversation)
        self.watching.follow(conversation)

    def _take_settings(self, _key: str) -> None:
        self._page.composer.field.enter_sends = self._settings.get("conversation.enter_sends")
        self.actions.set_overrides(self._settings.get("shortcuts.overrides"))
        write_keys(self.actions, self._sidebar, self._page)
