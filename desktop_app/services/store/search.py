"""Finding messages and titles in the index: newest first, so that the first finds cost little."""

import sqlite3
import time
from collections.abc import Iterable, Sequence

from desktop_app.domain.message import Role
from desktop_app.services.store import conversations, folders
from desktop_app.services.store.parts import json_list
from desktop_app.services.store.query import Query, Term, parse
from desktop_app.services.store.rows import SearchHit
from desktop_app.services.store.snippets import snippet

_MOST_TITLES = 10

Conditions = tuple[list[str], list[object]]


def search(db: sqlite3.Connection, text: str, limit: int) -> list[SearchHit]:
    """Conversations whose title fits, then messages, newest first."""
    query = parse(text, time.time())
    if not query.match and query == Query(query.terms, misunderstood=query.misunderstood):
        return []
    if not (query.match or query.unwanted) and query.is_of_conversations:
        return _conversations(db, query, limit)
    hits = _titles(db, query, min(limit, _MOST_TITLES))
    return hits + _messages(db, query, limit - len(hits))


def _titles(db: sqlite3.Connection, query: Query, limit: int) -> list[SearchHit]:
    if not query.match or not query.is_of_conversations:
        return []
    where, values = _of_conversation(db, query)
    where += _between("c.updated", query, values)
    if query.unwanted:
        where.append("t.rowid NOT IN (SELECT rowid FROM title_words WHERE title_words MATCH ?)")
        values.append(query.unwanted)
    rows = db.execute(
        "SELECT c.id, c.title, c.updated FROM title_words t CROSS JOIN conversation c"  # noqa: S608  # our own conditions
        f" ON c.number = t.rowid WHERE title_words MATCH ? AND {' AND '.join(where)}"
        " ORDER BY c.updated DESC LIMIT ?",
        (query.match, *values, limit),
    )
    return [
        SearchHit(id_, None, title, *snippet(title, query.wanted), created=updated)
        for id_, title, updated in rows
    ]


def _conversations(db: sqlite3.Connection, query: Query, limit: int) -> list[SearchHit]:
    """What lies in a folder, has a tag, is of a time: nothing is asked of single messages."""
    where, values = _of_conversation(db, query)
    where += _between("c.updated", query, values)
    rows = db.execute(
        f"SELECT c.id, c.title, c.updated FROM conversation c WHERE {' AND '.join(where)}"  # noqa: S608  # our own conditions
        " ORDER BY c.updated DESC LIMIT ?",
        (*values, limit),
    )
    return [SearchHit(id_, None, title, title, (), created=at) for id_, title, at in rows]


def _messages(db: sqlite3.Connection, query: Query, limit: int) -> list[SearchHit]:
    where, values = _of_conversation(db, query)
    _of_message(query, where, values)
    if query.match:
        source = "words w CROSS JOIN message m ON m.number = w.rowid"
        order = "w.rowid"
        where.insert(0, "words MATCH ?")
        values.insert(0, query.match)
    else:
        source, order = "message m", "m.number"
    rows = db.execute(
        f"SELECT m.number, m.id, m.role, m.created, c.id, c.title FROM {source}"  # noqa: S608  # our own conditions
        " CROSS JOIN conversation c ON c.number = m.conversation"
        f" WHERE {' AND '.join(where)} ORDER BY {order} DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return sorted(
        (_hit(db, row, query.wanted) for row in rows), key=lambda hit: hit.created, reverse=True
    )


def _hit(
    db: sqlite3.Connection, row: tuple[int, str, str, float, str, str], terms: Sequence[Term]
) -> SearchHit:
    number, id_, role, created, conversation_id, title = row
    texts = db.execute("SELECT text FROM part WHERE message = ? ORDER BY place", (number,))
    text = "\n\n".join(filter(None, (text for (text,) in texts)))
    return SearchHit(conversation_id, id_, title, *snippet(text, terms), created, Role(role))


def _of_conversation(db: sqlite3.Connection, query: Query) -> Conditions:
    """Where it lies: outside the Trash unless that is asked for."""
    where = ["c.trashed IS NULL"]
    values: list[object] = []
    for place in query.places:
        if place.lower() == "trash":
            where[0] = "c.trashed IS NOT NULL"
        elif place.lower() == "archive":
            where.append("c.is_archived")
        else:
            paths = [row.path for row in folders.folders(db) if _is_named(row.path, place)]
            where.append(
                "(c.folder IN (SELECT value FROM json_each(?)) OR c.number IN"
                " (SELECT rowid FROM title_words WHERE title_words MATCH ?))"
            )
            values += [json_list(paths), Query((Term(place, is_prefix=True),)).match]
    for tag in query.tags:
        names = [name for name in conversations.tags(db) if name.casefold() == tag.casefold()]
        where.append(
            "EXISTS (SELECT 1 FROM json_each(c.tags) mine JOIN json_each(?) asked"
            " ON mine.value = asked.value)"
        )
        values.append(json_list(names))
    return where, values


def _of_message(query: Query, where: list[str], values: list[object]) -> None:
    where.append("m.trashed IS NULL")
    if query.unwanted:
        where.append("m.number NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(query.unwanted)
    if query.roles:
        where.append("m.role IN (SELECT value FROM json_each(?))")
        values.append(json_list(query.roles))
    for model in query.models:
        where.append("instr(lower(m.model), ?)")
        values.append(model.lower())
    where += ["m.has_code"] * query.has_code + ["m.has_image"] * query.has_image
    where += _between("m.created", query, values)


def _between(column: str, query: Query, values: list[object]) -> Iterable[str]:
    where = []
    for sign, moment in (("<", query.before), (">=", query.after)):
        if moment is not None:
            where.append(f"{column} {sign} ?")
            values.append(moment)
    return where


def _is_named(path: str, name: str) -> bool:
    """Whether a folder, or one it lies in, is called so (or so is the end of its path)."""
    path, name = path.casefold(), name.casefold().strip("/")
    return f"/{name}/" in f"/{path}/"
