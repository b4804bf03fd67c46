"""One turn: a person's message and everything until the assistant stops.

Owns the answer while it grows, its clock, and its end: whole, cut, failed, stopped. The window and
the console use it alike; it knows no Qt. Stopping a turn is cancelling the task that runs it: what
came is saved as *stopped*, then the cancellation goes on.
"""

import asyncio
import time
import typing
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from desktop_app.domain.completion import CompletionRequest, OutputSchema
from desktop_app.domain.delta import Delta, Failed
from desktop_app.domain.errors import (
    AppError,
    Blocked,
    ConnectionLost,
    KeyRejected,
    RequestRefused,
    StoreError,
)
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    ErrorRecord,
    Message,
    Origin,
    Part,
    ReasoningPart,
    Role,
    State,
    Timing,
)
from desktop_app.services import recording
from desktop_app.services.completions import Completion, Sink
from desktop_app.services.continuation import Continuation
from desktop_app.services.http import Http
from desktop_app.services.logs import Redactor
from desktop_app.services.notices import Loading, Notice, Unsaved
from desktop_app.services.scribe import Answers, Scribe
from desktop_app.services.secrets import Secret
from desktop_app.services.store.ids import new_id
from desktop_app.services.task_scope import CLOSING, to_its_end
from desktop_app.services.watchdog import Limits
from desktop_app.wire.repair import optional_field

_OUR_FAULT = "Something went wrong inside Rivulet."
_FROM_ENVIRONMENT = "It comes from {0} in the environment, which wins over keys kept in Rivulet."


class Asked(msgspec.Struct, frozen=True):
    """What a turn sends, with which key and how patiently."""

    request: CompletionRequest
    key: Secret | None
    limits: Limits = Limits()


class Prepare(typing.Protocol):
    """Finds out what to send: where the provider is, its key, the built-in model's port."""

    def __call__(
        self, messages: Sequence[Message], on_loading: Callable[[str], None]
    ) -> Awaitable[Asked]:
        """`messages` from the root to the one that is answered. Raises AppError."""


class Conversations(Answers, typing.Protocol):
    """What a turn needs of the store."""

    async def branch(self, conversation_id: str) -> list[Message]:
        """The messages from the root to the leaf."""

    async def add_message(self, conversation_id: str, message: Message) -> None:
        """Save a whole message and make it the leaf."""


