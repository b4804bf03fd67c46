"""A check of a provider: its steps in short, and all of it on demand, to be copied for support."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.viewmodels.provider_check import Check
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.steps import Steps
from desktop_app.widgets.theme import Appearance


class CheckView(QWidget):
    """`report` gives the whole text, without secrets. Hidden while there is no check."""

    def __init__(
        self, report: Callable[[], str], appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._report = report
        self._body = Card(appearance)
        column = scaled(QVBoxLayout(self), appearance, spacing=4)
        self.steps = Steps(appearance)
        column.addWidget(self.steps)
        self._fold = Button(
            self.tr("Report"), appearance, "quiet", icon="chevron-right", is_small=True
        )
        self._fold.setToolTip(self.tr("Every step with its time, to be copied for support"))
        self._fold.clicked.connect(lambda: self._set_open(is_open=self._body.isHidden()))
        self._copy = IconButton("copy", self.tr("Copy the report"), appearance, size=14)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._report()))
        row = scaled(QHBoxLayout(), appearance, (4, 4, 0, 4))
        row.addWidget(self._fold)
        row.addWidget(self._copy)
        row.addStretch(1)
        column.addLayout(row)
        inside = QWidget()
        self._text = Label("", appearance, size=12, line=16, is_fixed=True, wraps=True)
        scaled(QVBoxLayout(inside), appearance, (12, 8, 12, 8)).addWidget(self._text)
        self._body.add(inside)
        column.addWidget(self._body)
        self._set_open(is_open=False)

    def show_check(self, check: Check | None) -> None:
        """The check as far as it came."""
        steps = list(check.steps) if check else []
        self.steps.show_steps(steps)
        self.setVisible(bool(steps))
        is_over = bool(check and not check.is_running)
        self._fold.setVisible(is_over)
        self._copy.setVisible(is_over)
        if is_over:
            self._text.setText(self._report())
        else:
            self._set_open(is_open=False)

    def _set_open(self, *, is_open: bool) -> None:
        self._body.setVisible(is_open)
        self._fold.set_icon("chevron-down" if is_open else "chevron-right")
