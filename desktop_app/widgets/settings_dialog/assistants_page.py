"""The assistants that conversations begin with, and the one that new conversations begin with."""

from PySide6.QtCore import Signal

from desktop_app.domain.library import Assistant
from desktop_app.services.catalog import Catalog
from desktop_app.settings.library import written
from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.viewmodels.shelves import ShelfList
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.beginning import described
from desktop_app.widgets.settings_dialog.assistant_form import AssistantForm
from desktop_app.widgets.settings_dialog.page import add_lines
from desktop_app.widgets.settings_dialog.shelf_page import Form, ShelfPage
from desktop_app.widgets.settings_dialog.shelf_row import Choices
from desktop_app.widgets.theme import Appearance

_DEFAULT = "assistants.default"


class AssistantsPage(ShelfPage[Assistant]):
    """`model_wanted` asks for a model to be chosen; call it with provider and model."""

    model_wanted = Signal(object, str, str)  # Callable[[str, str], None], provider, model

    def __init__(
        self,
        shelf: ShelfList[Assistant],
        settings: SettingsPage,
        catalog: Catalog,
        appearance: Appearance,
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        words = self.tr(
            "An assistant is a system prompt, a model and its parameters under one name, to begin "
            "conversations with."
        )
        super().__init__(shelf, (words, self.tr("New assistant")), "bot", appearance)
        self.lines = add_lines(self, settings, [_DEFAULT])
        self.fill_up()
        settings.row_changed.connect(self._row_changed)
        self.rebuild()

    def words_of(self, entry: Assistant) -> str:
        return described(entry, Who(self._catalog)) or self.tr("Model as chosen")

    def form_of(self, entry: Assistant | None) -> Form:
        assistant = entry or Assistant(self.shelf.new_id(), "")
        form = AssistantForm(self.shelf, assistant, self._catalog, self.appearance)
        form.model_wanted.connect(self.model_wanted)
        return form

    def is_default(self, entry: Assistant) -> bool:
        return bool(self._settings.row(_DEFAULT).value == entry.id)

    def choices_of(self, entry: Assistant) -> Choices:
        if self.is_default(entry):
            return [("no_default", self.tr("No longer the default"), True)]
        return [("default", self.tr("Make it the default"), True)]

    def do(self, entry: Assistant, what: str) -> None:
        self._settings.set(_DEFAULT, entry.id if what == "default" else "")

    def exported(self, entries: tuple[Assistant, ...]) -> str:
        return written(entries, ())

    def rebuild(self) -> None:
        super().rebuild()
        for line in self.lines:
            line.refresh(_DEFAULT)

    def _row_changed(self, key: str) -> None:
        if key == _DEFAULT:
            self.rebuild()

    def show_list(self, *, is_shown: bool) -> None:
        super().show_list(is_shown=is_shown)
        for line in self.lines:
            line.setVisible(is_shown)
