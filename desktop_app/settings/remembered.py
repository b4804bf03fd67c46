"""What the app remembers by itself in `state.toml`: geometry, the open conversation, profile id.

Losing the file loses comfort, never work. It must not hold what a person chose (see `store`) nor
anything secret.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.settings.toml_file import TomlFile


class Remembered:
    """Values by key (texts, numbers, booleans, lists and tables of them).

    `set` only marks the change; `save` writes all of them. `on_change` is called after each `set`,
    by whoever saves in time.
    """

    def __init__(self, path: Path) -> None:
        self._file = TomlFile(path)
        self._values = self._file.read()
        self._unsaved: set[str] = set()
        self.on_change: Callable[[], None] | None = None

    def get(self, key: str, default: Any = None) -> Any:
        """The value last set, in this run or an earlier one."""
        return self._values.get(key, default)

    def keys(self) -> list[str]:
        """Every key that has a value, sorted."""
        return sorted(self._values)

    def set(self, key: str, value: Any) -> None:
        """Remember `value`; None forgets the key."""
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key)
        else:
            self._values[key] = value
        self._unsaved.add(key)
        if self.on_change:
            self.on_change()

    def refresh(self) -> None:
        """Take over what another process wrote, but for what waits here to be written."""
        unsaved = {key: self._values[key] for key in self._unsaved & self._values.keys()}
        found = {key: value for key, value in self._file.read().items() if key not in self._unsaved}
        self._values = found | unsaved

    def save(self) -> None:
        """Write what changed, leaving what other processes wrote. Raises SettingsError."""
        if not self._unsaved:
            return

        def change(values: dict[str, Any]) -> None:
            for key in sorted(self._unsaved):
                values.pop(key, None)
                if key in self._values:
                    values[key] = self._values[key]

        self._file.change_values(change)
        self._unsaved.clear()

    def profile_id(self) -> str:
        """This profile's random id, made and saved when first needed. Raises SettingsError."""
        if "profile_id" not in self._values:

            def change(values: dict[str, Any]) -> None:
                values.setdefault("profile_id", os.urandom(8).hex())

            self._values["profile_id"] = self._file.change_values(change)["profile_id"]
        return str(self._values["profile_id"])
