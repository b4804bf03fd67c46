"""One assistant or prompt in its list: name, what it says, what can be done."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.chip import Chip, Tile
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

_ALT = Qt.KeyboardModifier.AltModifier
_MOVES = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
Choices = list[tuple[str, str, bool]]  # what is asked, in words, whether it can be done


class ShelfRow(QWidget):
    """52 high. `asked` names what is wanted: edit, or one of the menu's choices.

    Alt with an arrow asks for `up` or `down` where the menu offers it.
    """

    asked = Signal(str)

    def __init__(self, name: str, words: str, icon: str, appearance: Appearance) -> None:
        super().__init__()
        self._choices: Choices = []
        line = scaled(QHBoxLayout(self), appearance, (12, 0, 8, 0), 12)
        line.addWidget(Tile(appearance, icon=icon, size=28))
        column = scaled(QVBoxLayout(), appearance)
        first = scaled(QHBoxLayout(), appearance, spacing=8)
        first.addWidget(Label(name, appearance, weight=500, elides=True))
        self._default = Chip(self.tr("Default"), appearance, "accent", is_small=True)
        first.addWidget(self._default)
        first.addStretch(1)
        column.addStretch(1)
        column.addLayout(first)
        column.addWidget(Label(words, appearance, size=12, line=16, color="muted", elides=True))
        column.addStretch(1)
        line.addLayout(column, 1)
        self._edit = Button(self.tr("Edit"), appearance, is_small=True)
        self._edit.setAccessibleName(self.tr("Edit {0}").format(name))
        self._edit.clicked.connect(lambda: self.asked.emit("edit"))
        line.addWidget(self._edit)
        self._more = IconButton("ellipsis", self.tr("More for {0}").format(name), appearance)
        self._more.clicked.connect(self._show_menu)
        line.addWidget(self._more)
        for button in (self._edit, self._more):
            button.installEventFilter(self)
        self.setAccessibleName(f"{name}, {words}")
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Measures of this theme."""
        self.setFixedHeight(theme.px(52))

    def take_focus(self) -> None:
        """Put the keyboard on this row."""
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, choices: Choices, *, is_default: bool) -> None:
        """What its menu holds, and whether new conversations begin with it."""
        self._choices = choices
        self._default.setVisible(is_default)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow moves the row; a button would take the arrow for itself."""
        if not isinstance(event, QKeyEvent) or event.modifiers() != _ALT:
            return False
        what = _MOVES.get(Qt.Key(event.key()), "")
        if event.type() == QEvent.Type.ShortcutOverride and what:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and what:
            if any(name == what and can_be_done for name, _, can_be_done in self._choices):
                self.asked.emit(what)
            return True
        return False

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name, words, is_enabled in self._choices:
            action = menu.addAction(words)
            action.setEnabled(is_enabled)
            action.triggered.connect(lambda _on=False, name=name: self.asked.emit(name))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 4)))
