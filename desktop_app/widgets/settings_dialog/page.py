"""What the pages of the dialog have in common: a column of rows, and a reset of all of them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import heading
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.line import SettingLine
from desktop_app.widgets.theme import Appearance


class Page(QWidget):
    """A column that is filled from the top. Everything in it keeps 4 px free for focus rings."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.appearance = appearance
        self.column = scaled(QVBoxLayout(self), appearance, (0, 4, 0, 24))
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().Policy.Minimum)

    def add_heading(self, text: str, above: int = 20) -> None:
        """The words above a group, `above` px below what came before."""
        box = scaled(QVBoxLayout(), self.appearance, (4, above, 4, 8))
        box.addWidget(heading(text, self.appearance))
        self.column.addLayout(box)

    def add_text(self, text: str, color: str = "muted", below: int = 12) -> Label:
        """A paragraph."""
        label = Label(text, self.appearance, color=color, wraps=True)
        box = scaled(QVBoxLayout(), self.appearance, (4, 0, 4, below))
        box.addWidget(label)
        self.column.addLayout(box)
        return label

    def add_inset(self, widget: QWidget) -> None:
        """Something that has no room for a focus ring of its own."""
        box = scaled(QVBoxLayout(), self.appearance, (4, 0, 4, 0))
        box.addWidget(widget)
        self.column.addLayout(box)

    def fill_up(self) -> None:
        """All space that is left goes below what is there."""
        self.column.addStretch(1)


class SettingsRows(Page):
    """The rows of one section, or what a search found. `own` are widgets in place of lines."""

    def __init__(
        self,
        model: SettingsPage,
        keys: Iterable[str],
        appearance: Appearance,
        *,
        is_search: bool = False,
        own: Mapping[str, QWidget] = MappingProxyType({}),
    ) -> None:
        super().__init__(appearance)
        self._model = model
        self._keys = tuple(keys)
        self.own = own
        self.lines = add_lines(self, model, self._keys, has_section=is_search, own=own)
        if not self.lines:
            self.add_text(self.tr("Nothing found. Other words?"))
        elif not is_search:
            self._add_reset()
        self.fill_up()

    def _add_reset(self) -> None:
        self._reset = Button(
            self.tr("Reset this page"), self.appearance, "quiet", icon="rotate-ccw"
        )
        self._reset.clicked.connect(self._reset_all)
        row = scaled(QHBoxLayout(), self.appearance, (4, 12, 4, 0))
        row.addStretch(1)
        row.addWidget(self._reset)
        self.column.addLayout(row)
        self._model.row_changed.connect(self._offer_reset)
        self._offer_reset()

    def _offer_reset(self, _key: str = "") -> None:
        is_changed = any(not self._model.row(key).is_default for key in self._keys)
        self._reset.setEnabled(is_changed)

    def _reset_all(self) -> None:
        for key in self._keys:
            self._model.reset(key)
        if self.lines:
            self.lines[0].setFocus(Qt.FocusReason.OtherFocusReason)


def add_lines(
    page: Page,
    model: SettingsPage,
    keys: Iterable[str],
    *,
    has_section: bool = False,
    own: Mapping[str, QWidget] = MappingProxyType({}),
) -> list[SettingLine]:
    """A line for each of these settings at the end of the page's column, or its `own` widget."""
    lines = []
    for key in keys:
        widget = own.get(key)
        if widget is None:
            widget = SettingLine(model, key, page.appearance, has_section=has_section)
            lines.append(widget)
        page.column.addWidget(widget)
    return lines
