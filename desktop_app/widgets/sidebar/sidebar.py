"""The sidebar: a new conversation, the search, the list, and what stands at its foot."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.entries import ARCHIVE, TRASH
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.sidebar.kind_bar import KindBar
from desktop_app.widgets.sidebar.row_button import RowButton
from desktop_app.widgets.sidebar.search_field import SearchField
from desktop_app.widgets.theme import Appearance, Theme

if TYPE_CHECKING:
    from desktop_app.viewmodels.conversations import Conversations
    from desktop_app.viewmodels.entries import Entry
    from desktop_app.widgets.sidebar.list_view import ListView


class Sidebar(QWidget):
    """Shows one list at a time. The buttons tell which command they stand for."""

    command_requested = Signal(str)  # a command's id
    opened = Signal(str, str)  # a conversation's id, and a message's or an empty text
    search_ended = Signal()
    menu_requested = Signal(list, QPoint)  # ids of commands, and where on the screen

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._conversations: Conversations | None = None
        self.setAccessibleName(self.tr("Sidebar"))
        self.setAutoFillBackground(False)
        self.new_button = RowButton(
            "plus", self.tr("New conversation"), appearance, self, is_strong=True
        )
        self.hide_button = IconButton(
            "panel-left", self.tr("Hide the sidebar"), appearance, is_large=True
        )
        self.search = SearchField(appearance, self)
        self._appearance = appearance
        self._list: ListView | None = None
        self._kind_bar = KindBar(appearance, self)
        self._empty_place = QWidget(self)
        self._welcome = self.tr(
            "Your conversations will be listed here. They stay on this computer."
        )
        self._empty = Label(
            self._welcome,
            appearance,
            color="muted",
            wraps=True,
            parent=self._empty_place,
        )
        self.archive_button = RowButton("archive", self.tr("Archive"), appearance, self)
        self.archive_button.setCheckable(True)
        self.trash_button = RowButton("trash-2", self.tr("Trash"), appearance, self)
        self.trash_button.setCheckable(True)
        self.settings_button = RowButton("settings", self.tr("Settings"), appearance, self)
        self._lay_out(appearance)
        self._connect()
        appearance.changed.connect(self.set_theme)

    def _lay_out(self, appearance: Appearance) -> None:
        column = scaled(QVBoxLayout(self), appearance, (0, 0, 1, 0))
        top = scaled(QHBoxLayout(), appearance, (8, 8, 8, 8), 4)
        top.addWidget(self.new_button, 1)
        top.addWidget(self.hide_button)
        column.addLayout(top)
        find = scaled(QHBoxLayout(), appearance, (8, 0, 8, 4))
        find.addWidget(self.search)
        column.addLayout(find)
        column.addWidget(self._kind_bar)
        words = scaled(QVBoxLayout(self._empty_place), appearance, (16, 16, 16, 0))
        words.addWidget(self._empty)
        column.addWidget(self._empty_place)
        self._list_place = QVBoxLayout()
        self._list_place.addStretch(0)  # an empty layout would take no room
        column.addLayout(self._list_place, 1)
        rule = QFrame(self)
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        foot = scaled(QVBoxLayout(), appearance, (8, 8, 8, 8))
        away = scaled(QHBoxLayout(), appearance)
        away.addWidget(self.archive_button, 1)
        away.addWidget(self.trash_button, 1)
        foot.addLayout(away)
        foot.addWidget(self.settings_button)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._empty_place.hide()
        for button, command in (
            (self.new_button, "conversation.new"),
            (self.hide_button, "window.sidebar"),
            (self.archive_button, "conversation.archived"),
            (self.trash_button, "conversation.trash"),
            (self.settings_button, "window.settings"),
        ):
            button.clicked.connect(lambda _on=False, id_=command: self.command_requested.emit(id_))
        self._kind_bar.left.connect(self.show_all)
        self._kind_bar.left.connect(self.focus_list)
        self._kind_bar.empty_wanted.connect(
            lambda: self.command_requested.emit("conversation.empty_trash")
        )
        self.search.textChanged.connect(self._search)
        self.search.cancelled.connect(self.show_all)
        self.search.cancelled.connect(self.search_ended)
        self.search.left.connect(self.focus_list)

    def set_theme(self, theme: Theme) -> None:
        """Colours of this theme."""
        self._theme = theme
        self.update()

    def attach(self, conversations: "Conversations") -> None:
        """List these from here on; words stand in for an empty list."""
        from desktop_app.widgets.sidebar.list_view import ListView
        from desktop_app.widgets.sidebar.searching import Searching

        self._conversations = conversations
        rows = self._list = ListView(self._appearance, self)
        rows.opened.connect(lambda entry: self.opened.emit(entry.id, entry.message_id))
        rows.menu_requested.connect(self._ask_for_menu)
        rows.folder_toggled.connect(conversations.listing.toggle_folder)
        rows.more_requested.connect(conversations.listing.bring_more)
        rows.dropped.connect(self._drop)
        rows.tag_clicked.connect(self._search_tag)
        self._list_place.addWidget(rows, 1)
        Searching(self.search, self, conversations.listing, self._appearance)
        for model in (conversations.list, conversations.found):
            for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
                signal.connect(self._tell_if_empty)
        self.show_all()

    def tab_path(self) -> list[QWidget]:
        """The controls in the order that Tab goes."""
        rows = [self._list] if self._list is not None else []
        foot = [self.archive_button, self.trash_button, self.settings_button]
        bar = [self._kind_bar.back, self._kind_bar.empty]
        return [self.new_button, self.hide_button, self.search, *bar, *rows, *foot]

    def show_all(self) -> None:
        """List all conversations, whatever was searched for."""
        self.search.clear()
        self._show(is_found=False)

    def show_kind(self, kind: str) -> None:
        """List the Trash or the Archive, or all conversations again."""
        if self._conversations is None or self.kind == kind:
            self.show_all()
            return
        self.search.clear()
        self._show(is_found=True)
        self._conversations.listing.show_kind(kind)
        self._tick(kind)

    @property
    def kind(self) -> str:
        """Trash or Archive where one of them is listed, else an empty text."""
        buttons = {TRASH: self.trash_button, ARCHIVE: self.archive_button}
        return next((kind for kind, button in buttons.items() if button.isChecked()), "")

    def _tick(self, kind: str) -> None:
        self.trash_button.setChecked(kind == TRASH)
        self.archive_button.setChecked(kind == ARCHIVE)
        days = self._conversations.order.trash_days if self._conversations else 0
        self._kind_bar.show_kind(kind, days)

    @property
    def is_all_shown(self) -> bool:
        """Whether the list shows neither Trash nor Archive nor what was found."""
        if self._conversations is None or self._list is None:
            return True
        return self._list.model() is self._conversations.list

    @property
    def chosen(self) -> "list[Entry]":
        """The rows that are selected while the list has the keyboard."""
        has_focus = self._list is not None and self._list.hasFocus()
        return self._list.chosen if self._list is not None and has_focus else []

    def start_renaming(self, entry: "Entry") -> bool:
        """Let the person write another name into this row; tells whether it is listed."""
        return self._list is not None and self._list.start_renaming(entry)

    def select(self, conversation_id: str) -> None:
        """Mark the conversation on the screen."""
        if self._list is not None:
            self._list.select(conversation_id)

    def focus_list(self) -> None:
        """Give the keyboard to the rows."""
        if self._list is not None:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)

    def _search(self, words: str) -> None:
        is_sought = bool(words.strip(" ?"))  # "?" alone asks for help
        self._show(is_found=is_sought)
        if is_sought and self._conversations:
            self._conversations.listing.search(words)

    def _show(self, *, is_found: bool) -> None:
        if self._conversations and self._list is not None:
            conversations = self._conversations
            self._list.show_model(conversations.found if is_found else conversations.list)
            self._tick("")
            self._tell_if_empty()

    def _ask_for_menu(self, entry: "Entry", place: QPoint) -> None:
        from desktop_app.widgets.sidebar.menu import commands_of

        self.menu_requested.emit(commands_of(entry, self.kind), place)

    def _search_tag(self, tag: str) -> None:
        self.search.setText(f'tag:"{tag}"' if " " in tag else f"tag:{tag}")

    def _drop(self, entries: "list[Entry]", folder: str) -> None:
        """What was dragged goes into this folder, or out of all."""
        if self._conversations:
            order = self._conversations.order
            for path in (entry.folder for entry in entries if entry.folder):
                order.move_folder(path, f"{folder}/{path.rpartition('/')[2]}")
            if ids := [entry.id for entry in entries if entry.id]:
                order.move(ids, folder)

    def _tell_if_empty(self) -> None:
        conversations, model = self._conversations, self._list.model() if self._list else None
        if conversations is None or model is None:
            return
        is_all = model is conversations.list
        words = self._welcome if is_all else conversations.found.note
        self._empty.setText(words)
        self._empty_place.setVisible(bool(words) and (not is_all or model.rowCount() == 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.sidebar)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.border)
