"""What the person says about one model: its name, what it holds, costs and can do."""

import msgspec
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import OwnModel
from desktop_app.viewmodels.model_choice import Key, ModelChoice
from desktop_app.viewmodels.own_model import FIELDS, ModelField, taken, written
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.card import Row
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.page_scroll import PageScroll
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.toggle import Toggle
from desktop_app.widgets.theme import Appearance

_WIDTHS = {"text": 216, "tokens": 136, "price": 136, "ability": 184}


class ModelForm(QWidget):
    """Every change acts at once; an empty field is as the provider says. `done`: back again."""

    done = Signal()

    def __init__(self, model: ModelChoice, key: Key, appearance: Appearance) -> None:
        super().__init__()
        self._model = model
        self._key = key
        self._appearance = appearance
        self._lines = [_FieldRow(self, field, appearance) for field in FIELDS]
        self._build()
        self.show_own()

    @property
    def own(self) -> OwnModel:
        """What is said at this moment."""
        return self._model.own(self._key)

    def known(self, field: ModelField) -> str:
        """What the provider or the table says of it, "" for nothing."""
        known = written(field, self._model.known(self._key))
        return self._key[1] if field.name == "title" and not known else known

    def say(self, own: OwnModel) -> str:
        """Take other words. Returns the complaint, empty if they are taken."""
        try:
            self._model.change(self._key, own)
        except SettingsError as error:
            return str(error)
        self.show_own()
        return ""

    def show_own(self) -> None:
        """Say in each row what is said of it now."""
        own = self.own
        for line in self._lines:
            line.refresh()
        self._listed.setChecked(not own.is_hidden)
        self._streamed.setChecked(own.is_streamed)
        self._reset.setEnabled(own != OwnModel())

    def take_focus(self) -> None:
        """The first field."""
        self._lines[0].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        appearance, tr = self._appearance, self.tr
        page = QWidget()
        column = scaled(QVBoxLayout(page), appearance, (16, 4, 16, 16))
        for line in self._lines:
            column.addWidget(line)
        self._listed = self._toggle(tr("Shown in the list"), "is_hidden", is_inverted=True)
        self._streamed = self._toggle(tr("Show its answers while they are written"), "is_streamed")
        for toggle, words in (
            (self._listed, tr("Off hides it; hidden ones can be shown below the list.")),
            (self._streamed, tr("Off for a model that cannot stream.")),
        ):
            row = Row(toggle.accessibleName(), words, appearance)
            row.add(toggle)
            column.addWidget(row)
        scroll = PageScroll()
        scroll.show_page(page)
        head = scaled(QHBoxLayout(), appearance, (12, 9, 16, 9), 8)
        back = IconButton("arrow-left", tr("Back to the list"), appearance)
        back.clicked.connect(self.done)
        head.addWidget(back)
        title = f"{self._key[1]} · {self._model.provider_title(self._key[0])}"
        head.addWidget(Label(title, appearance, size=14, weight=600, elides=True), 1)
        self._reset = Button(tr("Reset all"), appearance, "quiet", icon="rotate-ccw", is_small=True)
        self._reset.clicked.connect(lambda: self.say(OwnModel()))
        head.addWidget(self._reset)
        whole = scaled(QVBoxLayout(self), appearance)
        whole.addLayout(head)
        whole.addWidget(scroll, 1)

    def _toggle(self, words: str, name: str, *, is_inverted: bool = False) -> Toggle:
        toggle = Toggle(words, self._appearance)

        def switch() -> None:
            value = toggle.isChecked() is not is_inverted
            self.say(_with(self.own, name, value))

        toggle.clicked.connect(switch)
        return toggle

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class _FieldRow(Row):
    """A field, or a choice for what a model can do; the known value stands in it, muted."""

    def __init__(self, form: ModelForm, field: ModelField, appearance: Appearance) -> None:
        self._title = QCoreApplication.translate("ModelForm", field.title)
        super().__init__(self._title, "", appearance)
        self._form = form
        self._field = field
        self._is_wrong = False  # what is written stays until it is put right
        self._reset = IconButton("rotate-ccw", self.tr("As the provider says"), appearance, size=14)
        self._reset.setAccessibleName(self.tr("Reset {title}").format(title=self._title))
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._reset.clicked.connect(self._forget)
        self.add(self._reset)
        self.control = self._made(appearance)
        self.add(self.control)
        self.setFocusProxy(self.control)

    def _made(self, appearance: Appearance) -> Field | Choice:
        width = _WIDTHS[self._field.kind]
        if self._field.kind == "ability":
            choice = Choice(self._title, [], appearance, width=width)
            choice.chosen.connect(lambda value: self._take(str(value)))
            return choice
        line = Field(self._title, appearance, width=width)
        if self._field.kind == "price":
            line.add_trailing(Label("$ / M", appearance, color="muted"))
        line.edit.editingFinished.connect(lambda: self._take(line.text))
        return line

    def refresh(self) -> None:
        """Show what is said and what is known."""
        if self._is_wrong:
            return
        text, known = written(self._field, self._form.own), self._form.known(self._field)
        if isinstance(self.control, Choice):
            words = {"yes": self.tr("Yes"), "no": self.tr("No"), "": self.tr("unknown")}
            as_known = self.tr("As known: {0}").format(words[known].lower())
            self.control.set_options([("", as_known), ("yes", words["yes"]), ("no", words["no"])])
            self.control.set_value(text)
        elif isinstance(self.control, Field):
            self.control.set_text(text)
            self.control.edit.setPlaceholderText(known)
        self._reset.setVisible(bool(text))
        self.tell(QCoreApplication.translate("ModelForm", self._field.help))

    def _take(self, text: str) -> None:
        self._is_wrong = False
        if text == written(self._field, self._form.own):
            self.refresh()
            return
        try:
            complaint = self._form.say(taken(self._field, text, self._form.own))
        except ValueError as error:
            complaint = str(error)
        if complaint:
            self._is_wrong = True
            self.tell(complaint, "danger")
        self.control.setAccessibleDescription(self.help.text())

    def _forget(self) -> None:
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.control, Field):
            self.control.set_text("")
        self._take("")


def _with(own: OwnModel, name: str, value: bool) -> OwnModel:
    return msgspec.structs.replace(own, **{name: value})
