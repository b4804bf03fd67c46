"""Finding in the conversation on the screen: the bar, and the transcript that it searches."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.find_bar import FindBar
    from desktop_app.widgets.transcript import TranscriptView


class Finding(QObject):
    """Keeps the bar open, with its words, when another conversation comes to the screen."""

    ended = Signal()

    def __init__(self, appearance: Appearance, ground: QWidget) -> None:
        super().__init__(ground)
        self._appearance = appearance
        self._ground = ground
        self._view: TranscriptView | None = None
        self._bar: FindBar | None = None

    @property
    def is_open(self) -> bool:
        """Whether the bar is seen."""
        return self._bar is not None and not self._bar.isHidden()

    def follow(self, view: "TranscriptView | None") -> None:
        """Search this transcript from here on."""
        self._view = view
        if view is not None and self._bar is not None and self.is_open:
            self._bar.raise_()
            self._find(self._bar.sought, 0)

    def start(self) -> None:
        """Open the bar, or go back to it."""
        if self._bar is None:
            from desktop_app.widgets.find_bar import FindBar

            self._bar = FindBar(self._appearance, self._ground)
            self._bar.wanted.connect(self._find)
            self._bar.closed.connect(self._end)
        self._bar.open()

    def again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place found."""
        if self.is_open and self._bar is not None:
            self._find(self._bar.sought, step)
        else:
            self.start()

    def end(self) -> None:
        """Put the bar away."""
        if self._bar is not None:
            self._bar.end()

    def _find(self, sought: Sought, step: int) -> None:
        if self._view is not None and self._bar is not None:
            self._bar.show_count(*self._view.find(sought, step))

    def _end(self) -> None:
        if self._view is not None:
            self._view.find(Sought(), 1)
        self.ended.emit()
