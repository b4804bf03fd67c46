"""A field of a provider's own: free text, or a choice once the provider told its values."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.services.field_choices import FieldChoice
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class OwnField(QWidget):
    """What was written stays among the choices, even where the provider does not list it."""

    submitted = Signal()  # Enter was pressed in the free text

    def __init__(self, title: str, text: str, appearance: Appearance) -> None:
        super().__init__()
        self._is_offered = False
        self.field = Field(title, appearance, has_error_line=True)
        self.field.set_text(text)
        self.field.submitted.connect(self.submitted)
        self.choice = Choice(title, [], appearance, width=0)
        self.choice.chosen.connect(lambda _value: self.set_error(""))
        self._complaint = Label("", appearance, size=12, line=16, color="danger", elides=True)
        column = scaled(QVBoxLayout(self), appearance, spacing=4)
        for widget in (self.field, self.choice, self._complaint):
            column.addWidget(widget)
        self.setFocusProxy(self.field)
        self._show()

    @property
    def text(self) -> str:
        """The value to be sent."""
        return str(self.choice.value or "") if self._is_offered else self.field.text

    def offer(self, choices: Sequence[FieldChoice]) -> None:
        """Let a person choose; without choices the free text comes back."""
        text, has_focus = self.text.strip(), self._has_focus()
        options = {"": self.tr("Choose…")} | ({text: text} if text else {}) | dict(choices)
        self.choice.set_options(list(options.items()))
        self.choice.set_value(text)
        self.field.set_text(text)
        self._is_offered = bool(choices)
        self.setFocusProxy(self.choice if choices else self.field)
        self._show()
        if has_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_error(self, words: str) -> None:
        """Complain below it; empty words take the complaint back."""
        self.field.set_error(words)
        self.choice.setAccessibleDescription(words)
        self._complaint.setText(words)

    @property
    def error(self) -> str:
        """The complaint that is shown."""
        return self._complaint.text()

    def _has_focus(self) -> bool:
        return self.field.edit.hasFocus() or self.choice.hasFocus()

    def _show(self) -> None:
        self.field.setVisible(not self._is_offered)
        self.choice.setVisible(self._is_offered)
        self._complaint.setVisible(self._is_offered)
