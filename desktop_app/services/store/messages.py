"""Messages and their trees in the database: plain functions over one connection.

Callers own the transaction. A message's words are written once and never changed; editing and
trying again add siblings.
"""

import sqlite3
import time
from collections.abc import Sequence

import msgspec

from desktop_app.domain.message import Message, Origin, Part, Role, State, Usage
from desktop_app.services.store import parts as codec
from desktop_app.services.store import spending
from desktop_app.services.store.ids import new_id
from desktop_app.services.store.lane import transaction
from desktop_app.services.store.rows import Beginning, MessageNode, Outline
from desktop_app.services.store.words import indexable

# Looked up ten thousand times in a row: a call of the enumeration costs ten times as much.
_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in State}
_BEGINNING = 200  # characters


class _Node(msgspec.Struct, frozen=True, gc=False):
    """A row of the tree, by the numbers that stand for ids inside the database."""

    number: int
    id: str
    parent: int | None
    role: str
    state: str
    created: float
    characters: int
    newlines: int


def add(
    db: sqlite3.Connection, conversation_id: str, message: Message, owner: str | None = None
) -> int:
    """Insert a message with its parts and make it the leaf; returns its number.

    Raises:
        LookupError: the conversation or the parent is not there.
    """
    with transaction(db):
        conversation = _number(db, "conversation", conversation_id)
        parent = None if message.parent is None else _number(db, "message", message.parent)
        number = db.execute(
            "INSERT INTO message (id, conversation, parent, role, state, created, owner, facts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '{}') RETURNING number",
            (message.id, conversation, parent, message.role, message.state, message.created, owner),
        ).fetchone()[0]
        write_whole(db, number, message)
        db.execute(
            "UPDATE conversation SET messages = messages + 1, leaf = ?, updated = max(updated, ?)"
            " WHERE number = ?",
            (message.id, message.created, conversation),
        )
    return int(number)


def write_whole(db: sqlite3.Connection, number: int, message: Message) -> None:
    """Write everything of a message but its place in the tree, and take it into the search."""
    rows = [codec.row_of(part) for part in message.parts]
    forget_words(db, number)
    db.execute("DELETE FROM fragment WHERE message = ?", (number,))
    db.execute("DELETE FROM part WHERE message = ?", (number,))
    db.executemany(
        "INSERT INTO part (message, place, kind, text, facts, sha256) VALUES (?, ?, ?, ?, ?, ?)",
        ((number, place, *row) for place, row in enumerate(rows)),
    )
    text = codec.visible_text(message.parts)
    db.execute(
        "UPDATE message SET state = ?, model = ?, characters = ?, newlines = ?, has_code = ?,"
        " has_image = ?, facts = ? WHERE number = ?",
        (
            message.state,
            message.origin.model if message.origin else "",
            len(text),
            text.count("\n"),
            codec.has_code(message.parts),
            codec.has_image(message.parts),
            codec.facts_of(message),
            number,
        ),
    )
    if message.state is not State.STREAMING:
        _learn_words(db, number, rows)
        db.execute("UPDATE message SET owner = NULL WHERE number = ?", (number,))


def _learn_words(db: sqlite3.Connection, number: int, rows: Sequence[codec.PartRow]) -> None:
    if text := indexable(codec.words_of(rows)):
        db.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))


def forget_words(db: sqlite3.Connection, number: int) -> None:
    """Take a message out of the search. A streaming one is not in it yet."""
    state = db.execute("SELECT state FROM message WHERE number = ?", (number,)).fetchone()
    rows = db.execute(
        "SELECT kind, text, facts, sha256 FROM part WHERE message = ? ORDER BY place", (number,)
    ).fetchall()
    if state != (State.STREAMING,) and (text := indexable(codec.words_of(rows))):
        db.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", (number, text))


def interrupt(db: sqlite3.Connection, number: int) -> None:
    """End a streaming message whose process is gone: its fragments become its parts."""
    message = _by_numbers(db, [number])[0]
    ended = msgspec.structs.replace(message, state=State.INTERRUPTED)
    with transaction(db):
        write_whole(db, number, ended)


def set_state(db: sqlite3.Connection, message_id: str, state: State) -> None:
    """Change only how far a message came (an interrupted answer that the person keeps)."""
    db.execute("UPDATE message SET state = ? WHERE id = ?", (state, message_id))


def set_naming(db: sqlite3.Connection, named: Message, origin: Origin, usage: Usage) -> None:
    """Note what the title cost that `origin` was asked for after this answer."""
    found = db.execute("SELECT number, facts FROM message WHERE id = ?", (named.id,)).fetchone()
    if not found:
        return
    number, facts = found
    text = msgspec.json.encode(msgspec.structs.replace(codec.facts_from(facts), naming=usage))
    title = msgspec.structs.replace(named, origin=origin, created=time.time())
    with transaction(db):
        db.execute("UPDATE message SET facts = ? WHERE number = ?", (text.decode(), number))
        spending.note(db, number, title, usage)


