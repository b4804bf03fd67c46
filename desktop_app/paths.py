"""Where things lie: the person's folders and the bundled resources.

The same answers in a checkout, an installed wheel and a frozen build. Nothing here creates a file
except `make_private_dir`, and nothing reads one.
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

APP_ID = "app.rivulet.Rivulet"
LIBRARY = "library.toml"  # beside the database, so that a backup finds it
_FOLDER = "Rivulet" if sys.platform in {"win32", "darwin"} else "rivulet"


class Locations(NamedTuple):
    """Every place the app writes to. Source: CONSOLE.md, `RIVULET_HOME`."""

    config: Path
    data: Path
    cache: Path
    logs: Path

    @property
    def settings(self) -> Path:
        """What the person chose."""
        return self.config / "settings.toml"

    @property
    def library(self) -> Path:
        """The person's assistants and prompts."""
        return self.data / LIBRARY

    @property
    def state(self) -> Path:
        """What the app remembers: geometry, the open conversation, the profile id."""
        return self.config / "state.toml"

    @property
    def unsent(self) -> Path:
        """What was written into a conversation that has not begun."""
        return self.data / "unsent.json"

    @property
    def database(self) -> Path:
        """All conversations."""
        return self.data / "rivulet.db"

    @property
    def files(self) -> Path:
        """Attachments, named by the SHA-256 of their bytes."""
        return self.data / "files"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.data / "backups"


def locations() -> Locations:
    """The folders of this profile: below `RIVULET_HOME` if set, else the system's own."""
    home = os.environ.get("RIVULET_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Locations(config=root, data=root, cache=root / "cache", logs=root / "logs")
    import platformdirs

    dirs = platformdirs.PlatformDirs(_FOLDER, appauthor=False)
    return Locations(
        config=dirs.user_config_path,
        data=dirs.user_data_path,
        cache=dirs.user_cache_path,
        logs=dirs.user_log_path,
    )


def make_private_dir(path: Path) -> Path:
    """Create a folder that only its owner may enter (0700), with its parents; returns it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def resources() -> Path:
    """The bundled files: inside the package in a wheel or frozen build, else beside it."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def write_private(path: Path, data: bytes) -> None:
    """Put `data` in place of a file that only its owner may read (0600): all of it or nothing."""
    target = path.resolve()  # a link to a file kept elsewhere stays a link
    temporary = target.with_name(f"{target.name}.{os.urandom(4).hex()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)  # gone already, unless something failed
