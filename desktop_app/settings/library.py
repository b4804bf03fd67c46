"""The person's assistants and prompts: `library.toml`, beside the database.

A file, not rows of the database: it can be read, written by hand, kept under version control and
given away, and what one window or a hand writes into it is kept by the other. It lies with what the
person wrote, not with what they set, so that backups and exports take it along. Keys of an entry
that this version does not know stay where they are. It must not know what an entry does.
"""

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.library import Assistant, Prompt
from desktop_app.settings.toml_file import TomlFile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

ASSISTANTS, PROMPTS = "assistant", "prompt"  # the arrays of tables
Entry = TypeVar("Entry", bound=Assistant | Prompt)
Subscriber = Callable[[], None]


class Shelf(Generic[Entry]):
    """The entries of one kind, in the person's order. Ids are unique; names need not be."""

    def __init__(self, library: "Library", key: str, kind: type[Entry]) -> None:
        self._library = library
        self.key = key
        self._kind: type[Entry] = kind
        self.entries: tuple[Entry, ...] = ()
        self.unread = 0  # tables that could not be understood; they stay in the file

    def find(self, entry_id: str) -> Entry | None:
        """The entry of this id."""
        return next((one for one in self.entries if one.id == entry_id), None)

    def change(self, change: Callable[[list[Entry]], Sequence[Entry]]) -> None:
        """Save `change(entries)`, worked out on the file as it is by then. Raises SettingsError."""

        def apply(document: "TOMLDocument") -> None:
            import tomlkit

            found, unread = _read(document, self.key, self._kind)
            tables = tomlkit.aot()
            written = {entry.id: (entry, table) for entry, table in found}
            for entry in change([entry for entry, _ in found]):
                before, table = written.get(entry.id, (None, tomlkit.table()))
                if entry != before:
                    _write(table, entry)
                tables.append(table)
            for table in unread:
                tables.append(table)
            document.pop(self.key, None)
            if tables:
                document[self.key] = tables

        self._library.change(apply)

    def take(self, content: Mapping[str, Any]) -> bool:
        """What the file says; whether that is news."""
        found, unread = _read(content, self.key, self._kind)
        before, self.entries = self.entries, tuple(entry for entry, _ in found)
        self.unread = len(unread)
        return self.entries != before


