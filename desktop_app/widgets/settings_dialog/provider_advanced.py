"""The fold of a provider's form with what most people leave alone: dialect, own fields, the way."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.settings.declared import declared
from desktop_app.viewmodels.provider_form import ASK_SERVER, ProviderForm
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.text_area import TextArea
from desktop_app.widgets.controls.toggle import Toggle
from desktop_app.widgets.settings_dialog.file_field import FileField
from desktop_app.widgets.theme import Appearance

_PROTOCOLS = {
    ASK_SERVER: "Ask the server",
    "chat": "Chat Completions",
    "responses": "Responses",
    "messages": "Messages",
}
_LIMITS = {
    "connect": "Connecting",
    "first": "First word",
    "between": "Silence within an answer",
    "total": "Whole answer, 0 for no limit",
    "retries": "Retries",
}


class AdvancedFields(QWidget):
    """Folded unless something in it is set. `submitted`: Enter was pressed in a line."""

    submitted = Signal()

    def __init__(self, form: ProviderForm, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._fields: dict[str, Field] = {}
        self._areas: dict[str, tuple[TextArea, Label]] = {}
        column = scaled(QVBoxLayout(self), appearance, spacing=4)
        self._fold = Button(self.tr("Advanced"), appearance, "quiet", icon="chevron-right")
        self._body = QWidget()
        self._fold.clicked.connect(lambda: self._set_open(is_open=self._body.isHidden()))
        room = scaled(QVBoxLayout(), appearance, (4, 4, 4, 0))  # for the ring around the button
        room.addWidget(self._fold)
        column.addLayout(room)
        self._column = scaled(QVBoxLayout(self._body), appearance, (0, 4, 0, 8), 4)
        column.addWidget(self._body)
        self._build(form)
        limits = any(form.limits.values())
        parts = (form.headers, form.body, form.proxy, form.ca_file, limits, not form.is_streamed)
        self._set_open(is_open=any(parts))

    def _build(self, form: ProviderForm) -> None:
        tr, appearance = self.tr, self._appearance
        options = [(name, _words(text)) for name, text in _PROTOCOLS.items()]
        self.protocol = Choice(tr("Protocol"), options, appearance, width=0)
        self.protocol.set_value(form.protocol)
        self._add(tr("Protocol"), self.protocol)
        self._add_streaming(form)
        self._add_area("headers", tr("Headers of your own, as JSON"), form.headers)
        self._add_area("body", tr("Body fields of your own, as JSON"), form.body)
        as_set = tr("As the settings say")
        self._add_field("proxy", tr("Proxy"), form.proxy, as_set)
        self._ca_file = FileField(tr("Certificate authority file"), appearance, placeholder=as_set)
        self._ca_file.field.set_text(form.ca_file)
        self._ca_file.field.submitted.connect(self.submitted)
        self._add(tr("Certificate authority file"), self._ca_file)
        self._add_limits(form.limits)

    def _add(self, title: str, control: QWidget) -> None:
        self._column.addSpacing(8)
        self._column.addWidget(Label(title, self._appearance, weight=500, elides=True))
        self._column.addWidget(control)

    def _add_streaming(self, form: ProviderForm) -> None:
        words = self.tr("Show answers while they are written")
        self._streaming = Toggle(words, self._appearance)
        self._streaming.setChecked(form.is_streamed)
        self._streaming.setToolTip(self.tr("Off for a server that cannot stream"))
        row = scaled(QHBoxLayout(), self._appearance, (0, 12, 0, 4), 12)
        row.addWidget(Label(words, self._appearance, weight=500, elides=True), 1)
        row.addWidget(self._streaming)
        self._column.addLayout(row)

    def _add_area(self, name: str, title: str, text: str) -> None:
        area = TextArea(title, self._appearance, height=72, placeholder="{ }", is_fixed=True)
        area.set_text(text)
        complaint = Label("", self._appearance, size=12, line=16, color="danger", elides=True)
        self._add(title, area)
        self._column.addWidget(complaint)
        self._areas[name] = (area, complaint)

    def _add_field(self, name: str, title: str, text: str, placeholder: str) -> None:
        self._add(title, self._made(name, title, text, placeholder))

    def _made(self, name: str, title: str, text: str, placeholder: str) -> Field:
        field = Field(title, self._appearance, placeholder=placeholder, has_error_line=True)
        field.set_text(text)
        field.submitted.connect(self.submitted)
        self._fields[name] = field
        return field

    def _add_limits(self, limits: Mapping[str, str]) -> None:
        """Two beside each other: title above, unit behind."""
        words = self.tr("Time limits and retries; empty: as the settings say")
        self._column.addSpacing(8)
        self._column.addWidget(Label(words, self._appearance, weight=500, elides=True))
        grid = scaled(QGridLayout(), self._appearance, (0, 4, 0, 0), 8)
        for number, (name, title) in enumerate(_LIMITS.items()):
            setting = declared(f"network.{name}")
            field = self._made(name, _words(title), limits.get(name, ""), f"{setting.default:g}")
            if setting.unit:
                field.add_trailing(Label(setting.unit, self._appearance, color="muted"))
            cell = scaled(QVBoxLayout(), self._appearance, spacing=2)
            label = Label(
                _words(title), self._appearance, size=12, line=16, color="muted", elides=True
            )
            cell.addWidget(label)
            cell.addWidget(field)
            grid.addLayout(cell, number // 2, number % 2)
        self._column.addLayout(grid)

    def _set_open(self, *, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._fold.set_icon("chevron-down" if is_open else "chevron-right")

    def written(self) -> dict[str, Any]:
        """The fields of a ProviderForm that stand here."""
        return {
            "protocol": str(self.protocol.value),
            "headers": self._areas["headers"][0].text,
            "body": self._areas["body"][0].text,
            "proxy": self._fields["proxy"].text,
            "ca_file": self._ca_file.field.text,
            "limits": {name: self._fields[name].text for name in _LIMITS},
            "is_streamed": self._streaming.isChecked(),
        }

    def complain(self, found: Mapping[str, str]) -> None:
        """Say what is wrong below each field, and unfold where that is."""
        for name, field in self._fields.items():
            field.set_error(found.get(name, ""))
        for name, (area, complaint) in self._areas.items():
            area.is_wrong = name in found
            area.update()
            complaint.setText(found.get(name, ""))
        if found.keys() & (self._fields.keys() | self._areas.keys()):
            self._set_open(is_open=True)


def _words(text: str) -> str:
    return QCoreApplication.translate("AdvancedFields", text)
