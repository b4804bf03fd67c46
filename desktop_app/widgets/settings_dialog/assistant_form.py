"""The form for one assistant: name, system prompt, model, opening words, parameters."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.completion import Parameters
from desktop_app.domain.library import Assistant
from desktop_app.services.catalog import Catalog
from desktop_app.viewmodels.parameter_fields import taken_in
from desktop_app.viewmodels.shelves import ShelfList
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.parameters import ParameterFields
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.text_area import TextArea
from desktop_app.widgets.settings_dialog.shelf_page import Form
from desktop_app.widgets.theme import Appearance


class AssistantForm(Form):
    """`model_wanted` asks for a model, with what is to be called and what is chosen so far."""

    model_wanted = Signal(object, str, str)  # Callable[[str, str], None], provider, model

    def __init__(
        self,
        shelf: ShelfList[Assistant],
        assistant: Assistant,
        catalog: Catalog,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._shelf = shelf
        self._assistant = assistant
        self._catalog = catalog
        self._appearance = appearance
        self._outer = scaled(QVBoxLayout(self), appearance, (0, 8, 0, 4))
        self._column = self._inset()
        self._build()
        self._show_model()

    def take_focus(self) -> None:
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        appearance, tr, assistant = self._appearance, self.tr, self._assistant
        self._name = Field(tr("Name"), appearance, has_error_line=True)
        self._name.set_text(assistant.name)
        self._name.submitted.connect(self._save)
        self._system = self._area(
            tr("System prompt"), assistant.system, 144, tr("How it should behave.")
        )
        self._opening = self._area(
            tr("Opening message"),
            assistant.opening,
            72,
            tr("Its first words in a new conversation. The model is told that it said them."),
        )
        self._parameters = ParameterFields(appearance)
        self._parameters.parameters = assistant.parameters
        self._add(tr("Name"), self._name)
        self._add(tr("System prompt"), self._system)
        self._add(tr("Model"), self._model_line())
        self._add(tr("Opening message"), self._opening)
        self._add_parameters()
        self._add_buttons()

    def _inset(self) -> QVBoxLayout:
        """A column with room for focus rings at its sides."""
        column = scaled(QVBoxLayout(), self._appearance, (4, 0, 4, 0), 4)
        self._outer.addLayout(column)
        return column

    def _area(self, title: str, text: str, height: int, help_: str) -> TextArea:
        area = TextArea(title, self._appearance, height=height, placeholder=help_)
        area.edit.setAccessibleDescription(help_)
        area.set_text(text)
        return area

    def _add(self, title: str, control: QWidget | QHBoxLayout) -> None:
        self._column.addWidget(Label(title, self._appearance, weight=500, elides=True))
        if isinstance(control, QHBoxLayout):
            self._column.addLayout(control)
        else:
            self._column.addWidget(control)
        if not isinstance(control, Field):
            self._column.addSpacing(20)

    def _model_line(self) -> QHBoxLayout:
        row = scaled(QHBoxLayout(), self._appearance, spacing=8)
        self._model = Button("", self._appearance, trailing="chevron-down")
        self._model.clicked.connect(self._choose_model)
        words = self.tr("Take the model that new conversations begin with")
        self._any = IconButton("x", words, self._appearance)
        self._any.clicked.connect(lambda: self._take_model("", ""))
        row.addWidget(self._model)
        row.addWidget(self._any)
        row.addStretch(1)
        return row

    def _add_parameters(self) -> None:
        is_used = self._assistant.parameters != Parameters()
        icon = "chevron-down" if is_used else "chevron-right"
        self._fold = Button(self.tr("Parameters"), self._appearance, "quiet", icon=icon)
        self._fold.clicked.connect(lambda: self._unfold(is_open=self._parameters.isHidden()))
        self._column.addWidget(self._fold)
        self._outer.addWidget(self._parameters)
        self._parameters.setVisible(is_used)

    def _unfold(self, *, is_open: bool) -> None:
        self._parameters.setVisible(is_open)
        self._fold.set_icon("chevron-down" if is_open else "chevron-right")

    def _add_buttons(self) -> None:
        self._inset().addLayout(self.buttons(self._save, self._appearance, 12))

    def _choose_model(self) -> None:
        assistant = self._assistant
        self.model_wanted.emit(self._take_model, assistant.provider, assistant.model)

    def _take_model(self, provider: str, model: str) -> None:
        self._assistant = msgspec.structs.replace(
            self._assistant, provider=provider, model=model, parameters=self._parameters.parameters
        )
        self._show_model()
        self._model.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_model(self) -> None:
        provider, model = self._assistant.provider, self._assistant.model
        who = Who(self._catalog)
        default = who.provider("")
        words = self.tr("As chosen for new conversations")
        if provider:
            words = " · ".join(part for part in (model, who.title(provider)) if part)
        self._model.setText(words)
        self._model.setAccessibleName(self.tr("Model: {0}").format(words))
        self._model.updateGeometry()
        self._any.setVisible(bool(provider))
        taken = taken_in(self._catalog, provider or default.name, model or default.model)
        self._parameters.show_parameters(self._assistant.parameters, taken)

    def _save(self) -> None:
        name = self._name.text.strip()
        self._name.set_error("" if name else self.tr("It needs a name."))
        if not self._parameters.is_good:
            self._unfold(is_open=True)
        elif name and self._shelf.save(
            msgspec.structs.replace(
                self._assistant,
                name=name,
                system=self._system.text.strip(),
                opening=self._opening.text.strip(),
                parameters=self._parameters.parameters,
            )
        ):
            self.done.emit()
