"""An error beside the thing it concerns: what happened, why, what to do, and details on demand."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.viewmodels.faults import FAULTS, Fault
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.chip import Tile
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance

_BESIDE_DETAILS = 2  # buttons that leave room for Details in a window of 480 px


class ErrorCard(Card):
    """Tile, title, reason, buttons and a fold with the technical words, which can be copied.

    `actions` are (name, words); the first one is the primary button. `acted` tells the name. `look`
    is for what is told like an error and is none.
    """

    acted = Signal(str)

    def __init__(
        self,
        error: AppError,
        appearance: Appearance,
        actions: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
        *,
        look: Fault | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._appearance = appearance
        self._error = error
        self.setAccessibleName(f"{error}. {error.hint}")
        body = QWidget(self)
        row = scaled(QHBoxLayout(body), appearance, (12, 12, 12, 12), 12)
        look = look or FAULTS.get(error.name, FAULTS["AppError"])
        ink = "warning" if look.is_warning else "danger"
        tile = Tile(appearance, icon=look.icon, ground=f"{ink}_soft", ink=ink, parent=body)
        top = QVBoxLayout()
        top.addWidget(tile)
        top.addStretch(1)
        row.addLayout(top)
        self._words = scaled(QVBoxLayout(), appearance)
        row.addLayout(self._words, 1)
        self._words.addWidget(Label(str(error), appearance, size=14, weight=600, wraps=True))
        if error.hint:
            self._words.addWidget(Label(error.hint, appearance, color="muted", wraps=True))
        self._add_buttons(actions)
        self.add(body)

    def announce(self) -> None:
        """Let a screen reader read it once."""
        from desktop_app.widgets.announcing import announce

        announce(self, self.accessibleName())

    def take_focus(self) -> None:
        """Put the keyboard on the primary button."""
        if buttons := self.findChildren(Button):
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_buttons(self, actions: Sequence[tuple[str, str]]) -> None:
        if not actions and not self._error.detail:
            return
        row = scaled(QHBoxLayout(), self._appearance, (0, 8, 0, 0), 8)
        for index, (name, words) in enumerate(actions):
            button = Button(words, self._appearance, "plain" if index else "primary")
            button.leave_focus()
            button.clicked.connect(lambda _on=False, name=name: self.acted.emit(name))
            row.addWidget(button)
        row.addStretch(1)
        self._words.addLayout(row)
        if self._error.detail and len(actions) > _BESIDE_DETAILS:
            row = scaled(QHBoxLayout(), self._appearance, (0, 4, 0, 0))
            self._words.addLayout(row)
            row.addStretch(1)
        if self._error.detail:
            self._add_details(row)

    def _add_details(self, row: QHBoxLayout) -> None:
        appearance = self._appearance
        fold = Button(self.tr("Details"), appearance, "quiet", icon="chevron-right")
        row.addWidget(fold)
        details = QWidget()
        below = scaled(QVBoxLayout(details), appearance, (0, 8, 0, 0))
        ground = Card(appearance)
        below.addWidget(ground)
        inside = QWidget()
        line = scaled(QHBoxLayout(inside), appearance, (12, 8, 8, 8), 8)
        text = Label(self._error.detail, appearance, size=12, line=16, is_fixed=True, wraps=True)
        line.addWidget(text, 1)
        copy = IconButton("copy", self.tr("Copy the details"), appearance, size=14)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._error.detail))
        line.addWidget(copy)
        ground.add(inside)
        details.hide()
        self._words.addWidget(details)
        fold.clicked.connect(lambda: self._fold(fold, details))

    def _fold(self, fold: Button, details: QWidget) -> None:
        details.setVisible(details.isHidden())
        fold.set_icon("chevron-right" if details.isHidden() else "chevron-down")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
