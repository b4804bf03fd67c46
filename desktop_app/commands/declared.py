"""What a command is, and the one table of them.

Menu, palette, shortcuts, tooltips and the sheet of keys are all derived from this table. It must
not know what any command does, nor how a key arrives.
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.commands.context import Context

WRITING, ANSWERS, CONVERSATIONS, WINDOW = "Writing", "Answers", "Conversations", "Window"
GROUPS = (WRITING, ANSWERS, CONVERSATIONS, WINDOW)

Action = Callable[[Context], None]
When = Callable[[Context], bool]
Words = Callable[[Context], str]


def always(_context: Context) -> bool:
    """For what can be done at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do.

    `keys` are Qt key sequences, where Ctrl means Cmd on macOS. `place` names the part of the window
    that must have the focus for them (`composer`, `sidebar`, `transcript`), empty for anywhere.
    `row` is the line of the sheet of keys that this command shares with its siblings; one that is
    not `is_listed` has keys only, and stands in no menu and not in the palette. `words` say what
    one that goes both ways would do at this moment, where the title has to name both. `also` are
    other words that people look for it by.
    """

    id: str
    title: str
    run: Action
    group: str
    keys: tuple[str, ...] = ()
    mac_keys: tuple[str, ...] = ()
    icon: str = ""
    place: str = ""
    row: str = ""
    when: When = always
    is_listed: bool = True
    words: Words | None = None
    also: str = ""

    def title_in(self, context: Context) -> str:
        """What to call it at this moment, where it can be seen what it is done to."""
        return self.words(context) if self.words else self.title


COMMANDS: dict[str, Command] = {}


def command(
    id: str,  # noqa: A002  # the word that every table and settings file uses
    title: str,
    *keys: str,
    group: str,
    mac_keys: tuple[str, ...] = (),
    icon: str = "",
    place: str = "",
    row: str = "",
    when: When = always,
    is_listed: bool = True,
    words: Words | None = None,
    also: str = "",
) -> Callable[[Action], Action]:
    """Put the decorated function into the table. An id that is taken raises ValueError."""

    def declare(run: Action) -> Action:
        if id in COMMANDS:
            raise ValueError(f"two commands are called {id}")
        COMMANDS[id] = Command(
            id, title, run, group, keys, mac_keys, icon, place, row, when, is_listed, words, also
        )
        return run

    return declare
