"""The row that says which model writes titles. It is chosen from the list of all models."""

from PySide6.QtCore import Qt, Signal

from desktop_app.services.catalog import BUILT_IN, Catalog
from desktop_app.viewmodels.settings_page import SettingRow, SettingsPage
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.painting import elided
from desktop_app.widgets.settings_dialog.line import SettingLine
from desktop_app.widgets.theme import Appearance

_WIDEST = 200  # px at 100 % for the words of the button
TITLE_MODEL = "conversation.title_model"


class TitleModelLine(SettingLine):
    """`model_wanted` asks for a model, with what is to be called and what is chosen so far."""

    model_wanted = Signal(object, str, str)  # Callable[[str, str], None], provider, model

    def __init__(
        self, page: SettingsPage, catalog: Catalog, appearance: Appearance, *, has_section: bool
    ) -> None:
        self._who = Who(catalog)
        super().__init__(page, TITLE_MODEL, appearance, has_section=has_section)

    def _made(self, _row: SettingRow) -> Button:
        self._button = Button("", self._appearance, trailing="chevron-down")
        self._button.clicked.connect(self._choose)
        return self._button

    def _named(self) -> tuple[str, str]:
        provider, _, model = str(self._page.row(self.key).value).partition("/")
        return provider, model

    def _choose(self) -> None:
        self.model_wanted.emit(self._take, *self._named())

    def _take(self, provider: str, model: str) -> None:
        if provider == BUILT_IN.name:
            self._complain(self.tr("The built-in model is too small to write titles."))
        else:
            self._set(f"{provider}/{model}")
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, key: str) -> None:
        """Show the model as it is now, if it is this row that changed."""
        super().refresh(key)
        if key != self.key:
            return
        provider, model = self._named()
        chosen = " · ".join(self._who.words(provider, model)) if model else self.tr("Choose…")
        width = self._appearance.theme.px(_WIDEST)
        self._button.setText(elided(chosen, self._button.font(), width))
        self._button.setToolTip(chosen)
        self._button.updateGeometry()
        self._button.setAccessibleName(f"{self.title.text()}: {chosen}")
        self.tell(self.tr("Used where titles are by “the model below”. Never the built-in one."))
