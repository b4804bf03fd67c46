"""Where this profile's data lies and how much of it there is."""

import asyncio
from pathlib import Path

import msgspec

from desktop_app.paths import Locations


class Place(msgspec.Struct, frozen=True):
    """Something kept on this computer. `size` in bytes."""

    title: str
    help: str
    path: Path
    size: int

    @property
    def words(self) -> str:
        """The size for a person."""
        size = float(self.size)
        for unit in ("B", "kB", "MB", "GB"):
            if size < 1000 or unit == "GB":
                break
            size /= 1000
        return f"{size:.0f} {unit}" if unit in {"B", "kB"} else f"{size:.1f} {unit}"


async def places(locations: Locations) -> list[Place]:
    """All places with their sizes, measured beside the event loop."""
    return await asyncio.to_thread(_measured, locations)


def _measured(locations: Locations) -> list[Place]:
    database = locations.database
    found = (
        (
            "Conversations",
            "One database file.",
            database,
            sorted(database.parent.glob(f"{database.name}*")),
        ),
        (
            "Attachments",
            "Files you attached, by their contents.",
            locations.files,
            [locations.files],
        ),
        (
            "Assistants and prompts",
            "What you wrote to begin conversations with.",
            locations.library,
            [locations.library],
        ),
        ("Backups", "Verified copies of the database.", locations.backups, [locations.backups]),
        ("Settings", "What you chose. No keys.", locations.settings, [locations.settings]),
        ("Logs", "What happened, without contents or keys.", locations.logs, [locations.logs]),
        ("Cache", "Can be deleted at any time.", locations.cache, [locations.cache]),
    )
    return [
        Place(title, words, path, sum(map(_size, parts))) for title, words, path, parts in found
    ]


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; what vanishes meanwhile counts nothing."""
    try:
        if path.is_file():
            return path.stat().st_size
        return sum(_size(inside) for inside in path.iterdir()) if path.is_dir() else 0
    except OSError:
        return 0
