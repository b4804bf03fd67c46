"""An answer on its way to the disk, as fast as it arrives and never rewritten.

Each write appends only what is new, so it costs the same at the start and at the end of a long
answer. Owns one streaming message; knows nothing of how often it is called.
"""

import asyncio
import sqlite3

import msgspec

from desktop_app.domain.errors import StoreError
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import Message, Part, State, Usage
from desktop_app.services.store import messages, spending
from desktop_app.services.store import parts as codec
from desktop_app.services.store.files import Files
from desktop_app.services.store.lane import Lane, transaction
from desktop_app.services.store.owner import own_identity


class _Written(msgspec.Struct, frozen=True):
    """How much of a builder is on disk: characters per part, and the part where it has none."""

    restarts: int = 0
    lengths: tuple[int, ...] = ()
    fixed: tuple[Part | None, ...] = ()


class _Step(msgspec.Struct):
    """What one write adds: gathered beside the builder, then carried to the store's thread."""

    is_anew: bool  # the provider began again: what is on disk goes first
    parts: list[tuple[int, Part]]
    fragments: list[tuple[int, str]]

    def is_empty(self) -> bool:
        """Whether nothing came since the last write."""
        return not (self.is_anew or self.parts or self.fragments)


class Journal:
    """The way of one answer to the disk. One writer: its turn.

    A part's words are its row followed by its fragments; `finish` turns them into rows alone.
    """

    def __init__(self, lane: Lane, files: Files | None, number: int, message: Message) -> None:
        self._lane = lane
        self._files = files
        self._number = number
        self._first = len(message.parts)  # an answer that is continued has parts already
        self._written = _Written()
        self._order = asyncio.Lock()
        self.message_id = message.id
        self.is_finished = False

    async def write(self, builder: MessageBuilder) -> None:
        """Append what came since the last write. What cannot be written comes with the next one.

        Raises:
            StoreError: disk full, locked, or the conversation was deleted meanwhile.
        """
        async with self._order:
            before = self._written
            step, self._written = _gathered(builder, before)
            try:
                if not step.is_empty():
                    await self._lane.run(self._append, step)
            except StoreError:
                self._written = before
                raise

    async def finish(self, message: Message, spent: Usage | None) -> None:
        """Write the message as it ended, in place of everything appended.

        `spent` is what this answer alone took; one that was continued has the sum in its message.

        Raises:
            StoreError: as `write`; it may then be called again.
        """
        async with self._order:
            await self._lane.run(self._replace, message, spent)
            self.is_finished = True

    def interrupt(self, db: sqlite3.Connection) -> None:
        """End without an end: what is on disk stays. Runs in the store's thread."""
        if not self.is_finished and messages.message(db, self.message_id) is not None:
            messages.interrupt(db, self._number)

    def _append(self, db: sqlite3.Connection, step: _Step) -> None:
        with transaction(db):
            self._take_hold(db)
            if step.is_anew:
                self._remove(db)
            db.executemany(
                "INSERT INTO part (message, place, kind, text, facts, sha256)"
                " VALUES (?, ?, ?, '', ?, ?) ON CONFLICT DO UPDATE"
                " SET kind = excluded.kind, facts = excluded.facts, sha256 = excluded.sha256",
                [(self._number, self._first + place, *_facts(part)) for place, part in step.parts],
            )
            db.executemany(
                "INSERT INTO fragment (message, place, text) VALUES (?, ?, ?)",
                [
                    (self._number, self._first + place, codec.storable(text))
                    for place, text in step.fragments
                ],
            )

    def _replace(self, db: sqlite3.Connection, message: Message, spent: Usage | None) -> None:
        kept = self._files.kept(message) if self._files else message
        with transaction(db):
            self._take_hold(db)
            messages.write_whole(db, self._number, kept)
            spending.note(db, self._number, message, spent)

    def _remove(self, db: sqlite3.Connection) -> None:
        place = (self._number, self._first)
        db.execute("DELETE FROM fragment WHERE message = ? AND place >= ?", place)
        db.execute("DELETE FROM part WHERE message = ? AND place >= ?", place)

    def _take_hold(self, db: sqlite3.Connection) -> None:
        """Make sure that the row is there and ours: another process may have thought us gone."""
        row = db.execute(
            "SELECT state FROM message WHERE number = ? AND id = ?", (self._number, self.message_id)
        ).fetchone()
        if row is None:
            raise StoreError(
                "The conversation was deleted while this answer was arriving.",
                hint="Copy what you need of it: it is on the screen only.",
            )
        if row != (State.STREAMING,):
            messages.forget_words(db, self._number)
            db.execute(
                "UPDATE message SET state = ?, owner = ? WHERE number = ?",
                (State.STREAMING, own_identity(), self._number),
            )


def _gathered(builder: MessageBuilder, before: _Written) -> tuple[_Step, _Written]:
    lengths = tuple(builder.length(index) for index in range(len(builder)))
    is_shorter = any(new < old for new, old in zip(lengths, before.lengths, strict=False))
    is_anew = bool(before.lengths) and (
        builder.restarts != before.restarts or is_shorter or len(lengths) < len(before.lengths)
    )
    if is_anew:
        before = _Written()
    step = _Step(is_anew, [], [])
    fixed: list[Part | None] = []
    for index, length in enumerate(lengths):
        is_known = index < len(before.lengths)
        written = before.lengths[index] if is_known else 0
        if builder.kind(index) in codec.GROWING:
            fixed.append(None)
            has_closed = len(before.lengths) == index + 1 < len(lengths)
            if not is_known or has_closed:  # its facts, at its first sight and at its end
                step.parts.append((index, builder.part(index)))
            if length > written:
                step.fragments.append((index, builder.text_from(index, written)))
            continue
        part = builder.part(index)
        fixed.append(part)
        if not is_known or part is not before.fixed[index]:
            step.parts.append((index, part))
    return step, _Written(builder.restarts, lengths, tuple(fixed))


def _facts(part: Part) -> tuple[str, str | None, str | None]:
    kind, _, facts, sha256 = codec.row_of(part)
    return kind, facts, sha256
