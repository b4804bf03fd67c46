"""One provider in the list: who, where, in what state, what can be done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.viewmodels.provider_check import Check
from desktop_app.viewmodels.provider_signs import ProviderRow
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.chip import Chip, Tile
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.check_view import CheckView
from desktop_app.widgets.theme import Appearance, Theme

_ROW = 52
_ALT = Qt.KeyboardModifier.AltModifier
_MOVES = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}


class ProviderRowView(QWidget):
    """52 high; below it the steps of a check, and what went wrong.

    `asked` names what is wanted: check, paste, keys, models, edit, default, up, down, on, off,
    remove, billing, session, again. `handle` is where the row is taken to be dragged. `report`
    gives a check in words.
    """

    asked = Signal(str)

    def __init__(self, row: ProviderRow, report: Callable[[], str], appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._row = row
        self._error: ErrorCard | None = None
        self._top = QWidget(self)
        line = scaled(QHBoxLayout(self._top), appearance, (12, 0, 8, 0), 12)
        self.handle = Tile(appearance, letter=row.title[:1].upper(), size=28)
        line.addWidget(self.handle)
        line.addLayout(self._words(), 1)
        self._chip = Chip("", appearance)
        line.addWidget(self._chip)
        self._button = Button("", appearance, is_small=True)
        self._button.clicked.connect(lambda: self.asked.emit(self._row.action))
        line.addWidget(self._button)
        self._more = IconButton("ellipsis", self.tr("More"), appearance)
        self._more.clicked.connect(self._show_menu)
        line.addWidget(self._more)
        for button in (self._button, self._more):
            button.installEventFilter(self)
        self._column = scaled(QVBoxLayout(self), appearance)
        self._column.addWidget(self._top)
        self._below = QWidget(self)
        self._under = scaled(QVBoxLayout(self._below), appearance, (52, 0, 12, 12), 8)
        self._check = CheckView(report, appearance, self._below)
        self._under.addWidget(self._check)
        self._column.addWidget(self._below)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)
        self.show_row(row)
        self.show_check(None)

    def set_theme(self, theme: Theme) -> None:
        """Measures of this theme."""
        self._top.setFixedHeight(theme.px(_ROW))

    def take_focus(self) -> None:
        """Put the keyboard on this row."""
        self._more.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_row(self, row: ProviderRow) -> None:
        """Say what is the case now."""
        self._row = row
        self._title.setText(row.title)
        self._line.setText(row.line)
        self._default.setVisible(row.is_default)
        self._chip.say(row.chip.words, row.chip.tone, row.chip.icon)
        named = {"check": self.tr("Check"), "paste": self.tr("Paste"), "keys": self.tr("Keys")}
        words = named.get(row.action, "")
        self._button.setText(words)
        self._button.setVisible(bool(words))
        self._button.updateGeometry()
        self._button.setAccessibleName(f"{words}: {row.title}")
        can_move = row.can_move_up or row.can_move_down
        self.handle.setToolTip(self.tr("Drag to put it elsewhere") if can_move else "")
        shape = Qt.CursorShape.OpenHandCursor if can_move else Qt.CursorShape.ArrowCursor
        self.handle.setCursor(shape)
        self._more.set_name(self.tr("More for {title}").format(title=row.title))
        self.setAccessibleName(f"{row.title}, {row.line}, {row.chip.words}")

    def show_check(self, check: Check | None) -> None:
        """The steps of a check so far, and its error with what can be done about it."""
        self._drop_error()
        self._check.show_check(check)
        self._below.setVisible(bool(check and check.steps))
        if check and check.error and not check.is_running:
            self._add_error(ErrorCard(check.error, self._appearance, self._remedies(check)))

    def show_waiting_key(self, card: ErrorCard) -> None:
        """The keyring did not take the key: the card asks what is to be done."""
        self._drop_error()
        self._check.hide()
        self._add_error(card)

    def _add_error(self, card: ErrorCard) -> None:
        self._error = card
        card.acted.connect(self.asked)
        self._under.addWidget(card)
        self._below.show()
        card.show()  # a layout would do it later, and what is hidden takes no focus

    def _drop_error(self) -> None:
        if self._error is not None:
            focus = self.window().focusWidget()
            if focus is not None and self._error.isAncestorOf(focus):
                self.take_focus()
            self._under.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None

    def _remedies(self, check: Check) -> list[tuple[str, str]]:
        again = ("check", self.tr("Check again"))
        paste = self.tr("Paste a new key") if check.has_key else self.tr("Paste a key")
        address = [again, ("address", self.tr("Edit the address"))]
        way = [again, ("edit", self.tr("Edit the way to it"))]
        remedies = {
            "KeyRejected": [("paste", paste), again],
            "SecretStoreError": [again, ("paste", self.tr("Paste the key again"))],
            "BalanceUsedUp": [("billing", self.tr("Open billing page")), again],
            "ModelUnknown": [("edit", self.tr("Choose another model")), again],
            "ProxyFailed": way,
            "CertificateRejected": way,
        } | dict.fromkeys(("Offline", "ProviderError", "WireError", "RequestRefused"), address)
        return remedies.get(check.error.name if check.error else "", [again])

    def _words(self) -> QVBoxLayout:
        appearance = self._appearance
        self._title = Label("", appearance, weight=500, elides=True)
        self._default = Chip(self.tr("Default"), appearance, "accent", is_small=True)
        self._line = Label("", appearance, size=12, line=16, color="muted", elides=True)
        first = scaled(QHBoxLayout(), appearance, spacing=8)
        first.addWidget(self._title)
        first.addWidget(self._default)
        first.addStretch(1)
        words = scaled(QVBoxLayout(), appearance)
        words.addStretch(1)
        words.addLayout(first)
        words.addWidget(self._line)
        words.addStretch(1)
        return words

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow moves the row; a button would take the arrow for itself."""
        if not isinstance(event, QKeyEvent) or event.modifiers() != _ALT:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _MOVES:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            what = _MOVES[Qt.Key(event.key())]
            if self._row.can_move_up if what == "up" else self._row.can_move_down:
                self.asked.emit(what)
            return True
        return False

    def _show_menu(self) -> None:
        row, menu = self._row, QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)

        def add(name: str, words: str, *, is_enabled: bool = True) -> None:
            action = menu.addAction(words)
            action.setEnabled(is_enabled)
            action.triggered.connect(lambda: self.asked.emit(name))

        add("default", self.tr("Make it the default"), is_enabled=not row.is_default)
        if not row.is_built_in:
            add("edit", self.tr("Edit…"))
            add("models", self.tr("Models…"))
            if row.has_key:
                add("keys", self.tr("Keys…"))
            else:
                add("paste", self.tr("Paste a key…"))
            add("up", self.tr("Move up\tAlt+Up"), is_enabled=row.can_move_up)
            add("down", self.tr("Move down\tAlt+Down"), is_enabled=row.can_move_down)
            menu.addSeparator()
            is_on = row.provider.is_enabled
            add("off" if is_on else "on", self.tr("Switch off") if is_on else self.tr("Switch on"))
            add("remove", self.tr("Remove {title}").format(title=row.title))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))
