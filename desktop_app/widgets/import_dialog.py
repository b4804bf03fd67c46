"""The layer in which one sees an import go on, what came of it, and can take it back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.viewmodels.importing import Importing
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.progress import Progress
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

if TYPE_CHECKING:
    from desktop_app.services.import_ import Summary


class ImportDialog(Layer):
    """Opens when an import starts. Closed while a file is read, the reading goes on."""

    def __init__(self, window: QWidget, importing: Importing, appearance: Appearance) -> None:
        super().__init__(window, window.tr("Import"), appearance, width=480, height=332, top=96)
        self._appearance = appearance
        self._importing = importing
        self._title = Label(self.tr("Import"), appearance, size=18, line=28, weight=600)
        self._words = Label("", appearance, wraps=True)
        self._progress = Progress(self.tr("Import"), appearance)
        self._left_out = Label(self.tr("Not understood, and left out:"), appearance, weight=500)
        self._skipped = QPlainTextEdit()
        self._skipped.setReadOnly(True)
        self._skipped.setTabChangesFocus(True)
        self._skipped.setFrameShape(QFrame.Shape.NoFrame)
        self._skipped.setAccessibleName(self._left_out.text())
        self._undo = Button(self.tr("Undo the import"), appearance, icon="undo-2")
        self._stop = Button(self.tr("Stop"), appearance)
        self._leave = Button(self.tr("Close"), appearance, "primary")
        self._lay_out()
        self._connect()
        self.set_theme(appearance.theme)

    def _lay_out(self) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.panel), appearance, (24, 20, 24, 20), 8)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addWidget(self._progress)
        column.addWidget(self._left_out)
        column.addWidget(self._skipped, 1)
        column.addStretch(0)
        row = scaled(QHBoxLayout(), appearance, (0, 8, 0, 0), 8)
        row.addWidget(self._undo)
        row.addStretch(1)
        row.addWidget(self._stop)
        row.addWidget(self._leave)
        column.addLayout(row)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        super().set_theme(theme)
        if hasattr(self, "_skipped"):
            self._skipped.setFont(theme.font(12))
            self._skipped.setPalette(theme.palette())

    def _connect(self) -> None:
        importing = self._importing
        importing.started.connect(self._start)
        importing.progressed.connect(self._progress.setValue)
        importing.ended.connect(self._end)
        importing.failed.connect(self._fail)
        importing.stopped.connect(self._end_early)
        importing.undone.connect(self._tell_undone)
        self._undo.clicked.connect(importing.undo)
        self._stop.clicked.connect(importing.stop)
        self._leave.clicked.connect(self.dismiss)

    def take_focus(self) -> None:
        target = self._stop if self._importing.is_running else self._leave
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def _start(self, name: str) -> None:
        self._say(self.tr("Reading {0}…").format(name))
        self._progress.setValue(0)
        self._show_skipped(())
        self._offer(self._stop)
        self._progress.show()
        self.open()
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self, summary: "Summary") -> None:
        self._rest(summary, told(summary))

    def _end_early(self, summary: "Summary") -> None:
        self._rest(summary, self.tr("Stopped. {0}").format(told(summary)))

    def _fail(self, error: AppError, summary: "Summary") -> None:
        words = f"{error} {error.hint}".strip()
        if summary.conversations:
            words = self.tr("{0} What came before that stays: {1}").format(words, told(summary))
        self._rest(summary, words, "danger")

    def _tell_undone(self) -> None:
        self._say(self.tr("Undone. What was imported lies in the Trash."))
        self._show_skipped(())
        self._offer(self._leave)

    def _rest(self, summary: "Summary", words: str, color: str = "text") -> None:
        self._say(words, color)
        self._show_skipped(summary.skipped)
        self._offer(self._leave, *([self._undo] if summary.conversations else []))

    def _show_skipped(self, skipped: tuple[str, ...]) -> None:
        self._skipped.setPlainText("\n".join(skipped))
        for widget in (self._left_out, self._skipped):
            widget.setVisible(bool(skipped))

    def _say(self, words: str, color: str = "text") -> None:
        self._words.setText(words)
        self._words.set_color(color)

    def _offer(self, *buttons: Button) -> None:
        for button in (self._undo, self._stop, self._leave):
            button.setVisible(button in buttons)
        self._progress.setVisible(self._stop in buttons)
        if self._leave in buttons and self.isVisible():
            self._leave.setFocus(Qt.FocusReason.OtherFocusReason)


def told(summary: "Summary") -> str:
    """What an import did, in words."""
    if not summary.conversations:
        here = f"{summary.duplicates:,}"
        return (
            f"Nothing is new: all {here} were here already." if summary.duplicates else "Nothing."
        )
    one = summary.conversations == 1
    words = "1 conversation" if one else f"{summary.conversations:,} conversations"
    words += f" with {summary.messages:,} messages came in."
    return f"{words} {summary.duplicates:,} were here already." if summary.duplicates else words
