"""One completion: a request goes out, deltas come in, until the model stops or something breaks.

Owns what may happen between the two: waiting, silence, one repaired repetition, retries before the
first word. Everything that ends it early leaves as an `AppError`; a failure told inside the stream
is raised like any other. Knows nothing of messages, stores or screens.
"""

import asyncio
import contextlib
import logging
import typing
from collections.abc import Sequence

import msgspec

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.delta import Delta, Failed, Finished, Started, UsageDelta
from desktop_app.domain.errors import (
    AppError,
    ConnectionLost,
    NetworkError,
    ProviderError,
    RateLimited,
    StoreError,
)
from desktop_app.domain.message import State
from desktop_app.services import retries
from desktop_app.services.http import ERROR_BODY_LIMIT, Exchange, Http
from desktop_app.services.notices import Notice, Repaired, Retrying, Waiting
from desktop_app.services.pace import Pace
from desktop_app.services.secrets import Secret
from desktop_app.services.watchdog import DataSense, Limits, Watchdog
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.errors import Speaker, error_from_response
from desktop_app.wire.reader import StreamReader
from desktop_app.wire.repair import repair_words, repaired
from desktop_app.wire.told import retry_after

log = logging.getLogger(__name__)

_USAGE_MAY_FOLLOW = 2.0  # seconds for what comes behind the last word
_END_MAY_FOLLOW = 0.5  # seconds for the end of the body, so that the connection can serve again
_IN_ONE_PIECE = 5  # times the limit for a first word: an answer that is not streamed comes late


class Sink(typing.Protocol):
    """Who takes what arrives. Both are plain calls inside the completion's task."""

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        """More of the answer, in order."""

    def noticed(self, notice: Notice) -> None:
        """Something to tell meanwhile; None takes it back."""


class Recorder(typing.Protocol):
    """Takes the body as it arrives: a file, or something like one."""

    def write(self, data: bytes, /) -> object:
        """Take more. Raises OSError."""

    def seekable(self) -> bool:
        """Whether it can begin anew."""

    def seek(self, place: int, /) -> object:
        """Go on at this byte."""

    def truncate(self) -> object:
        """Forget what lies behind."""


async def run_completion(
    http: Http,
    request: CompletionRequest,
    key: Secret | None,
    sink: Sink,
    limits: Limits,
    *,
    recorder: Recorder | None = None,
) -> None:
    """Ask once and hand what arrives to `sink` until the answer has ended.

    `recorder` receives the body as it arrived. Cancelling closes the connection at once. Raises the
    AppError that ended it; what came before stands in `sink`.
    """
    await Completion(http, request, key, sink, limits, recorder=recorder).run()


