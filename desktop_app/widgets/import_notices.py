"""What the person is told while an export comes in, and afterwards."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.viewmodels.importing import Importing
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.widgets.conversation_page import ConversationPage
from desktop_app.widgets.session import Session

if TYPE_CHECKING:
    from desktop_app.services.import_ import Summary


class ImportNotices(QObject):
    """Takes in what is dropped on one window and speaks through its toast."""

    def __init__(self, session: Session, work: ToldWork, page: ConversationPage) -> None:
        super().__init__(page)
        importing = self._importing = Importing(session.core, work, session.conversations)
        self._page = page
        page.attaching.export_dropped.connect(importing.take_in)
        importing.progressed.connect(self._tell_progress)
        importing.ended.connect(self._tell_end)
        importing.undone.connect(self._tell_undone)

    def take_in(self, path: str) -> None:
        """Read an export."""
        self._importing.take_in(path)

    def _tell_progress(self, percent: int) -> None:
        self._page.toast.say(self.tr("Importing… {0} %").format(percent), "import")

    def _tell_end(self, summary: "Summary") -> None:
        words = self.tr("{0} conversations imported").format(summary.conversations)
        if summary.duplicates:
            words += self.tr(", {0} were here already").format(summary.duplicates)
        if summary.skipped:
            words += self.tr(", {0} things not understood").format(len(summary.skipped))
        if summary.conversations:
            self._page.toast.say(
                words, "import", self.tr("Undo"), lambda: self._importing.undo(summary)
            )
        else:
            self._page.toast.say(words, "import")

    def _tell_undone(self) -> None:
        self._page.toast.say(self.tr("What was imported lies in the Trash"), "trash-2")
