"""The layer in which a model is chosen. The keyboard stays in the search field throughout."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QMenu, QVBoxLayout, QWidget

from desktop_app.services.catalog import BUILT_IN
from desktop_app.services.core import Core
from desktop_app.services.model_facts import TABLE_DATE
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.model_choice import Key, Kind, ModelChoice
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.chip import KeyCaps
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.quiet_list import make_quiet
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.model_picker.model_form import ModelForm
from desktop_app.widgets.model_picker.rows import ModelRows
from desktop_app.widgets.theme import Appearance, Theme

_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ACTS = {Qt.Key.Key_D: "star", Qt.Key.Key_H: "hide", Qt.Key.Key_E: "edit"}  # with Ctrl
_WIDE = 640  # px at 100 % of the panel from which all hints have room
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class ModelPicker(Layer):
    """`open_for(provider, model, wanted)` with what is in use and a search; `chosen` tells.

    Typing narrows, arrow keys move, Enter chooses, Ctrl+D stars, Ctrl+H hides, Ctrl+E opens the
    form of a model, Esc closes. `scope` owns the requests for the lists.
    """

    chosen = Signal(str, str)  # provider's name, model's id

    def __init__(
        self, window: QWidget, core: Core, appearance: Appearance, scope: TaskScope
    ) -> None:
        name = window.tr("Choose a model")
        super().__init__(window, name, appearance, width=760, height=520, top=96)
        self._appearance = appearance
        self.model = ModelChoice(core, scope, self)
        self._chosen_key = self._left_key = ("", "")
        self._form: ModelForm | None = None
        self._build()
        self.model.modelReset.connect(self._after_reset)
        self._search.text_changed.connect(self._narrow)
        self._list.clicked.connect(self._take)
        self._search.edit.installEventFilter(self)
        self.set_theme(appearance.theme)

    def open_for(
        self, provider: str = "", model: str = "", wanted: str = "", *, is_other: bool = False
    ) -> None:
        """Ask all providers and show what is there already.

        This model is offered first, or what `is_other` than it.
        """
        self._chosen_key = (provider, model)
        self._close_form()
        self._search.set_text(wanted)
        self._left_key = (provider, model) if is_other else ("", "")
        self.model.show_hidden(is_shown=False)
        self.model.ask((provider, model))
        self.open()

    def search(self, wanted: str) -> None:
        """Narrow the open list to what fits these words."""
        self._search.set_text(wanted)

    def take_focus(self) -> None:
        """The search field, or the form while one is open."""
        if self._form is not None:
            self._form.take_focus()
            return
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
        make_quiet(self._list)
        self._list.setModel(self.model)
        self._list.setAccessibleName(self.tr("Models"))
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._rows = ModelRows(appearance.theme, self._list)
        self._list.setItemDelegate(self._rows)
        self._whole = scaled(QVBoxLayout(self.panel), appearance, (1, 1, 1, 1))
        self._browser = QWidget()
        self._whole.addWidget(self._browser)
        column = scaled(QVBoxLayout(self._browser), appearance)
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
            (("Ctrl", "H"), self.tr("hide")),
            (("Ctrl", "E"), self.tr("edit")),
        )
        self._wide_only: list[QWidget] = []
        for number, (caps, words) in enumerate(hints):
            hint = (
                KeyCaps(caps, self._appearance),
                Label(words, self._appearance, size=12, color="muted"),
            )
            for widget in hint:
                row.addWidget(widget)
            row.addSpacing(10 if number < 2 else 4)
            self._wide_only += hint if number < 2 else ()
        row.addStretch(1)
        self._hidden = Button("", self._appearance, "quiet", is_small=True)
        self._hidden.setCheckable(True)
        self._hidden.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hidden.setToolTip(self.tr("Ctrl+Shift+H"))
        self._hidden.toggled.connect(lambda is_on: self.model.show_hidden(is_shown=is_on))
        row.addWidget(self._hidden)
        about = self.tr("$ per million tokens, in / out")
        label = Label(about, self._appearance, size=12, color="muted", elides=True)
        aged = self.tr("What the provider lists, else the known prices of {0}").format(TABLE_DATE)
        label.setToolTip(aged)
        self._wide_only.append(label)
        row.addWidget(label)
        return self._foot

    def _place(self) -> None:
        super()._place()
        if hasattr(self, "_wide_only"):
            for widget in self._wide_only:
                widget.setVisible(self.panel.width() >= self._theme.px(_WIDE))

    def _narrow(self, text: str) -> None:
        self._chosen_key = self._left_key = ("", "")
        self.model.narrow(text)

    def _after_reset(self) -> None:
        """Lists arrive one by one: what was chosen stays chosen, else the first is offered."""
        count = self.model.count
        hidden = self.model.hidden_count
        self._hidden.setVisible(bool(hidden))
        self._hidden.setText(self.tr("Show hidden ({0})").format(hidden))
        self._hidden.updateGeometry()
        words = self.tr("1 model") if count == 1 else self.tr("{count} models")
        self._count.setText(words.format(count=count))
        row = self._row_of(self._chosen_key)
        self._choose_row(row if row >= 0 else self.model.first_choice())
        current = self._list.currentIndex().row()
        if self._left_key[1] and current >= 0 and self.model.entry(current).key == self._left_key:
            self._move(Qt.Key.Key_Down)
            self._chosen_key = self._left_key  # a list that is still to come may have a nearer one

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
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if is_alt and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._move_star(-1 if key == Qt.Key.Key_Up else 1)
        elif key in _MOVES and self.model.rowCount():
            self._move(key)
        elif key in _ENTER:
            self._take(self._list.currentIndex())
        elif is_control and key in _ACTS:
            self._act(
                _ACTS[key], is_shifted=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            )
        else:
            return False
        return True

    def _act(self, what: str, *, is_shifted: bool) -> None:
        if what == "hide" and is_shifted:
            self._hidden.toggle()
            return
        index = self._list.currentIndex()
        if index.isValid() and self.model.entry(index.row()).kind is Kind.MODEL:
            self._do(what, self.model.entry(index.row()).key)

    def _do(self, what: str, key: Key) -> None:
        self._chosen_key = key
        if what == "star":
            self.model.toggle_star(key)
        elif what == "edit":
            self._open_form(key)
        elif key[0] != BUILT_IN.name:
            self.model.toggle_hidden(key)

    def _move_star(self, step: int) -> None:
        index = self._list.currentIndex()
        if index.isValid():
            self._chosen_key = self.model.entry(index.row()).key
            self.model.move_star(self._chosen_key, step)

    def _show_menu(self, at: QPoint) -> None:
        index = self._list.indexAt(at)
        if not index.isValid() or self.model.entry(index.row()).kind is not Kind.MODEL:
            return
        entry = self.model.entry(index.row())
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        star = self.tr("Take the star away") if entry.is_starred else self.tr("Star")
        acts = [("star", f"{star}\tCtrl+D")]
        if entry.provider != BUILT_IN.name:
            hide = self.tr("Show in the list") if entry.is_hidden else self.tr("Hide")
            acts += [("hide", f"{hide}\tCtrl+H"), ("edit", self.tr("Edit…") + "\tCtrl+E")]
        for name, words in acts:
            action = menu.addAction(words)
            action.triggered.connect(lambda _on=False, name=name: self._do(name, entry.key))
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _open_form(self, key: Key) -> None:
        if key[0] == BUILT_IN.name:
            return
        self._close_form()
        self._form = ModelForm(self.model, key, self._appearance)
        self._form.done.connect(self._end_form)
        self._whole.addWidget(self._form)
        self._browser.hide()
        self._form.show()
        self._form.take_focus()

    def _end_form(self) -> None:
        self._close_form()
        self.take_focus()

    def _close_form(self) -> None:
        if self._form is not None:
            form, self._form = self._form, None
            self._browser.show()
            self._whole.removeWidget(form)
            form.hide()
            form.deleteLater()


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("kind", "rule")
    rule.setFixedHeight(1)
    return rule
