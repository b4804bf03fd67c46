"""One connection on one thread: whatever touches SQLite passes through here and waits its turn.

Owns the thread, transactions and the translation of faults; knows nothing of tables.
"""

import asyncio
import contextlib
import functools
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from desktop_app.services.store.errors import gone, translated

BUSY_SECONDS = 5.0  # how long another program may hold the database before it is an error
_STEPS_BETWEEN_LOOKS = 20_000  # virtual-machine steps, a few milliseconds

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[sqlite3.Connection, P], T]


class Lane:
    """Runs work with its own connection, one piece after the other, on its own thread."""

    def __init__(self, path: Path, connect: Callable[[Path], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    async def run(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run to the end whatever happens to the caller: a cancelled task must not lose a write."""
        job = functools.partial(self._run, work, *args, **kwargs)
        return await asyncio.shield(asyncio.wrap_future(self._thread.submit(job)))

    async def ask(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work that is given up in the middle of a statement when the caller is cancelled."""
        is_given_up = threading.Event()
        job = functools.partial(self._run_until, is_given_up, work, *args, **kwargs)
        try:
            return await asyncio.wrap_future(self._thread.submit(job))
        finally:
            is_given_up.set()

    async def close(self) -> None:
        """Let everything asked for end, then close the connection."""
        await asyncio.shield(asyncio.wrap_future(self._thread.submit(self._disconnect)))
        self._thread.shutdown()

    def _run(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            if self._connection is None:
                self._connection = self._connect(self._path)
                self._file = _identity(self._path)
            elif _identity(self._path) != self._file:
                raise gone(self._path)  # SQLite would go on writing where nobody finds it again
            return work(self._connection, *args, **kwargs)
        except (sqlite3.Error, OSError) as error:
            if (told := translated(error, self._path)) is None:
                raise
            raise told from error

    def _run_until(
        self, is_given_up: threading.Event, work: Work[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def guarded(db: sqlite3.Connection) -> T:
            db.set_progress_handler(is_given_up.is_set, _STEPS_BETWEEN_LOOKS)
            try:
                return work(db, *args, **kwargs)
            finally:
                db.set_progress_handler(None, _STEPS_BETWEEN_LOOKS)

        return self._run(guarded)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to, None where it leads to none."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return facts.st_dev, facts.st_ino


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. The write lock is taken at once, so that waiting happens here and only here.

    Inside another transaction it is part of that one.
    """
    is_inner = db.in_transaction
    if is_inner:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:  # it failed, and SQLite has not rolled back by itself
            db.execute("ROLLBACK")
