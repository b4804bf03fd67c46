"""An answer on its way to the store, at most half a second behind what arrived.

Owns the one task that writes, so that a slow or full disk never holds up a stream, and that the
last words are saved even while the turn is being cancelled.
"""

import asyncio
import contextlib
import typing
from collections.abc import Callable

from desktop_app.domain.errors import StoreError
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Usage
from desktop_app.services.notices import Notice, Unsaved
from desktop_app.services.task_scope import TaskScope

_PAUSE = 0.25  # seconds between two writes


class Journal(typing.Protocol):
    """One answer's way to the disk: `services.store`."""

    async def write(self, builder: MessageBuilder) -> None:
        """Append what is new."""

    async def finish(self, message: Message, spent: Usage | None) -> None:
        """Write the message as it ended, and what it took."""


class Answers(typing.Protocol):
    """Where answers are kept."""

    async def begin_answer(self, conversation_id: str, message: Message) -> Journal:
        """Begin to save one that streams."""


class Scribe:
    """Writes one answer. Nothing it meets ends the stream: what cannot be saved is told."""

    def __init__(
        self, store: Answers, conversation_id: str, tell: Callable[[Notice], None]
    ) -> None:
        self._store = store
        self._conversation_id = conversation_id
        self._tell = tell
        self._scope = TaskScope("scribe", _report)
        self._task: asyncio.Task[None] | None = None
        self._more = asyncio.Event()
        self._ending = asyncio.Event()
        self._last: Message | None = None
        self._spent: Usage | None = None
        self._is_behind = False

    @property
    def has_begun(self) -> bool:
        """Whether there is an answer to be written."""
        return self._task is not None

    def begin(self, message: Message, builder: MessageBuilder) -> None:
        """Save `message` as `builder` grows."""
        self._more.set()
        self._task = self._scope.start(self._write(message, builder), "write")

    def wake(self) -> None:
        """Something arrived."""
        self._more.set()

    async def end(self, message: Message, spent: Usage | None) -> None:
        """Save how it ended, and come back when that is done, whoever wants to cancel meanwhile.

        `spent` is what the provider counted for this exchange.
        """
        assert self._task is not None
        self._last, self._spent = message, spent
        self._ending.set()
        self._more.set()
        cancelled: asyncio.CancelledError | None = None
        while not self._task.done():
            try:
                await asyncio.wait({self._task})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled

    async def _write(self, message: Message, builder: MessageBuilder) -> None:
        journal: Journal | None = None
        while self._last is None:
            await self._more.wait()
            self._more.clear()
            with self._told():
                journal = journal or await self._store.begin_answer(self._conversation_id, message)
                await journal.write(builder)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE):
                    await self._ending.wait()
        with self._told():
            journal = journal or await self._store.begin_answer(self._conversation_id, message)
            await journal.finish(self._last, self._spent)

    @contextlib.contextmanager
    def _told(self) -> typing.Iterator[None]:
        """Tell once that saving fails, and take it back when it works again."""
        try:
            yield
        except StoreError as error:
            if not self._is_behind:
                self._tell(Unsaved(error))
            self._is_behind = True
        else:
            if self._is_behind:
                self._tell(None)
            self._is_behind = False


def _report(error: BaseException) -> None:
    context = {"message": "an answer was not saved", "exception": error}
    asyncio.get_running_loop().call_exception_handler(context)
