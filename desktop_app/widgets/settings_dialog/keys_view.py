"""The keys of one provider: which one is used, under which names, and a place for another."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.domain.errors import SettingsError
from desktop_app.services.secrets import Secret
from desktop_app.viewmodels.provider_keys import KeyRow, ProviderKeys
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.card import Card, heading
from desktop_app.widgets.controls.chip import Chip
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.place import Place
from desktop_app.widgets.theme import Appearance, Theme


class KeysView(QWidget):
    """`done` when the person goes back, or a key was given: the list tells how its check went."""

    done = Signal()

    def __init__(self, keys: ProviderKeys, appearance: Appearance) -> None:
        super().__init__()
        self._keys = keys
        keys.setParent(self)
        self._appearance = appearance
        self._replaced = ""  # the id of the key that another text is entered for
        self._is_adding = True
        self._is_exposure_accepted = False
        self._views: dict[str, _KeyView] = {}
        self._column = scaled(QVBoxLayout(self), appearance, (4, 16, 4, 4), 8)
        self._build()
        keys.changed.connect(self._rebuild)
        keys.failed.connect(self._place.tell)
        self._rebuild()

    def take_focus(self) -> None:
        """The first key, or the place to enter one where there is none."""
        first = next(iter(self._views.values()), None)
        if first is not None:
            first.take_focus()
        else:
            self._key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        appearance, tr = self._appearance, self.tr
        words = tr("Keys for {title} at {server}")
        words = words.format(title=self._keys.title, server=self._keys.server)
        self._column.addWidget(heading(words, appearance))
        more = tr("One of them is sent. Rivulet never takes another one by itself.")
        self._column.addWidget(Label(more, appearance, color="muted", wraps=True))
        if name := self._keys.environment:
            words = tr("{name} is set in the environment and is sent before any of these.")
            note = Label(words.format(name=name), appearance, color="warning", wraps=True)
            self._column.addWidget(note)
        self._place = Place(appearance)
        self._column.addLayout(self._place)
        self._card = Card(appearance)
        self._column.addWidget(self._card)
        self._column.addSpacing(8)
        self._entry_title = heading("", appearance)
        self._column.addWidget(self._entry_title)
        self._title = Field(
            tr("Name of the key"), appearance, placeholder=tr("Name, such as Work"), width=0
        )
        self._key = Field(
            tr("Key"), appearance, is_secret=True, has_error_line=True,
            placeholder=tr("Paste the key here"),
        )  # fmt: skip
        for field in (self._title, self._key):
            field.submitted.connect(self._save)
            self._column.addWidget(field)
        row = scaled(QHBoxLayout(), appearance, (0, 4, 0, 0), 8)
        self._save_button = Button("", appearance, "primary")
        self._save_button.clicked.connect(self._save)
        back = Button(tr("Back to the providers"), appearance)
        back.clicked.connect(self.done)
        row.addWidget(self._save_button)
        row.addWidget(back)
        row.addStretch(1)
        self._column.addLayout(row)
        self._enter_another()

    def _enter_another(self) -> None:
        self._is_adding, self._replaced = True, ""
        self._show_entry(self.tr("Another key"), self.tr("Keep and use it"), has_title=True)

    def _show_entry(self, title: str, words: str, *, has_title: bool) -> None:
        self._is_exposure_accepted = False
        self._entry_title.setText(title)
        self._save_button.setText(words)
        self._save_button.updateGeometry()
        self._title.setVisible(has_title)
        self._title.set_text("")
        self._key.set_text("")
        self._key.set_error("")

    def _save(self) -> None:
        try:
            secret = Secret.cleaned(self._key.text)
        except SettingsError as error:
            self._key.set_error(str(error))
            self._key.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._keys.is_exposed and not self._is_exposure_accepted:
            self._is_exposure_accepted = True
            self._key.set_error(self.tr("With http, others on the way can read the key."))
            self._save_button.setText(self.tr("Keep it anyway"))
            self._save_button.updateGeometry()
            return
        self._key.take_secret()
        if self._is_adding:
            self._keys.add(self._title.text, secret)
        else:
            self._keys.replace(self._replaced, secret)
        self.done.emit()

    def _rebuild(self) -> None:
        rows = self._keys.rows()
        if list(self._views) != [row.id for row in rows]:
            had_focus = any(_has_focus(view) for view in self._views.values())
            self._card.clear()
            self._views = {}
            for row in rows:
                view = _KeyView(row, self._appearance)
                view.asked.connect(lambda what, key_id=row.id: self._do(key_id, what))
                view.renamed.connect(lambda title, key_id=row.id: self._keys.rename(key_id, title))
                self._views[row.id] = view
                self._card.add(view)
            if had_focus:
                self.take_focus()
        for row in rows:
            self._views[row.id].show_row(row)
        self._card.setVisible(bool(rows))

    def _do(self, key_id: str, what: str) -> None:
        if what == "use":
            self._keys.use(key_id)
            self._views[key_id].take_focus()
        elif what == "replace":
            self._is_adding, self._replaced = False, key_id
            words = self.tr("Another text for “{title}”").format(title=self._keys.row(key_id).title)
            self._show_entry(words, self.tr("Replace it"), has_title=False)
            self._key.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._ask_to_remove(key_id)

    def _ask_to_remove(self, key_id: str) -> None:
        row = self._keys.row(key_id)
        words = self.tr("It leaves the keyring and cannot be brought back.")
        if row.is_used and len(self._views) > 1:
            words += " " + self.tr("No other key takes its place until you choose one.")
        title = self.tr("Remove the key “{title}”?").format(title=row.title)
        answers = [("remove", self.tr("Remove"))]
        self._place.ask(title, words, answers, lambda answer: self._answered(key_id, answer))

    def _answered(self, key_id: str, answer: str) -> None:
        if answer and key_id in self._views:
            self._keys.remove(key_id)
        self.take_focus()
        if key_id == self._replaced and not self._is_adding:
            self._enter_another()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class _KeyView(QWidget):
    """52 high: name, last signs, whether it is used, what can be done.

    `asked` names what is wanted: use, replace, remove. F2 renames in place.
    """

    asked = Signal(str)
    renamed = Signal(str)

    def __init__(self, row: KeyRow, appearance: Appearance) -> None:
        super().__init__()
        self._row = row
        line = scaled(QHBoxLayout(self), appearance, (12, 0, 8, 0), 12)
        self._words = QWidget()
        words = scaled(QVBoxLayout(self._words), appearance)
        words.addStretch(1)
        self._title = Label("", appearance, weight=500, elides=True)
        self._line = Label("", appearance, size=12, line=16, color="muted", elides=True)
        words.addWidget(self._title)
        words.addWidget(self._line)
        words.addStretch(1)
        line.addWidget(self._words, 1)
        self._edit = Field(self.tr("Name of the key"), appearance)
        self._edit.edit.editingFinished.connect(self._end_renaming)
        self._edit.hide()
        line.addWidget(self._edit, 1)
        self._chip = Chip(self.tr("In use"), appearance, "success", icon="check")
        line.addWidget(self._chip)
        self._use = Button(self.tr("Use"), appearance, is_small=True)
        self._use.clicked.connect(lambda: self.asked.emit("use"))
        line.addWidget(self._use)
        self._more = IconButton("ellipsis", self.tr("More"), appearance)
        self._more.clicked.connect(self._show_menu)
        line.addWidget(self._more)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Measures of this theme."""
        self.setFixedHeight(theme.px(52))

    def take_focus(self) -> None:
        """Put the keyboard on this key."""
        self._more.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_row(self, row: KeyRow) -> None:
        """Say what is the case now."""
        self._row = row
        self._title.setText(row.title)
        self._line.setText(row.line)
        self._line.setVisible(bool(row.line))
        self._chip.setVisible(row.is_used)
        self._use.setVisible(not row.is_used)
        self._use.setAccessibleName(self.tr("Use {title}").format(title=row.title))
        self._more.set_name(self.tr("More for {title}").format(title=row.title))
        self.setAccessibleName(", ".join(filter(None, (row.title, row.line))))

    def start_renaming(self) -> None:
        """Let the name be written anew, in its place."""
        self._edit.set_text(self._row.title)
        self._edit.show()
        self._words.hide()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit.edit.selectAll()

    def _end_renaming(self) -> None:
        if self._edit.isHidden():
            return
        title, had_focus = self._edit.text.strip(), self._edit.edit.hasFocus()
        self._edit.hide()
        self._words.show()
        if had_focus:
            self.take_focus()
        if title and title != self._row.title:
            self.renamed.emit(title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.start_renaming()
        elif event.key() == Qt.Key.Key_Escape and not self._edit.isHidden():
            self._edit.set_text("")
            self._end_renaming()
        else:
            super().keyPressEvent(event)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("Rename\tF2")).triggered.connect(self.start_renaming)
        for name, words in (
            ("replace", self.tr("Replace…")),
            ("remove", self.tr("Remove…")),
        ):
            action = menu.addAction(words)
            action.triggered.connect(lambda _on=False, name=name: self.asked.emit(name))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))


def _has_focus(view: QWidget) -> bool:
    focus = view.window().focusWidget()
    return focus is not None and view.isAncestorOf(focus)
