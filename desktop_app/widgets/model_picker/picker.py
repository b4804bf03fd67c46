"""The layer in which a model is chosen. The keyboard stays in the search field throughout."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.model_choice import Kind, ModelChoice
from desktop_app.widgets.controls.chip import KeyCaps
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.model_picker.rows import ModelRows
from desktop_app.widgets.theme import Appearance, Theme

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class ModelPicker(Layer):
    """`open_for(provider, model)` with what is in use; `chosen` tells the choice.

    Typing narrows, arrow keys move, Enter chooses, Ctrl+D stars, Esc closes. `scope` owns the
    requests for the lists.
    """

    chosen = Signal(str, str)  # provider's name, model's id

    def __init__(
        self, window: QWidget, core: Core, appearance: Appearance, scope: TaskScope
    ) -> None:
        name = window.tr("Choose a model")
        super().__init__(window, name, appearance, width=760, height=520, top=96)
        self._appearance = appearance
        self.model = ModelChoice(core, scope, self)
        self._chosen_key = ("", "")
        self._build()
        self.model.modelReset.connect(self._after_reset)
        self._search.text_changed.connect(self._narrow)
        self._list.clicked.connect(self._take)
        self._search.edit.installEventFilter(self)
        self.set_theme(appearance.theme)

    def open_for(self, provider: str = "", model: str = "") -> None:
        """Ask all providers and show what is there already."""
        self._chosen_key = (provider, model)
        self._search.set_text("")
        self.model.ask((provider, model))
        self.open()

    def take_focus(self) -> None:
        """The search field."""
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        super().set_theme(theme)
        if hasattr(self, "_rows"):
            self._rows.theme = theme
            self._list.scheduleDelayedItemsLayout()
            self._head.setFixedHeight(theme.px(52))
            self._foot.setFixedHeight(theme.px(36))

    def _build(self) -> None:
        appearance = self._appearance
        self._search = Field(
            self.tr("Search models"), appearance, placeholder=self.tr("Search models"),
            icon="search",
        )  # fmt: skip
        self._search.make_bare()
        self._count = Label("", appearance, size=12, color="muted")
        self._head = QWidget()
        head = scaled(QHBoxLayout(self._head), appearance, (6, 0, 16, 0), 8)
        head.addWidget(self._search, 1)
        head.addWidget(self._count)
        self._list = QListView()
        self._list.setModel(self.model)
        self._list.setAccessibleName(self.tr("Models"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setMouseTracking(True)
        self._list.viewport().setAutoFillBackground(False)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._rows = ModelRows(appearance.theme, self._list)
        self._list.setItemDelegate(self._rows)
        column = scaled(QVBoxLayout(self.panel), appearance, (1, 1, 1, 1))
        column.addWidget(self._head)
        column.addWidget(_rule())
        column.addWidget(self._list, 1)
        column.addWidget(_rule())
        column.addWidget(self._footer())

    def _footer(self) -> QWidget:
        self._foot = QWidget()
        row = scaled(QHBoxLayout(self._foot), self._appearance, (16, 0, 16, 0), 6)
        hints = (
            (("↑", "↓"), self.tr("move")),
            (("Enter",), self.tr("choose")),
            (("Ctrl", "D"), self.tr("star")),
        )
        for caps, words in hints:
            row.addWidget(KeyCaps(caps, self._appearance))
            row.addWidget(Label(words, self._appearance, size=12, color="muted"))
            row.addSpacing(10)
        row.addStretch(1)
        about = self.tr("prices about, per million tokens in / out")
        row.addWidget(Label(about, self._appearance, size=12, color="muted", elides=True))
        return self._foot

    def _narrow(self, text: str) -> None:
        self._chosen_key = ("", "")
        self.model.narrow(text)

    def _after_reset(self) -> None:
        """Lists arrive one by one: what was chosen stays chosen, else the first is offered."""
        count = self.model.count
        words = self.tr("1 model") if count == 1 else self.tr("{count} models")
        self._count.setText(words.format(count=count))
        row = self._row_of(self._chosen_key)
        self._choose_row(row if row >= 0 else self.model.first_choice())

    def _row_of(self, key: tuple[str, str]) -> int:
        rows = range(self.model.rowCount())
        return next((x for x in rows if key[1] and self.model.entry(x).key == key), -1)

    def _choose_row(self, row: int) -> None:
        if row >= 0:
            index = self.model.index(row)
            self._list.setCurrentIndex(index)
            first = self.model.index(row - 1) if row == 1 else index
            self._list.scrollTo(first)

    def _move(self, key: int) -> None:
        """To the next row that can be chosen; from the last one round to the first."""
        total = self.model.rowCount()
        step = 1 if key in {Qt.Key.Key_Down, Qt.Key.Key_PageDown} else -1
        leap = 8 if key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp} else 1
        row = self._list.currentIndex().row()
        for _ in range(leap):
            for away in range(1, total + 1):
                candidate = (row + step * away) % total
                if self.model.flags(self.model.index(candidate)) & Qt.ItemFlag.ItemIsSelectable:
                    row = candidate
                    break
        if 0 <= row < total:
            self._chosen_key = self.model.entry(row).key
            self._choose_row(row)

    def _take(self, index: QModelIndex) -> None:
        """Choose a model; ask again where a provider failed."""
        if not index.isValid():
            return
        entry = self.model.entry(index.row())
        if entry.kind is Kind.NOTICE and entry.is_failed:
            self.model.ask_again(entry.provider)
        elif entry.kind is Kind.MODEL:
            self.model.note_use(entry.key)
            self.dismiss()
            self.chosen.emit(*entry.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The window is watched too, for its size.
        if isinstance(event, QKeyEvent) and watched is self._search.edit:
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was one for the list."""
        key = Qt.Key(event.key())
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _MOVES and self.model.rowCount():
            self._move(key)
        elif key in _ENTER:
            self._take(self._list.currentIndex())
        elif is_control and key == Qt.Key.Key_D:
            self._star()
        else:
            return False
        return True

    def _star(self) -> None:
        index = self._list.currentIndex()
        if index.isValid() and self.model.entry(index.row()).kind is Kind.MODEL:
            self._chosen_key = self.model.entry(index.row()).key
            self.model.toggle_star(self._chosen_key)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
