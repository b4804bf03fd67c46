"""How long a server may be silent: the person's time limits, watched over one completion.

Only data counts: comments keep a connection alive, not an answer. Knows neither HTTP nor protocols;
it ends the block it guards with `TimedOut`, which says which limit it was.
"""

import asyncio
import time
import types
from collections.abc import Callable

import msgspec

from desktop_app.domain.errors import AppError, ConnectionLost, TimedOut
from desktop_app.services.notices import Notice, Quiet

_LOOK_EVERY = 5.0  # seconds between looks at the clock while nothing else is due
_SLEPT = 10.0  # seconds by which the wall clock runs ahead when the computer slept


class Limits(msgspec.Struct, frozen=True):
    """The person's choice, in seconds; `total` None is no limit. `retries` is a count."""

    connect: float = 10.0
    first: float = 120.0
    between: float = 60.0
    total: float | None = None
    quiet: float = 20.0
    retries: int = 3


class Watchdog:
    """`async with Watchdog(…) as watchdog`: call `fed()` for data and `heard()` for any byte.

    While nothing comes, `tell` gets a `Quiet` notice every few seconds, and None when data comes
    again. After the computer slept, a silent stream gets no more than `quiet` seconds: the other
    end is most likely gone.
    """

    def __init__(
        self,
        limits: Limits,
        title: str,
        tell: Callable[[Notice], None],
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._limits = limits
        self._title = title
        self._tell = tell
        self._wall = wall
        self._ending: AppError | None = None
        self._is_first = True
        self._is_quiet = False
        self._was_heard = False
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> "Watchdog":
        self._loop = asyncio.get_running_loop()
        self._began = self._fed_at = self._looked_at = self._loop.time()
        self._wall_at = self._wall()
        self._silence_ends = self._began + self._limits.first
        self._timeout = asyncio.timeout(None)
        await self._timeout.__aenter__()
        self._look()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._quieten()
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            assert self._ending is not None
            raise self._ending from None

    def fed(self) -> None:
        """Data came."""
        was_first, self._is_first = self._is_first, False
        self._was_heard = False
        self._fed_at = self._loop.time()
        self._silence_ends = self._fed_at + self._limits.between
        self._quieten()
        if was_first:
            self._look()  # the next limit may be due before the last look expected anything

    def heard(self) -> None:
        """Something came that is no data: the connection is alive."""
        self._was_heard = True

    def restrict(self, seconds: float) -> None:
        """From here on nobody waits longer than this: the answer is whole already."""
        self._silence_ends = min(self._silence_ends, self._loop.time() + seconds)
        self._look()

    def _look(self) -> None:
        """Look at the clocks, and come again when the next thing is due."""
        now = self._loop.time()
        if self._has_slept(now):
            self._silence_ends = min(self._silence_ends, now + self._limits.quiet)
        ending = self._over(now)
        if ending is not None:
            self._ending = ending
            self._timeout.reschedule(now)
            return
        silence = now - self._fed_at
        if silence >= self._limits.quiet:
            self._is_quiet = True
            self._tell(Quiet(round(silence), has_comments=self._was_heard))
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(self._pause(now), self._look)

    def _pause(self, now: float) -> float:
        due = [self._silence_ends, now + _LOOK_EVERY]
        if not self._is_quiet:
            due.append(self._fed_at + self._limits.quiet)
        if self._limits.total is not None:
            due.append(self._began + self._limits.total)
        return max(min(due) - now, 0.001)

    def _has_slept(self, now: float) -> bool:
        wall = self._wall()
        ahead = (wall - self._wall_at) - (now - self._looked_at)
        self._wall_at, self._looked_at = wall, now
        return ahead > _SLEPT

    def _over(self, now: float) -> AppError | None:
        total = self._limits.total
        if total is not None and now - self._began >= total:
            return TimedOut(
                f"The answer of {self._title} took longer than {total:g} s.",
                which="total",
                hint="The limit for a whole answer is in Settings › Network.",
            )
        if now < self._silence_ends:
            return None
        if now - self._fed_at < (self._limits.first if self._is_first else self._limits.between):
            return ConnectionLost(
                f"The connection to {self._title} did not survive this computer's sleep.",
                hint="Try again.",
            )
        return self._too_silent()

    def _too_silent(self) -> TimedOut:
        alive = " The connection was kept alive meanwhile." if self._was_heard else ""
        if self._is_first:
            return TimedOut(
                f"{self._title} sent nothing within {self._limits.first:g} s.",
                which="first",
                hint="Try again, or raise the limit for the first word in Settings › Network."
                " The provider may have counted this request.",
                detail=alive.strip(),
            )
        return TimedOut(
            f"{self._title} fell silent for {self._limits.between:g} s.",
            which="idle",
            hint="Continue or try again; the limit is in Settings › Network.",
            detail=alive.strip(),
        )

    def _quieten(self) -> None:
        if self._is_quiet:
            self._is_quiet = False
            self._tell(None)


class DataSense:
    """Tells the bytes of an unfinished event from keep-alives: a large event may take minutes.

    Comments, empty `data:` frames and lines of other fields say that the connection lives, and
    nothing about the answer.
    """

    def __init__(self) -> None:
        self._line = b""  # the first bytes of the line that is not over yet

    def carries_data(self, chunk: bytes) -> bool:
        """Whether any byte of `chunk` belongs to data, or to a body that is no event stream."""
        is_data = False
        for number, line in enumerate(chunk.replace(b"\r", b"\n").split(b"\n")):
            if number:
                self._line = b""
            if line:
                self._line = (self._line + line[:16])[:16]
                is_idle = self._line.startswith(_KEEP_ALIVE) or _is_undecided(self._line.strip())
                is_data = is_data or not is_idle
        return is_data


_KEEP_ALIVE = (b":", b"event", b"id:", b"retry:")
_FIELDS = (b"data:", b"event", b"id:", b"retry:")


def _is_undecided(line: bytes) -> bool:
    return any(field.startswith(line) for field in _FIELDS)
