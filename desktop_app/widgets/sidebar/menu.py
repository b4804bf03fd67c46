"""Which commands stand in the menu of a row of the sidebar; an empty id is a line."""

from desktop_app.commands import COMMANDS
from desktop_app.viewmodels.entries import ARCHIVE, TRASH, Entry

_ROW = (
    "conversation.rename", "conversation.pin", "conversation.unread", "",
    "conversation.move", "conversation.tags", "conversation.archive", "conversation.export", "",
    "conversation.delete",
)  # fmt: skip
_FOLDER = (
    "conversation.rename", "conversation.move", "folder.new", "conversation.export", "",
    "conversation.delete",
)  # fmt: skip
_IN_TRASH = (
    "conversation.restore", "conversation.purge", "", "conversation.empty_trash",
)  # fmt: skip
_IN_ARCHIVE = (
    "conversation.rename", "conversation.archive", "conversation.tags", "conversation.export", "",
    "conversation.delete",
)  # fmt: skip
_GROUND = ("conversation.new", "conversation.temporary", "folder.new")


def commands_of(entry: Entry, kind: str) -> list[str]:
    """For a conversation, a folder, or the ground between; `kind` is the list it stands in."""
    found: tuple[str, ...]
    if kind == TRASH:
        found = _IN_TRASH if entry.id else _IN_TRASH[-1:]
    elif entry.id:
        found = _IN_ARCHIVE if kind == ARCHIVE else _ROW
    else:
        found = _FOLDER if entry.folder else _GROUND
    return [each for each in found if not each or each in COMMANDS]
