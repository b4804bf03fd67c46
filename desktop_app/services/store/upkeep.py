"""What keeps the database trustworthy: checks and verified copies.

Works beside the store on a connection of its own; knows nothing of tables.
"""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path

from desktop_app.domain.errors import DiskFull
from desktop_app.paths import make_private_dir
from desktop_app.services.store.errors import damaged

KEPT_COPIES = 10
DAY = 86_400.0  # seconds
_LONGEST_CHECK = 20.0  # seconds: a daily copy is always checked whole
_ROOM_LEFT = 64 * 1024 * 1024  # bytes that a copy leaves for what streams
_STEPS_BETWEEN_LOOKS = 100_000  # virtual-machine steps
_PAGES_BETWEEN_LOOKS = 2_000  # 8 MB

Stop = Callable[[], bool]


def never() -> bool:
    """For work that is not given up."""
    return False


def look_after(db: sqlite3.Connection, is_given_up: Stop, path: Path) -> None:
    """Once a day a verified copy; at other starts a check that ends after some seconds.

    Raises:
        Corrupt: the database is damaged; the copies that were made before are left alone.
        DiskFull: there is no room for the daily copy.
    """
    now = time.time()
    if not any(0 <= now - copy.stat().st_mtime <= DAY for copy in copies(path)):  # or of a future
        keep_copy(db, is_given_up, path)
    else:
        end = time.monotonic() + _LONGEST_CHECK
        check(db, lambda: is_given_up() or time.monotonic() > end, path)


def keep_copy(db: sqlite3.Connection, is_given_up: Stop, path: Path) -> Path:
    """A verified copy in the backups folder; only the newest ten stay.

    Raises:
        Corrupt: the copy, and so the database, is damaged; older copies are left alone.
        DiskFull: there is no room for it.
    """
    import shutil

    folder = make_private_dir(path.parent / "backups")
    copy = folder / f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.db"
    if shutil.disk_usage(folder).free < path.stat().st_size + _ROOM_LEFT:
        raise DiskFull(
            "There is no room for a safety copy of your conversations.",
            hint=f"Make room where {folder} lies, or move older copies elsewhere. "
            "Your conversations themselves are saved.",
            detail=str(copy),
        )
    write_copy(db, is_given_up, copy)
    for old in copies(path)[KEPT_COPIES:]:
        old.unlink()
    return copy


def copies(path: Path) -> list[Path]:
    """The kept copies of a database, newest first."""
    return sorted((path.parent / "backups").glob(f"{path.stem}-[0-9]*.db"), reverse=True)


def write_copy(
    db: sqlite3.Connection,
    is_given_up: Stop,
    copy: Path,
    add: Callable[[sqlite3.Connection], None] | None = None,
) -> None:
    """Copy the database while others use it, check the copy, and only then give it its name.

    `add` may put more into the copy before it gets its name.

    Raises:
        Corrupt: the copy does not pass SQLite's own check.
    """
    beside = copy.with_name(f"{copy.name}.{os.getpid()}-{threading.get_ident()}.part")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    try:
        with contextlib.closing(sqlite3.connect(beside, isolation_level=None)) as target:
            _copy(db, is_given_up, target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file that can be carried away
            check(target, is_given_up, copy)
            if add is not None:
                add(target)
        beside.replace(copy)
    finally:
        beside.unlink(missing_ok=True)


def _copy(db: sqlite3.Connection, is_given_up: Stop, target: sqlite3.Connection) -> None:
    def look(*_: int) -> None:
        if is_given_up():
            raise CancelledError

    db.execute("BEGIN")  # one moment for all pages: else the copy starts over with every write
    try:
        db.execute("SELECT 1 FROM sqlite_schema").fetchone()
        db.backup(target, pages=_PAGES_BETWEEN_LOOKS, progress=look)
    finally:
        db.execute("ROLLBACK")


def check(db: sqlite3.Connection, is_given_up: Stop, path: Path) -> None:
    """SQLite's own check of every page, or of as many as it sees until it is given up.

    Raises:
        Corrupt: with SQLite's first words about it.
    """
    db.set_progress_handler(is_given_up, _STEPS_BETWEEN_LOOKS)
    try:
        words = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        words = "ok"
    finally:
        db.set_progress_handler(None, _STEPS_BETWEEN_LOOKS)
    if words != "ok":
        raise damaged(path, f"{path}: {words}")
