"""What an empty conversation shows: the doors for somebody new, calm for everybody else.

Whoever has conversations knows the way in. The doors stay one key press away, and the composer
answers in either case.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.settings.remembered import Remembered
from desktop_app.viewmodels.conversation_list import ConversationList
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance
from desktop_app.widgets.welcome.start_page import StartPage

KNOWN = "has_conversations"  # in state.toml: somebody had a conversation here


class EmptyPage(QStackedWidget):
    """`make_doors` is asked when the doors are first wanted."""

    path_changed = Signal()  # there are other controls for Tab to stop at

    def __init__(
        self,
        start: StartPage,
        make_doors: Callable[[], QWidget],
        conversations: ConversationList,
        remembered: Remembered,
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._start = start
        self._make_doors = make_doors
        self._doors: QWidget | None = None
        self._conversations = conversations
        self._remembered = remembered
        self._appearance = appearance
        self.addWidget(start)
        start.doors_wanted.connect(self._open_doors)
        start.rebuilt.connect(self.path_changed)
        conversations.modelReset.connect(self._look)
        conversations.rowsInserted.connect(self._look)
        self._look()

    def _look(self) -> None:
        """Whoever is new sees the doors at once; they go once there are conversations."""
        if self._conversations.ids:
            self._remembered.set(KNOWN, True)
        if not self._remembered.get(KNOWN):
            self._show_doors()
        elif not self.isVisible():
            self.setCurrentWidget(self._start)

    def _show_doors(self) -> None:
        if self._doors is None:
            self._doors = self._framed(self._make_doors())
            self.addWidget(self._doors)
        self.setCurrentWidget(self._doors)
        self._back.setVisible(bool(self._remembered.get(KNOWN)))
        self.path_changed.emit()

    def _framed(self, doors: QWidget) -> QWidget:
        """The doors, and the way back from them for whoever asked for them."""
        page = QWidget()
        column = scaled(QVBoxLayout(page), self._appearance)
        top = scaled(QVBoxLayout(), self._appearance, (16, 8, 16, 0))
        back = self.tr("Back")
        self._back = Button(back, self._appearance, "quiet", icon="arrow-left", is_small=True)
        self._back.clicked.connect(self._close_doors)
        top.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(top)
        column.addWidget(doors, 1)
        return page

    def _open_doors(self) -> None:
        self._show_doors()
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_doors(self) -> None:
        self.setCurrentWidget(self._start)
        self._start.take_focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._remembered.get(KNOWN) and not event.spontaneous():
            self.setCurrentWidget(self._start)
            self._start.refresh()
