"""What the three protocols' decoders share: their shape, and the frames that none of them likes."""

import base64
import binascii
import re
import typing
from typing import Any

from desktop_app.domain.delta import Delta, Failed
from desktop_app.wire.errors import Speaker, error_from_event
from desktop_app.wire.payload import untyped
from desktop_app.wire.sse import SseEvent

DONE = b"[DONE]"

_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?[^,]{0,200},", re.ASCII)


class Decoder(typing.Protocol):
    """One answer's events to deltas. Raises nothing; what makes no sense is counted and skipped.

    `is_finished`: nothing that matters can follow, the connection may be closed. `has_ended`: the
    protocol's terminal state was seen, or a failure. `unknown` names the event types passed over.
    """

    skipped: int
    is_finished: bool
    has_ended: bool
    unknown: set[str]

    def feed(self, event: SseEvent) -> list[Delta]:
        """Return what one event says."""
        ...

    def whole(self, body: bytes) -> list[Delta] | None:
        """Return what a non-streamed answer says, None where `body` is no answer."""
        ...


class ErrorFrames:
    """The state and the error frames that are alike in every protocol."""

    def __init__(self, speaker: Speaker) -> None:
        self.skipped = 0
        self.is_finished = False
        self.has_ended = False
        self.unknown: set[str] = set()
        self._speaker = speaker

    def _failed(self, value: Any) -> list[Delta]:
        """An error wins over everything else in its frame, and ends the reading."""
        self.is_finished = True
        self.has_ended = True
        return [Failed(error_from_event(value, self._speaker))]

    def _failed_event(self, event: SseEvent) -> list[Delta]:
        """An event that calls itself an error, whatever its data is."""
        value = untyped(event.data)
        return self._failed(event.data.decode("utf-8", "replace") if value is None else value)

    def _skip(self, what: str = "") -> list[Delta]:
        self.skipped += 1
        if what:
            self.unknown.add(what)
        return []


def image_of(url: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of a `data:` URL, or of bare base64; None where it is neither."""
    head = _DATA_URL.match(url)
    try:
        data = base64.b64decode(url[head.end() :] if head else url, validate=True)
    except (binascii.Error, ValueError):
        return None
    return ((head and head[1]) or "image/png", data) if data else None
