"""Names for rows: unique, and sorted by the time they were made. Knows nothing of the database."""

import os
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: sorts as its values do
_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def new_id(at: float | None = None) -> str:
    """26 signs: milliseconds since 1970 (`at` in seconds, else this moment), then chance.

    Ids of this moment never repeat and never sort backwards within a process, even where the clock
    is set back. Source: the ULID specification.
    """
    chance = int.from_bytes(os.urandom(_RANDOM_BITS // 8), "big")
    if at is not None:
        return spelled((max(0, int(at * 1000)) << _RANDOM_BITS) | chance)
    global _last  # noqa: PLW0603  # one sequence per process is the point
    with _lock:
        _last = max(_last + 1, (int(time.time() * 1000) << _RANDOM_BITS) | chance)
        return spelled(_last)


def spelled(number: int) -> str:
    """A 128-bit number as 26 signs."""
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))