class Turn:
    """One turn, from the question to the saved answer. Run once.

    With `user_message` it is added to the conversation and answered. Without, the leaf is: a
    person's message again, or an answer that was cut, which then goes on. The listener gets each
    piece in the turn's own task, after `builder` has taken it. `redactor` cleans what is told and
    recorded of secrets.

    `message` is the answer's head while it streams, and the saved answer afterwards. `started`,
    `first` and `ended` are seconds of the monotonic clock, None until then.
    """

    def __init__(
        self,
        http: Http,
        store: Conversations,
        conversation_id: str,
        prepare: Prepare,
        listener: Sink,
        *,
        redactor: Redactor,
        user_message: Message | None = None,
        origin: Origin | None = None,
        record: Path | None = None,
    ) -> None:
        self.conversation_id = conversation_id
        self.user_message = user_message
        self.builder = MessageBuilder()
        self.seeded = 0  # characters in it that an answer which goes on had before
        self.notice: Notice = None
        self.started: float | None = None
        self.first: float | None = None
        self.output_schema: OutputSchema | None = None  # known once it is asked
        self.ended: float | None = None
        self.message = Message(
            new_id(), Role.ASSISTANT, State.STREAMING, (), time.time(), origin=origin
        )
        self._http = http
        self._store = store
        self._prepare = prepare
        self._listener = listener
        self._redactor = redactor
        self._record = record
        self._scribe = Scribe(store, conversation_id, self.noticed)
        self._continuation: Continuation | None = None
        self._completion: Completion | None = None
        self._thinking: dict[int, tuple[float, float]] = {}  # part: when it began, when it ended
        self._newest = 0

    @property
    def message_id(self) -> str:
        """The answer's."""
        return self.message.id

    @property
    def events(self) -> int:
        """Events of the stream so far."""
        return self._completion.events if self._completion else 0

    @property
    def skipped(self) -> int:
        """Events that nobody understood so far."""
        return self._completion.skipped if self._completion else 0

    async def run(self) -> Message:
        """Ask, follow the answer to its end and save it; returns it as it was saved.

        A failure is part of the answer, not an exception. Cancelling saves it as stopped, or as
        interrupted if its scope closes, and raises CancelledError.
        """
        self.started = time.monotonic()
        try:
            messages = await to_its_end(self._question(), "question")
            await self._answer(await self._prepare(messages, self._loading))
        except AppError as error:
            self._fail(error)
        except asyncio.CancelledError as error:
            self._flush()
            self.builder.end(State.INTERRUPTED if error.args == (CLOSING,) else State.STOPPED)
            raise
        finally:
            await self._save()
        return self.message

    async def _question(self) -> list[Message]:
        """Save the person's message, or see which one is answered; the branch that leads there."""
        messages = await self._store.branch(self.conversation_id)
        leaf = messages[-1] if messages else None
        if self.user_message is not None:
            parent = leaf.id if leaf else None
            self.user_message = msgspec.structs.replace(self.user_message, parent=parent)
            await self._keep(self.user_message)
            messages.append(self.user_message)
        elif leaf is not None and leaf.role is Role.ASSISTANT:
            self._go_on(messages.pop())
        parent = messages[-1].id if messages else None
        self.message = msgspec.structs.replace(self.message, parent=parent)
        return messages

    async def _keep(self, message: Message) -> None:
        try:
            await self._store.add_message(self.conversation_id, message)
        except StoreError as error:
            self.noticed(Unsaved(error))  # a full disk is no reason not to answer

    def _go_on(self, cut: Message) -> None:
        self._continuation = Continuation(cut)
        for delta in self._continuation.seed():
            self.builder.apply(delta)
        self.seeded = self.builder.letters

    def _loading(self, words: str) -> None:
        self.noticed(Loading(words))

    async def _answer(self, asked: Asked) -> None:
        request = asked.request
        if self._continuation:
            request = self._continuation.request(request)
        self.output_schema = request.output_schema
        endpoint = request.endpoint
        origin = Origin(endpoint.provider, endpoint.base_url, endpoint.protocol, request.model)
        self.message = msgspec.structs.replace(self.message, origin=origin)
        self._scribe.begin(self.message, self.builder)
        with recording.opened(self._record, self._redactor) as recorder:
            self._completion = Completion(
                self._http, request, asked.key, self, asked.limits, recorder=recorder
            )
            try:
                await self._completion.run()
            except KeyRejected as error:
                if asked.key is not None and asked.key.variable:
                    error.hint = _FROM_ENVIRONMENT.format(asked.key.variable)
                raise
        self._flush()

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        """More of the answer: called by the completion."""
        self.first = self.first or time.monotonic()
        self._apply(self._continuation.joined(deltas) if self._continuation else deltas)

    def noticed(self, notice: Notice) -> None:
        """Something to tell: called by whatever runs below."""
        self.notice = notice
        self._listener.noticed(notice)

    def _apply(self, deltas: Iterable[Delta]) -> None:
        taken = list(deltas)
        for delta in taken:
            self.builder.apply(delta)
        self._clock_thinking()
        self._scribe.wake()
        self._listener.deltas_arrived(taken)

    def _clock_thinking(self) -> None:
        """Thinking lasts from its part's first piece until the next part begins."""
        now = time.monotonic()
        last = len(self.builder) - 1
        for index in {min(self._newest, last), last} - {-1}:
            if self.builder.kind(index) == "reasoning":
                self._thinking[index] = (self._thinking.get(index, (now, now))[0], now)
        self._newest = last

    def _flush(self) -> None:
        if self._continuation:
            self._apply(self._continuation.flush())

    def _fail(self, error: AppError) -> None:
        self._flush()
        has_begun = self._completion is not None and self._completion.has_begun
        if isinstance(error, ConnectionLost) and has_begun:
            self.builder.end(State.TRUNCATED, error)
        elif isinstance(error, Blocked):
            self.builder.end(State.BLOCKED, error)
        else:
            self.builder.apply(Failed(error))

    async def _save(self) -> None:
        self.builder.end(State.FAILED, AppError(_OUR_FAULT, hint="Try again."))  # had it no end
        if not self._scribe.has_begun:
            self._scribe.begin(self.message, self.builder)
        self.ended = time.monotonic()
        self.notice = None
        self.message = self._ended_message()
        await self._scribe.end(self.message, self.builder.usage)

    def _ended_message(self) -> Message:
        builder, error = self.builder, self.builder.error
        if error:
            self._redactor.clean_error(error)
        parts = tuple(self._timed(index, part) for index, part in enumerate(builder.parts()))
        usage = builder.usage
        if self._continuation:
            parts = self._continuation.parts(parts)
            usage = self._continuation.usage(usage)
        return msgspec.structs.replace(
            self.message,
            state=builder.state,
            parts=parts,
            usage=usage,
            stop_reason=builder.stop_reason,
            timing=self._timing(),
            error=_recorded(error) if error else None,
        )

    def _timed(self, index: int, part: Part) -> Part:
        if not isinstance(part, ReasoningPart) or index not in self._thinking:
            return part
        began, ended = self._thinking[index]
        return msgspec.structs.replace(part, seconds=ended - began)

    def _timing(self) -> Timing:
        assert self.started is not None
        assert self.ended is not None
        first = None if self.first is None else self.first - self.started
        total, asked = self.ended - self.started, self._completion
        if asked is None:
            return Timing(first, total)
        return Timing(first, total, asked.events, asked.retries, asked.repair)


def _recorded(error: AppError) -> ErrorRecord:
    param = optional_field(error) if isinstance(error, RequestRefused) else error.param
    return ErrorRecord(error.name, str(error), error.hint, error.detail, param)
