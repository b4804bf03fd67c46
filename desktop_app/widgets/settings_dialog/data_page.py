"""Privacy & data: where everything lies, how much it is, out of it, back into it, away with it."""

import datetime
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.paths import make_private_dir
from desktop_app.services.clearing import purge_all, trash_all
from desktop_app.services.core import Core
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.errands import Errands
from desktop_app.viewmodels.places import Place, places
from desktop_app.viewmodels.settings_page import SettingsPage
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.card import Card, Row
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.settings_dialog.page import Page, add_lines
from desktop_app.widgets.settings_dialog.question import Question
from desktop_app.widgets.theme import Appearance

Work = Callable[[], Coroutine[Any, Any, None]]


class DataPage(Page):
    """What replaces or deletes everything asks first, below its row."""

    replaced = Signal()  # all conversations are others, or gone
    import_wanted = Signal()

    def __init__(
        self, core: Core, settings: SettingsPage, appearance: Appearance, scope: TaskScope
    ) -> None:
        super().__init__(appearance)
        self._core = core
        self._errands = Errands(scope)
        self.destroyed.connect(self._errands.give_up)
        self.add_text(
            self.tr(
                "Everything stays on this computer. Rivulet has no telemetry of any kind and sends "
                "nothing anywhere but to the provider that you ask."
            ),
            below=0,
        )
        self.add_heading(self.tr("Where everything lies"))
        self._card = Card(appearance)
        self.add_inset(self._card)
        self.add_heading(self.tr("Keeping and deleting"))
        self._question: Question | None = None
        self._backup, self._backup_button = self._action(
            self.tr("Backup"),
            self.tr(
                "Conversations, attachments, assistants and prompts in one file that can be "
                "restored."
            ),
            self.tr("Back up now"),
            self._back_up,
        )
        self._restore, self._restore_button = self._action(
            self.tr("Restore"),
            self.tr("Puts a backup in place of all conversations. What is here now is kept."),
            self.tr("Restore…"),
            self._choose_backup,
        )
        self._action(
            self.tr("Import"),
            self.tr("What ChatGPT, Claude, Rivulet or Markdown files hold. It can be undone."),
            self.tr("Import…"),
            self.import_wanted.emit,
        )
        self._export, self._export_button = self._action(
            self.tr("Export everything"),
            self.tr(
                "All conversations, assistants and prompts as one zip of Markdown, JSON and TOML, "
                "readable without Rivulet."
            ),
            self.tr("Export…"),
            self._choose_export,
        )
        self._delete, self._delete_button = self._action(
            self.tr("Delete all conversations"),
            self.tr("Into the Trash, or for good. Settings and keys stay."),
            self.tr("Delete all…"),
            self._ask_to_delete,
        )
        self._library, self._library_button = self._action(
            self.tr("Delete all assistants and prompts"),
            self.tr("For good. Conversations that began with them stay as they are."),
            self.tr("Delete all…"),
            self._ask_to_clear_library,
        )
        rows = settings.rows("Privacy & data")
        self.lines = add_lines(self, settings, [row.setting.key for row in rows])
        self.fill_up()
        self._look()

    def _action(
        self, title: str, words: str, button_words: str, act: Callable[[], None]
    ) -> tuple[Row, Button]:
        row, button = Row(title, words, self.appearance), Button(button_words, self.appearance)
        button.clicked.connect(act)
        row.add(button)
        self.column.addWidget(row)
        return row, button

    def _rest(self, button: Button) -> None:
        """Nothing to press while its work is done; the keyboard waits here, not in the next field.

        It would go to the search, and Enter with it.
        """
        if button.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        button.setEnabled(False)

    def _wake(self, button: Button) -> None:
        """It can be pressed again, and has the keyboard back unless that was taken elsewhere."""
        button.setEnabled(True)
        if self.hasFocus():
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(
        self, below: Row, question: tuple[str, str], answers: Mapping[str, tuple[str, Work]]
    ) -> None:
        """Ask below this row; each answer has its words and the work that it starts."""
        self._end_question()
        buttons = [(name, words) for name, (words, _) in answers.items()]
        self._question = Question(*question, buttons, self.appearance)
        self.column.insertWidget(self.column.indexOf(below) + 1, self._question)
        self._question.show()  # a layout would do it later, and what is hidden takes no focus
        self._question.take_focus()

        def answer(name: str) -> None:
            self._end_question()
            for button in below.findChildren(Button):
                button.setFocus(Qt.FocusReason.OtherFocusReason)
            if name:
                self._errands.start(answers[name][1](), f"{name} all")

        self._question.answered.connect(answer)

    def _end_question(self) -> None:
        if self._question is not None:
            question, self._question = self._question, None
            self.column.removeWidget(question)
            question.hide()
            question.deleteLater()

    def _look(self) -> None:
        self._errands.start(self._measure(), "sizes of what is kept")

    async def _measure(self) -> None:
        found = await places(self._core.locations)
        self._card.clear()
        for place in found:
            self._card.add(self._row(place))

    def _back_up(self) -> None:
        self._rest(self._backup_button)
        self._backup.tell(self.tr("Copying and checking everything…"))
        self._errands.start(self._write_backup(), "backup")

    async def _write_backup(self) -> None:
        """Into the folder of backups, named by the moment; the row tells how it went."""
        moment = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
        folder = make_private_dir(self._core.locations.backups)
        try:
            await self._core.store.backup(folder / f"Rivulet {moment}.db")
        except AppError as error:
            self._backup.tell(f"{error} {error.hint}", "danger")
        else:
            self._backup.tell(self.tr("Saved as Rivulet {moment}.db").format(moment=moment))
        self._wake(self._backup_button)
        self._look()

    def _choose_backup(self) -> None:
        folder = str(self._core.locations.backups)
        chooser = QFileDialog(self, self.tr("Restore a backup"), folder)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([self.tr("Backups (*.db)"), self.tr("All files (*)")])
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda path: self.ask_to_restore(Path(path)))
        chooser.open()

    def ask_to_restore(self, backup: Path) -> None:
        """Restore this file if the person means it; the row tells how it went."""
        question = (
            self.tr("Replace all conversations by those in {name}?").format(name=backup.name),
            self.tr(
                "What is here now is kept as a backup. An answer that is still on its way is "
                "stopped first."
            ),
        )
        words = self.tr("Replace all")
        self._ask(self._restore, question, {"restore": (words, partial(self._put_back, backup))})

    async def _put_back(self, backup: Path) -> None:
        from desktop_app.services.store.backup import restore

        self._rest(self._restore_button)
        self._restore.tell(self.tr("Checking the backup and putting it in place…"))
        await self._core.come_to_rest()
        try:
            kept = await restore(backup, self._core.locations.database)
        except AppError as error:
            self._restore.tell(f"{error} {error.hint}", "danger")
        else:
            words = self.tr("Restored. What was here before is kept as {name}.")
            self._restore.tell(words.format(name=kept.name if kept else ""))
            self.replaced.emit()
            self._core.library.refresh()
        self._wake(self._restore_button)
        self._look()

    def _ask_to_delete(self) -> None:
        question = (
            self.tr("Delete all conversations?"),
            self.tr(
                "From the Trash they can be brought back. For good means the Trash too, with all "
                "attachments. Backups keep what they hold until you delete those files."
            ),
        )
        answers = {
            "trash": (self.tr("Move all to the Trash"), partial(self._clear, "trash")),
            "purge": (self.tr("Delete all for good"), partial(self._clear, "purge")),
        }
        self._ask(self._delete, question, answers)

    def _ask_to_clear_library(self) -> None:
        question = (
            self.tr("Delete all assistants and prompts?"),
            self.tr("Export them first if you may want them again: this cannot be undone."),
        )
        self._ask(
            self._library, question, {"library": (self.tr("Delete all"), self._clear_library)}
        )

    async def _clear_library(self) -> None:
        try:
            self._core.library.clear()
        except AppError as error:
            self._library.tell(f"{error} {error.hint}", "danger")
        else:
            self._library.tell(self.tr("They are gone for good."))
        self._look()

    async def _clear(self, how: str) -> None:
        self._rest(self._delete_button)
        store = self._core.store
        await self._core.come_to_rest()
        try:
            if how == "trash":
                count = await trash_all(store)
            else:
                count = await purge_all(store, self._core.locations.unsent)
        except AppError as error:
            self._delete.tell(f"{error} {error.hint}", "danger")
        else:
            one, many = self.tr("1 conversation"), self.tr("{count} conversations")
            words = one if count == 1 else many
            where = self.tr("in the Trash") if how == "trash" else self.tr("gone for good")
            self._delete.tell(f"{words.format(count=count)} {where}")
            self.replaced.emit()
        self._wake(self._delete_button)
        self._look()

    def _choose_export(self) -> None:
        chooser = QFileDialog(self, self.tr("Export everything"), str(Path.home() / "Rivulet.zip"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("zip")
        chooser.setNameFilter(self.tr("Zip archives (*.zip)"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.export_to)
        chooser.open()

    def export_to(self, path: str) -> None:
        """Write all conversations into this file; the row tells how it went."""
        self._rest(self._export_button)
        self._errands.start(self._write_export(Path(path)), "export of everything")

    async def _write_export(self, path: Path) -> None:
        from desktop_app.services.export import Selection, export

        def tell(part: float) -> None:
            self._export.tell(self.tr("Writing… {0} %").format(int(part * 100)))

        try:
            count = await export(self._core.store, Selection(), "zip", path, tell)
        except AppError as error:
            self._export.tell(f"{error} {error.hint}", "danger")
        else:
            words = self.tr("{count} conversations are in {name}.")
            if count == 1:
                words = self.tr("1 conversation is in {name}.")
            self._export.tell(words.format(count=count, name=path.name))
        self._wake(self._export_button)

    def _row(self, place: Place) -> QWidget:
        appearance, row = self.appearance, QWidget()
        line = scaled(QHBoxLayout(row), appearance, (12, 6, 8, 6), 12)
        words = scaled(QVBoxLayout(), appearance)
        words.addWidget(Label(self.tr(place.title), appearance, weight=500))
        path = Label(str(place.path), appearance, size=12, line=16, color="muted", elides=True)
        words.addWidget(path)
        line.addLayout(words, 1)
        line.addWidget(Label(place.words, appearance, color="muted"))
        title = self.tr("Show {title} in the file manager").format(title=place.title.lower())
        show = IconButton("folder-open", title, appearance)
        show.clicked.connect(lambda: _show(place.path))
        line.addWidget(show)
        row.setAccessibleName(f"{place.title}, {place.words}, {place.path}")
        row.setToolTip(self.tr(place.help))
        return row


def _show(path: Path) -> None:
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
