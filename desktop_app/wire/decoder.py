"""What the three protocols' decoders share: their shape, and the frames that none of them likes."""

import abc
import base64
import binascii
import re
import typing
from typing import Any, Generic, TypeVar

import msgspec

from desktop_app.domain.delta import Delta, Failed
from desktop_app.wire.errors import Speaker, error_from_event
from desktop_app.wire.payload import decode, untyped
from desktop_app.wire.sse import SseEvent
from desktop_app.wire.told import holds_error

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


class Frame(msgspec.Struct, gc=False):
    """What any event may hold; the protocols add their fields."""

    type: str | None = None
    error: Any = None


F = TypeVar("F", bound=Frame)


class FrameDecoder(abc.ABC, Generic[F]):
    """The frames that are alike in every protocol: `[DONE]`, errors, malformed JSON."""

    def __init__(self, speaker: Speaker, shape: "msgspec.json.Decoder[F]") -> None:
        self.skipped = 0
        self.is_finished = False
        self.has_ended = False
        self.unknown: set[str] = set()
        self._speaker = speaker
        self._shape = shape

    def feed(self, event: SseEvent) -> list[Delta]:
        """Return what one event says."""
        data, name, is_error = event
        if len(data) < 16 and data.strip() == DONE:
            return self._done()
        if is_error or name == b"error":
            return self._failed_event(event)
        try:
            frame = self._shape.decode(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            fitting = decode(data, self._shape)
            if fitting is None:
                return self._skip()
            frame = fitting
        if frame.error or frame.type == "error":
            return self._failed_event(event)
        return self._read(frame, event)

    @abc.abstractmethod
    def _read(self, frame: F, event: SseEvent) -> list[Delta]:
        """Return what a frame says that is neither an error nor malformed."""

    @abc.abstractmethod
    def _done(self) -> list[Delta]:
        """Return what `[DONE]` says."""

    def _failed(self, value: Any) -> list[Delta]:
        """An error wins over everything else in its frame, and ends the reading."""
        self.is_finished = True
        self.has_ended = True
        return [Failed(error_from_event(value, self._speaker))]

    def _failed_event(self, event: SseEvent) -> list[Delta]:
        """An event that calls itself an error, whatever its data is."""
        value = untyped(event.data)
        return self._failed(event.data.decode("utf-8", "replace") if value is None else value)

    def _unknown(self, kind: str, event: SseEvent) -> list[Delta]:
        """An event of no known type: an error in a shape of its own, or something new."""
        value = untyped(event.data)
        return self._failed(value) if not kind and holds_error(value) else self._skip(kind)

    def _skip(self, kind: str = "") -> list[Delta]:
        self.skipped += 1
        if kind:
            self.unknown.add(kind)
        return []


def image_of(url: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of a `data:` URL, or of bare base64; None where it is neither."""
    head = _DATA_URL.match(url)
    try:
        data = base64.b64decode(url[head.end() :] if head else url, validate=True)
    except (binascii.Error, ValueError):
        return None
    return ((head and head[1]) or "image/png", data) if data else None
