"""Finding in the conversation on the screen: the bar, and the transcript that it searches."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import Appearance

if TYPE_CHECKING:
    from desktop_app.widgets.find_bar import FindBar
    from desktop_app.widgets.transcript.view import TranscriptView


class Finding(QObject):
    """Keeps the bar open, with its words, when another conversation comes to the screen."""

    ended = Signal()

    def __init__(self, appearance: Appearance, ground: QWidget) -> None:
        super().__init__(ground)
        self._appearance = appearance
        self._ground = ground
        self._view: TranscriptView | None = None
        self._bar: FindBar | None = None
        self._is_marked = False
        self._number = 0  # of the place that was gone to

    @property
    def is_open(self) -> bool:
        """Whether there is something to end: the bar is seen, or a word is marked without it."""
        return self._is_marked or self._is_bar_open

    @property
    def _is_bar_open(self) -> bool:
        return self._bar is not None and not self._bar.isHidden()

    def mark(self, word: str) -> None:
        """Go to the nearest place with this word and mark it, without the bar."""
        if self._view is not None and not self._is_bar_open:
            self._is_marked = True
            self._view.find(Sought(word), 0)

    def follow(self, view: "TranscriptView | None") -> None:
        """Search this transcript from here on."""
        self._view = view
        self._is_marked = False
        self._number = 0
        if view is not None:
            view.hits_changed.connect(self._counted)
        if self._bar is not None and self._is_bar_open:
            self._bar.raise_()
            self._find(self._bar.sought, 0)

    def start(self) -> None:
        """Open the bar, or go back to it."""
        self._is_marked = False
        if self._bar is None:
            from desktop_app.widgets.find_bar import FindBar

            self._bar = FindBar(self._appearance, self._ground)
            self._bar.wanted.connect(self._find)
            self._bar.closed.connect(self._end)
        self._bar.open()

    def again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place found."""
        if self._is_bar_open and self._bar is not None:
            self._find(self._bar.sought, step)
        else:
            self.start()

    def end(self) -> None:
        """Put the bar away, or take a mark back."""
        if self._is_marked:
            self._end()
        if self._bar is not None:
            self._bar.end()

    def _find(self, sought: Sought, step: int) -> None:
        if self._bar is None:
            return
        if self._view is None:
            self._bar.show_count(0, 0)
            return
        before = self._number if self._view.finder.sought == sought else 0
        self._number, count = self._view.find(sought, step)
        has_turned = before > 0 and (self._number - before) * step <= 0
        self._bar.show_count(self._number, count, step if has_turned else 0)
        if step and sought.words:
            from desktop_app.widgets.announcing import announce

            announce(self._bar, self._bar.told)

    def _counted(self, number: int, count: int) -> None:
        """More was counted, or came."""
        self._number = number
        if self._bar is not None and self._is_bar_open:
            self._bar.show_count(number, count)

    def _end(self) -> None:
        self._is_marked = False
        if self._view is not None:
            self._view.find(Sought(), 1)
        self.ended.emit()
