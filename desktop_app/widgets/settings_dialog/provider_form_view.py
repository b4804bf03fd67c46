"""The form that adds or changes a provider. The key field is emptied as soon as it was read."""

import contextlib

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import ProviderKind
from desktop_app.services.field_choices import FieldChoice
from desktop_app.services.secrets import Secret
from desktop_app.viewmodels.provider_form import ASK_SERVER, ProviderForm
from desktop_app.viewmodels.providers import Providers
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.provider_advanced import AdvancedFields
from desktop_app.widgets.settings_dialog.provider_own_field import OwnField
from desktop_app.widgets.theme import Appearance


class ProviderFormView(QWidget):
    """`done` when it was saved or given up. A complaint stands below the field it is about."""

    done = Signal()

    def __init__(self, providers: Providers, form: ProviderForm, appearance: Appearance) -> None:
        super().__init__()
        self._providers = providers
        self._form = form
        self._appearance = appearance
        self._accepted: set[str] = set()  # complaints that were read, and saved over
        self._kind_fields: dict[str, OwnField] = {}
        self._column = scaled(QVBoxLayout(self), appearance, (4, 16, 4, 4), 4)
        self._build()
        self._show_kind(providers.kind(form.kind))
        providers.choices_found.connect(self._offer)
        if form.name:
            QTimer.singleShot(0, self, self._ask_for_choices)

    def take_focus(self) -> None:
        """The key, which is what is missing most often."""
        self._key.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus_at_address(self) -> None:
        """Where the server is."""
        self._base_url.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter_key(self, text: str) -> None:
        """A key that was written elsewhere; its shape may tell the provider."""
        self._key.set_text(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        appearance, form = self._appearance, self._form
        self._key = Field(
            self.tr("Key"), appearance, is_secret=True, has_error_line=True,
            placeholder=self._key_words(),
        )  # fmt: skip
        kinds = [(kind.name, kind.title) for kind in self._providers.kinds()]
        kinds.append(("", self.tr("Another server…")))
        self._kind = Choice(self.tr("Provider"), kinds, appearance, width=0)
        self._kind.set_value(form.kind)
        self._title = Field(self.tr("Name"), appearance, has_error_line=True)
        self._title.set_text(form.title)
        self._base_url = Field(
            self.tr("Base URL"), appearance, has_error_line=True,
            placeholder="https://api.example.com/v1",
        )  # fmt: skip
        self._base_url.set_text(form.base_url)
        self._model = Field(
            self.tr("Model"), appearance, has_error_line=True,
            placeholder=self.tr("Chosen from its list"),
        )  # fmt: skip
        self._model.set_text(form.model)
        self._add(self.tr("Provider"), self._kind, 20)
        self._key_label = self._add(self.tr("Key"), self._key)
        self._add(self.tr("Base URL"), self._base_url, 4)
        self._add(self.tr("Name"), self._title)
        self._own = scaled(QVBoxLayout(), appearance, spacing=4)
        self._column.addLayout(self._own)
        self._add(self.tr("Model"), self._model)
        self._advanced = AdvancedFields(form, appearance)
        self._advanced.submitted.connect(self._save)
        self._column.addWidget(self._advanced)
        self._add_buttons()
        self._kind.chosen.connect(lambda name: self._choose(str(name)))
        self._key.text_changed.connect(self._recognise)
        self._key.edit.editingFinished.connect(self._key_entered)
        self._base_url.text_changed.connect(lambda _text: self._think_again())
        for field in (self._key, self._title, self._base_url, self._model):
            field.submitted.connect(self._save)

    def _key_words(self) -> str:
        if self._providers.key_source(self._form.name) == "environment":
            return self.tr("The one in the environment is sent before any other")
        if hint := self._providers.key_hint(self._form.name):
            return self.tr("Paste another key to replace the one ending {0}").format(hint)
        return self.tr("Paste the key here")

    def _add(self, title: str, control: QWidget, below: int = 0) -> Label:
        label = Label(title, self._appearance, weight=500, elides=True)
        self._column.addWidget(label)
        box = scaled(QVBoxLayout(), self._appearance, (0, 0, 0, below))
        box.addWidget(control)
        self._column.addLayout(box)
        return label

    def _add_buttons(self) -> None:
        row = scaled(QHBoxLayout(), self._appearance, (0, 8, 0, 0), 8)
        self._save_button = Button(self.tr("Save and check"), self._appearance, "primary")
        self._save_button.clicked.connect(self._save)
        cancel = Button(self.tr("Cancel"), self._appearance)
        cancel.clicked.connect(self.done)
        row.addWidget(self._save_button)
        row.addWidget(cancel)
        row.addStretch(1)
        self._column.addLayout(row)

    def _choose(self, name: str) -> None:
        """Another provider of the list: its address, protocol and own fields."""
        kind = self._providers.kind(name)
        self._title.set_text(kind.title if kind else "")
        self._base_url.set_text(kind.base_url if kind else "")
        self._advanced.protocol.set_value(kind.protocols[0] if kind else ASK_SERVER)
        self._show_kind(kind)
        if kind is None:
            self._base_url.setFocus(Qt.FocusReason.OtherFocusReason)

    def _recognise(self, text: str) -> None:
        """A key that can only be one provider's chooses it, unless another server was named."""
        found = self._providers.recognised(text)
        is_open = not self._form.name and (self._kind.value or not self._base_url.text)
        if is_open and len(found) == 1 and self._kind.value != found[0].name:
            self._kind.set_value(found[0].name)
            self._choose(found[0].name)

    def _show_kind(self, kind: ProviderKind | None) -> None:
        while (item := self._own.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._kind_fields = {}
        for field in kind.fields if kind else ():
            title = field.title or field.key
            own = OwnField(title, self._form.fields.get(field.key, ""), self._appearance)
            own.submitted.connect(self._save)
            self._own.addWidget(Label(title, self._appearance, weight=500, elides=True))
            self._own.addWidget(own)
            self._kind_fields[field.key] = own
        needs_key = kind is None or kind.auth != "none"
        self._key.setVisible(needs_key)
        self._key_label.setVisible(needs_key)

    def _key_entered(self) -> None:
        """Another key, and the person goes on: once it is sure that the form stays."""
        if self._key.edit.isModified():
            self._key.edit.setModified(False)
            QTimer.singleShot(0, self, self._ask_for_choices)

    def _ask_for_choices(self) -> None:
        if self.isHidden() or not self.window().isVisible():
            return
        with contextlib.suppress(SettingsError):  # not a key, which is complained of when saving
            self._providers.look_for_choices(self._written(), self._secret())

    def _offer(self, key: str, choices: list[FieldChoice]) -> None:
        if key in self._kind_fields:
            self._kind_fields[key].offer(choices)

    def _secret(self) -> Secret | None:
        return Secret.cleaned(self._key.text) if self._key.text.strip() else None

    def _written(self) -> ProviderForm:
        return ProviderForm(
            name=self._form.name,
            title=self._title.text,
            kind=str(self._kind.value),
            base_url=self._base_url.text,
            model=self._model.text,
            fields={key: field.text for key, field in self._kind_fields.items()},
            **self._advanced.written(),
        )

    def _save(self) -> None:
        try:
            secret = self._secret()
        except SettingsError as error:
            self._key.set_error(str(error))
            return
        found = self._providers.save(self._written(), secret, self._accepted)
        if found:
            self._complain(found)
            return
        self._key.take_secret()
        self.done.emit()

    def _think_again(self) -> None:
        """What was read about another address is not accepted for this one."""
        self._accepted.clear()
        self._save_button.setText(self.tr("Save and check"))
        self._save_button.updateGeometry()

    def _complain(self, found: dict[str, str]) -> None:
        fields: dict[str, Field | OwnField] = {"base_url": self._base_url, "key": self._key}
        fields |= self._kind_fields
        for name, field in fields.items():
            field.set_error(found.get(name, ""))
        self._advanced.complain(found)
        wrong = [field for name, field in fields.items() if name in found]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        is_open = self._base_url.text.strip().startswith("http://")
        asked = {"key"} | ({"base_url"} if is_open else set())
        if found.keys() <= asked:
            # Pressed again with nothing changed, it is meant.
            self._accepted |= found.keys()
            self._save_button.setText(self.tr("Save anyway"))
            self._save_button.updateGeometry()
