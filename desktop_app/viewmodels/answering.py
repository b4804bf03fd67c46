"""One turn on its way to the transcript: deltas become frames while somebody looks.

Owns the frame timer of a running turn. It must not know what follows after the end.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.delta import Delta
from desktop_app.domain.provider import Model
from desktop_app.services.notices import Notice, Retrying
from desktop_app.viewmodels import status
from desktop_app.viewmodels.answer_events import AnswerEvents
from desktop_app.viewmodels.frames import FrameTimer
from desktop_app.viewmodels.transcript import STOP, TranscriptModel

if TYPE_CHECKING:
    from desktop_app.services.turns import Turn  # brings the HTTP library along

_RETRYING = (("now", "Now"), ("stop", "Cancel"))
_WAITING, _STREAMING = 100, 250  # ms between two changes of the status line


class Answering(QObject):
    """Listens to a turn. While it is not shown nothing is painted; showing it paints at once.

    `given` is about how many tokens of the conversation go along with the question.
    """

    status_changed = Signal()

    def __init__(
        self, transcript: TranscriptModel, model: Model, base: float, given: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._given = given
        self._transcript = transcript
        self._model = model
        self._frames = FrameTimer(self._paint, base, self)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._began = time.monotonic()
        self._first: float | None = None
        self._notice: Notice = None
        self._noticed = self._began
        self._is_shown = False
        self.turn: Turn | None = None
        self.events = AnswerEvents()

    def follow(self, turn: "Turn", *, is_shown: bool) -> None:
        """From here on this turn is the one to listen to."""
        self.turn = turn
        self.show(is_shown)

    def show(self, is_shown: bool) -> None:
        """Somebody looks, or nobody any more."""
        self._is_shown = is_shown
        if not is_shown:
            self._frames.drop()
            self._clock.stop()
            return
        self._clock.start(_WAITING if self._first is None else _STREAMING)
        self._paint()
        self.status_changed.emit()

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        """The turn has folded these in."""
        self.events.note(deltas)
        if self._first is None:
            self._first = time.monotonic() - self._began
            if self.turn is not None:
                self._transcript.hold_against(self.turn.message_id, self.turn.output_schema)
            if self._is_shown:
                self._clock.start(_STREAMING)
                self.status_changed.emit()
        if self._is_shown:
            self._frames.request()

    def noticed(self, notice: Notice) -> None:
        """The turn tells something apart from the answer; None takes it back."""
        self._notice = notice
        self._noticed = time.monotonic()
        self._tick()

    def _tick(self) -> None:
        """The words at this moment: a wait counts down and can be ended."""
        if self.turn is not None:
            buttons = _RETRYING if isinstance(self._notice, Retrying) else STOP
            self._transcript.notice(self.turn.message_id, self._said(), buttons)
        self.status_changed.emit()

    def _said(self) -> str:
        if isinstance(self._notice, Retrying):
            left = self._notice.delay - (time.monotonic() - self._noticed)
            return msgspec.structs.replace(self._notice, delay=left).words
        return self._notice.words if self._notice else ""

    def skip_waiting(self) -> None:
        """Do not wait any longer for the next try."""
        if isinstance(self._notice, Retrying):
            self._notice.skip()

    def flush(self) -> None:
        """Paint what waits: this is the end."""
        self._clock.stop()
        self._frames.flush()

    def words(self) -> tuple[str, ...]:
        """The status line at this moment."""
        elapsed = time.monotonic() - self._began
        said = self._said()
        if isinstance(self._notice, Retrying):
            return (said,)  # one clock is enough
        if self._first is None or self.turn is None:
            return status.waiting_words(elapsed, said)
        builder = self.turn.builder
        origin = self.turn.message.origin
        return status.streaming_words(
            builder.letters,
            builder.usage,
            self._first,
            elapsed,
            said,
            model=self._model,
            protocol=origin.protocol if origin else "",
            given=self._given,
            before=self.turn.seeded,
        )

    def _paint(self) -> None:
        if self.turn is not None and self._is_shown:
            self._transcript.sync(self.turn.message_id, self.turn.builder)
