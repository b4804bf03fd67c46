"""Conversations in the database: lists, tags, Trash. Plain functions over one connection."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop_app.services.store import folders
from desktop_app.services.store.ids import new_id
from desktop_app.services.store.lane import transaction
from desktop_app.services.store.messages import forget_words
from desktop_app.services.store.parts import storable
from desktop_app.services.store.rows import ConversationRow, Editing
from desktop_app.services.store.words import indexable

_FIELDS = ConversationRow.__struct_fields__
_COLUMNS = tuple(name for name in _FIELDS if name != "leaf_state")
_JSON = frozenset({"tags", "attachments", "parameters"})
_FIXED = frozenset({"id", "created", "messages"})
_SELECT = (
    f"SELECT {', '.join(_COLUMNS)},"  # noqa: S608  # our own names
    " (SELECT state FROM message WHERE message.id = leaf) FROM conversation"
)


def create(db: sqlite3.Connection, /, **values: object) -> ConversationRow:
    """A new conversation. `id` and `created` may be given by an import.

    Raises:
        TypeError: a value names no column.
    """
    now = time.time()
    row = {"id": new_id(), "created": now, "updated": now, "title": ""} | _columns(values)
    with transaction(db):
        number = db.execute(
            f"INSERT INTO conversation ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"  # noqa: S608  # our own names
            " RETURNING number",
            tuple(row.values()),
        ).fetchone()[0]
        db.execute(
            "INSERT INTO title_words (rowid, title) VALUES (?, ?)",
            (number, indexable(str(row["title"]))),
        )
        folders.make(db, str(row.get("folder", "")))
    created = get(db, str(row["id"]))
    assert created is not None
    return created


def update(db: sqlite3.Connection, /, conversation_id: str, **changes: object) -> None:
    """Change what the person set or left behind; the place in the list stays.

    Raises:
        TypeError: a change names no column, or one that never changes.
    """
    row = _columns(changes)
    if not row or _FIXED & row.keys():
        raise TypeError(f"cannot change {sorted(row)}")
    with transaction(db):
        db.execute(
            f"UPDATE conversation SET {', '.join(f'{name} = ?' for name in row)} WHERE id = ?",  # noqa: S608  # our own names
            (*row.values(), conversation_id),
        )
        if "title" in row:
            db.execute(
                "UPDATE title_words SET title = ?"
                " WHERE rowid = (SELECT number FROM conversation WHERE id = ?)",
                (indexable(str(row["title"])), conversation_id),
            )
        folders.make(db, str(row.get("folder", "")))


def update_all(db: sqlite3.Connection, /, ids: Sequence[str], **changes: object) -> None:
    """The same change for several, all or none. Raises TypeError as `update` does."""
    with transaction(db):
        for conversation_id in ids:
            update(db, conversation_id, **changes)


def change_tags(
    db: sqlite3.Connection, /, tags_of: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Give conversations these tags and no others; returns which they had, by conversation."""
    before: dict[str, tuple[str, ...]] = {}
    with transaction(db):
        for conversation_id, wanted in tags_of.items():
            if (row := get(db, conversation_id)) is not None:
                before[conversation_id] = row.tags
                update(db, conversation_id, tags=tuple(dict.fromkeys(wanted)))
    return before


def get(db: sqlite3.Connection, conversation_id: str) -> ConversationRow | None:
    """One conversation."""
    found = db.execute(f"{_SELECT} WHERE id = ?", (conversation_id,)).fetchone()
    return None if found is None else _row(found)


def page(
    db: sqlite3.Connection,
    limit: int,
    offset: int,
    *,
    trashed: bool = False,
    archived: bool | None = None,
    pinned: bool | None = None,
    folder: str | None = None,
    tag: str | None = None,
    after: ConversationRow | None = None,
) -> list[ConversationRow]:
    """A stretch of the list, newest first; None does not ask. `folder` means directly in it.

    `after` begins behind this row as it was, whatever came before it meanwhile.
    """
    where = ["trashed IS NOT NULL" if trashed else "trashed IS NULL"]
    if pinned or folder:  # the plus keeps SQLite from going through all of them by time
        where[0] = f"+{where[0]}"
    values: list[object] = []
    for column, value in (("is_archived", archived), ("is_pinned", pinned)):
        if value is not None:  # spelled out: only then is an index of the few used
            where.append(column if value else f"NOT {column}")
    if folder is not None:
        where.append("folder = ?" if not folder else "folder = ? AND folder <> ''")
        values.append(folder)
    if after is not None:
        where.append("(updated, number) < (?, (SELECT number FROM conversation WHERE id = ?))")
        values += (after.updated, after.id)
    if tag is not None:
        where.append("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)")
        values.append(tag)
    query = f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY updated DESC, number DESC"
    rows = db.execute(f"{query} LIMIT ? OFFSET ?", (*values, limit, offset))
    return [_row(row) for row in rows]


