"""What keeps the database trustworthy: checks and verified copies.

Works on connections of its own; knows nothing of tables.
"""

import sqlite3
import time
from pathlib import Path

from desktop_app.paths import make_private_dir
from desktop_app.services.store.errors import damaged

KEPT_COPIES = 10


def keep_copy(db: sqlite3.Connection, path: Path) -> Path:
    """A verified copy in the backups folder; only the newest ten stay.

    Raises:
        Corrupt: the copy, and so the database, is damaged; older copies are left alone.
    """
    folder = make_private_dir(path.parent / "backups")
    copy = folder / f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.db"
    write_copy(db, copy)
    for old in copies(path)[KEPT_COPIES:]:
        old.unlink()
    return copy


def copies(path: Path) -> list[Path]:
    """The kept copies of a database, newest first."""
    return sorted((path.parent / "backups").glob(f"{path.stem}-*.db"), reverse=True)


def write_copy(db: sqlite3.Connection, copy: Path) -> None:
    """Copy the database while others use it, check the copy, and only then give it its name.

    Raises:
        Corrupt: the copy does not pass SQLite's own check.
    """
    beside = copy.with_name(f"{copy.name}.part")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    target = sqlite3.connect(beside, isolation_level=None)
    try:
        db.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file that can be carried away
        check(target, copy)
    except BaseException:
        target.close()
        beside.unlink(missing_ok=True)
        raise
    target.close()
    beside.replace(copy)


def check(db: sqlite3.Connection, path: Path) -> None:
    """SQLite's own check of every page.

    Raises:
        Corrupt: with SQLite's first words about it.
    """
    words = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if words != "ok":
        raise damaged(path, words)
