"""The conversation's own system prompt and parameters. What is not set is not sent."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.completion import Parameters
from desktop_app.viewmodels.parameter_fields import Taken
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.parameters import ParameterFields
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.text_area import TextArea
from desktop_app.widgets.theme import Appearance


class ParametersTab(QWidget):
    """`changed(system prompt, Parameters)` tells each change once it can be sent as it stands."""

    changed = Signal(str, object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = scaled(QVBoxLayout(self), appearance, (12, 16, 12, 16), 4)
        column = scaled(QVBoxLayout(), appearance, (4, 0, 4, 0), 4)
        outer.addLayout(column)
        title = self.tr("System prompt")
        help_ = self.tr("How the model should behave in this conversation.")
        self._system = TextArea(title, appearance, height=144, placeholder=help_)
        self._system.edit.setAccessibleDescription(help_)
        column.addWidget(Label(title, appearance, weight=500, elides=True))
        column.addWidget(self._system)
        when = self.tr("Changes count from the next message on and stay with this conversation.")
        column.addWidget(Label(when, appearance, size=12, line=16, color="muted", wraps=True))
        column.addSpacing(12)
        self._fields = ParameterFields(appearance, self)
        outer.addWidget(self._fields)
        outer.addStretch(1)
        self._shown = ""
        self._system.edited.connect(self._tell)
        self._fields.changed.connect(self._tell)

    def show_parameters(self, system: str, parameters: Parameters, taken: Taken) -> None:
        """What is set for the conversation on the screen, and what its model takes."""
        if system != self._shown:
            self._system.set_text(system)
            self._shown = system
        self._fields.show_parameters(parameters, taken)

    def take_focus(self) -> None:
        """The system prompt."""
        self._system.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Tell what was being written: another conversation comes on the screen."""
        self._fields.flush()
        if self._system.text != self._shown:
            self._tell()

    def _tell(self) -> None:
        """What was left out because it was refused counts again with the next change."""
        self._shown = self._system.text
        wanted = msgspec.structs.replace(self._fields.parameters, without=())
        self.changed.emit(self._shown, wanted)
