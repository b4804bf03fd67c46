"""One setting as a row of the dialog, its control chosen by the kind of its value."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.viewmodels.settings_page import SettingRow, SettingsPage
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.card import Row
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.toggle import Toggle
from desktop_app.widgets.theme import Appearance

_TEXT_WIDTH, _NUMBER_WIDTH = 216, 112


class SettingLine(Row):
    """Title, help with the default, a reset that shows when there is something to reset, control.

    A value that is refused is complained about in the place of the help; nothing moves.
    """

    def __init__(
        self, page: SettingsPage, key: str, appearance: Appearance, *, has_section: bool = False
    ) -> None:
        row = page.row(key)
        title = f"{row.setting.section}: {row.setting.title}" if has_section else row.setting.title
        super().__init__(title, row.help, appearance)
        self.key = key
        self._page = page
        self._appearance = appearance
        self._reset = IconButton("rotate-ccw", self.tr("Reset to the default"), appearance, size=14)
        self._reset.setAccessibleName(self.tr("Reset {title}").format(title=row.setting.title))
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._reset.clicked.connect(self._do_reset)
        self.add(self._reset)
        self.control = self._made(row)
        self.add(self.control)
        self.setFocusProxy(self.control)
        self.refresh(key)
        page.row_changed.connect(self.refresh)

    def _made(self, row: SettingRow) -> QWidget:
        name = row.setting.title
        if isinstance(row.value, bool):
            toggle = Toggle(name, self._appearance)
            toggle.clicked.connect(lambda: self._set(toggle.isChecked()))
            return toggle
        if row.choices:
            choice = Choice(name, list(row.choices.items()), self._appearance, width=_TEXT_WIDTH)
            choice.chosen.connect(self._set)
            return choice
        return self._field(name, row)

    def _field(self, name: str, row: SettingRow) -> Field:
        is_number = isinstance(row.value, (int, float))
        width = _NUMBER_WIDTH if is_number else _TEXT_WIDTH
        field = Field(name, self._appearance, width=width)
        if row.setting.unit:
            unit = Label(row.setting.unit, self._appearance, color="muted")
            field.add_trailing(unit)
        if is_number:
            field.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.edit.editingFinished.connect(lambda: self._commit(field))
        return field

    def _commit(self, field: Field) -> None:
        if field.text != _written(self._page.row(self.key).value):
            self._set(field.text)

    def _set(self, value: object) -> None:
        self._complain(self._page.set(self.key, value))

    def _do_reset(self) -> None:
        had_focus = self._reset.hasFocus()
        self._complain(self._page.reset(self.key))
        if had_focus:  # it is about to hide: the keyboard stays in this row
            self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _complain(self, words: str) -> None:
        row = self._page.row(self.key)
        self.tell(words or row.help, "danger" if words else "muted")
        self.control.setAccessibleDescription(self.help.text())
        if not words:
            self.refresh(self.key)

    def refresh(self, key: str) -> None:
        """Show the value as it is now, if it is this row's."""
        if key != self.key:
            return
        row = self._page.row(self.key)
        if isinstance(self.control, Toggle):
            self.control.setChecked(row.value)
        elif isinstance(self.control, Choice):
            self.control.set_options(list(row.choices.items()))
            self.control.set_value(row.value)
        elif isinstance(self.control, Field):
            self.control.set_text(_written(row.value))
        self.tell(row.help)
        self._reset.setVisible(not row.is_default)


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