def count(db: sqlite3.Connection, *, trashed: bool = False) -> int:
    """Conversations outside the Trash, or in it."""
    where = "trashed IS NOT NULL" if trashed else "trashed IS NULL"
    return int(db.execute(f"SELECT count(*) FROM conversation WHERE {where}").fetchone()[0])  # noqa: S608  # our own words


def tags(db: sqlite3.Connection) -> list[str]:
    """Every tag in use, alphabetically."""
    rows = db.execute("SELECT DISTINCT value FROM conversation, json_each(tags) ORDER BY value")
    return [value for (value,) in rows]


def put_into_trash(db: sqlite3.Connection, ids: Sequence[str], at: float | None) -> None:
    """Into the Trash at a moment (seconds since 1970), or out of it with None."""
    with transaction(db):
        db.executemany(
            "UPDATE conversation SET trashed = ? WHERE id = ?", [(at, id_) for id_ in ids]
        )


def trash_import(db: sqlite3.Connection, import_id: str, at: float) -> None:
    """Put what came with an import into the Trash."""
    db.execute("UPDATE conversation SET trashed = ? WHERE import_id = ?", (at, import_id))


def purge(db: sqlite3.Connection, conversation_id: str) -> list[str]:
    """Delete for good; returns the names of files that nothing holds any more."""
    with transaction(db):
        found = db.execute("SELECT number FROM conversation WHERE id = ?", (conversation_id,))
        row = found.fetchone()
        if row is None:
            return []
        held = _files(db, row[0])
        inside = db.execute("SELECT number FROM message WHERE conversation = ?", row).fetchall()
        for (number,) in inside:
            forget_words(db, number)
        db.execute("DELETE FROM title_words WHERE rowid = ?", row)
        db.execute("DELETE FROM conversation WHERE number = ?", row)
        return loose(db, held)


def loose(db: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    """Those of the files that no message and no draft holds."""
    return [sha256 for sha256 in names if not _is_held(db, sha256)]


def empty_trash(db: sqlite3.Connection, before: float) -> list[str]:
    """Purge what was put into the Trash before a moment; returns files nothing holds any more."""
    loose: list[str] = []
    ids = db.execute("SELECT id FROM conversation WHERE trashed < ?", (before,)).fetchall()
    for (conversation_id,) in ids:  # a transaction each: an answer that streams meanwhile is saved
        loose += purge(db, conversation_id)
    return loose


def _columns(values: dict[str, Any]) -> dict[str, object]:
    if unknown := values.keys() - set(_COLUMNS):
        raise TypeError(f"a conversation has no {sorted(unknown)}")
    return {name: _stored(name, value) for name, value in values.items()}


def _stored(name: str, value: object) -> object:
    if name == "editing":
        return "" if value is None else msgspec.json.encode(value).decode()
    if name in _JSON:
        return msgspec.json.encode(value).decode()
    return storable(value) if isinstance(value, str) else value


def _row(values: Sequence[Any]) -> ConversationRow:
    row = dict(zip(_FIELDS, values, strict=True))
    editing = row["editing"]
    row["editing"] = msgspec.json.decode(editing, type=Editing) if editing else None
    row["leaf_state"] = row["leaf_state"] or ""
    for name in _JSON:
        row[name] = () if row[name] == "[]" else msgspec.json.decode(row[name])
    return msgspec.convert(row, ConversationRow, strict=False)


def _files(db: sqlite3.Connection, number: int) -> list[str]:
    rows = db.execute(
        "SELECT DISTINCT sha256 FROM part JOIN message m ON m.number = part.message"
        " WHERE m.conversation = ? AND sha256 IS NOT NULL",
        (number,),
    )
    return [sha256 for (sha256,) in rows]


def _is_held(db: sqlite3.Connection, sha256: str) -> bool:
    found = db.execute(
        "SELECT EXISTS (SELECT 1 FROM part WHERE sha256 = ?)"
        " OR EXISTS (SELECT 1 FROM conversation WHERE instr(attachments, ?) OR instr(editing, ?))",
        (sha256, sha256, sha256),
    )
    return bool(found.fetchone()[0])
