"""One answer's bytes to deltas: framing, decoding, and the rules of how an answer may end.

Counts what a watchdog needs to know: `events` of any kind, `data_events` that carried data.
Comments are neither. The deltas are the same however the bytes were cut into chunks.
"""

from desktop_app.domain.delta import Delta, Failed
from desktop_app.domain.errors import WireError
from desktop_app.wire.decoder import DONE
from desktop_app.wire.errors import Speaker, error_from_page
from desktop_app.wire.payload import untyped
from desktop_app.wire.protocol import Protocol
from desktop_app.wire.sse import EVENT_LIMIT, SseEvent, SseParser

ANSWER_LIMIT = 256 * 1024 * 1024  # bytes of one answer


class StreamReader:
    """Reads one answer. Nothing it is fed makes it raise.

    `is_finished`: the connection may be closed, nothing that matters can follow. `has_ended`: the
    protocol's terminal state or a failure was seen; an answer that closes without it is truncated,
    which the caller tells its `MessageBuilder`.
    """

    def __init__(
        self,
        protocol: Protocol,
        speaker: Speaker | None = None,
        *,
        event_limit: int = EVENT_LIMIT,
        answer_limit: int = ANSWER_LIMIT,
    ) -> None:
        self._speaker = speaker or Speaker()
        self._parser = SseParser(event_limit)
        self._decoder = protocol.decoder(self._speaker)
        self._room = answer_limit
        self._head: list[bytes] = []  # kept until the body is known to be a stream
        self._is_broken = False
        self.data_events = 0
        self.events = 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing that matters can follow."""
        return self._is_broken or self._decoder.is_finished

    @property
    def has_ended(self) -> bool:
        """Whether the protocol's terminal state was seen, or a failure."""
        return self._is_broken or self._decoder.has_ended

    @property
    def skipped(self) -> int:
        """Events passed over: malformed, or of a type nobody knows."""
        return self._decoder.skipped

    @property
    def unknown(self) -> set[str]:
        """The types of unknown events, to be logged once each."""
        return self._decoder.unknown

    def feed(self, chunk: bytes) -> list[Delta]:
        """Return what `chunk` adds."""
        if self.is_finished:
            return []
        is_too_much = len(chunk) > self._room
        chunk = chunk[: self._room]
        self._room -= len(chunk)
        if not self._parser.is_stream:
            self._head.append(chunk)
        deltas = self._decode(self._parser.feed(chunk))
        if self._parser.is_stream:
            self._head.clear()
        if not self.is_finished and (is_too_much or self._parser.is_too_long):
            deltas.append(self._too_much("event" if self._parser.is_too_long else "answer"))
        return deltas

    def close(self) -> list[Delta]:
        """Return what the end of the body adds: a last event without its blank line, or a page."""
        if self.is_finished:
            return []
        event = self._parser.flush()
        if not self._parser.is_stream:
            return self._page(b"".join(self._head))
        if event is None or not _is_whole(event):
            return []
        return self._decode([event])

    def _decode(self, events: list[SseEvent]) -> list[Delta]:
        decoder = self._decoder
        deltas: list[Delta] = []
        with_data = 0
        for event in events:
            if event.data:  # llama.cpp sends frames without any
                with_data += 1
                deltas += decoder.feed(event)
                if decoder.is_finished:
                    break
        self.events += len(events)
        self.data_events += with_data
        return deltas

    def _page(self, body: bytes) -> list[Delta]:
        """A body that is no stream: a whole answer, an error, or a page of something else."""
        if not body.strip():
            return []
        deltas = self._decoder.whole(body)
        if deltas is not None:
            return deltas
        self._is_broken = True
        return [Failed(error_from_page(body, self._speaker))]

    def _too_much(self, what: str) -> Failed:
        self._is_broken = True
        return Failed(WireError(f"{self._speaker.title} sent an {what} larger than can be kept."))


def _is_whole(event: SseEvent) -> bool:
    return event.data.strip() == DONE or isinstance(untyped(event.data), dict)
