"""What the pages of assistants and prompts have in common: list, undo, a form in its place.

Both are pages of the settings, since that is where people look for what they set up once, and pages
of their own, since a list with forms has no room between the rows of another page.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Generic

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.settings.library import Entry
from desktop_app.viewmodels.shelves import ShelfList
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.page import Page
from desktop_app.widgets.settings_dialog.place import Place
from desktop_app.widgets.settings_dialog.row_dragging import RowDragging
from desktop_app.widgets.settings_dialog.shelf_row import Choices, ShelfRow
from desktop_app.widgets.theme import Appearance


class Form(QWidget):
    """What stands in the place of the list while an entry is written."""

    done = Signal()

    def take_focus(self) -> None:
        """The first field."""
        raise NotImplementedError

    def buttons(self, save: Callable[[], None], appearance: Appearance, above: int) -> QHBoxLayout:
        """Save and Cancel, `above` px at 100 % below what comes before."""
        row = scaled(QHBoxLayout(), appearance, (0, above, 0, 0), 8)
        save_button = Button(self.tr("Save"), appearance, "primary")
        save_button.clicked.connect(save)
        cancel = Button(self.tr("Cancel"), appearance)
        cancel.clicked.connect(self.done)
        row.addWidget(save_button)
        row.addWidget(cancel)
        row.addStretch(1)
        return row


class ShelfPage(Page, Generic[Entry]):
    """Pages say what a row tells and which form edits an entry; the rest is here."""

    def __init__(
        self, shelf: ShelfList[Entry], words: tuple[str, str], icon: str, appearance: Appearance
    ) -> None:
        """`words` say what the page is for, and what its button for a new entry does."""
        super().__init__(appearance)
        self.shelf = shelf
        self._icon = icon
        self._rows: dict[str, ShelfRow] = {}
        self._form: Form | None = None
        self._list = QWidget(self)
        column = scaled(QVBoxLayout(self._list), appearance, (4, 0, 4, 16), 8)
        column.addWidget(Label(words[0], appearance, color="muted", wraps=True))
        column.addLayout(self._head(words[1]))
        self._trouble = Place(appearance)
        column.addLayout(self._trouble)
        column.addWidget(self._notice_line())
        self._card = Card(appearance)
        self._dragging = RowDragging(self._card, appearance)
        self._dragging.dropped.connect(self._drop)
        column.addWidget(self._card)
        self.listed = column
        self.column.addWidget(self._list)
        signs = shelf.signs
        signs.changed.connect(self.rebuild)
        signs.failed.connect(self._trouble.tell)
        signs.told.connect(self._tell)
        signs.undo_offered.connect(self._offer_undo)

    def words_of(self, entry: Entry) -> str:
        """The line below an entry's name."""
        raise NotImplementedError

    def form_of(self, entry: Entry | None) -> Form:
        """The form for an entry, or for one that is not there yet."""
        raise NotImplementedError

    def choices_of(self, entry: Entry) -> Choices:
        """What the menu of a row holds before what every row has."""
        raise NotImplementedError

    def do(self, entry: Entry, what: str) -> None:
        """One of these choices."""
        raise NotImplementedError

    def exported(self, entries: tuple[Entry, ...]) -> str:
        """A file of these entries."""
        raise NotImplementedError

    def is_default(self, _entry: Entry) -> bool:
        """Whether the row wears the sign of the default."""
        return False

    def open_form(self, form: Form) -> None:
        """Write an entry, in the place of the list."""
        self._close_form()
        self._form = form
        form.done.connect(self._close_form)
        self.column.insertWidget(0, form)
        form.show()  # a layout would show it only later, and what is hidden takes no focus
        self.show_list(is_shown=False)
        form.take_focus()

    def show_list(self, *, is_shown: bool) -> None:
        """The list, and whatever else makes room for a form."""
        self._list.setVisible(is_shown)

    def _close_form(self) -> None:
        if self._form is None:
            return
        form, self._form = self._form, None
        self.show_list(is_shown=True)
        self._new.setFocus(Qt.FocusReason.OtherFocusReason)
        self.column.removeWidget(form)
        form.hide()
        form.deleteLater()

    def _head(self, new: str) -> QHBoxLayout:
        appearance = self.appearance
        head = scaled(QHBoxLayout(), appearance, (0, 4, 0, 4), 8)
        self._import = self._button(self.tr("Import…"), "import", self._choose_import)
        self._export = self._button(self.tr("Export…"), "download", self._choose_export)
        self._new = self._button(new, "plus", lambda: self.open_form(self.form_of(None)))
        head.addWidget(self._new)
        head.addStretch(1)
        head.addWidget(self._import)
        head.addWidget(self._export)
        return head

    def _button(self, words: str, icon: str, act: Callable[[], None]) -> Button:
        button = Button(words, self.appearance, icon=icon, is_small=True)
        button.clicked.connect(act)
        return button

    def _notice_line(self) -> QWidget:
        self._notice = QWidget()
        row = scaled(QHBoxLayout(self._notice), self.appearance, (0, 0, 0, 0), 8)
        self._said = Label("", self.appearance, color="muted", elides=True)
        row.addWidget(self._said, 1)
        self._undo = self._button(self.tr("Undo"), "undo-2", self.shelf.undo)
        row.addWidget(self._undo)
        self._notice.hide()
        return self._notice

    def _tell(self, words: str) -> None:
        self._say(words, can_undo=False)

    def _offer_undo(self, words: str) -> None:
        self._say(words, can_undo=bool(words))

    def _say(self, words: str, *, can_undo: bool) -> None:
        had_focus = self._undo.hasFocus()
        self._said.setText(words)
        self._undo.setVisible(can_undo)
        self._notice.setVisible(bool(words))
        if can_undo:
            self._undo.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus:
            self._new.setFocus(Qt.FocusReason.OtherFocusReason)

    def rebuild(self) -> None:
        """Show what is there; the row that had the focus keeps it."""
        focus = self.window().focusWidget()
        focused = next(
            (x for x, row in self._rows.items() if focus and row.isAncestorOf(focus)), ""
        )
        self._card.clear()
        self._rows = {}
        entries = self.shelf.entries
        for place, entry in enumerate(entries):
            row = ShelfRow(entry.name, self.words_of(entry), self._icon, self.appearance)
            row.asked.connect(lambda what, id_=entry.id: self._do(id_, what))
            row.offer(self._choices(entry, place), is_default=self.is_default(entry))
            self._rows[entry.id] = row
            self._card.add(row)
            row.show()
        rows = list(self._rows.values())
        self._dragging.follow(rows, rows)
        self._card.setVisible(bool(entries))
        self._export.setEnabled(bool(entries))
        if focused in self._rows:
            self._rows[focused].take_focus()

    def _drop(self, row: int, step: int) -> None:
        self.shelf.move(list(self._rows)[row], step)

    def _choices(self, entry: Entry, place: int) -> Choices:
        last = len(self.shelf.entries) - 1
        return [
            *self.choices_of(entry),
            ("duplicate", self.tr("Duplicate"), True),
            ("up", self.tr("Move up\tAlt+Up"), place > 0),
            ("down", self.tr("Move down\tAlt+Down"), place < last),
            ("export", self.tr("Export…"), True),
            ("remove", self.tr("Remove"), True),
        ]

    def _do(self, entry_id: str, what: str) -> None:
        entry = self.shelf.find(entry_id)
        if entry is None:
            return
        acts: dict[str, Callable[[], object]] = {
            "edit": lambda: self.open_form(self.form_of(entry)),
            "duplicate": lambda: self.shelf.duplicate(entry_id),
            "up": lambda: self.shelf.move(entry_id, -1),
            "down": lambda: self.shelf.move(entry_id, 1),
            "export": lambda: self._choose_target((entry,), entry.name),
            "remove": lambda: self.shelf.remove(entry_id),
        }
        acts.get(what, lambda: self.do(entry, what))()

    def _choose_import(self) -> None:
        chooser = QFileDialog(self.window(), self.tr("Import"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters(
            [self.tr("Assistants and prompts (*.toml)"), self.tr("All files (*)")]
        )
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda path: self.shelf.take_in(Path(path)))
        chooser.open()

    def _choose_export(self) -> None:
        self._choose_target(self.shelf.entries, "Rivulet")

    def _choose_target(self, entries: tuple[Entry, ...], name: str) -> None:
        text = self.exported(entries)
        plain = "".join(x if x.isalnum() or x in " -_" else " " for x in name).strip() or "Rivulet"
        target = str(Path.home() / f"{plain}.toml")
        chooser = QFileDialog(self.window(), self.tr("Export"), target)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("toml")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda path: self.shelf.give_away(Path(path), text))
        chooser.open()
