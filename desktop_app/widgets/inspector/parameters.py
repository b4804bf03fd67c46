"""The conversation's own parameters. What is not set is not sent."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.completion import Parameters
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.text_area import TextArea
from desktop_app.widgets.theme import Appearance

_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


class ParametersTab(QWidget):
    """`changed(system prompt, Parameters)` tells each change once it can be sent as it stands."""

    changed = Signal(str, object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameters = Parameters()
        self._appearance = appearance
        self._column = scaled(QVBoxLayout(self), appearance, (16, 16, 16, 16), 4)
        self._system = TextArea(self.tr("System prompt"), appearance)
        self._system.edited.connect(self._tell)
        self._add(
            self.tr("System prompt"), self._system, self.tr("How the model should behave here.")
        )
        self._temperature = self._number(self.tr("Temperature"))
        self._top_p = self._number(self.tr("Top p"))
        self._max_tokens = self._number(self.tr("Longest answer, in tokens"))
        efforts = [(None, self.tr("Not set")), *((x, x) for x in _EFFORTS)]
        self._effort = Choice(self.tr("Reasoning effort"), efforts, appearance, width=0)
        self._effort.chosen.connect(lambda _effort: self._tell())
        self._add(
            self.tr("Reasoning effort"), self._effort, self.tr("Only models that reason take it.")
        )
        self._column.addStretch(1)

    def show_parameters(self, system: str, parameters: Parameters) -> None:
        """What is set for the conversation on the screen."""
        self._parameters = parameters
        self._system.set_text(system)
        self._temperature.set_text(_written(parameters.temperature))
        self._top_p.set_text(_written(parameters.top_p))
        self._max_tokens.set_text(_written(parameters.max_tokens))
        self._effort.set_value(parameters.effort)

    def _add(self, title: str, control: QWidget, help_: str = "") -> None:
        appearance = self._appearance
        self._column.addWidget(Label(title, appearance, weight=500, elides=True))
        self._column.addWidget(control)
        if help_:
            words = Label(help_, appearance, size=12, line=16, color="muted", wraps=True)
            self._column.addWidget(words)
            control.setAccessibleDescription(help_)
        self._column.addSpacing(8)

    def _number(self, title: str) -> Field:
        unset = self.tr("Not set")
        field = Field(title, self._appearance, placeholder=unset, has_error_line=True)
        field.edit.editingFinished.connect(self._tell)
        self._column.addWidget(Label(title, self._appearance, weight=500, elides=True))
        self._column.addWidget(field)
        return field

    def _tell(self) -> None:
        """Read all fields; a number out of bounds is complained about and nothing is told."""
        temperature = _number(self._temperature, 0, 2, self.tr("A number from 0 to 2."))
        top_p = _number(self._top_p, 0, 1, self.tr("A number from 0 to 1."))
        longest = _number(self._max_tokens, 1, 10_000_000, self.tr("A whole number of tokens."))
        if any(field.error for field in (self._temperature, self._top_p, self._max_tokens)):
            return
        effort = self._effort.value
        parameters = Parameters(
            temperature=temperature,
            top_p=top_p,
            max_tokens=int(longest) if longest is not None else None,
            effort=effort if isinstance(effort, str) else None,
            stop=self._parameters.stop,
            tool_choice=self._parameters.tool_choice,
            verbosity=self._parameters.verbosity,
        )
        self._parameters = parameters
        self.changed.emit(self._system.text, parameters)


def _written(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _number(field: Field, least: float, most: float, complaint: str) -> float | None:
    """The number in the field, None if it is empty; out of bounds the field complains."""
    text = field.text.strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = least - 1
    is_good = least <= value <= most
    field.set_error("" if is_good else complaint)
    return value if is_good else None
