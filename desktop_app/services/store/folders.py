"""Folders in the database: paths ("Work/Letters"), and conversations that name theirs."""

import sqlite3

import msgspec

from desktop_app.services.store.lane import transaction
from desktop_app.services.store.rows import FolderRow


class RemovedFolder(msgspec.Struct, frozen=True):
    """What a removed folder held: by its path, and what was made where its contents went."""

    paths: tuple[str, ...]
    conversations: tuple[tuple[str, str], ...]  # id, folder
    made: tuple[str, ...]


def folders(db: sqlite3.Connection) -> list[FolderRow]:
    """Every folder, alphabetically, so that a folder comes before what lies in it."""
    rows = db.execute(
        "SELECT path, (SELECT count(*) FROM conversation c WHERE c.folder = f.path"
        " AND c.folder <> '' AND trashed IS NULL AND NOT is_archived) FROM folder f ORDER BY path"
    )
    return [FolderRow(*row) for row in rows]


def create(db: sqlite3.Connection, path: str) -> None:
    """A folder and those it lies in; one that is there stays as it is."""
    with transaction(db):
        make(db, path)


def rename(db: sqlite3.Connection, old: str, new: str) -> bool:
    """Rename or move a folder with everything in it. Where `new` exists, both become one.

    Returns whether `new` was not there, so that the way back is the same in reverse.

    Raises:
        ValueError: a folder cannot lie in itself.
    """
    if new.startswith(f"{old}/"):
        raise ValueError(new)
    if new == old:
        return True
    with transaction(db):
        paths = _paths(db)
        make(db, new)
        for path in (path for path in paths if _lies_in(path, old)):
            moved = new + path[len(old) :]
            make(db, moved)
            db.execute("UPDATE conversation SET folder = ? WHERE folder = ?", (moved, path))
            db.execute("DELETE FROM folder WHERE path = ?", (path,))
    return new not in paths


def remove(db: sqlite3.Connection, path: str) -> RemovedFolder:
    """Take a folder away; what lies in it moves up to where the folder was."""
    above = path.rpartition("/")[0]
    before = _paths(db)
    inside = [each for each in before if _lies_in(each, path)]
    held: list[tuple[str, str]] = []
    with transaction(db):
        for each in inside:
            held += db.execute("SELECT id, folder FROM conversation WHERE folder = ?", (each,))
            moved = f"{above}{each[len(path) :]}".lstrip("/")
            db.execute("DELETE FROM folder WHERE path = ?", (each,))
            db.execute("UPDATE conversation SET folder = ? WHERE folder = ?", (moved, each))
            make(db, moved)
        made = [each for each in _paths(db) if each not in before]
    return RemovedFolder(tuple(inside), tuple(held), tuple(made))


def bring_back(db: sqlite3.Connection, removed: RemovedFolder) -> None:
    """Undo `remove`; what the person put elsewhere meanwhile comes back too."""
    with transaction(db):
        for path in removed.paths:
            make(db, path)
        db.executemany(
            "UPDATE conversation SET folder = ? WHERE id = ?",
            [(path, id_) for id_, path in removed.conversations],
        )
        for path in sorted(removed.made, reverse=True):  # what lies in a folder goes before it
            db.execute(
                "DELETE FROM folder WHERE path = :path"
                " AND NOT EXISTS (SELECT 1 FROM conversation WHERE folder = :path)"
                " AND NOT EXISTS (SELECT 1 FROM folder WHERE instr(path, :path || '/') = 1)",
                {"path": path},
            )


def make(db: sqlite3.Connection, path: str) -> None:
    """A folder and those it lies in, within a transaction of the caller's."""
    while path:
        db.execute("INSERT OR IGNORE INTO folder VALUES (?)", (path,))
        path = path.rpartition("/")[0]


def _paths(db: sqlite3.Connection) -> list[str]:
    return [path for (path,) in db.execute("SELECT path FROM folder ORDER BY path")]


def _lies_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
