"""Conversations out: one file per format, and the table of them. Knows the store, no view.

The view floor adds what needs it to draw (PDF) with `register` when the app starts.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from desktop_app.domain.errors import StoreError
from desktop_app.domain.message import ImagePart, Message
from desktop_app.services.export import archive, docx_file, html_file, json_file, markdown, plain
from desktop_app.services.export.branches import told_apart
from desktop_app.services.export.format import Drawing, Format, ReadFile, Writer
from desktop_app.services.export.target import opened
from desktop_app.services.store import ConversationRecord, Store
from desktop_app.services.task_scope import to_its_end

_AT_ONCE = 500
_STRETCH = 0.008  # seconds of drawing between two looks at what else is to be done

FORMATS: dict[str, Format] = {}


def register(written: Format) -> None:
    """Add a format to the table: menus, dialogs and the console are made from it."""
    FORMATS[written.name] = written


for _room in (markdown, html_file, plain, docx_file, json_file, archive):
    register(_room.FORMAT)


class Selection(msgspec.Struct, frozen=True):
    """What goes out. Without any of these, everything that is not in the Trash.

    `leaf` and `message` narrow a single conversation to a branch or to one message;
    `has_all_branches` widens it to all of them in formats that tell one branch otherwise.
    """

    conversations: tuple[str, ...] = ()
    folder: str = ""  # with what lies in folders inside it
    leaf: str | None = None
    message: str | None = None
    has_all_branches: bool = False


Progress = Callable[[float], None]  # how much is done, from 0 to 1


async def export(
    store: Store,
    selection: Selection,
    name: str,
    out: Path | BinaryIO,
    progress: Progress | None = None,
) -> int:
    """Write a selection in the format `name`; returns how many conversations went out.

    A file appears under its name when it is whole, and not at all where this is cancelled. Memory
    holds one conversation at a time.

    Raises:
        KeyError: there is no such format.
        StoreError: nothing was found, or the file could not be written.
    """
    chosen = FORMATS[name]
    ids = [conversation_id async for conversation_id in _ids(store, selection)]
    count = 0
    with opened(out) as target:
        writer = chosen.open(target, store.read_file)
        tell = _Progress(progress, len(ids))
        try:
            for place, conversation_id in enumerate(ids):
                tell.at(place)
                records = await _records(store, conversation_id, selection, chosen)
                count += bool(records)
                for record in records:
                    await _write(writer, record, store.read_file, tell)
            if not count:
                raise StoreError("There is nothing to export.", hint="Choose a conversation first.")
            if isinstance(writer, archive.ArchiveWriter) and selection == Selection():
                library = await asyncio.to_thread(store.read_library)
                await asyncio.to_thread(writer.add_library, library)
            await _close(writer)
        except BaseException:
            if isinstance(writer, Drawing):
                writer.give_up()
            raise
    return count


async def _close(writer: Writer | Drawing) -> None:
    if isinstance(writer, Drawing):
        writer.close()
    else:
        await to_its_end(asyncio.to_thread(writer.close), "close")


class _Progress:
    """Turns conversations and messages into one number."""

    def __init__(self, progress: Progress | None, count: int) -> None:
        self._progress = progress
        self._count = max(1, count)
        self._place = 0

    def at(self, place: int) -> None:
        """This conversation begins."""
        self._place = place
        self.inside(0.0)

    def inside(self, part: float) -> None:
        """So much of it is done."""
        if self._progress is not None:
            self._progress((self._place + part) / self._count)


async def _write(
    writer: Writer | Drawing, record: ConversationRecord, read_file: ReadFile, tell: _Progress
) -> None:
    if not isinstance(writer, Drawing):
        await to_its_end(asyncio.to_thread(writer.add, record), "write")
        await asyncio.sleep(0)  # where a cancellation arrives
        return
    writer.begin(record)
    for place, message in enumerate(record.messages):
        whole = await asyncio.to_thread(_with_pictures, message, read_file)
        rest = time.monotonic() + _STRETCH
        for _ in writer.draw(whole):
            if time.monotonic() > rest:
                await asyncio.sleep(0)
                rest = time.monotonic() + _STRETCH
        tell.inside((place + 1) / len(record.messages))


def _with_pictures(message: Message, read_file: ReadFile) -> Message:
    parts = tuple(
        msgspec.structs.replace(part, data=read_file(part.sha256) or b"")
        if isinstance(part, ImagePart) and part.sha256
        else part
        for part in message.parts
    )
    return msgspec.structs.replace(message, parts=parts)


async def _records(
    store: Store, conversation_id: str, selection: Selection, chosen: Format
) -> list[ConversationRecord]:
    """One conversation as this format is to tell it; nothing if it is gone."""
    leaf = selection.leaf or selection.message
    is_whole = (chosen.is_whole or selection.has_all_branches) and not leaf
    record = await store.record(conversation_id, leaf, is_whole=is_whole)
    if record is None:
        return []
    if selection.message:
        only = tuple(m for m in record.messages if m.id == selection.message)
        record = msgspec.structs.replace(record, messages=only)
    if is_whole and not chosen.is_whole:
        return list(told_apart(record))
    return [record]


async def _ids(store: Store, selection: Selection) -> AsyncIterator[str]:
    for conversation_id in selection.conversations:
        yield conversation_id
    if selection.conversations:
        return
    offset = 0
    while page := await store.conversations(_AT_ONCE, offset):
        offset += len(page)
        for row in page:
            if f"{row.folder}/".startswith(f"{selection.folder}/") or not selection.folder:
                yield row.id
