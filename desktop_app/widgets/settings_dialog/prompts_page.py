"""The prompts that `/` calls into the composer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.library import Prompt, Variable, pieces
from desktop_app.settings.library import written
from desktop_app.viewmodels.shelves import ShelfList
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card, Row
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.text_area import TextArea
from desktop_app.widgets.settings_dialog.shelf_page import Form, ShelfPage
from desktop_app.widgets.settings_dialog.shelf_row import Choices
from desktop_app.widgets.theme import Appearance

_NAME = "Summary"
_TEXT = "Sum this up in {{how many=three}} points, in plain words:\n\n{{clipboard}}"


class PromptsPage(ShelfPage[Prompt]):
    """A list of prompts."""

    def __init__(self, shelf: ShelfList[Prompt], appearance: Appearance) -> None:
        words = self.tr("Texts that you write often. A / at the start of a message finds them.")
        super().__init__(shelf, (words, self.tr("New prompt")), "quote", appearance)
        self.listed.addWidget(self._example_card())
        self.fill_up()
        self.rebuild()

    def _example_card(self) -> Card:
        """What one could look like, while there is none."""
        self._example = Card(self.appearance)
        title = self.tr("For example: {0}").format(self.tr(_NAME))
        row = Row(title, self.tr(_TEXT), self.appearance, has_line=False)
        begin = Button(self.tr("Begin with it"), self.appearance, is_small=True)
        begin.clicked.connect(self._write_example)
        row.add(begin)
        around = QWidget()
        inset = scaled(QVBoxLayout(around), self.appearance, (12, 4, 12, 4))
        inset.addWidget(row)
        self._example.add(around)
        return self._example

    def _write_example(self) -> None:
        prompt = Prompt(self.shelf.new_id(), self.tr(_NAME), self.tr(_TEXT))
        self.open_form(PromptForm(self.shelf, prompt, self.appearance))

    def rebuild(self) -> None:
        """The example makes room for the first prompt."""
        super().rebuild()
        self._example.setVisible(not self.shelf.entries)

    def write(self, text: str) -> None:
        """Open the form for a prompt of this text."""
        self.open_form(
            PromptForm(self.shelf, Prompt(self.shelf.new_id(), "", text), self.appearance)
        )

    def words_of(self, entry: Prompt) -> str:
        return " ".join(entry.text.split())[:200]

    def form_of(self, entry: Prompt | None) -> Form:
        prompt = entry or Prompt(self.shelf.new_id(), "")
        return PromptForm(self.shelf, prompt, self.appearance)

    def choices_of(self, entry: Prompt) -> Choices:  # noqa: ARG002  # nothing that prompts alone have
        return []

    def exported(self, entries: tuple[Prompt, ...]) -> str:
        return written((), entries)


class PromptForm(Form):
    """Name and text; below the text stands which variables it has."""

    def __init__(self, shelf: ShelfList[Prompt], prompt: Prompt, appearance: Appearance) -> None:
        super().__init__()
        self._shelf = shelf
        self._prompt = prompt
        self._appearance = appearance
        column = scaled(QVBoxLayout(self), appearance, (4, 8, 4, 4), 4)
        self._name = Field(
            self.tr("Name"), appearance, has_error_line=True,
            placeholder=self.tr("What to find it by"),
        )  # fmt: skip
        self._text = TextArea(self.tr("Text"), appearance, height=240)
        column.addWidget(Label(self.tr("Name"), appearance, weight=500))
        column.addWidget(self._name)
        column.addWidget(Label(self.tr("Text"), appearance, weight=500))
        column.addWidget(self._text)
        self._variables = Label("", appearance, size=12, line=16, color="muted", wraps=True)
        column.addWidget(self._variables)
        column.addLayout(self.buttons(self._save, appearance, 8))
        self._name.set_text(prompt.name)
        self._text.set_text(prompt.text)
        self._name.submitted.connect(self._save)
        self._text.edit.textChanged.connect(self._show_variables)
        self._show_variables()

    def take_focus(self) -> None:
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_variables(self) -> None:
        found = [piece for piece in pieces(self._text.text) if isinstance(piece, Variable)]
        names = list(dict.fromkeys(variable.name for variable in found))
        if names:
            words = self.tr("Asks for {0}.").format(", ".join(names))
        else:
            words = self.tr(
                "{{name}} makes a field to fill in, {{name=words}} one that is filled already. "
                "{{date}}, {{clipboard}} and {{selection}} fill themselves."
            )
        self._variables.setText(words)

    def _save(self) -> None:
        name, text = self._name.text.strip(), self._text.text
        self._name.set_error("" if name else self.tr("It needs a name to be found by."))
        self._text.is_wrong = not text.strip()
        self._text.update()
        if not text.strip():
            self._variables.setText(self.tr("There is no text yet."))
        if name and text.strip() and self._shelf.save(Prompt(self._prompt.id, name, text)):
            self.done.emit()
