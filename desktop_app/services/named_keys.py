"""Which keys the keyring holds: their names and last four signs, remembered in `state.toml`.

So a provider that was never given a key does not touch the keyring. Holds no key.
"""

import contextlib

import msgspec

from desktop_app.settings.remembered import Remembered

_PREFIX = "key:"


class NamedKey(msgspec.Struct, frozen=True):
    """One of the keys of a provider. `hint` are its last four signs, "" for a very short one.

    `id` is "" for the first one. At most one key of a provider is used, and only a person changes
    which. One that `is_session` is kept in memory only.
    """

    id: str = ""
    title: str = ""
    hint: str = ""
    is_used: bool = True
    is_session: bool = False


class KeyMarks:
    """The keys by owner, which is `name|origin`. A change is saved at once."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    def of(self, owner: str) -> list[NamedKey]:
        """The owner's keys, in the order they were given."""
        kept = self._remembered.get(_PREFIX + owner)
        if isinstance(kept, str):
            return [NamedKey(hint=kept)]
        found = []
        for row in kept if isinstance(kept, list) else []:
            with contextlib.suppress(msgspec.ValidationError):
                found.append(NamedKey(*msgspec.convert(row, tuple[str, str, str, bool])))
        return found

    def change(self, owner: str, keys: list[NamedKey]) -> None:
        """Remember other keys. Raises SettingsError.

        A lone key without a name is remembered as its last signs, as it always was.
        """
        rows = [[key.id, key.title, key.hint, key.is_used] for key in keys]
        is_lone = [row[:2] + row[3:] for row in rows] == [["", "", True]]
        self._remembered.set(_PREFIX + owner, keys[0].hint if is_lone else rows or None)
        self._remembered.save()

    def owners(self) -> list[str]:
        """Everybody who has a key."""
        found = self._remembered.keys()
        return [key.removeprefix(_PREFIX) for key in found if key.startswith(_PREFIX)]
