"""The layer in which one chooses what goes out, as what, and sees how the file comes to be."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.viewmodels.exporting import Exporting, Scope
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.progress import Progress
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class ExportDialog(Layer):
    """`open_for` a conversation. Closed while a file is written, the writing goes on."""

    def __init__(self, window: QWidget, exporting: Exporting, appearance: Appearance) -> None:
        super().__init__(window, window.tr("Export"), appearance, width=480, height=332, top=96)
        self._appearance = appearance
        self._exporting = exporting
        self._scopes: Sequence[Scope] = ()
        self._written: Path | None = None
        self._what = Choice(self.tr("What"), [], appearance, width=0)
        self._as = Choice(self.tr("Format"), [], appearance, width=0)
        self._help = Label("", appearance, size=12, line=16, color="muted", wraps=True)
        self._progress = Progress(self.tr("Export"), appearance)
        self._words = Label("", appearance, color="muted", wraps=True)
        self._go = Button(self.tr("Export…"), appearance, "primary")
        self._show = Button(self.tr("Show in folder"), appearance, "primary", icon="folder-open")
        self._stop = Button(self.tr("Stop"), appearance)
        self._leave = Button(self.tr("Cancel"), appearance)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.panel), appearance, (24, 20, 24, 20), 4)
        column.addWidget(Label(self.tr("Export"), appearance, size=18, line=28, weight=600))
        for words, control in ((self.tr("What"), self._what), (self.tr("Format"), self._as)):
            column.addSpacing(appearance.theme.px(8))
            column.addWidget(Label(words, appearance, weight=500))
            column.addWidget(control)
        column.addWidget(self._help)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addWidget(self._progress)
        row = scaled(QHBoxLayout(), appearance, (0, 12, 0, 0), 8)
        row.addStretch(1)
        for button in (self._leave, self._stop, self._go, self._show):
            row.addWidget(button)
        column.addLayout(row)

    def _connect(self) -> None:
        self._what.chosen.connect(lambda _scope: self._offer_formats())
        self._as.chosen.connect(lambda _name: self._explain())
        self._go.clicked.connect(self._choose_file)
        self._show.clicked.connect(self._show_written)
        self._stop.clicked.connect(self._exporting.stop)
        self._leave.clicked.connect(self.dismiss)
        self._exporting.progressed.connect(self._tell_progress)
        self._exporting.ended.connect(self._tell_end)
        self._exporting.failed.connect(self._tell_failure)
        self._exporting.stopped.connect(self._tell_stopped)

    def open_for(self, scopes: Sequence[Scope]) -> None:
        """Offer these, the first chosen; where a file is being written, that is shown."""
        if not self._exporting.is_running:
            self._scopes = scopes
            self._what.set_options([(n, scope.words) for n, scope in enumerate(self._scopes)])
            self._what.set_value(0)
            self._as.set_options([])
            self._offer_formats()
            self._rest("")
        self.open()

    def take_focus(self) -> None:
        target = self._stop if self._exporting.is_running else self._what
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def _scope(self) -> Scope:
        return self._scopes[self._what.currentIndex()]

    def _offer_formats(self) -> None:
        wanted = self._as.currentData() or self._exporting.format
        formats = self._exporting.formats(self._scope)
        self._as.set_options([(each.name, each.title) for each in formats])
        self._as.set_value(wanted if wanted in {each.name for each in formats} else "md")
        self._explain()

    def _explain(self) -> None:
        self._help.setText(self._helps().get(str(self._as.currentData()), ""))

    def _helps(self) -> dict[str, str]:
        tr = self.tr
        return {
            "md": tr(
                "Text that any editor reads, and that Rivulet takes back. Of pictures and files"
                " that were attached, only the names go out."
            ),
            "html": tr("One page for any browser, pictures inside. It loads and runs nothing."),
            "pdf": tr(
                "Pages to print or to send. All text can be searched and copied, formulas as TeX."
            ),
            "docx": tr(
                "For Word, LibreOffice and others that read their documents. Formulas as TeX."
            ),
            "txt": tr("Who said what, without any signs of Markdown. Formulas as TeX."),
            "json": tr(
                "Everything, without loss: branches, settings, files. Rivulet takes it back."
            ),
            "zip": tr(
                "JSON to come back from, Markdown to read, and every file that was attached."
            ),
        }

    def _choose_file(self) -> None:
        name = str(self._as.currentData())
        chosen = next(x for x in self._exporting.formats(self._scope) if x.name == name)
        place = self._exporting.folder / f"{self._scope.name}.{chosen.ending}"
        chooser = QFileDialog(self, self.tr("Export"), str(place))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(chosen.ending)
        chooser.setNameFilter(f"{chosen.title} (*.{chosen.ending})")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.write_to)
        chooser.open()

    def write_to(self, path: str) -> None:
        """Write what is chosen into this file."""
        self._exporting.start(self._scope, str(self._as.currentData()), Path(path))

    def _tell_progress(self, percent: int) -> None:
        self._progress.setValue(percent)
        if self._progress.isHidden():
            self._say(self.tr("Writing…"))
            self._offer(self._stop)
            self._progress.show()
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_end(self, path: Path, count: int) -> None:
        self._written = path
        one = self.tr("Saved as {name}.")
        many = self.tr("{count} conversations are in {name}.")
        self._say((one if count == 1 else many).format(name=path.name, count=f"{count:,}"))
        self._leave.setText(self.tr("Close"))
        self._offer(self._leave, self._show)
        self._show.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_stopped(self) -> None:
        self._rest(self.tr("Stopped. Nothing was written."))

    def _tell_failure(self, error: AppError) -> None:
        self._rest(f"{error} {error.hint}".strip(), "danger")

    def _rest(self, words: str, color: str = "muted") -> None:
        """Everything can be chosen; `words` tell how the last try went."""
        self._say(words, color)
        self._leave.setText(self.tr("Cancel"))
        self._offer(self._leave, self._go)
        if words:
            self._go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, color: str = "muted") -> None:
        self._words.setText(words)
        self._words.set_color(color)
        self._words.setVisible(bool(words))

    def _offer(self, *buttons: Button) -> None:
        """These buttons and no others; while there is Stop, nothing can be chosen."""
        for button in (self._leave, self._stop, self._go, self._show):
            button.setVisible(button in buttons)
            button.updateGeometry()
        is_at_rest = self._stop not in buttons
        self._what.setEnabled(is_at_rest)
        self._as.setEnabled(is_at_rest)
        if is_at_rest:
            self._progress.hide()

    def _show_written(self) -> None:
        self.dismiss()
        if self._written is not None:
            show_in_folder(self._written)


def show_in_folder(path: Path) -> None:
    """Open the folder of a file in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
