"""Code and tables as files: the name that is offered, and the system's own dialog for it."""

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from desktop_app.widgets.transcript.fence_info import file_of
from desktop_app.widgets.transcript.units.code import CodeCard
from desktop_app.widgets.transcript.units.columns import TableCard

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

_ENDINGS = {
    "python": "py", "javascript": "js", "typescript": "ts", "bash": "sh", "shell": "sh",
    "rust": "rs", "markdown": "md", "text": "txt", "": "txt", "csharp": "cs", "c#": "cs",
    "c++": "cpp", "ruby": "rb", "kotlin": "kt", "haskell": "hs", "powershell": "ps1",
    "perl": "pl", "mermaid": "mmd", "plaintext": "txt", "golang": "go", "latex": "tex",
}  # fmt: skip
_UNSAFE = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))
_LONGEST = 80  # signs of a file's name


def file_name(card: CodeCard) -> str:
    """A name for the file: the fence's own, or one that fits the language."""
    if named := file_of(card.info):
        return _safe(named.rsplit("/", 1)[-1].rsplit("\\", 1)[-1])
    return "code." + _safe(_ENDINGS.get(card.language, card.language or "txt"))


def _safe(name: str) -> str:
    """Signs of an answer that no file system may get; hidden files stay visible."""
    printable = "".join(sign for sign in name if sign.isprintable())
    return printable.translate(_UNSAFE).lstrip(".")[-_LONGEST:] or "txt"


def as_csv(card: TableCard) -> str:
    """A table's cells as RFC 4180."""
    out = io.StringIO()
    csv.writer(out).writerows(card.rows())
    return out.getvalue()


def save_code(view: "TranscriptView", card: CodeCard) -> None:
    """Ask where to, then have the code written there."""
    _ask(view, view.tr("Save code"), file_name(card), card.code)


def save_table(view: "TranscriptView", card: TableCard) -> None:
    """Ask where to, then have the table written there."""
    _ask(view, view.tr("Save table"), "table.csv", as_csv(card))


def _ask(view: "TranscriptView", title: str, name: str, text: str) -> None:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    folder = QDir(place) if QDir(place).exists() else QDir.home()
    dialog = QFileDialog(view.window(), title, folder.filePath(name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda path: view.save_requested.emit(path, text))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
