"""The middle of the window: header, transcript or welcome page, composer and status line.

Shows one conversation at a time. What is written in it goes through `writing` and `attaching`.
"""

import functools
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.viewmodels.entries import Sign
from desktop_app.widgets.attaching import Attaching
from desktop_app.widgets.composer import Composer
from desktop_app.widgets.controls.offered_as import offer_as
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.tab_order import tab_stops
from desktop_app.widgets.finding import Finding
from desktop_app.widgets.header import Header
from desktop_app.widgets.panes import NARROW
from desktop_app.widgets.pill import Pill
from desktop_app.widgets.status_line import StatusLine
from desktop_app.widgets.theme import Appearance, Theme
from desktop_app.widgets.writing import Writing

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversation import Conversation
    from desktop_app.widgets.notices import Notices
    from desktop_app.widgets.toast import Toast
    from desktop_app.widgets.transcript.view import TranscriptView

_NARROW = 560
_LOW = 280  # px at 100 %: a page that is lower shows no figures
_LEAST_READ = 48  # px at 100 % of the messages, whatever stands in the composer


class ConversationPage(QWidget):
    """Implements what commands call the transcript."""

    action_requested = Signal(str, str)  # what to do, with which message
    link_clicked = Signal(str)
    save_requested = Signal(str, str)  # path, text
    title_changed = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._theme = appearance.theme
        self._conversation: Conversation | None = None
        self._view: TranscriptView | None = None
        self._welcome: QWidget | None = None
        self._make_welcome: Callable[[], QWidget] | None = None
        self.notice_keys = ("", "")  # of what a notice offers, and of Undo
        self._message_keys: Mapping[str, str] = {}  # of what a message offers
        self.header = Header(appearance, self)
        self._stack = QStackedWidget(self)
        offer_as(self._stack, QAccessible.Role.LayeredPane)
        self._blank = QWidget(self)
        self._stack.addWidget(self._blank)
        self._stack.setMinimumHeight(1)  # all pages scroll: the composer needs its room first
        self.composer = Composer(appearance, self)
        self._status = StatusLine(appearance, self)
        self.attaching = Attaching(self.composer, self)
        self._writing = Writing(self.composer, self)
        self.pill = Pill(appearance, self._stack)
        self._finding = Finding(appearance, self._stack)
        self._lay_out()
        self._connect()
        appearance.changed.connect(self.set_theme)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._foot = QWidget(self)
        around = QHBoxLayout(self._foot)
        around.setContentsMargins(0, 0, 0, 0)
        self._foot_column = QVBoxLayout()
        self._foot_column.setSpacing(0)
        self._foot_column.addWidget(self.composer)
        self._foot_column.addWidget(self._status)
        around.addLayout(self._foot_column)
        column.addWidget(self._foot)
        self._fit()

    def _connect(self) -> None:
        self.composer.field.height_changed.connect(self._fit)
        self.composer.field.scrolled.connect(self._scroll)
        self.header.renamed.connect(self._rename)
        self.header.renaming_ended.connect(self.composer.focus)
        self._writing.asked.connect(self.jump_to_latest)
        self.pill.clicked.connect(self.jump_to_latest)
        self._finding.ended.connect(self.composer.focus)

    # What is shown

    @property
    def conversation(self) -> "Conversation":
        """The conversation on the screen."""
        assert self._conversation is not None, "nothing is shown yet"
        return self._conversation

    def is_showing(self, conversation_id: str) -> bool:
        """Whether this one is on the screen."""
        return self._conversation is not None and self._conversation.id == conversation_id

    def show_conversation(self, conversation: "Conversation") -> None:
        """Show this conversation instead of the one before."""
        if self._conversation is conversation:
            return
        self.leave()
        self._conversation = conversation
        for signal, slot in self._listeners(conversation):
            signal.connect(slot)
        self.pill.show_when(False)
        if conversation.has_messages:
            self._make_view(conversation)
        conversation.enter()
        self._writing.follow(conversation)
        self.attaching.follow(conversation)
        self.show_facts()
        self._show_status()

    def remember_place(self) -> None:
        """Note where the reader is."""
        if self._conversation is not None and self._view is not None:
            self._conversation.set_place(self._view.place())

    def leave(self) -> None:
        """Remember where the reader is and show nothing."""
        self.remember_place()
        before, self._conversation = self._conversation, None
        if before is None:
            return
        for signal, slot in self._listeners(before):
            signal.disconnect(slot)
        self._writing.follow(None)
        self.attaching.follow(None)
        if self._view is not None:
            focus = self.window().focusWidget()
            if focus is self._view or self._view.isAncestorOf(focus):
                self.composer.focus()
            self._stack.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
            self._view = None
            self._finding.follow(None)
        before.leave()

    def _listeners(
        self, conversation: "Conversation"
    ) -> list[tuple[SignalInstance, Callable[..., None]]]:
        return [
            (conversation.changed, self.show_facts),
            (conversation.turns.streaming_changed, self.show_facts),
            (conversation.status_changed, self._show_status),
        ]

    def _make_view(self, conversation: "Conversation") -> None:
        # An empty conversation does without it: see `bringing`.
        from desktop_app.widgets.keeping_place import KeepingPlace
        from desktop_app.widgets.transcript.view import TranscriptView

        view = TranscriptView(conversation.transcript, self._theme, self._stack)
        view.link_clicked.connect(self.link_clicked)
        view.action_requested.connect(self.action_requested)
        view.save_requested.connect(self.save_requested)
        view.copied.connect(self._say_copied)
        view.actions_.write_keys(self._message_keys)
        view.at_end_changed.connect(lambda is_at_end: self.pill.show_when(not is_at_end))
        self._view = view
        self._stack.addWidget(view)
        self.order_tabs()
        if conversation.row and conversation.row.place:
            view.set_place(conversation.row.place)
        KeepingPlace(view, conversation)
        self._finding.follow(view)

    def tab_path(self) -> list[QWidget]:
        """The controls in the order that Tab goes."""
        view = self._view.tab_path() if self._view is not None else []
        told = self.notices.tab_path() if "notices" in self.__dict__ else []
        return [*self.header.tab_path(), *view, *told, *self.composer.tab_path()]

    def order_tabs(self) -> None:
        """Tab goes from the header through an empty page or the messages to the composer."""
        doors = tab_stops(self._welcome) if self._welcome is not None else []
        view = self._view.tab_path() if self._view is not None else []
        told = self.notices.tab_path() if "notices" in self.__dict__ else []
        path = [self.header.more_button, *doors, *view, *told, self.composer.field]
        for before, after in pairwise(path):
            self.setTabOrder(before, after)

    @property
    def focused_message(self) -> str:
        """The id of the message that has the keyboard, empty for none."""
        return self._view.focused_message if self._view is not None else ""

    def show_message(self, message_id: str, word: str = "") -> None:
        """Scroll to this message, and to a word in it that is marked."""
        if self._view is not None:
            self._view.show_message(message_id)
            if word:
                self._finding.mark(word)

    def set_welcome(self, make: Callable[[], QWidget]) -> None:
        """What makes the page of an empty conversation; shown at once if one is on the screen."""
        self._make_welcome = make
        self.show_facts()

    def _empty_page(self) -> QWidget:
        if self._welcome is None and self._make_welcome is not None:
            self._welcome = self._make_welcome()
            self._stack.addWidget(self._welcome)
            self.order_tabs()
        return self._welcome or self._blank

    def show_fault(self, card: QWidget | None) -> None:
        """Show in the middle of the page what keeps the app from working; None when it is over.

        Nothing can be sent meanwhile.
        """
        before, self._blank = self._blank, QWidget(self)
        self._stack.addWidget(self._blank)
        if card is not None:
            around = scaled(QVBoxLayout(self._blank), self._appearance, (24, 24, 24, 24))
            around.addWidget(card)
            around.setAlignment(card, Qt.AlignmentFlag.AlignVCenter)
        self._stack.setCurrentWidget(self._blank)
        self._stack.removeWidget(before)
        before.hide()
        before.deleteLater()
        self.composer.setEnabled(card is None)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        if self._view is not None:
            self._view.set_theme(theme)
        self._fit()
        self.update()

    def show_facts(self) -> None:
        """Title, model and state as they are now."""
        conversation = self._conversation
        if conversation is None:
            return
        assistant = conversation.assistant
        words = self.tr("{0} with {1}").format(UNTITLED, assistant.name) if assistant else UNTITLED
        self.header.show_title(conversation.title or words)
        self.header.model.show_model(*conversation.who_answers)
        self.header.show_temporary(conversation.is_temporary)
        if conversation.has_messages and self._view is None:
            self._make_view(conversation)
        page = self._view if conversation.has_messages else self._empty_page()
        self._stack.setCurrentWidget(page or self._blank)
        self.title_changed.emit(conversation.title)

    def _show_status(self) -> None:
        conversation = self._conversation
        if conversation is not None:
            sign = Sign.STREAMING if conversation.is_streaming else Sign.NONE
            self._status.show_words(conversation.status_words(), sign)

    # What the person does

    def start(self, conversation: "Conversation") -> None:
        """Show the first conversation of this window, with what was written before it came."""
        written = self.composer.text()
        self.show_conversation(conversation)
        self._writing.take_early(written)

    def _rename(self, title: str) -> None:
        if self._conversation is not None:
            self._conversation.rename(title)

    @functools.cached_property
    def toast(self) -> "Toast":
        """Where something is said quietly."""
        from desktop_app.widgets.toast import Toast

        toast = Toast(self._appearance, self._stack, lambda: self.notice_keys, self.pill)
        self._stack.currentChanged.connect(toast.raise_above)
        return toast

    @functools.cached_property
    def notices(self) -> "Notices":
        """Where errors that concern no message stand, and what is worth knowing in time."""
        from desktop_app.widgets.notices import Notices

        notices = Notices(self._appearance, self._foot)
        notices.added.connect(self.order_tabs)
        notices.added.connect(self._fit)
        self._foot_column.insertWidget(0, notices)
        return notices

    def take_back_notice(self, topic: str) -> None:
        """There is nothing to tell of it any more, if anything was ever told."""
        if "notices" in self.__dict__:
            self.notices.take_back(topic)

    # What commands call the transcript

    def jump_to_latest(self) -> None:
        """Scroll to the end and follow it."""
        if self._view is not None:
            self._view.jump_to_latest()

    def _scroll(self, event: QKeyEvent) -> None:
        if self._view is not None:
            self._view.keys.scroll(event)

    def step_version(self, step: int) -> None:
        """Show another version, and say which: its head may be far away."""
        if position := self.conversation.step_version(step):
            words = self.tr("Version {0} of {1}").format(*position)
            self.toast.say(words, "git-branch", is_brief=True)

    def step_focus(self, step: int) -> None:
        """Put the focus on the message `step` further down."""
        if self._view is not None:
            self._view.move_focus(step)

    def copy_last_code(self) -> None:
        """Put the last code block on the clipboard."""
        if code := self._conversation.branch.last_code if self._conversation else "":
            QGuiApplication.clipboard().setText(code)
            self._say_copied()
        else:
            self.toast.say(self.tr("There is no code block in this conversation."))

    def write_message_keys(self, keys: Mapping[str, str]) -> None:
        """Write the keys into the tooltips of the buttons beside a message."""
        self._message_keys = keys
        if self._view is not None:
            self._view.actions_.write_keys(keys)

    def _say_copied(self) -> None:
        self.toast.say(self.tr("Copied"), icon="copy", is_brief=True)

    def selected_words(self) -> str:
        """What is selected in the messages, as Markdown."""
        return self._view.selection.markdown() if self._view is not None else ""

    def start_finding(self) -> None:
        """Open the field that searches this conversation."""
        self._finding.start()

    def find_again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place found."""
        self._finding.again(step)

    def close_what_is_open(self) -> bool:
        """Esc: end a search or an edit; tells whether there was one."""
        if self._finding.is_open:
            self._finding.end()
            return True
        has_notices = "notices" in self.__dict__
        return self._writing.end_editing() or (has_notices and self.notices.close_newest())

    # Measures

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        px = self._theme.px
        is_compact = self.window().width() < px(NARROW)
        self.header.set_compact(is_compact)
        self.composer.set_compact(is_compact)
        self.composer.field.set_most_lines(max(3, self.height() // px(60)))
        # The same column as the messages have.
        least = px(16 if self.width() < px(_NARROW) else 24)
        margin = max(least, (self.width() - px(self._theme.column)) // 2)
        is_low = self.height() < px(_LOW)
        self._status.setVisible(not is_low)
        above, below = px(4 if is_compact else 8), px(8) if is_low else 0
        self._foot_column.setContentsMargins(margin, above, margin, below)
        taken = self.header.height() + above + (below or px(32)) + px(_LEAST_READ)
        self.composer.set_most_height(self.height() - taken)
        if "notices" in self.__dict__:
            room = self.height() - taken + px(_LEAST_READ)
            self.notices.set_most(room - self.composer.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.canvas)
