"""One conversation, whole: what goes out to a file and comes in from one.

This is the shape of our JSON (export/FORMAT.md), so fields may be added and never renamed.
"""

import sqlite3

import msgspec

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import FilePart, ImagePart, Message, State
from desktop_app.services.store import conversations, messages
from desktop_app.services.store.files import Files
from desktop_app.services.store.ids import spelled
from desktop_app.services.store.lane import transaction
from desktop_app.services.store.rows import ConversationRow


class ConversationRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conversation with its messages, parents before children, and the bytes they name.

    `source` is what another program calls it. `files` are by SHA-256; bytes may also lie in a
    part's own `data`.
    """

    id: str
    title: str
    created: float
    updated: float
    messages: tuple[Message, ...]
    leaf: str | None = None
    system: str = ""
    parameters: Parameters = Parameters()
    provider: str = ""
    model: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    is_pinned: bool = False
    is_archived: bool = False
    draft: str = ""
    attachments: tuple[ImagePart | FilePart, ...] = ()
    source: str = ""
    files: dict[str, bytes] = {}

    @property
    def file_names(self) -> tuple[str, ...]:
        """The SHA-256 names of everything that it holds, each once."""
        parts = [part for message in self.messages for part in message.parts]
        held = [p for p in (*parts, *self.attachments) if isinstance(p, ImagePart | FilePart)]
        return tuple(dict.fromkeys(part.sha256 for part in held if part.sha256))

    @property
    def branch(self) -> tuple[Message, ...]:
        """The messages that end in `leaf`; all of them where it is not among them."""
        by_id = {message.id: message for message in self.messages}
        path: list[Message] = []
        message = by_id.get(self.leaf or "")
        while message is not None:
            path.append(message)
            message = by_id.get(message.parent or "")
        return tuple(reversed(path)) or self.messages


class Taken(msgspec.Struct, frozen=True):
    """The messages that taking in a record added, and the conversation where it was there before.

    One that lay in the Trash counts as new.
    """

    added: tuple[str, ...]
    before: ConversationRow | None


def derived_id(source: str, created: float) -> str:
    """The id under which something from another program is kept: the same at every import."""
    import hashlib

    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).digest()
    chance = int.from_bytes(digest[:10], "big")
    return spelled((max(0, int(created * 1000)) & (1 << 48) - 1) << 80 | chance)


def read(
    db: sqlite3.Connection, conversation_id: str, leaf: str | None, *, is_whole: bool
) -> ConversationRecord | None:
    """A conversation with its whole tree, or with the branch that ends in `leaf`."""
    row = conversations.get(db, conversation_id)
    if row is None:
        return None
    if is_whole:
        nodes = messages.tree(db, conversation_id)
        found = messages.messages(db, [node.id for node in nodes])
    else:
        found = messages.branch(db, conversation_id, leaf)
    values = {
        name: getattr(row, name)
        for name in ConversationRecord.__struct_fields__
        if name not in {"messages", "files", "leaf"}
    }
    return ConversationRecord(messages=tuple(found), leaf=leaf or row.leaf, **values)


def take_in(
    db: sqlite3.Connection, files: Files | None, record: ConversationRecord, import_id: str
) -> Taken:
    """Add what is not there yet; a conversation in the Trash comes out of it.

    Messages that are there are left as they are, so taking in twice adds nothing.
    """
    if files is not None:
        for data in record.files.values():
            files.put(data)
    with transaction(db):
        known = conversations.get(db, record.id)
        is_known = known is not None and known.trashed is None
        if known is None:
            _create(db, record, import_id)
        elif known.trashed is not None:
            conversations.update(db, record.id, trashed=None, import_id=import_id)
        added = _add_missing(db, files, record)
        if added or not is_known:
            ends = {"leaf": record.leaf or added[-1]} if record.leaf or added else {}
            conversations.update(db, record.id, updated=record.updated, **ends)
    return Taken(tuple(added), known if is_known else None)


def _create(db: sqlite3.Connection, record: ConversationRecord, import_id: str) -> None:
    values = {
        name: getattr(record, name)
        for name in record.__struct_fields__
        if name not in {"messages", "files", "leaf"}
    }
    conversations.create(db, import_id=import_id, **values)


def _add_missing(
    db: sqlite3.Connection, files: Files | None, record: ConversationRecord
) -> list[str]:
    present = {known.id for known in messages.messages(db, [m.id for m in record.messages])}
    added: list[str] = []
    for message in record.messages:
        if message.id in present:
            continue
        parent = message.parent if message.parent in present else None
        state = State.INTERRUPTED if message.state is State.STREAMING else message.state
        message = msgspec.structs.replace(message, parent=parent, state=state)  # noqa: PLW2901  # the same one, fit to be kept
        messages.add(db, record.id, files.kept(message) if files else message)
        present.add(message.id)
        added.append(message.id)
    return added