def message(db: sqlite3.Connection, message_id: str) -> Message | None:
    """One message, whole."""
    found = messages(db, [message_id])
    return found[0] if found else None


def messages(db: sqlite3.Connection, ids: Sequence[str]) -> list[Message]:
    """Whole messages in the order asked for; ids that are not there are left out."""
    wanted = codec.json_list(ids)
    numbers = dict(
        db.execute(
            "SELECT id, number FROM message WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
        )
    )
    return _by_numbers(db, [numbers[id_] for id_ in ids if id_ in numbers])


def branch(db: sqlite3.Connection, conversation_id: str, leaf: str | None) -> list[Message]:
    """From the first message to `leaf` (else the active branch), in order."""
    nodes = _nodes(db, conversation_id)
    path = _path(nodes, leaf or _leaf(db, conversation_id))
    return _by_numbers(db, [node.number for node in path])


def outline(db: sqlite3.Connection, conversation_id: str, leaf: str | None) -> list[Outline]:
    """The same branch without its words: the cost is that of rows, not of texts."""
    nodes = _nodes(db, conversation_id)
    siblings: dict[int | None, int] = {}
    places: dict[int, int] = {}
    for node in nodes:
        places[node.number] = siblings[node.parent] = siblings.get(node.parent, 0) + 1
    return [
        Outline(
            node.id,
            _ROLES[node.role],
            _STATES[node.state],
            node.characters,
            node.newlines,
            (places[node.number], siblings[node.parent]),
        )
        for node in _path(nodes, leaf or _leaf(db, conversation_id))
    ]


def tree(db: sqlite3.Connection, conversation_id: str) -> list[MessageNode]:
    """Every message of a conversation, oldest first."""
    nodes = _nodes(db, conversation_id)
    ids = {node.number: node.id for node in nodes}
    return [
        MessageNode(
            node.id,
            None if node.parent is None else ids.get(node.parent),
            _ROLES[node.role],
            _STATES[node.state],
            node.created,
        )
        for node in nodes
    ]


def beginnings(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Beginning]:
    """The first words of messages by id, however long those are."""
    rows = db.execute(
        "SELECT m.id, m.model, (SELECT substr(p.text, 1, ?) FROM part p WHERE p.message = m.number"
        " AND p.kind IN ('text', 'refusal') AND p.text <> '' ORDER BY p.place LIMIT 1)"
        " FROM message m WHERE m.id IN (SELECT value FROM json_each(?))",
        (_BEGINNING, codec.json_list(ids)),
    )
    return {id_: Beginning(model, words or "") for id_, model, words in rows}


def leaf_below(db: sqlite3.Connection, message_id: str) -> str:
    """The end of the newest branch through a message: where moving between versions leads."""
    row = db.execute(
        "SELECT c.id FROM message m JOIN conversation c ON c.number = m.conversation"
        " WHERE m.id = ?",
        (message_id,),
    ).fetchone()
    if row is None:
        raise LookupError(message_id)
    newest: dict[str, str] = {}
    for node in tree(db, row[0]):
        if node.parent is not None:
            newest[node.parent] = node.id
    while message_id in newest:
        message_id = newest[message_id]
    return message_id


def fork(db: sqlite3.Connection, conversation_id: str, leaf: str, into: str) -> None:
    """Copy the branch that ends in `leaf` into the empty conversation `into`."""
    parent = None
    with transaction(db):
        for old in branch(db, conversation_id, leaf):
            if old.state is State.STREAMING:
                break
            copy = msgspec.structs.replace(old, id=new_id(), parent=parent)
            add(db, into, copy)
            parent = copy.id


def remove(db: sqlite3.Connection, message_id: str) -> None:
    """Put a message and all that follows it into the Trash.

    The leaf is that of another version of it, the one before if there is one; without versions it
    is the parent.
    """
    with transaction(db):
        changed = db.execute(
            "WITH RECURSIVE below (number) AS (SELECT number FROM message WHERE id = ?"
            " UNION ALL SELECT m.number FROM message m JOIN below b ON m.parent = b.number)"
            " UPDATE message SET trashed = ? WHERE number IN below AND trashed IS NULL"
            " RETURNING id, parent, conversation",
            (message_id, time.time()),
        ).fetchall()
        _recount(db, changed)
        for id_, parent, conversation in changed:
            if id_ == message_id:
                db.execute(
                    "UPDATE conversation SET leaf = ? WHERE number = ?",
                    (_leaf_without(db, message_id, parent, conversation), conversation),
                )


