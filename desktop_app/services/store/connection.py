"""How the database is opened: its file, its folder, its manners, and what a dead process left.

Knows the order of these steps, not the tables behind them.
"""

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from desktop_app.domain.message import State
from desktop_app.paths import make_private_dir
from desktop_app.services.store import lane, messages
from desktop_app.services.store.errors import gone, translated
from desktop_app.services.store.migrations import migrate
from desktop_app.services.store.owner import is_alive
from desktop_app.services.store.upkeep import keep_copy, never

_LARGEST_LOG = 64 * 1024 * 1024  # bytes that the write-ahead log keeps after a checkpoint
IN_MEMORY = Path(":memory:")


def connect(path: Path) -> sqlite3.Connection:
    """Open the database for writing, bring it to this version's shape and end what is orphaned.

    Raises:
        StoreError: newer version, damaged, locked, no right to write, disk full.
    """
    if path != IN_MEMORY:
        _make_private_file(path)
    patience = time.monotonic() + lane.BUSY_SECONDS
    while True:
        try:
            return _connected(path)
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself while another process makes the log of a new file.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.05)


def connect_reading(path: Path) -> sqlite3.Connection:
    """A second connection that can change nothing, for long searches."""
    if not path.exists():
        raise gone(path)  # SQLite would make an empty one
    db = _opened(path)
    db.execute("PRAGMA query_only = ON")
    return db


def _connected(path: Path) -> sqlite3.Connection:
    with contextlib.ExitStack() as undo:
        db = _opened(path)
        undo.callback(db.close)
        if path == IN_MEMORY:  # what is never written is not written for sorting it either
            db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA foreign_keys = ON")
        if db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # a power cut loses nothing that was committed
        db.execute(f"PRAGMA journal_size_limit = {_LARGEST_LOG}")
        migrate(db, path, lambda: keep_copy(db, never, path))
        interrupt_orphans(db)
        undo.pop_all()
    return db


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path,
        timeout=lane.BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,  # the lane sees to it that one thread at a time uses it
        cached_statements=256,
    )


def _make_private_file(path: Path) -> None:
    try:
        make_private_dir(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)
    except OSError as error:
        told = translated(error, path)
        raise told or error from error


def interrupt_orphans(db: sqlite3.Connection) -> int:
    """End streaming answers whose process is gone; returns how many there were."""
    rows = db.execute("SELECT number, owner FROM message WHERE state = ?", (State.STREAMING,))
    orphans = [number for number, owner in rows if owner is None or not is_alive(owner)]
    for number in orphans:
        messages.interrupt(db, number)
    return len(orphans)
