"""Conversations out: one file per format, and the table of them. Knows the store, no view.

The view floor adds what needs it to draw (PDF) with `register` when the app starts.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from desktop_app.domain.errors import StoreError
from desktop_app.services.export import archive, docx_file, html_file, json_file, markdown, plain
from desktop_app.services.export.format import Format
from desktop_app.services.store import ConversationRecord, Store
from desktop_app.services.store.errors import translated

_AT_ONCE = 500

FORMATS: dict[str, Format] = {}


def register(written: Format) -> None:
    """Add a format to the table: menus, dialogs and the console are made from it."""
    FORMATS[written.name] = written


for _room in (markdown, html_file, plain, docx_file, json_file, archive):
    register(_room.FORMAT)


class Selection(msgspec.Struct, frozen=True):
    """What goes out. Without any of these, everything that is not in the Trash.

    `leaf` and `message` narrow a single conversation to a branch or to one message.
    """

    conversations: tuple[str, ...] = ()
    folder: str = ""  # with what lies in folders inside it
    leaf: str | None = None
    message: str | None = None


async def export(store: Store, selection: Selection, name: str, out: Path | BinaryIO) -> int:
    """Write a selection in the format `name`; returns how many conversations went out.

    A file appears under its name when it is whole. Memory holds one conversation at a time.

    Raises:
        KeyError: there is no such format.
        StoreError: nothing was found, or the file could not be written.
    """
    chosen = FORMATS[name]
    count = 0
    with _opened(out) as target:
        writer = chosen.open(target, store.read_file)
        async for record in _records(store, selection, chosen):
            await asyncio.to_thread(writer.add, record)
            count += 1
        if not count:
            raise StoreError("There is nothing to export.", hint="Choose a conversation first.")
        await asyncio.to_thread(writer.close)
    return count


async def _records(
    store: Store, selection: Selection, chosen: Format
) -> AsyncIterator[ConversationRecord]:
    is_whole = chosen.is_whole and not (selection.leaf or selection.message)
    async for conversation_id in _ids(store, selection):
        leaf = selection.leaf or selection.message
        record = await store.record(conversation_id, leaf, is_whole=is_whole)
        if record is None:
            continue
        if selection.message:
            only = tuple(m for m in record.messages if m.id == selection.message)
            record = msgspec.structs.replace(record, messages=only)
        yield record


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


@contextlib.contextmanager
def _opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(out, Path):
        yield out
        return
    if out.is_dir():
        raise StoreError(f"{out} is a folder.", hint="Give the name of a file in it.")
    if out.exists() and not out.is_file():  # a pipe or a device is written to, never replaced
        with out.open("wb") as file:
            yield file
        return
    out = out.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        told = translated(error, out)
        raise told or error from error
