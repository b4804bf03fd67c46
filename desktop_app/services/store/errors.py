"""SQLite's and the disk's faults in a person's words: the one place that reads their codes."""

import errno
import sqlite3
from pathlib import Path

from desktop_app.domain.errors import Corrupt, DiskFull, Locked, StoreError

_SCARCE = 256 * 1024  # bytes: below this a vague I/O error is taken for a full disk


class NewerVersion(StoreError):
    """A newer Rivulet has changed the database in ways this one does not know."""


class ReadOnly(StoreError):
    """The folder or the file may not be written."""


def newer_version(path: Path) -> NewerVersion:
    """The database holds migrations that this version does not have."""
    return NewerVersion(
        "Your conversations were last opened with a newer version of Rivulet.",
        hint="Install the newer version again, or restore a backup made before the update "
        f"({path.parent / 'backups'}). Nothing was changed.",
        detail=str(path),
    )


def not_ours(path: Path) -> Corrupt:
    """A SQLite file of another program."""
    return Corrupt(
        f"{path.name} is not a Rivulet database.",
        hint="Move it away and start Rivulet again, or restore a backup.",
        detail=str(path),
    )


def gone(path: Path) -> StoreError:
    """The file that is open was deleted or replaced by another program."""
    return StoreError(
        "The file that holds your conversations is gone: nothing is saved any more.",
        hint=f"Put it back into {path.parent} or restore a backup, then start Rivulet again. "
        "Copy what you need of what is on the screen.",
        detail=str(path),
    )


def translated(error: sqlite3.Error | OSError, path: Path) -> StoreError | None:
    """What to tell the person, or None where the fault is ours."""
    detail = f"{path}: {error}"
    if isinstance(error, OSError):
        return _from_system(error.errno, path, detail)
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary == sqlite3.SQLITE_IOERR:
        return (_disk_full if _is_scarce(path) else _unreadable)(path, detail)
    words = _WORDS.get(primary)
    return words(path, detail) if words else None


def _from_system(number: int | None, path: Path, detail: str) -> StoreError:
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full(path, detail)
    if number in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return _read_only(path, detail)
    return _unreadable(path, detail)


def _is_scarce(path: Path) -> bool:
    import shutil

    try:
        return shutil.disk_usage(path.parent).free < _SCARCE
    except OSError:
        return False


def _disk_full(path: Path, detail: str) -> DiskFull:
    return DiskFull(
        "The disk is full: the newest text could not be saved.",
        hint=f"Make room where {path.parent} lies, then try again. "
        "What is on the screen stays there until then.",
        detail=detail,
    )


def _locked(_path: Path, detail: str) -> Locked:
    return Locked(
        "Another program is holding the conversations and does not let go.",
        hint="Close other programs that read the database (a sync or backup program, a database "
        "viewer), then try again. What is on the screen stays there until then.",
        detail=detail,
    )


def damaged(path: Path, detail: str) -> Corrupt:
    """The file breaks SQLite's own rules; `detail` is what SQLite says."""
    return Corrupt(
        "The file that holds your conversations is damaged.",
        hint=f"Restore the newest backup from {path.parent / 'backups'} "
        "(rivulet restore FILE). The damaged file is kept.",
        detail=detail,
    )


def _read_only(path: Path, detail: str) -> ReadOnly:
    return ReadOnly(
        f"Rivulet may not write to {path.parent}.",
        hint="Give your account the right to write there, or choose another folder with "
        "RIVULET_HOME.",
        detail=detail,
    )


def _unreadable(path: Path, detail: str) -> StoreError:
    return StoreError(
        f"{path.parent} could not be read or written.",
        hint="Look whether the disk is connected and whole, then try again.",
        detail=detail,
    )


_WORDS = {
    sqlite3.SQLITE_FULL: _disk_full,
    sqlite3.SQLITE_BUSY: _locked,
    sqlite3.SQLITE_LOCKED: _locked,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
    sqlite3.SQLITE_READONLY: _read_only,
    sqlite3.SQLITE_PERM: _read_only,
    sqlite3.SQLITE_CANTOPEN: _read_only,
}
