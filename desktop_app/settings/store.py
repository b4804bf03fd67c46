"""The settings of this profile: values, providers, and who wants to know of changes.

The file holds only what differs from the default, so a better default reaches everybody. It must
not know what any setting does.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import PROTOCOL_NAMES, Provider
from desktop_app.settings.declared import SETTINGS, declared
from desktop_app.settings.toml_file import TomlFile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

PROVIDERS = "provider"  # the array of tables, and the key that subscribers are told
Subscriber = Callable[[str], None]


class Settings:
    """Values by key. `problems` are sentences about what in the file could not be used."""

    def __init__(self, file: TomlFile) -> None:
        self._file = file
        self._subscribers: list[Subscriber] = []
        self._chosen: dict[str, Any] = {}
        self._providers: list[Provider] = []
        self.problems: list[str] = []
        self._take(file.read())
        if file.kept_aside:
            self.problems.insert(
                0,
                f"The settings file was damaged and is kept as {file.kept_aside.name}; "
                "Rivulet started with the defaults.",
            )

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """The settings in this file; defaults if there is none."""
        return cls(TomlFile(path))

    def get(self, key: str) -> Any:
        """The value in force. Raises SettingsError for a key that is not declared."""
        return self._chosen.get(key, declared(key).default)

    def is_default(self, key: str) -> bool:
        """Whether the person left this setting alone."""
        declared(key)
        return key not in self._chosen

    def set(self, key: str, value: Any) -> None:
        """Check, save and tell. Raises SettingsError, and nothing has changed then."""
        setting = declared(key)
        value = setting.check(value)
        if value == setting.default:
            self.reset(key)
            return
        table, name = key.split(".")

        def change(document: "TOMLDocument") -> None:
            if not isinstance(document.get(table), dict):
                document[table] = {}
            document[table][name] = value

        self._change(change)

    def reset(self, key: str) -> None:
        """Back to the default. Raises SettingsError if that cannot be saved."""
        declared(key)
        table, name = key.split(".")

        def change(document: "TOMLDocument") -> None:
            entries = document.get(table)
            if isinstance(entries, dict):
                entries.pop(name, None)
                if not entries:
                    document.remove(table)

        self._change(change)

    def providers(self) -> list[Provider]:
        """The person's providers in the person's order."""
        return list(self._providers)

    def change_providers(self, change: Callable[[list[Provider]], list[Provider]]) -> None:
        """Save `change(providers)`, worked out on the file as it is by then.

        Tables that did not change, or could not be understood, stay as they are written. Raises
        SettingsError.
        """

        def apply(document: "TOMLDocument") -> None:
            import tomlkit

            found, unread = _providers_of(document)
            written = {provider.name: (provider, table) for provider, table in found}
            tables = tomlkit.aot()
            for provider in change([provider for provider, _ in found]):
                before, table = written.get(provider.name, (None, None))
                if provider != before:
                    table = tomlkit.item(msgspec.to_builtins(provider))
                tables.append(table)
            names = {table.get("name") for table in tables}
            for table, _ in unread:  # until there is a whole one of its name
                if not isinstance(table, dict) or table.get("name") not in names:
                    tables.append(table)
            document.pop(PROVIDERS, None)
            if tables:
                document[PROVIDERS] = tables

        self._change(apply)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber(key)` after each change; `provider` for the list. Returns the undo."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def refresh(self) -> None:
        """Take over what another process saved, and tell of it."""
        self._adopt(self._file.read())

    def _change(self, change: "Callable[[TOMLDocument], None]") -> None:
        self._adopt(self._file.change(change))

    def _adopt(self, content: dict[str, Any]) -> None:
        chosen, providers = self._chosen, self._providers
        self._take(content)
        keys = [s.key for s in SETTINGS if chosen.get(s.key) != self._chosen.get(s.key)]
        if providers != self._providers:
            keys.append(PROVIDERS)
        for key in keys:
            for subscriber in self._subscribers.copy():
                subscriber(key)

    def _take(self, content: dict[str, Any]) -> None:
        self.problems = []
        self._chosen = {}
        for setting in SETTINGS:
            table, name = setting.key.split(".")
            entries = content.get(table)
            if isinstance(entries, dict) and name in entries:
                try:
                    self._chosen[setting.key] = setting.check(entries[name])
                except SettingsError as error:
                    self.problems.append(f"{error} The default is used.")
        found, unread = _providers_of(content)
        self._providers = [provider for provider, _ in found]
        for table, reason in unread:
            name = table.get("name", "") if isinstance(table, dict) else ""
            self.problems.append(f"The provider “{name}” cannot be used: {reason}.")


def _providers_of(
    content: Mapping[str, Any],
) -> tuple[list[tuple[Provider, Any]], list[tuple[Any, str]]]:
    """The providers, each with its table, and the tables that are none, each with the reason."""
    tables = content.get(PROVIDERS, [])
    if isinstance(tables, dict):  # `[provider]` for the only one
        tables = [tables]
    found: list[tuple[Provider, Any]] = []
    unread: list[tuple[Any, str]] = []
    for table in tables if isinstance(tables, list) else []:
        plain = table.unwrap() if hasattr(table, "unwrap") else table
        try:
            found.append((_understood(plain), table))
        except ValueError as error:  # also msgspec's
            unread.append((table, str(error)))
    return found, unread


def _understood(table: Any) -> Provider:
    """Raises ValueError for what nothing could be sent to."""
    provider = msgspec.convert(table, Provider)
    if not provider.name:
        raise ValueError("it has no name")
    if provider.protocol not in PROTOCOL_NAMES:
        raise ValueError(f"“{provider.protocol}” is none of {', '.join(PROTOCOL_NAMES)}")
    _ = urlsplit(provider.base_url).port  # complains of one that is none
    return provider
