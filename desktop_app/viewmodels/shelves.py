"""Assistants or prompts as a page shows them: kept, ordered, copied, given away, with undo.

It must not know how an entry is edited, nor any pixels.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Generic

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError, SettingsError
from desktop_app.services.task_scope import TaskScope
from desktop_app.settings.library import (
    Entry,
    Library,
    Shelf,
    add_missing,
    entries_in,
    new_id,
)
from desktop_app.viewmodels.errands import Errands

_MOST = 16 * 1024 * 1024  # bytes of a file to be imported


class ShelfSigns(QObject):
    """What a shelf tells; a class of its own, since a generic one cannot be Qt's."""

    changed = Signal()
    failed = Signal(object)  # an AppError
    told = Signal(str)  # what was done, in words, when it is more than the list shows
    undo_offered = Signal(str)  # what can be undone, in words; empty when it no longer can


class ShelfList(Generic[Entry]):
    """One shelf of the library. What goes wrong is told by `signs.failed`, and nothing changed."""

    def __init__(
        self, library: Library, shelf: Shelf[Entry], scope: TaskScope, parent: QObject
    ) -> None:
        self._library = library
        self._shelf: Shelf[Entry] = shelf
        self._restore: Callable[[], None] | None = None
        self.signs = ShelfSigns(parent)
        self._errands = Errands(scope)
        self.signs.destroyed.connect(self._errands.give_up)
        self.signs.destroyed.connect(library.subscribe(self.signs.changed.emit))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them in the person's order."""
        return self._shelf.entries

    def find(self, entry_id: str) -> Entry | None:
        """The entry of this id."""
        return self._shelf.find(entry_id)

    def refresh(self) -> None:
        """See what a hand or another process wrote, and tell what could not be understood."""
        self._library.refresh()
        for words in self._library.problems:
            self.signs.told.emit(words)

    def save(self, entry: Entry) -> bool:
        """Keep an entry in the place of the one of its id, else as the last; whether it was."""

        def change(found: list[Entry]) -> list[Entry]:
            ids = [one.id for one in found]
            if entry.id not in ids:
                return [*found, entry]
            found[ids.index(entry.id)] = entry
            return found

        return self._change(change)

    def duplicate(self, entry_id: str) -> None:
        """Put a copy behind an entry."""

        def change(found: list[Entry]) -> list[Entry]:
            place = _place(found, entry_id)
            name = self.signs.tr("{0}, copy").format(found[place].name)
            copy = msgspec.structs.replace(found[place], id=self.new_id(), name=name)
            return [*found[: place + 1], copy, *found[place + 1 :]]

        self._change(change)

    def move(self, entry_id: str, step: int) -> None:
        """Move an entry `step` places down."""

        def change(found: list[Entry]) -> list[Entry]:
            place = _place(found, entry_id)
            entry = found.pop(place)
            found.insert(max(0, place + step), entry)
            return found

        self._change(change)

    def remove(self, entry_id: str) -> None:
        """Take an entry away; `undo` brings it back to its place."""
        entry = self.find(entry_id)
        if entry is None:
            return
        place = self.entries.index(entry)
        if self._change(lambda found: [one for one in found if one.id != entry_id]):
            words = self.signs.tr("“{0}” is removed.").format(entry.name)
            self._offer(words, lambda: self._put_back(entry, place))

    def undo(self) -> None:
        """Undo what was offered last."""
        restore, self._restore = self._restore, None
        if restore:
            self.signs.undo_offered.emit("")
            restore()

    def new_id(self) -> str:
        """An id for an entry that is not kept yet."""
        return new_id(one.id for one in self.entries)

    def take_in(self, path: Path) -> None:
        """Add what a file holds, assistants and prompts alike; `undo` takes all of it out again."""
        self._errands.start(self._take_in(path), "import of a library")

    def give_away(self, path: Path, text: str) -> None:
        """Write this text, made with `settings.library.written`, into a file."""
        self._errands.start(self._give_away(path, text), "export of a library")

    def _put_back(self, entry: Entry, place: int) -> None:
        self._change(lambda found: [*found[:place], entry, *found[place:]])

    def _offer(self, words: str, restore: Callable[[], None]) -> None:
        self._restore = restore
        self.signs.undo_offered.emit(words)

    def _change(self, change: Callable[[list[Entry]], list[Entry]]) -> bool:
        return self._try(lambda: self._shelf.change(change))

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except SettingsError as error:
            self.signs.failed.emit(error)
            return False
        return True

    async def _take_in(self, path: Path) -> None:
        try:
            assistants, prompts = entries_in(await asyncio.to_thread(_text_of, path))
        except AppError as error:
            self.signs.failed.emit(error)
            return
        added: list[set[str]] = [set(), set()]
        self._try(lambda: added[0].update(add_missing(self._library.assistants, assistants)))
        self._try(lambda: added[1].update(add_missing(self._library.prompts, prompts)))
        if any(added):
            self._offer(self._came_in(*map(len, added)), lambda: self._take_out(*added))
        else:
            self.signs.told.emit(self.signs.tr("All of it was here already."))

    def _came_in(self, assistants: int, prompts: int) -> str:
        tr = self.signs.tr
        one = tr("1 assistant") if assistants == 1 else tr("{0} assistants").format(assistants)
        two = tr("1 prompt") if prompts == 1 else tr("{0} prompts").format(prompts)
        found = [words for words, count in ((one, assistants), (two, prompts)) if count]
        return tr("Came in: {0}.").format(", ".join(found))

    def _take_out(self, assistants: set[str], prompts: set[str]) -> None:
        library = self._library
        self._try(lambda: library.assistants.change(lambda x: _without(x, assistants)))
        self._try(lambda: library.prompts.change(lambda x: _without(x, prompts)))

    async def _give_away(self, path: Path, text: str) -> None:
        try:
            await asyncio.to_thread(path.write_text, text, "utf-8")
        except OSError as error:
            told = SettingsError(f"{path.name} cannot be written.", detail=error.strerror or "")
            self.signs.failed.emit(told)
        else:
            self.signs.told.emit(self.signs.tr("Saved as {0}").format(path.name))


def _without(found: list[Entry], ids: set[str]) -> list[Entry]:
    return [one for one in found if one.id not in ids]


def _place(found: list[Entry], entry_id: str) -> int:
    """Where an entry is; another window may have taken it away. Raises SettingsError."""
    for place, one in enumerate(found):
        if one.id == entry_id:
            return place
    raise SettingsError("It is not there any more.", hint="Another window or a hand removed it.")


def _text_of(path: Path) -> str:
    """Raises SettingsError for what cannot be read as words."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read.", detail=str(error)) from error
