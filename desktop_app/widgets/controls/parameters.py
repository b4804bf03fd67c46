"""The parameters of a model as fields: an empty one is not sent, a wrong one says so below."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.completion import Parameters
from desktop_app.viewmodels.parameter_fields import ParameterField, Taken, read, written
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.text_area import TextArea
from desktop_app.widgets.theme import Appearance

Control = Field | Choice | TextArea


class ParameterFields(QWidget):
    """`show_parameters`, then `changed` after each change that is good as it stands.

    4 px at the sides are free for focus rings.
    """

    changed = Signal(object)  # Parameters

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.parameters = Parameters()
        self._taken: Taken | None = None
        self._controls: dict[str, Control] = {}
        self._column = scaled(QVBoxLayout(self), appearance, spacing=4)
        self._rows = QWidget(self)
        self._column.addWidget(self._rows)

    def show_parameters(self, parameters: Parameters, taken: Taken) -> None:
        """What is set, for a model that takes these; what is being written stays."""
        if taken != self._taken:
            self._taken = taken
            self._build(taken)
        elif parameters == self.parameters:
            return
        self.parameters = parameters
        texts = written(parameters)
        for name, control in self._controls.items():
            _put(control, texts[name])

    def flush(self) -> None:
        """Tell what was being written; what is shown next is something else."""
        self._tell()
        self._taken = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is complained of."""
        return not self._complaints()

    def _build(self, taken: Taken) -> None:
        self._column.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget(self)
        self._column.addWidget(self._rows)
        column = scaled(QVBoxLayout(self._rows), self._appearance, (4, 0, 4, 4), 4)
        self._controls = {}
        for field in taken.fields:
            control = self._control(field)
            self._controls[field.name] = control
            column.addWidget(Label(self.tr(field.title), self._appearance, weight=500))
            column.addWidget(control)
            if not isinstance(control, Field):
                column.addSpacing(20)
        if taken.missing:
            words = self.tr("This model has no setting for {0}.").format(", ".join(taken.missing))
            column.addWidget(
                Label(words, self._appearance, size=12, line=16, color="muted", wraps=True)
            )
        self._rows.show()

    def _control(self, field: ParameterField) -> Control:
        title, words = self.tr(field.title), self.tr(field.help)
        control: Control
        if field.choices:
            options = [("", self.tr("Default of the model")), *((x, x) for x in field.choices)]
            control = Choice(title, options, self._appearance, width=0)
            control.chosen.connect(lambda _value: self._tell())
        elif field.most:
            unset = self.tr("Default of the model")
            control = Field(title, self._appearance, placeholder=unset, has_error_line=True)
            control.edit.editingFinished.connect(self._tell)
        else:
            control = TextArea(title, self._appearance, height=56, placeholder=words)
            control.edited.connect(self._tell)
        control.setToolTip(words)
        (control if isinstance(control, Choice) else control.edit).setAccessibleDescription(words)
        return control

    def _complaints(self) -> dict[str, str]:
        """Read all fields and say below each what is wrong with it."""
        if self._taken is None:
            return {}
        texts = {name: _text(control) for name, control in self._controls.items()}
        self.parameters, complaints = read(texts, self._taken.fields, self.parameters)
        for name, control in self._controls.items():
            if isinstance(control, Field) and control.error != complaints.get(name, ""):
                control.set_error(complaints.get(name, ""))
            elif isinstance(control, TextArea):
                control.is_wrong = name in complaints
                control.setToolTip(complaints.get(name, ""))
                control.update()
        return complaints

    def _tell(self) -> None:
        before = self.parameters
        self._complaints()
        if self.parameters != before:
            self.changed.emit(self.parameters)


def _text(control: Control) -> str:
    return str(control.value or "") if isinstance(control, Choice) else control.text


def _put(control: Control, text: str) -> None:
    if isinstance(control, Choice):
        control.set_value(text)
    else:
        control.set_text(text)
