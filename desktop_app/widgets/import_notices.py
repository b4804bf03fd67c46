"""What the person is told of imports: a layer while they look, a notice where they closed it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.domain.errors import AppError
from desktop_app.viewmodels.importing import Importing
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.session import Session
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.services.import_ import Summary
    from desktop_app.widgets.import_dialog import ImportDialog
    from desktop_app.widgets.main_window import MainWindow


class ImportNotices(QObject):
    """Takes in what is dropped on one window or chosen in it."""

    def __init__(
        self, window: "MainWindow", session: Session, page: ConversationPage, look: Appearance
    ) -> None:
        super().__init__(page)
        self._window = window
        self._page = page
        self._look = look
        self._importing = Importing(session.core, session.scope, session.conversations)
        self._dialog: ImportDialog | None = None
        page.attaching.export_dropped.connect(self.take_in)
        self._importing.ended.connect(self._tell_end)
        self._importing.failed.connect(self._tell_failure)

    def take_in(self, path: str) -> None:
        """Read an export."""
        if self._dialog is None:
            from desktop_app.widgets.import_dialog import ImportDialog

            self._dialog = ImportDialog(self._window, self._importing, self._look)
        if self._importing.is_running:
            self._dialog.open()
        self._importing.take_in(path)

    def _is_looked_at(self) -> bool:
        return self._dialog is not None and self._dialog.isVisible()

    def _tell_end(self, summary: "Summary") -> None:
        if not self._is_looked_at():
            from desktop_app.widgets.import_dialog import told

            undo = self._importing.undo if summary.conversations else None
            self._page.toast.say(
                told(summary), "import", self.tr("Undo"), undo, is_undo=undo is not None
            )

    def _tell_failure(self, error: AppError, _summary: "Summary") -> None:
        if not self._is_looked_at():
            self._window.tell(error)
