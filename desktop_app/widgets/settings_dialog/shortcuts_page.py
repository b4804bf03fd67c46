"""Every command with its keys, each of which can be changed."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.commands.declared import COMMANDS, GROUPS, Command
from desktop_app.commands.keys import SEPARATOR, caps, clashes, default_keys, keys_of
from desktop_app.settings.store import Settings
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.chip import KeyCaps
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.page import Page
from desktop_app.widgets.theme import Appearance

_KEY = "shortcuts.overrides"
_MODIFIERS = {
    Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr,
}  # fmt: skip


class ShortcutsPage(Page):
    """Enter on a row's button, then the new keys; a clash is named and nothing is changed."""

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._settings = settings
        self.rows: list[_KeysRow] = []
        self.add_text(
            self.tr("Choose Change, then press the new keys. Esc keeps the old ones."), below=0
        )
        for group in GROUPS:
            commands = [one for one in COMMANDS.values() if one.group == group]
            if commands:
                self.add_heading(self.tr(group))
            for command in commands:
                row = _KeysRow(command, appearance)
                row.keys_chosen.connect(self._change)
                row.reset_asked.connect(self._reset)
                self.rows.append(row)
                self.column.addWidget(row)
        self.fill_up()
        self._refresh()

    def _overrides(self) -> dict[str, str]:
        return dict(self._settings.get(_KEY))

    def _change(self, command_id: str, keys: str) -> None:
        before = clashes(self._overrides())
        wanted = self._overrides() | {command_id: keys}
        new = [clash for clash in clashes(wanted) if clash not in before]
        if new:
            other = next(x for x in new[0][1:] if x != command_id)
            words = self.tr("{keys} is taken by “{title}”.")
            self._row(command_id).complain(
                words.format(keys=new[0][0], title=COMMANDS[other].title)
            )
            return
        self._settings.set(_KEY, wanted)
        self._refresh()

    def _reset(self, command_id: str) -> None:
        overrides = self._overrides()
        overrides.pop(command_id, None)
        self._settings.set(_KEY, overrides)
        self._refresh()

    def _row(self, command_id: str) -> "_KeysRow":
        return next(row for row in self.rows if row.command.id == command_id)

    def _refresh(self) -> None:
        overrides = self._overrides()
        for row in self.rows:
            row.show_keys(keys_of(row.command, overrides), is_own=row.command.id in overrides)


class _KeysRow(QWidget):
    """Title, keys, reset, change; 40 high."""

    keys_chosen = Signal(str, str)  # command id, key sequence
    reset_asked = Signal(str)

    def __init__(self, command: Command, appearance: Appearance) -> None:
        super().__init__()
        self.command = command
        self._appearance = appearance
        self._keys: tuple[str, ...] = ()
        self._line = scaled(QHBoxLayout(self), appearance, (4, 4, 4, 4), 8)
        self._line.addWidget(Label(self.tr(command.title), appearance, elides=True), 1)
        self._words = Label("", appearance, size=12, line=16, color="danger", elides=True)
        self._line.addWidget(self._words)
        self._caps = scaled(QHBoxLayout(), appearance, spacing=8)
        self._line.addLayout(self._caps)
        name = self.tr("Reset the keys of {title}").format(title=command.title)
        self._reset = IconButton("rotate-ccw", name, appearance, size=14)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._reset.clicked.connect(lambda: self.reset_asked.emit(command.id))
        self._line.addWidget(self._reset)
        self._change = _KeysButton(self.tr("Change"), appearance)
        self._change.caught.connect(lambda keys: self.keys_chosen.emit(command.id, keys))
        self._line.addWidget(self._change)
        self.setFocusProxy(self._change)

    def show_keys(self, keys: tuple[str, ...], *, is_own: bool) -> None:
        """The keys in force."""
        self._words.setText("")
        while (item := self._caps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in keys:
            self._caps.addWidget(KeyCaps(caps(one), self._appearance))
        shown = SEPARATOR.join(keys) or self.tr("no keys")
        self._change.setAccessibleName(f"{self.command.title}, {shown}. {self.tr('Change')}")
        has_default = keys == default_keys(self.command)
        self._reset.setVisible(is_own and not has_default)

    def complain(self, words: str) -> None:
        """Say why the keys were not taken."""
        self._words.setText(words)
        self._change.setAccessibleDescription(words)


class _KeysButton(Button):
    """Waits for a key combination after it was pressed, and gives up on Esc or lost focus."""

    caught = Signal(str)
    _is_waiting = False  # events arrive while the base class is still being built

    def __init__(self, text: str, appearance: Appearance) -> None:
        super().__init__(text, appearance, is_small=True)
        self._rest = text
        self.clicked.connect(lambda: self._wait(is_waiting=True))

    def _wait(self, *, is_waiting: bool) -> None:
        self._is_waiting = is_waiting
        self.setText(self.tr("Press keys…") if is_waiting else self._rest)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        # Tab and the window's shortcuts are keys like others while it waits.
        kinds = {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
        if self._is_waiting and event.type() in kinds and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                self._catch(event)
            event.accept()
            return True
        if self._is_waiting and event.type() == QEvent.Type.FocusOut:
            self._wait(is_waiting=False)
        return super().event(event)

    def _catch(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        self._wait(is_waiting=False)
        if key == Qt.Key.Key_Escape:
            return
        pressed = QKeySequence(QKeyCombination(event.modifiers(), key))
        self.caught.emit(pressed.toString(QKeySequence.SequenceFormat.PortableText))