class Library:
    """Both shelves of one file. `problems` are sentences about what could not be used."""

    def __init__(self, file: TomlFile) -> None:
        self._file = file
        self._subscribers: list[Subscriber] = []
        self.assistants = Shelf(self, ASSISTANTS, Assistant)
        self.prompts = Shelf(self, PROMPTS, Prompt)
        self._fault = ""
        self.refresh()

    @classmethod
    def load(cls, path: Path) -> "Library":
        """What lies in this file; nothing if there is none or it cannot be read."""
        return cls(TomlFile(path))

    @property
    def problems(self) -> list[str]:
        """Sentences for the person, empty where all was understood."""
        said = [self._fault] if self._fault else []
        if aside := self._file.kept_aside:
            said.append(f"{self._file.path.name} was damaged and is kept as {aside.name}.")
        if unread := self.assistants.unread + self.prompts.unread:
            entries = "1 entry" if unread == 1 else f"{unread} entries"
            said.append(f"{entries} of {self._file.path.name} could not be understood.")
        return said

    def refresh(self) -> None:
        """Take over what was written by hand or by another process."""
        try:
            self._adopt(self._file.read())
        except SettingsError as error:  # one can write without a library
            self._fault = f"{error} {error.hint}"

    def clear(self) -> None:
        """Take everything out. Raises SettingsError."""
        self.assistants.change(lambda _: [])
        self.prompts.change(lambda _: [])

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber()` after each change. Returns the undo."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def change(self, change: "Callable[[TOMLDocument], None]") -> None:
        """Change the file itself, for a shelf. Raises SettingsError."""
        self._adopt(self._file.change(change))

    def _adopt(self, content: dict[str, Any]) -> None:
        self._fault = ""
        if self._take(content):
            for subscriber in self._subscribers.copy():
                subscriber()

    def _take(self, content: dict[str, Any]) -> bool:
        news = [shelf.take(content) for shelf in (self.assistants, self.prompts)]
        return any(news)


def entries_in(text: str) -> tuple[tuple[Assistant, ...], tuple[Prompt, ...]]:
    """What a file to be imported holds. Raises SettingsError where it holds nothing of the kind."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            "This is no file of assistants or prompts.",
            hint="Choose one that Rivulet exported.",
            detail=str(error),
        ) from error
    assistants = tuple(entry for entry, _ in _read(content, ASSISTANTS, Assistant)[0])
    prompts = tuple(entry for entry, _ in _read(content, PROMPTS, Prompt)[0])
    if not assistants and not prompts:
        raise SettingsError(
            "This file holds no assistant and no prompt.", hint="Choose one that Rivulet exported."
        )
    return assistants, prompts


def add_missing(shelf: Shelf[Entry], wanted: Sequence[Entry]) -> set[str]:
    """Add what is not there yet, word for word, and return the ids of what was added.

    One of a known id that differs comes beside it. Raises SettingsError.
    """
    added: set[str] = set()

    def change(found: list[Entry]) -> list[Entry]:
        for entry in wanted:
            taken = {one.id: one for one in found}
            if taken.get(entry.id) == entry:
                continue
            fresh = new_id(taken) if entry.id in taken else entry.id
            found.append(msgspec.structs.replace(entry, id=fresh))
            added.add(fresh)
        return found

    shelf.change(change)
    return added


def new_id(taken: Iterable[str] = ()) -> str:
    """An id that no entry has."""
    return _free(os.urandom(4).hex(), set(taken))


def written(assistants: Sequence[Assistant], prompts: Sequence[Prompt]) -> str:
    """A file with these entries, as `Library` and `entries_in` read it."""
    import tomlkit

    document = tomlkit.document()
    shelves: tuple[tuple[str, Sequence[Assistant | Prompt]], ...]
    shelves = ((ASSISTANTS, assistants), (PROMPTS, prompts))
    for key, entries in shelves:
        tables = tomlkit.aot()
        for entry in entries:
            _write(table := tomlkit.table(), entry)
            tables.append(table)
        if tables:
            document[key] = tables
    return tomlkit.dumps(document)


def _read(
    content: Mapping[str, Any], key: str, kind: type[Entry]
) -> tuple[list[tuple[Entry, Any]], list[Any]]:
    """The entries, each with its table, and the tables that are none.

    An entry without an id, as a hand writes it, goes by its name until it is saved.
    """
    tables = content.get(key, [])
    found: list[tuple[Entry, Any]] = []
    unread: list[Any] = []
    taken: set[str] = set()
    for table in tables if isinstance(tables, list) else []:
        plain = table.unwrap() if hasattr(table, "unwrap") else table
        try:
            entry = msgspec.convert({"id": ""} | plain, kind)
        except (msgspec.ValidationError, TypeError):
            unread.append(table)
            continue
        entry = msgspec.structs.replace(entry, id=_free(entry.id or entry.name, taken))
        taken.add(entry.id)
        found.append((entry, table))
    return found, unread


def _free(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 2
    while name in taken:
        name, count = f"{wanted}-{count}", count + 1
    return name


def _write(table: Any, entry: Assistant | Prompt) -> None:
    """Bring a table to what the entry says; what else stands in it stays."""
    values = msgspec.to_builtins(entry)
    for name in entry.__struct_fields__:
        if name not in values:
            table.pop(name, None)
        elif table.get(name) != values[name]:
            table[name] = _item(values[name])


def _item(value: Any) -> Any:
    import tomlkit

    if not isinstance(value, str):
        return tomlkit.item(value)
    text = value.encode("utf-8", "replace").decode()  # half a character cannot be written
    # A return within several lines would be read back as a plain line end.
    return tomlkit.string(text, multiline="\n" in text and "\r" not in text)
