"""A TOML file of the person's: read fast, changed without losing anything, written whole or not.

Comments, order and entries of others survive a change. It must not know what the file means.
"""

import contextlib
import os
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.domain.errors import SettingsFileError
from desktop_app.paths import make_private_dir, write_private
from desktop_app.settings.toml_text import as_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class TomlFile:
    """One file. Changes read it again first, so two processes keep each other's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept_aside: Path | None = None  # where a broken file went, if there was one
        self._was_read = False

    def read(self) -> dict[str, Any]:
        """What the file says; {} if there is none. At first a broken one is moved aside.

        Later somebody is at work on it: what it said stays in force until it is whole again.
        Raises SettingsFileError then, and if it is there but cannot be read.
        """
        was_read, self._was_read = self._was_read, True
        try:
            return tomllib.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            if was_read:
                raise SettingsFileError(
                    f"{self.path.name} was changed by hand and is broken.",
                    hint=f"Correct it in {self.path.parent}, or start Rivulet again, which then "
                    "keeps it aside.",
                    detail=str(error),
                ) from error
            self._keep_aside()
            return {}
        except OSError as error:
            raise SettingsFileError(
                f"{self.path.name} cannot be read.", hint=str(self.path), detail=str(error)
            ) from error

    def change(self, change: "Callable[[TOMLDocument], None]") -> dict[str, Any]:
        """Apply `change` to the file as it is by then; returns what it says afterwards.

        Raises SettingsFileError if it cannot be written; the old file then stays as it was.
        """

        def changed(text: str) -> str:
            import tomlkit

            document = tomlkit.parse(text)
            change(document)
            return tomlkit.dumps(document)

        return self._write(changed)

    def change_values(self, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """The same for a file that no hand writes: quicker, and without its comments."""

        def changed(text: str) -> str:
            values = tomllib.loads(text)
            change(values)
            return as_toml(values)

        return self._write(changed)

    def _write(self, changed: Callable[[str], str]) -> dict[str, Any]:
        try:
            with _locked(self.path):
                self.read()  # a broken file is not written over
                text = self.path.read_text("utf-8") if self.path.exists() else ""
                text = changed(text)
                write_private(self.path, text.encode())
        except OSError as error:
            raise SettingsFileError(
                f"{self.path.name} cannot be saved.",
                hint="Check that the folder can be written and the disk is not full.",
                detail=str(error),
            ) from error
        return tomllib.loads(text)

    def _keep_aside(self) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        aside = self.path.with_name(f"{self.path.name}.broken-{stamp}")
        with contextlib.suppress(OSError):
            self.path.replace(aside)
            self.kept_aside = aside


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, among processes too; gone with its process."""
    make_private_dir(path.parent)
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
