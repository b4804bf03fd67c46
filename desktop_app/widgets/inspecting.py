"""The inspector beside the conversation: which answer it shows, and when it looks again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import Message, Role
from desktop_app.services.catalog import Catalog
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.parameter_fields import taken_in
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.panes import Panes
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.inspector.inspector import Inspector

_PACE = 500  # ms between two looks at an answer that streams


class Inspecting(QObject):
    """Follows the newest answer, or the one whose details were asked for.

    The dock is made when it is first wanted; while it is hidden nothing is looked at.
    """

    def __init__(
        self, panes: Panes, page: ConversationPage, catalog: Catalog, appearance: Appearance
    ) -> None:
        super().__init__(panes)
        self._catalog = catalog
        self._panes = panes
        self._page = page
        self._appearance = appearance
        self._inspector: Inspector | None = None
        panes.inspector_left.connect(self.toggle)
        self._conversation: Conversation | None = None
        self._message_id = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_PACE)
        self._timer.timeout.connect(self._look)

    @property
    def is_shown(self) -> bool:
        """Whether the dock can be seen."""
        return self._panes.inspector is not None

    def toggle(self) -> None:
        """Show or hide the dock; before the first answer there are only parameters to see.

        The keyboard stays where it is unless the dock lies over that: one may be writing.
        """
        is_fresh = self._inspector is None and self._answer() is None
        self._set_shown(not self.is_shown)
        if is_fresh:
            self._made().show_parameters_tab()
        if self.is_shown and self._panes.is_inspector_over:
            self._made().take_focus()

    def enter(self) -> None:
        """Go into the dock with the keyboard, and from there back to the composer."""
        if self.is_shown and self._panes.has_inspector_focus:
            self._page.composer.focus()
            return
        if not self.is_shown:
            self.toggle()
        self._made().take_focus()

    def write_system_prompt(self) -> None:
        """Show the dock where the system prompt and the parameters are written."""
        if not self.is_shown:
            self._set_shown(True)
        self._made().write_system_prompt()

    def show_details(self, message_id: str) -> None:
        """Show how this answer came."""
        self._message_id = message_id
        self._set_shown(True)
        self._made().take_focus()

    def follow(self, conversation: Conversation) -> None:
        """Another conversation is on the screen."""
        if self._conversation is not None:
            if self._inspector is not None:
                self._inspector.flush()
            self._conversation.turns.streaming_changed.disconnect(self._streaming_changed)
            self._conversation.changed.disconnect(self._show_parameters)
        self._conversation = conversation
        self._message_id = ""
        conversation.turns.streaming_changed.connect(self._streaming_changed)
        conversation.changed.connect(self._show_parameters)
        self._refresh()

    def _streaming_changed(self, _is_streaming: bool) -> None:
        self._message_id = ""
        self._refresh()

    def _set_shown(self, is_shown: bool) -> None:
        inspector = self._made()
        self._panes.show_inspector(inspector if is_shown else None)
        self._page.header.inspector_button.setChecked(is_shown)
        self._refresh()

    def _made(self) -> "Inspector":
        if self._inspector is None:
            from desktop_app.widgets.inspector.inspector import Inspector

            self._inspector = Inspector(self._appearance, self._panes)
            self._inspector.closed.connect(self.toggle)
            self._inspector.parameters_changed.connect(self._take_parameters)
        return self._inspector

    def _refresh(self) -> None:
        conversation, inspector = self._conversation, self._inspector
        if conversation is None or inspector is None or not self.is_shown:
            self._timer.stop()
            return
        self._show_parameters()
        self._look()
        if conversation.is_streaming:
            self._timer.start()
        else:
            self._timer.stop()

    def _show_parameters(self) -> None:
        conversation = self._conversation
        if conversation and self._inspector and self.is_shown:
            taken = taken_in(self._catalog, conversation.provider, conversation.model)
            inspector = self._inspector
            inspector.show_parameters(conversation.system, conversation.parameters, taken)

    def _look(self) -> None:
        message = self._answer()
        if message is None and self._inspector:
            self._inspector.show_no_answer()
        elif message and self._conversation and self._inspector:
            events = self._conversation.turns.events_of(message.id)
            self._inspector.show_answer(message, events, self._which(message))

    def _which(self, message: Message) -> str:
        """Which of the answers on the branch it is, whose, and from when."""
        messages = self._conversation.branch.messages if self._conversation else ()
        ids = [each.id for each in messages if each.role is Role.ASSISTANT]
        when = QDateTime.fromSecsSinceEpoch(int(message.created))
        words = [
            self.tr("Answer {0} of {1}").format(ids.index(message.id) + 1, len(ids))
            if message.id in ids
            else self.tr("Answer"),
            message.origin.model if message.origin else "",
            QLocale().toString(when, QLocale.FormatType.ShortFormat),
        ]
        return " · ".join(filter(None, words))

    def _answer(self) -> Message | None:
        conversation = self._conversation
        if conversation is None:
            return None
        if self._message_id:
            return conversation.branch.message(self._message_id)
        running = conversation.turns.running
        return running.message if running else conversation.branch.last_answer

    def _take_parameters(self, system: str, parameters: Parameters) -> None:
        if self._conversation is not None:
            self._conversation.set_parameters(system, parameters)
