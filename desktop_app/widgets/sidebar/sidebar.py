"""The sidebar: a new conversation, the search, the list, and what stands at its foot."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.entries import EntryList
from desktop_app.viewmodels.found_list import FoundList
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.sidebar.list_view import ListView
from desktop_app.widgets.sidebar.row_button import RowButton
from desktop_app.widgets.sidebar.search_field import SearchField
from desktop_app.widgets.theme import Appearance, Theme


class Sidebar(QWidget):
    """Shows one list at a time. The buttons tell which command they stand for."""

    command_requested = Signal(str)  # a command's id
    search_changed = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.setAccessibleName(self.tr("Sidebar"))
        self.setAutoFillBackground(False)
        self.new_button = RowButton(
            "plus", self.tr("New conversation"), appearance, self, is_strong=True
        )
        self.hide_button = IconButton(
            "panel-left", self.tr("Hide the sidebar"), appearance, is_large=True
        )
        self.search = SearchField(appearance, self)
        self.list = ListView(appearance, self)
        self._empty_place = QWidget(self)
        self._empty = Label(
            self.tr("Your conversations will be listed here. They stay on this computer."),
            appearance,
            color="muted",
            wraps=True,
            parent=self._empty_place,
        )
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
        words = scaled(QVBoxLayout(self._empty_place), appearance, (16, 16, 16, 0))
        words.addWidget(self._empty)
        column.addWidget(self._empty_place)
        column.addWidget(self.list, 1)
        foot = scaled(QVBoxLayout(), appearance, (8, 9, 8, 8))
        foot.addWidget(self.trash_button)
        foot.addWidget(self.settings_button)
        column.addLayout(foot)

    def _connect(self) -> None:
        for button, command in (
            (self.new_button, "conversation.new"),
            (self.hide_button, "window.sidebar"),
            (self.trash_button, "conversation.trash"),
            (self.settings_button, "window.settings"),
        ):
            button.clicked.connect(lambda _on=False, id_=command: self.command_requested.emit(id_))
        self.search.textChanged.connect(self.search_changed)
        self.search.left.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))

    def set_theme(self, theme: Theme) -> None:
        """Colours of this theme."""
        self._theme = theme
        self.update()

    def show_model(self, model: EntryList) -> None:
        """List what `model` holds; words stand in for an empty list."""
        self.list.show_model(model)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._tell_if_empty, Qt.ConnectionType.UniqueConnection)
        self._tell_if_empty()

    @property
    def is_trash_shown(self) -> bool:
        """Whether the list shows what was deleted."""
        model = self.list.model()
        return isinstance(model, FoundList) and model.is_trash

    @Slot()
    def _tell_if_empty(self) -> None:
        model = self.list.model()
        self._empty_place.setVisible(model is not None and model.rowCount() == 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.sidebar)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.border)
        line = self.trash_button.y() - theme.px(9)
        painter.fillRect(0, line, self.width(), 1, theme.border)
