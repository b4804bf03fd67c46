"""Server-sent events from bytes (WHATWG HTML, section 9.2), for streams as they really are.

Owns framing only: no JSON, no protocol. Payload bytes pass undecoded, so U+2028 or invalid UTF-8
inside them splits and breaks nothing. An event is delivered as soon as its blank line is there,
whatever the line ends, and the same events come out however the bytes were cut into chunks.
"""

from typing import NamedTuple

EVENT_LIMIT = 64 * 1024 * 1024  # bytes of one event

_BOM = b"\xef\xbb\xbf"
_FIELDS = (b"data", b"event", b"error", b"id", b"retry")


class SseEvent(NamedTuple):
    """One event. `is_error`: the data came in llama.cpp's own `error:` field instead of `data:`."""

    data: bytes
    name: bytes = b""
    is_error: bool = False


class SseParser:
    """One stream's bytes in, its events out.

    `is_stream` is true once the first line looks like SSE or an event has come: a body without it
    is a page or plain JSON. `is_too_long` ends the parsing: an event larger than the limit.
    """

    def __init__(self, limit: int = EVENT_LIMIT) -> None:
        self.is_stream = False
        self.is_too_long = False
        self._limit = limit
        self._head: bytes | None = b""  # the first bytes, until they cannot be a BOM any more
        self._swallows_newline = False  # the last chunk ended in CR: a leading LF belongs to it
        self._rest: list[bytes] = []  # the unfinished line
        self._rest_size = 0
        self._has_first_line = False
        self._size = 0  # bytes of the unfinished event's lines
        self._data: list[bytes] = []
        self._name = b""
        self._is_error = False

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """Return the events that `chunk` completes."""
        chunk = self._normalised(chunk)
        if not chunk or self.is_too_long:
            return []
        block, newline, rest = chunk.rpartition(b"\n")
        events = []
        if newline:
            if self._rest:
                block = b"".join((*self._rest, block))
                self._rest, self._rest_size = [], 0
            events = self._read(block.split(b"\n"))
        if rest:
            self._rest.append(rest)
            self._rest_size += len(rest)
            self.is_too_long = self.is_too_long or self._size + self._rest_size > self._limit
        return events

    def flush(self) -> SseEvent | None:
        """Return the event that the end of the stream left without its blank line, if any.

        The standard drops it. llama.cpp ends so behind `[DONE]`: the caller takes what is whole.
        """
        if self.is_too_long:
            return None
        line = (self._head or b"") + b"".join(self._rest)
        self._head, self._rest = None, []
        if line and not self._has_first_line:
            self._has_first_line = True
            name = line.partition(b":")[0]
            self.is_stream = any(field.startswith(name) for field in _FIELDS)
        events = self._read([line, b""])
        return events[0] if events else None

    def _normalised(self, chunk: bytes) -> bytes:
        """Take the byte order mark off and make every line end LF."""
        if self._head is not None:
            chunk = self._head + chunk
            if len(chunk) < 3 and _BOM.startswith(chunk):
                self._head = chunk
                return b""
            self._head = None
            chunk = chunk.removeprefix(_BOM)
        if self._swallows_newline and chunk:
            self._swallows_newline = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._swallows_newline = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _read(self, lines: list[bytes]) -> list[SseEvent]:
        if not self._has_first_line:
            self._recognise(lines)
        events = []
        for line in lines:
            if line[:6] == b"data: ":
                self._size += len(line)
                self._data.append(line[6:])
            elif line:
                self._field(line)
            elif self._data:
                events.append(self._event())
            else:
                self._name = b""  # a block without data is no event
            if self.is_too_long or self._size > self._limit:
                self.is_too_long = True
                break
        if events:
            self.is_stream = True
        return events

    def _event(self) -> SseEvent:
        data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        event = SseEvent(data, self._name, self._is_error)
        self._data = []
        self._name = b""
        self._is_error = False
        self._size = 0
        return event

    def _field(self, line: bytes) -> None:
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if self._size + len(line) > self._limit:
            self.is_too_long = True
        elif field in {b"data", b"error"}:
            self._size += len(line)
            self._data.append(value)
            self._is_error = self._is_error or field == b"error"
        elif field == b"event":
            self._name = value

    def _recognise(self, lines: list[bytes]) -> None:
        first = next((line for line in lines if line.strip()), None)
        if first is not None:
            self._has_first_line = True
            self.is_stream = first.partition(b":")[0] in {*_FIELDS, b""}
