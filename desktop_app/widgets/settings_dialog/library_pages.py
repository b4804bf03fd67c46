"""Makes the pages of assistants and of prompts, and what both stand on."""

from PySide6.QtCore import QObject, Signal

from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.viewmodels.shelves import ShelfList
from desktop_app.widgets.settings_dialog.assistants_page import AssistantsPage
from desktop_app.widgets.settings_dialog.prompts_page import PromptsPage
from desktop_app.widgets.theme import Appearance


class LibraryPages(QObject):
    """Both shelves of one dialog."""

    model_wanted = Signal(object, str, str)  # Callable[[str, str], None], provider, model

    def __init__(
        self, core: Core, appearance: Appearance, scope: TaskScope, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._appearance = appearance
        self._scope = scope

    def assistants(self, settings: SettingsPage) -> AssistantsPage:
        """The page of assistants."""
        library = self._core.library
        shelf = ShelfList(library, library.assistants, self._scope, self)
        page = AssistantsPage(shelf, settings, self._core.catalog, self._appearance)
        page.model_wanted.connect(self.model_wanted)
        shelf.refresh()
        return page

    def prompts(self) -> PromptsPage:
        """The page of prompts."""
        library = self._core.library
        shelf = ShelfList(library, library.prompts, self._scope, self)
        page = PromptsPage(shelf, self._appearance)
        shelf.refresh()
        return page

    def default_choices(self) -> dict[str, str]:
        """Ids to names for the choice of what new conversations begin with."""
        found = self._core.library.assistants.entries
        return {"": self.tr("No assistant")} | {one.id: one.name for one in found}
