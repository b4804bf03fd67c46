"""What goes on over several segments: a list with its next item, a table with its next rows."""

from dataclasses import dataclass


@dataclass(slots=True)
class OpenList:
    """The list that the next item continues, if its marker is the same."""

    group: int
    marker: str
    number: int | None


@dataclass(slots=True)
class OpenTable:
    """The table that the next rows continue."""

    group: int
    head: str
    is_first: bool = False


def new_table(text: str, group: int) -> OpenTable:
    """The table that `text` begins with."""
    end = text.find("\n", text.find("\n") + 1) + 1
    head = text[: end or len(text)]
    return OpenTable(group, head if head.endswith("\n") else head + "\n", True)
