"""When a request is sent again by itself, and after how long (WIRE.md 3.5, EXPERIENCE.md 4).

Pure rules over an error. Whether anything of an answer had arrived is the caller's to know: then
nothing is ever sent again.
"""

import random
from collections.abc import Callable

from desktop_app.domain.errors import (
    AppError,
    BalanceUsedUp,
    ConnectionLost,
    Offline,
    Overloaded,
    RateLimited,
    ServerFailed,
    TimedOut,
)

LONGEST_WAIT = 120.0  # seconds; a server that asks for more is told of instead
_FIRST, _LONGEST = 0.5, 8.0
_MOST_AFTER_500 = 2  # some servers answer a client's mistake with 500


def is_temporary(error: AppError, *, was_sent: bool, told: str = "") -> bool:
    """Whether sending the same again may help, and cannot cost twice.

    `told` is the server's own word for it, the header `x-should-retry`: true, false or nothing.
    """
    if isinstance(error, BalanceUsedUp):
        return False
    if told in {"true", "false"}:
        return told == "true"
    if isinstance(error, RateLimited | Overloaded | ServerFailed):
        return True
    if isinstance(error, TimedOut):
        return error.which == "connect"
    return isinstance(error, Offline) or (isinstance(error, ConnectionLost) and not was_sent)


def pause(
    error: AppError,
    attempt: int,
    most: int,
    asked: float | None = None,
    chance: Callable[[], float] = random.random,
) -> float | None:
    """Seconds to wait before repetition number `attempt` (from 1), None if there is to be none.

    `asked` is what the server's Retry-After said; it wins, unless nobody would wait that long.
    """
    if isinstance(error, ServerFailed) and error.status == 500:
        most = min(most, _MOST_AFTER_500)
    if attempt > most:
        return None
    if asked:
        return asked if asked <= LONGEST_WAIT else None
    return min(_FIRST * 2.0 ** (attempt - 1), _LONGEST) * (1 - 0.25 * chance())
