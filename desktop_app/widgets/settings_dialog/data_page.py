"""Privacy & data: where everything lies, how much it is, and what is never done with it."""

import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.paths import make_private_dir
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
from desktop_app.widgets.theme import Appearance


class DataPage(Page):
    """Measures anew each time it is shown."""

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
        self._backup = Row(
            self.tr("Backup"),
            self.tr("Everything, attachments included, in one file that can be restored."),
            appearance,
        )
        self._backup_button = Button(self.tr("Back up now"), appearance)
        self._backup_button.clicked.connect(self._back_up)
        self._backup.add(self._backup_button)
        self.column.addWidget(self._backup)
        self._export = Row(
            self.tr("Export everything"),
            self.tr("All conversations as one zip of Markdown and JSON, readable without Rivulet."),
            appearance,
        )
        self._export_button = Button(self.tr("Export…"), appearance)
        self._export_button.clicked.connect(self._choose_export)
        self._export.add(self._export_button)
        self.column.addWidget(self._export)
        rows = settings.rows("Privacy & data")
        self.lines = add_lines(self, settings, [row.setting.key for row in rows])
        self.fill_up()
        self._look()

    def _look(self) -> None:
        self._errands.start(self._measure(), "sizes of what is kept")

    async def _measure(self) -> None:
        found = await places(self._core.locations)
        self._card.clear()
        for place in found:
            self._card.add(self._row(place))

    def _back_up(self) -> None:
        self._backup_button.setEnabled(False)
        self._errands.start(self._write_backup(), "backup")

    async def _write_backup(self) -> None:
        """Into the folder of backups, named by the moment; the row tells how it went."""
        moment = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
        folder = make_private_dir(self._core.locations.backups)
        try:
            await self._core.store.backup(folder / f"Rivulet {moment}.zip")
        except AppError as error:
            self._backup.tell(f"{error} {error.hint}", "danger")
        else:
            self._backup.tell(self.tr("Saved as Rivulet {moment}.zip").format(moment=moment))
        self._backup_button.setEnabled(True)
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
        self._export_button.setEnabled(False)
        self._errands.start(self._write_export(Path(path)), "export of everything")

    async def _write_export(self, path: Path) -> None:
        from desktop_app.services.export import Selection, export

        try:
            count = await export(self._core.store, Selection(), "zip", path)
        except AppError as error:
            self._export.tell(f"{error} {error.hint}", "danger")
        else:
            words = self.tr("{count} conversations are in {name}.")
            self._export.tell(words.format(count=count, name=path.name))
        self._export_button.setEnabled(True)

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
