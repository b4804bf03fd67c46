"""A line for the path of a file, with a button that opens the system's chooser."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance


class FileField(QWidget):
    """`chosen` tells the path that was picked; typing in `field` tells of itself."""

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        appearance: Appearance,
        *,
        placeholder: str = "",
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self.field = Field(name, appearance, placeholder=placeholder, width=width)
        button = IconButton("folder-open", self.tr("Choose a file…"), appearance)
        button.setAccessibleName(self.tr("Choose a file: {name}").format(name=name))
        button.clicked.connect(self._choose)
        row = scaled(QHBoxLayout(self), appearance, spacing=4)
        row.addWidget(self.field, 1)
        row.addWidget(button)
        self.setFocusProxy(self.field)

    def _choose(self) -> None:
        kinds = self.tr("Certificates (*.pem *.crt *.cer);;All files (*)")
        dialog = QFileDialog(self.window(), self._name, self.field.text, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: str) -> None:
        self.field.set_text(path)
        self.chosen.emit(path)
