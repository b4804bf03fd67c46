"""Conversations in: from other programs and from ourselves. Knows the store, no view.

A file is read conversation by conversation, so a gigabyte needs the memory of one of them. What is
not understood is told at the end; what is there already is not added again.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import msgspec

from desktop_app.domain.errors import StoreError
from desktop_app.services.import_ import chatgpt, claude, markdown_file, ours
from desktop_app.services.import_.errors import NotUnderstood
from desktop_app.services.import_.given import Given
from desktop_app.services.import_.intake import Intake, Summary
from desktop_app.services.import_.json_stream import elements
from desktop_app.services.import_.source import Readable, Source
from desktop_app.services.store import ConversationRecord, Store
from desktop_app.services.task_scope import to_its_end

_MARKDOWN = frozenset({".md", ".markdown", ".txt"})
_LONGEST_TITLE = 60  # characters
_AT_ONCE, _MOST_AT_ONCE = 1 << 20, 50  # bytes and conversations that are read in one go

# Who can read a JSON object is asked in this order.
IMPORTS = (chatgpt, claude, ours)

Progress = Callable[[int, int], None]  # bytes read, bytes in all

__all__ = ["IMPORTS", "Intake", "Progress", "Summary", "import_file"]


async def import_file(
    store: Store, path: Path, progress: Progress | None = None, intake: Intake | None = None
) -> Summary:
    """Take in everything in a file that is not there yet.

    `progress` is called in the caller's thread after each conversation. What came before an error,
    or before the caller is cancelled, stays; `intake` knows it and can take it back.

    Raises:
        NotUnderstood: the file holds nothing that can be read.
        StoreError: the file cannot be read, or the database cannot take it.
    """
    intake = intake or Intake()
    reading = await to_its_end(asyncio.to_thread(_opened, path), "open")
    try:
        while records := await to_its_end(asyncio.to_thread(reading.some), "read"):
            for record in records:
                await to_its_end(intake.take(store, record), "take in")
                if progress is not None:
                    progress(reading.done, reading.size)
                await asyncio.sleep(0)  # where a cancellation arrives
    finally:
        intake.skipped = reading.skipped
        await asyncio.to_thread(reading.close)
    return intake.summary


def _opened(path: Path) -> "_Reading":
    try:
        return _Reading(path)
    except FileNotFoundError as error:
        raise StoreError(f"There is no file {path}.", hint="Look for its name.") from error
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise StoreError(
            f"{path} could not be read: {words}.",
            hint="Look whether it is a file and whether you may read it.",
        ) from error


class _Reading:
    """The conversations of a file, a few at a time; each step blocks."""

    def __init__(self, path: Path) -> None:
        self._source = Source(path)
        self._left_out: Counter[str] = Counter()
        self.size = self._source.size
        self.done = 0
        is_markdown = path.suffix.lower() in _MARKDOWN
        self._records = self._from_markdown(path) if is_markdown else self._from_json()

    def some(self) -> list[ConversationRecord]:
        """The next ones: a few small ones or a large one. Empty at the end."""
        found: list[ConversationRecord] = []
        until = self.done + _AT_ONCE
        while len(found) < _MOST_AT_ONCE and self.done < until:
            record = next(self._records, None)
            if record is None:
                break
            found.append(record)
        return found

    @property
    def skipped(self) -> tuple[str, ...]:
        """What was left out, each kind once with how often."""
        counted = (f"{words} ({n} ×)" if n > 1 else words for words, n in self._left_out.items())
        return (*self._source.skipped, *counted)

    def close(self) -> None:
        """Let go of the file."""
        self._records.close()
        self._source.close()

    def _from_markdown(self, path: Path) -> Generator[ConversationRecord, None, None]:
        words = path.read_bytes().decode("utf-8-sig", "replace")
        self.done = self.size
        yield from markdown_file.records(words, path.stat().st_mtime)

    def _from_json(self) -> Generator[ConversationRecord, None, None]:
        for name, file in self._source.documents():

            def read(size: int, file: Readable = file) -> bytes:
                data: bytes = file.read(size)
                self.done += len(data)
                return data

            for element in elements(read):
                if (record := self._understood(name, element)) is not None:
                    yield record

    def _understood(self, name: str, element: bytes) -> ConversationRecord | None:
        try:
            given = msgspec.json.decode(element, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotUnderstood(f"{name} is broken.", detail=str(error)) from error
        reader = next((r for r in IMPORTS if isinstance(given, dict) and r.recognises(given)), None)
        if reader is None:
            self._left_out["an entry that is no conversation"] += 1
            return None
        around = Given(element, self._source.file)
        try:
            record = reader.record(given, around)
        except msgspec.ValidationError as error:
            self._left_out[f"a conversation that breaks our own rules: {error}"] += 1
            return None
        self._left_out.update(around.skipped)
        if not record.messages:
            self._left_out["a conversation without messages"] += 1
            return None
        return _titled(record)


def _titled(record: ConversationRecord) -> ConversationRecord:
    """With a title of its first words where it has none, and times that make sense."""
    if record.title or not record.source:
        return record
    words = " ".join(record.messages[0].text.split())[:_LONGEST_TITLE]
    return msgspec.structs.replace(record, title=words or time.strftime("%Y-%m-%d"))
