"""What can be chosen in a palette. It must not know how a palette looks."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """Something to be chosen. `caps` are the words on its key caps."""

    group: str
    title: str
    run: Callable[[], object]
    icon: str
    detail: str = ""
    caps: tuple[str, ...] = ()
    command_id: str = ""
    also: str = ""  # other words to find it by
    places: tuple[int, ...] = field(default=())  # of the letters that matched, in the title
