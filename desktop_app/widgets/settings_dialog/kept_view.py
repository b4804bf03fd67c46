"""What keeps keys here with its state, and the list of what it holds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.kept_secrets import KeptRow, KeptSecrets
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card, Row, heading
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.place import Place
from desktop_app.widgets.theme import Appearance


class KeyStoreLine(QWidget):
    """Which store, locked or not, with a button where it can be unlocked."""

    def __init__(self, kept: KeptSecrets, appearance: Appearance) -> None:
        super().__init__()
        self._kept = kept
        row = scaled(QHBoxLayout(self), appearance, (4, 0, 4, 0), 12)
        self.words = Label(
            self.tr("Asking the key store of this computer…"), appearance, color="muted", wraps=True
        )
        row.addWidget(self.words, 1)
        self.unlock = Button(self.tr("Unlock"), appearance, icon="lock-open", is_small=True)
        self.unlock.setToolTip(self.tr("The key store asks for its password"))
        self.unlock.clicked.connect(self._unlock)
        self.unlock.hide()
        row.addWidget(self.unlock)
        kept.told.connect(self._show)
        kept.ask()

    def _show(self, words: str, is_locked: bool) -> None:  # a signal's value
        self.words.setText(words)
        self.unlock.setVisible(is_locked)
        self.unlock.setEnabled(True)

    def _unlock(self) -> None:
        self.unlock.setEnabled(False)
        self._kept.unlock()


class KeptView(QWidget):
    """The entries with a button to take each out; nothing at all where nothing is kept."""

    def __init__(self, kept: KeptSecrets, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept = kept
        self._appearance = appearance
        self._shown: list[KeptRow] = []
        self._is_away = False
        column = scaled(QVBoxLayout(self), appearance, (4, 20, 4, 0), 8)
        column.addWidget(heading(self.tr("Kept in the key store"), appearance))
        words = self.tr("Of this profile alone; the signs at the end tell keys apart.")
        column.addWidget(Label(words, appearance, size=12, line=16, color="muted", wraps=True))
        self._place = Place(appearance)
        column.addLayout(self._place)
        self._card = Card(appearance)
        column.addWidget(self._card)
        kept.changed.connect(self._rebuild)
        kept.failed.connect(self._place.tell)
        self._rebuild()

    def _rebuild(self) -> None:
        rows = self._kept.rows()
        if rows != self._shown or not rows:
            self._shown = rows
            self._card.clear()
            for row in rows:
                view = _KeptRowView(row, self._appearance)
                view.removal_wanted.connect(lambda row=row: self._ask(row))
                self._card.add(view)
        self._show()

    def put_away(self, *, is_away: bool) -> None:
        """Hide it while a form has the page."""
        self._is_away = is_away
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._shown) and not self._is_away)

    def _ask(self, row: KeptRow) -> None:
        words = self.tr("It leaves the key store and cannot be brought back.")
        title = self.tr("Remove {0}, {1}?").format(row.title, row.line)
        answers = [("remove", self.tr("Remove"))]
        self._place.ask(title, words, answers, lambda answer: self._answered(row, answer))

    def _answered(self, row: KeptRow, answer: str) -> None:
        if answer:
            self._kept.remove(row.entry)
        if self._card.rows:
            self._card.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)


class _KeptRowView(QWidget):
    removal_wanted = Signal()

    def __init__(self, row: KeptRow, appearance: Appearance) -> None:
        super().__init__()
        inside = Row(row.title, row.line, appearance, has_line=False)
        button = Button(self.tr("Remove"), appearance, is_small=True)
        button.setAccessibleName(self.tr("Remove {0}, {1}").format(row.title, row.line))
        button.clicked.connect(self.removal_wanted)
        inside.add(button)
        scaled(QVBoxLayout(self), appearance, (8, 0, 4, 0)).addWidget(inside)
        self.setFocusProxy(button)
