"""A whole history in one file, and back from it.

The file is a database of its own with the attachments and the library of assistants and prompts
inside, so that it can be checked before anything is replaced. Restoring goes through SQLite: a
window that is open meanwhile sees the restored conversations and never writes into a file that was
swapped away.
"""

import asyncio
import contextlib
import logging
import sqlite3
import time
from concurrent.futures import CancelledError
from pathlib import Path

from desktop_app.domain.errors import Corrupt, SettingsError, StoreError
from desktop_app.paths import LIBRARY, make_private_dir
from desktop_app.services.store.connection import connect
from desktop_app.services.store.errors import newer_version, translated
from desktop_app.services.store.files import Files
from desktop_app.services.store.migrations import APPLICATION_ID, MIGRATIONS
from desktop_app.services.store.upkeep import Stop, check, never, write_copy
from desktop_app.settings.library import Library, add_missing, entries_in

log = logging.getLogger(__name__)

_NO_BACKUP = "is no backup of Rivulet"


def write_backup(
    db: sqlite3.Connection, is_given_up: Stop, files: Files, library: Path, path: Path
) -> None:
    """Write a verified copy of the database with every attachment and the library in it.

    Raises:
        StoreError: no room, no right to write there, or the database is damaged.
    """
    if path.exists() and not path.is_file():  # a device must not be replaced by a backup
        raise StoreError(f"{path} is not a file.", hint="Give the name of a file to be written.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}.", hint="Make it, or name another.")

    def add_files(copy: sqlite3.Connection) -> None:
        copy.execute("CREATE TABLE file (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL)")
        for sha256 in files.names():
            if is_given_up():
                raise CancelledError
            if (data := files.read(sha256)) is not None:  # purged since the list was made
                copy.execute("INSERT INTO file VALUES (?, ?)", (sha256, data))
        if library.is_file():
            copy.execute("CREATE TABLE library (data BLOB NOT NULL)")
            copy.execute("INSERT INTO library VALUES (?)", (library.read_bytes(),))

    try:
        write_copy(db, is_given_up, path, add_files)
    except (OSError, sqlite3.OperationalError) as error:  # it is not the database that lies there
        told = translated(error, path)
        raise told or error from error


async def restore(backup: Path, database: Path) -> Path | None:
    """As `restore_backup`, beside the event loop."""
    return await asyncio.to_thread(restore_backup, backup, database)


def restore_backup(backup: Path, database: Path) -> Path | None:
    """Put a backup in place of the database and return where the old one is kept.

    Raises:
        StoreError: the backup is damaged, of a newer version or not ours; nothing was changed.
    """
    try:
        with contextlib.closing(_checked(backup)) as source:
            kept = _keep_old(database)
            _put(source, database)
    except (sqlite3.Error, OSError) as error:
        told = translated(error, database)
        raise told or error from error
    return kept


def _checked(backup: Path) -> sqlite3.Connection:
    if not backup.is_file():
        raise StoreError(f"There is no file {backup}.", hint="Look for the name and try again.")
    try:
        with contextlib.ExitStack() as undo:
            db = sqlite3.connect(
                f"{backup.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
            )
            undo.callback(db.close)
            if db.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                raise _unfit(backup, _NO_BACKUP, "made by another program")
            if _names(db) - {migration.name for migration in MIGRATIONS}:
                raise newer_version(backup)
            _check(db, backup)
            undo.pop_all()
    except sqlite3.OperationalError as error:
        raise _unfit(backup, "could not be read", str(error)) from error
    except sqlite3.DatabaseError as error:
        is_one = error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB
        raise _unfit(backup, "is damaged" if is_one else _NO_BACKUP, str(error)) from error
    return db


def _unfit(backup: Path, words: str, detail: str) -> Corrupt:
    hint = "Nothing was changed. Restore another backup."
    return Corrupt(f"{backup} {words}.", hint=hint, detail=detail)


def _names(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM migration")}


def _check(db: sqlite3.Connection, backup: Path) -> None:
    try:
        check(db, never, backup)
    except Corrupt as error:
        raise _unfit(backup, "is damaged", error.detail) from error


def _keep_old(database: Path) -> Path | None:
    """A copy of the database as it is; one that is too damaged to be copied is moved away."""
    if not database.exists():
        return None
    folder = make_private_dir(database.parent / "backups")
    kept = folder / f"before-restore-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}.db"
    try:
        with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as old:
            write_copy(old, never, kept)
    except (sqlite3.DatabaseError, Corrupt):
        for ending in ("", "-wal", "-shm"):
            part = database.with_name(database.name + ending)
            if part.exists():
                part.replace(kept.with_name(kept.name + ending))
    return kept


def _put(source: sqlite3.Connection, database: Path) -> None:
    with contextlib.closing(connect(database)) as target:
        source.backup(target)
        has_files = target.execute("SELECT 1 FROM sqlite_schema WHERE name = 'file'").fetchone()
        if has_files:
            files = Files(database.parent / "files")
            for (data,) in target.execute("SELECT data FROM file"):
                files.put(data)
            target.execute("DROP TABLE file")
            _add_library(target, database.with_name(LIBRARY))
            target.execute("VACUUM")
    with contextlib.closing(connect(database)):  # brings an older backup to this version's shape
        pass


def _add_library(db: sqlite3.Connection, library: Path) -> None:
    """Add the assistants and prompts of a backup to those that are here; nothing is replaced."""
    if not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'library'").fetchone():
        return
    (data,) = db.execute("SELECT data FROM library").fetchone()
    db.execute("DROP TABLE library")
    try:
        assistants, prompts = entries_in(bytes(data).decode("utf-8", "replace"))
    except SettingsError as error:  # it was empty or damaged already; the backup still holds it
        log.info("the library of the backup: %s", error)
        return
    here = Library.load(library)
    add_missing(here.assistants, assistants)
    add_missing(here.prompts, prompts)
