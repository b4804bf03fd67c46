"""What waits to be sent, above the field: each can be sent now, edited or removed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

if TYPE_CHECKING:
    from desktop_app.viewmodels.queue import QueuedMessage  # not before the first paint


_LITTLE = 280  # px at 100 %: a chip that is narrower sends by a sign instead of words


class _QueueChip(QWidget):
    """One waiting message, 36 px high."""

    def __init__(
        self, message: "QueuedMessage", held_words: str, appearance: Appearance, chips: "QueueChips"
    ) -> None:
        super().__init__(chips)
        number = message.number
        self._theme = appearance.theme
        self.setAccessibleName(self.tr("Queued: {0}").format(message.words))
        row = scaled(QHBoxLayout(self), appearance, (12, 0, 4, 0), 8)
        self._sign = Picture("list-end", appearance, parent=self)
        row.addWidget(self._sign)
        row.addWidget(Label(message.words, appearance, elides=True), 1)
        self._why = Label(held_words, appearance, size=12, color="muted", parent=self)
        self._is_held = bool(held_words)
        row.addWidget(self._why)
        self._now = Button(self.tr("Send now"), appearance, "quiet", is_small=True)
        self._now.setAccessibleName(self._now.text())
        edit = IconButton("pencil", self.tr("Edit the queued message"), appearance)
        remove = IconButton("x", self.tr("Remove the queued message"), appearance)
        for button, signal in (
            (self._now, chips.send_requested),
            (edit, chips.edit_requested),
            (remove, chips.remove_requested),
        ):
            button.leave_focus()
            button.clicked.connect(lambda _on=False, tell=signal: tell.emit(number))
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFixedHeight(theme.px(36))
        self._fit()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(36))

    def _fit(self) -> None:
        """The words of the message come first where there is little room."""
        is_little = self.width() < self._theme.px(_LITTLE)
        self._sign.setVisible(not is_little)
        self._why.setVisible(self._is_held and not is_little)
        self._now.setText("" if is_little else self._now.accessibleName())
        self._now.setToolTip(self._now.accessibleName() if is_little else "")
        self._now.set_icon("arrow-up" if is_little else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), self._theme.px(8), self._theme.surface)


class QueueChips(QWidget):
    """All waiting messages, the next one on top; takes no room while nothing waits."""

    send_requested = Signal(int)  # the number of a queued message
    edit_requested = Signal(int)
    remove_requested = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown: tuple[tuple[QueuedMessage, ...], str] = ((), "")
        self._column = scaled(QVBoxLayout(self), appearance, (8, 8, 8, 0), 4)
        self.hide()

    def show_messages(self, messages: "tuple[QueuedMessage, ...]", held_words: str) -> None:
        """Show what waits, and why it is held if it is."""
        if (messages, held_words) == self._shown:
            return
        self._shown = (messages, held_words)
        while item := self._column.takeAt(0):
            if chip := item.widget():
                chip.hide()
                chip.deleteLater()
        for message in messages:
            self._column.addWidget(_QueueChip(message, held_words, self._appearance, self))
        self.setVisible(bool(messages))