class Completion:
    """One completion under way, for those who want its facts afterwards.

    `events` counts what arrived and `skipped` what nobody understood of it. `has_begun` says that
    the provider took the request and began to answer, `repair` what had to be asked differently,
    `retries` how often it was sent again for other reasons.
    """

    def __init__(
        self,
        http: Http,
        request: CompletionRequest,
        key: Secret | None,
        sink: Sink,
        limits: Limits,
        *,
        recorder: Recorder | None = None,
    ) -> None:
        self._http = http
        self._request = request
        self._key = key
        self._sink = sink
        self._limits = limits
        self._recorder = recorder
        endpoint = request.endpoint
        self._title = endpoint.title or endpoint.provider
        self._speaker = Speaker(
            self._title, endpoint.billing_page, request.model, has_key=key is not None
        )
        self._held: list[Delta] = []  # what says nothing yet, kept until a word comes
        self._has_words = False
        self._is_noticed = False
        self._was_sent = False
        self.events = 0
        self.skipped = 0
        self.has_begun = False
        self.repair = ""
        self.retries = 0
        self._asked_to_wait: float | None = None
        self._told_to_retry = ""

    async def run(self) -> None:
        """Ask, and ask again as far as that is allowed. Raises the AppError that ended it."""
        self._tell(Waiting())
        while (error := await self._attempt()) is not None:
            if self._has_words:
                raise error
            if not self._repaired(error):
                await self._wait(error)
                self._tell(Waiting())
            self._start_over()

    async def _attempt(self) -> AppError | None:
        """Ask once; returns what ended it early."""
        exchange = self._exchange()
        try:
            await self._answer(exchange)
        except AppError as error:
            self._was_sent = exchange.was_sent
            return error
        return None

    def _exchange(self) -> Exchange:
        body = PROTOCOLS[self._request.endpoint.protocol].build(self._request)
        return self._http.exchange(
            self._request.endpoint,
            self._key,
            body=msgspec.json.encode(body),
            connect=self._limits.connect,
        )

    async def _answer(self, exchange: Exchange) -> None:
        reader = StreamReader(PROTOCOLS[self._request.endpoint.protocol], self._speaker)
        try:
            async with Watchdog(self._patience(), self._title, self._tell) as watchdog, exchange:
                if not 200 <= exchange.status < 300:
                    raise await self._refusal(exchange)
                self.has_begun = True
                await self._read(exchange, reader, watchdog)
        except NetworkError:
            if not reader.has_ended:
                raise
        if reader.unknown:
            log.info("%s sent events nobody knows: %s", self._title, sorted(reader.unknown))
        self._conclude(reader)

    def _patience(self) -> Limits:
        if self._request.is_streamed:
            return self._limits
        return msgspec.structs.replace(self._limits, first=self._limits.first * _IN_ONE_PIECE)

    async def _refusal(self, exchange: Exchange) -> AppError:
        body = await exchange.read_all(ERROR_BODY_LIMIT)
        self._record(body)
        error = error_from_response(
            exchange.status, exchange.headers, body, self._speaker, hidden=exchange.hidden
        )
        self._asked_to_wait = retry_after(exchange.headers)
        self._told_to_retry = exchange.headers.get("x-should-retry", "")
        return error

    async def _read(self, exchange: Exchange, reader: StreamReader, watchdog: Watchdog) -> None:
        sense = DataSense()
        room = ERROR_BODY_LIMIT if "html" in exchange.headers.get("content-type", "") else None
        pace = Pace()
        while (chunk := await pace.read(exchange)) is not None:
            self._record(chunk)
            known = reader.data_events
            deltas = reader.feed(chunk)
            self.events, self.skipped = reader.events, reader.skipped
            has_data = reader.data_events > known or sense.carries_data(chunk)
            self._deliver(deltas)
            if reader.has_ended:
                watchdog.restrict(_END_MAY_FOLLOW if reader.is_finished else _USAGE_MAY_FOLLOW)
            elif room is not None and not reader.events and (room := room - len(chunk)) < 0:
                break  # a page; streams that call themselves HTML have been seen too
            elif has_data:
                watchdog.fed()
            else:
                watchdog.heard()
            pace.is_kept = self._has_words and not reader.has_ended
        self._deliver(reader.close())

    def _deliver(self, deltas: list[Delta]) -> None:
        """Hand on what arrived; a failure among it is raised, after what came before it."""
        for place, delta in enumerate(deltas):
            if isinstance(delta, Failed):
                self._pass_on(deltas[:place])
                raise delta.error
        self._pass_on(deltas)

    def _pass_on(self, deltas: list[Delta]) -> None:
        if not deltas:
            return
        self._held += deltas
        self._has_words = self._has_words or any(map(_is_word, deltas))
        if self._has_words:
            if self._is_noticed:
                self._tell(None)
            held, self._held = self._held, []
            self._sink.deltas_arrived(held)

    def _conclude(self, reader: StreamReader) -> None:
        """Judge an answer whose body is over. Raises what makes it less than whole."""
        held, self._held = self._held, []
        if not reader.has_ended:
            raise ConnectionLost(
                f"{self._title} ended the connection before the answer was whole.",
                hint="Continue or try again." if self._has_words else "Try again.",
                detail=f"{reader.events} events, none of them the last",
            )
        is_empty = not self._has_words and any(
            isinstance(delta, Finished) and delta.state is State.COMPLETE for delta in held
        )
        if is_empty:
            raise ProviderError(
                f"{self._title} sent an empty answer.",
                hint="Try again, or ask another model.",
                detail=f"{reader.events} events without a word",
            )
        if held:
            self._tell(None)
            self._sink.deltas_arrived(held)

    def _repaired(self, error: AppError) -> bool:
        """Leave out what the provider named, once; whether there was something to leave out."""
        better = None if self.repair else repaired(self._request, error)
        if better is None:
            return False
        self._request = better
        self.repair = f"{'with' if better.role_override else 'without'} {repair_words(better)}"
        self._tell(Repaired(self.repair))
        return True

    async def _wait(self, error: AppError) -> None:
        """Wait as long as manners and the server ask for; raises `error` where nothing helps."""
        asked, self._asked_to_wait = self._asked_to_wait, None
        told, self._told_to_retry = self._told_to_retry, ""
        if isinstance(error, RateLimited):
            asked = error.retry_after or asked
        if asked and asked > retries.LONGEST_WAIT:
            error.hint = f"{self._title} asks to wait {asked / 60:.0f} minutes."
        delay = None
        if retries.is_temporary(error, was_sent=self._was_sent, told=told):
            delay = retries.pause(error, self.retries + 1, self._limits.retries, asked)
        if delay is None:
            raise error
        self.retries += 1
        skipped = asyncio.Event()
        self._tell(Retrying(error, delay, self.retries, skipped.set))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await skipped.wait()

    def _start_over(self) -> None:
        self._held.clear()
        self.events = self.skipped = 0
        self.has_begun = False
        if self._recorder is not None and self._recorder.seekable():
            self._recorder.seek(0)
            self._recorder.truncate()

    def _tell(self, notice: Notice) -> None:
        self._is_noticed = notice is not None
        self._sink.noticed(notice)

    def _record(self, chunk: bytes) -> None:
        if self._recorder is None:
            return
        try:
            self._recorder.write(chunk)
        except OSError as error:
            raise StoreError(
                "The recording could not be written.", detail=error.strerror or ""
            ) from None


def _is_word(delta: Delta) -> bool:
    """Whether a delta is part of an answer: from then on nothing is asked again by itself."""
    if isinstance(delta, Started | UsageDelta | Finished):
        return False
    return getattr(delta, "text", None) != ""
