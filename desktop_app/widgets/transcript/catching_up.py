"""What was too much for one frame is read on between the frames that follow, without a pause."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.widgets.transcript.units.rest import RestUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


class CatchingUp(QObject):
    """One slice a turn: what streams, then what is seen, then what is looked for."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self._late: dict[tuple[str, int], None] = {}  # message and part
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    @property
    def is_idle(self) -> bool:
        """Whether all that is seen has been read."""
        return not self._timer.isActive()

    def follow(self, message_id: str, part: int) -> None:
        """More of this part came than was shown."""
        self._late[message_id, part] = None
        self._timer.start()

    def look(self) -> None:
        """See whether something on the screen waits to be read."""
        if not self._timer.isActive() and (self._is_rest_seen() or self._waiting() is not None):
            self._timer.start()

    def stop(self) -> None:
        """Nobody looks."""
        self._late.clear()
        self._timer.stop()

    def _is_rest_seen(self) -> bool:
        return any(isinstance(placed.unit, RestUnit) for placed in self._view.layout_.shown)

    def _waiting(self) -> tuple[int, RestUnit] | None:
        """What counts for all of a message that is seen, wherever it stands."""
        layout = self._view.layout_
        for place in dict.fromkeys(placed.entry for placed in layout.shown):
            rest = layout.entry(place).waiting()
            if rest is not None:
                return place, rest
        return None

    def _work(self) -> None:
        if self._late:
            message_id, part = next(iter(self._late))
            del self._late[message_id, part]
            self._view.following.go_on(message_id, part)
            return
        waiting = self._waiting()
        seeker = self._view.layout_.seeker
        if seeker is not None:
            seeker.go_on()
        elif self._is_rest_seen():
            self._view.refill(may_follow=False)
        elif waiting is not None:
            self._read(*waiting)
        else:
            self._timer.stop()

    def _read(self, place: int, rest: RestUnit) -> None:
        """Read what may change words on the screen; the line that is read stays."""
        kept = self._view.places.kept()
        self._view.places.keep(kept)
        self._view.layout_.read(place, rest)
        if kept is not None:
            self._view.places.keep_on()
        self._view.refill(may_follow=False)
