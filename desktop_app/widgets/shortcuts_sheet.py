"""The sheet of all keys, made from the table of commands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.commands import COMMANDS, GROUPS, Command
from desktop_app.commands.keys import caps, keys_of
from desktop_app.viewmodels import fuzzy
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.chip import KeyCaps
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.theme import Appearance, Theme

_COLUMNS = (GROUPS[::2], GROUPS[1::2])
_TWO_COLUMNS = 620  # px at 100 % of the panel's width, from which on two columns fit


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of the sheet: words and the caps of its keys."""

    group: str
    title: str
    caps: tuple[str, ...]


def sheet_rows(
    overrides: Mapping[str, str], commands: Iterable[Command] | None = None
) -> list[SheetRow]:
    """Every command that has keys; siblings share a line ("Alt ← →")."""
    lines: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for command in COMMANDS.values() if commands is None else commands:
        if keys := keys_of(command, overrides):
            line = lines.setdefault((command.group, command.row or command.title), [])
            line.append(caps(keys[0]))
    return [SheetRow(group, title, _joined(keys)) for (group, title), keys in lines.items()]


def _joined(keys: list[tuple[str, ...]]) -> tuple[str, ...]:
    modifiers, lasts = keys[0][:-1], [each[-1] for each in keys]
    if any(each[:-1] != modifiers for each in keys):
        return keys[0]
    return (*modifiers, f"{lasts[0]}…{lasts[-1]}") if len(lasts) > 3 else (*modifiers, *lasts)


class _Line(QWidget):
    """36 px: words, caps, and a rule above."""

    def __init__(self, row: SheetRow, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        line = scaled(QHBoxLayout(self), appearance, (0, 1, 0, 0), 8)
        line.addWidget(Label(row.title, appearance, elides=True), 1)
        line.addWidget(KeyCaps(row.caps, appearance))
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.px(36))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, self.width(), 1, self._theme.border)


class ShortcutsSheet(Layer):
    """840 wide, in two columns where they fit; the field finds by action or key."""

    change_wanted = Signal()

    def __init__(
        self, window: QWidget, appearance: Appearance, overrides: Mapping[str, str]
    ) -> None:
        super().__init__(
            window, self.tr("Keyboard shortcuts"), appearance, width=840, height=650, top=72
        )
        self._appearance = appearance
        self._all = sheet_rows(overrides)
        self._field = Field(
            self.tr("Action or key"),
            appearance,
            placeholder=self.tr("Action or key"),
            icon="search",
        )
        close = IconButton("x", self.tr("Close"), appearance)
        change = Button(self.tr("Change shortcuts…"), appearance, "quiet")
        self._scroll = QScrollArea(self.panel)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.tr("Keyboard shortcuts"))
        viewport_of(self._scroll).setAutoFillBackground(False)
        self._lay_out(close, change)
        close.clicked.connect(self.dismiss)
        change.clicked.connect(self.dismiss)
        change.clicked.connect(self.change_wanted)
        self._field.text_changed.connect(lambda _words: self._fill())

    def _lay_out(self, close: QWidget, change: QWidget) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.panel), appearance, (1, 1, 1, 1))
        head = scaled(QHBoxLayout(), appearance, (24, 20, 24, 8), 12)
        title = Label(self.tr("Keyboard shortcuts"), appearance, size=18, line=28, weight=600)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._field)
        head.addWidget(close)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        foot = scaled(QHBoxLayout(), appearance, (24, 7, 20, 8), 12)
        words = self.tr("Every action is in the palette, and every shortcut can be changed.")
        foot.addWidget(Label(words, appearance, size=12, line=16, color="muted", elides=True), 1)
        foot.addWidget(change)
        column.addLayout(foot)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._field.setMaximumWidth(theme.px(232))

    def open(self) -> None:
        super().open()
        self._fill()

    def take_focus(self) -> None:
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        wanted = self._field.text
        rows = [
            row for row in self._all if fuzzy.match(wanted, f"{row.title} {' '.join(row.caps)}")
        ]
        page = QWidget()
        columns = scaled(QHBoxLayout(page), self._appearance, (24, 0, 24, 16), 48)
        is_wide = self.panel.width() >= self._theme.px(_TWO_COLUMNS)
        for groups in _COLUMNS if is_wide else (GROUPS,):
            columns.addLayout(self._column(groups, rows, page), 1)
        before = self._scroll.takeWidget()
        if before is not None:
            before.deleteLater()
        self._scroll.setWidget(page)

    def _column(self, groups: Iterable[str], rows: list[SheetRow], page: QWidget) -> QVBoxLayout:
        column = scaled(QVBoxLayout(), self._appearance)
        for group in groups:
            members = [row for row in rows if row.group == group]
            if members:
                column.addSpacing(self._theme.px(8))
                column.addWidget(Label(group, self._appearance, weight=600, line=28))
                for row in members:
                    column.addWidget(_Line(row, self._appearance, page))
                column.addSpacing(self._theme.px(12))
        column.addStretch(1)
        return column