def _leaf_without(
    db: sqlite3.Connection, removed_id: str, parent: int | None, conversation: int
) -> str | None:
    version = db.execute(
        "SELECT m.id FROM message m JOIN message gone ON gone.id = ? WHERE m.conversation = ?"
        " AND m.parent IS ? AND m.trashed IS NULL"
        " ORDER BY m.number > gone.number, abs(m.number - gone.number) LIMIT 1",
        (removed_id, conversation, parent),
    ).fetchone()
    if version:
        return leaf_below(db, version[0])
    row = db.execute("SELECT id FROM message WHERE number = ?", (parent,)).fetchone()
    return row[0] if row else None


def bring_back(db: sqlite3.Connection, message_id: str) -> None:
    """Undo `remove` of this message: what went with it comes back, and the leaf with it."""
    with transaction(db):
        changed = db.execute(
            "WITH RECURSIVE below (number, trashed) AS"
            " (SELECT number, trashed FROM message WHERE id = ?"
            " UNION ALL SELECT m.number, m.trashed FROM message m JOIN below b"
            " ON m.parent = b.number WHERE m.trashed = b.trashed)"
            " UPDATE message SET trashed = NULL WHERE number IN (SELECT number FROM below)"
            " AND trashed IS NOT NULL RETURNING id, parent, conversation",
            (message_id,),
        ).fetchall()
        _recount(db, changed)
        if changed:
            db.execute(
                "UPDATE conversation SET leaf = ? WHERE number = ?",
                (leaf_below(db, message_id), changed[0][2]),
            )


def _recount(db: sqlite3.Connection, changed: Sequence[tuple[str, int, int]]) -> None:
    db.executemany(
        "UPDATE conversation SET messages = (SELECT count(*) FROM message"
        " WHERE conversation = :number AND trashed IS NULL) WHERE number = :number",
        [{"number": number} for number in {conversation for _, _, conversation in changed}],
    )


def _number(db: sqlite3.Connection, table: str, id_: str) -> int:
    row = db.execute(f"SELECT number FROM {table} WHERE id = ?", (id_,)).fetchone()  # noqa: S608  # ours
    if row is None:
        raise LookupError(f"{table} {id_}")
    return int(row[0])


def _nodes(db: sqlite3.Connection, conversation_id: str) -> list[_Node]:
    rows = db.execute(
        "SELECT m.number, m.id, m.parent, m.role, m.state, m.created, m.characters, m.newlines"
        " FROM message m JOIN conversation c ON c.number = m.conversation"
        " WHERE c.id = ? AND m.trashed IS NULL ORDER BY m.number",
        (conversation_id,),
    )
    return [_Node(*row) for row in rows]


def _leaf(db: sqlite3.Connection, conversation_id: str) -> str | None:
    row = db.execute("SELECT leaf FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
    return row[0] if row else None


def _path(nodes: Sequence[_Node], leaf: str | None) -> list[_Node]:
    by_number = {node.number: node for node in nodes}
    node = next((node for node in reversed(nodes) if node.id == leaf), None)
    path = []
    while node is not None:
        path.append(node)
        node = None if node.parent is None else by_number.get(node.parent)
    path.reverse()
    return path


def _by_numbers(db: sqlite3.Connection, numbers: Sequence[int]) -> list[Message]:
    wanted = codec.json_list(numbers)
    parts = _parts(db, wanted)
    rows = db.execute(
        "SELECT m.number, m.id, m.role, m.state, m.created, p.id, m.facts FROM message m"
        " LEFT JOIN message p ON p.number = m.parent"
        " WHERE m.number IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    found = {row[0]: _message(row, tuple(parts.get(row[0], ()))) for row in rows}
    return [found[number] for number in numbers if number in found]


def _message(row: tuple[int, str, str, str, float, str, str], parts: tuple[Part, ...]) -> Message:
    _, id_, role, state, created, parent, facts = row
    more = codec.facts_from(facts)
    return Message(
        id_,
        _ROLES[role],
        _STATES[state],
        parts,
        created,
        parent,
        origin=more.origin,
        usage=more.usage,
        stop_reason=more.stop_reason,
        timing=more.timing,
        error=more.error,
        naming=more.naming,
    )


def _parts(db: sqlite3.Connection, wanted: str) -> dict[int, list[Part]]:
    """Parts by message. What still streams is its row and the fragments that follow it."""
    tails: dict[tuple[int, int], list[str]] = {}
    for number, place, text in db.execute(
        "SELECT message, place, text FROM fragment"
        " WHERE message IN (SELECT value FROM json_each(?)) ORDER BY number",
        (wanted,),
    ):
        tails.setdefault((number, place), []).append(text)
    found: dict[int, list[Part]] = {}
    for number, place, kind, text, facts in db.execute(
        "SELECT message, place, kind, text, facts FROM part"
        " WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, place",
        (wanted,),
    ):
        whole = "".join((text, *tails.get((number, place), ())))
        found.setdefault(number, []).append(codec.part_from(kind, whole, facts))
    return found
