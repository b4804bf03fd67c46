"""Full colours for code that is whole and seen, made in slices when there is nothing else to do."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.widgets.transcript.highlighting import SLICE, FullPass, knows, lexer_for
from desktop_app.widgets.transcript.units.code import CodeCard, CodeUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

PAUSE = 8  # ms between two slices: input and frames come first


class Colouring(QObject):
    """Takes the cards on the screen one after the other."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._card: CodeCard | None = None
        self._pass: FullPass | None = None
        self._repainting: list[CodeUnit] = []
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._work)

    @property
    def is_idle(self) -> bool:
        """Whether everything on the screen has its full colours."""
        return not self._timer.isActive()

    def look(self) -> None:
        """See whether something on the screen waits for colours."""
        if not self._timer.isActive() and self._next() is not None:
            self._timer.start()

    def _next(self) -> CodeCard | None:
        for placed in self._view.layout_.shown:
            unit = placed.unit
            if isinstance(unit, CodeUnit):
                card = unit.card
                if card.is_closed and card.spans is None and knows(card.language):
                    return card
        return None

    def _work(self) -> None:
        """One slice, of as many steps as fit in."""
        end = time.perf_counter() + SLICE
        while self._step(end) and time.perf_counter() < end:
            pass

    def _step(self, end: float) -> bool:
        """Do the next thing; False if there is nothing to do, or something to wait for."""
        if self._repainting:
            unit = self._repainting.pop()
            unit.rehighlight()
            self._view.update_unit(unit)
            return True
        if self._pass is None or self._card is None:
            return self._begin()
        if self._pass.advance(end - time.perf_counter()):
            self._card.spans = self._pass.spans if self._pass.has_found else []
            if self._pass.has_found:
                self._repainting = [unit for unit in self._card.units if unit.document is not None]
            self._card = self._pass = None
        return True

    def _begin(self) -> bool:
        """The next card, as soon as there is a lexer for it."""
        self._card = self._next()
        if self._card is None or not self._view.isVisible():
            self._timer.stop()
            return False
        lexer = lexer_for(self._card.language)
        if lexer.done():
            self._pass = FullPass(self._card.code, lexer.result())
        return lexer.done()
