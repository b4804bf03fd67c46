"""Keys: from the environment, the system keyring or this session's memory; never from a file.

A key belongs to the origin (scheme, host, port) it was given for. A provider may have several, of
which the person uses one.
"""

import os
import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, NoReturn

import msgspec

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import Provider
from desktop_app.paths import APP_ID
from desktop_app.services.key_store import CALL_LIMIT, KeyringState, KeyStore
from desktop_app.services.logs import Redactor
from desktop_app.services.named_keys import KeyMarks, NamedKey
from desktop_app.services.origins import origin
from desktop_app.settings.remembered import Remembered

Source = Literal["keyring", "environment", "session", "none"]

_PASTED = re.compile(
    r"^(?:export\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*=(?=[^=])|^(?i:(?:authorization:\s*)?bearer\s+)"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class Secret:
    """A key in memory. Its text shows only when asked for with `reveal`.

    `variable` names what of the environment it is from, empty for one that is kept here.
    """

    __slots__ = ("_text", "variable")

    def __init__(self, text: str) -> None:
        self._text = text
        self.variable = ""

    @classmethod
    def cleaned(cls, text: str) -> "Secret":
        """A key as people paste it: without spaces, quotes, `NAME=` or `Bearer` around it.

        Raises SettingsError, without the key, if what is left cannot be one.
        """
        text = text.translate(_INVISIBLE).strip()
        text = _PASTED.sub("", text).strip().strip("\"'“”‘’`").strip()
        if not text:
            raise SettingsError("The key is empty.", hint="Paste the whole key.")
        if not text.isascii() or not text.isprintable() or " " in text:
            raise SettingsError(
                "This is not a key: keys have no spaces, line breaks or accented letters.",
                hint="Copy the key again from the provider's page.",
            )
        return cls(text)

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    @property
    def hint(self) -> str:
        """The last four signs, by which a person tells keys apart; "" for a very short one."""
        return self._text[-4:] if len(self._text) >= 12 else ""

    def __repr__(self) -> str:
        return "••••"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied to anywhere")


class Kept(NamedTuple):
    """What is to be kept: under whose name and origin, what, and as which of the keys."""

    provider: Provider
    secret: Secret
    key: NamedKey | None = None  # None: in the place of the one that is used


class KeptEntry(msgspec.Struct, frozen=True):
    """One entry of the keyring: whose (a provider, its header, a proxy), for which server."""

    name: str
    origin: str
    key: NamedKey


def environment_name(provider_name: str) -> str:
    """`RIVULET_KEY_<NAME>`: capitals, every other character `_` (CONSOLE.md)."""
    return "RIVULET_KEY_" + re.sub(r"[^A-Z0-9]", "_", provider_name.upper())


class Secrets:
    """The keys of this profile. `subscribe` tells of every change to what is known of them."""

    def __init__(
        self,
        remembered: Remembered,
        redactor: Redactor,
        environment: Mapping[str, str] = os.environ,
        limit: float = CALL_LIMIT,
    ) -> None:
        self._remembered = remembered
        self._marks = KeyMarks(remembered)
        self._store = KeyStore(limit)
        self._redactor = redactor
        self._environment = environment
        self._session: dict[str, list[NamedKey]] = {}  # kept nowhere else, by the person's consent
        self._session_used: dict[str, str] = {}  # ids, by owner
        self._texts: dict[str, Secret] = {}  # by entry, as far as they were given or asked for
        self._subscribers: list[Callable[[], None]] = []

    def subscribe(self, subscriber: Callable[[], None]) -> Callable[[], None]:
        """Call `subscriber` after each change. Returns the undo."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def refresh(self) -> None:
        """Another process may have changed what is kept: ask the keyring anew when needed."""
        for owner in self._marks.owners():
            for key in self._marks.of(owner):
                if not self._is_in_session(owner, key.id):
                    self._texts.pop(_entry(owner, key.id), None)
        self._tell()

    # The key in use

    async def get(self, provider: Provider) -> Secret | None:
        """The key to send, None if there is none. Raises SecretStoreError."""
        secret = self._from_environment(provider)
        if secret is None and (key := self.used(provider)):
            secret = await self._text(_owner(provider), key)
        if secret is not None:
            self._redactor.learn(secret.reveal())
        return secret

    def _from_environment(self, provider: Provider) -> Secret | None:
        if not (variable := self.variable(provider)):
            return None
        secret = Secret.cleaned(self._environment[variable])
        secret.variable = variable
        return secret

    def variable(self, provider: Provider) -> str:
        """What of the environment holds its key, which wins over all others; empty for none."""
        name = environment_name(provider.name)
        return name if self._environment.get(name) else ""

    async def _text(self, owner: str, key: NamedKey) -> Secret | None:
        entry = _entry(owner, key.id)
        if entry not in self._texts and not key.is_session:
            text = await self._store.get(self._service(), entry)
            if text is not None:
                self._texts[entry] = Secret(text)
        return self._texts.get(entry)

    async def source(self, provider: Provider) -> Source:
        """Where `get` takes the key from. Never touches the keyring."""
        if self.variable(provider):
            return "environment"
        key = self.used(provider)
        if key is None:
            return "none"
        return "session" if key.is_session else "keyring"

    def hint(self, provider: Provider) -> str:
        """The last four signs of the key in force, "" if there is none or it is very short."""
        text = self._environment.get(environment_name(provider.name))
        if text:
            return Secret(text.strip()).hint
        key = self.used(provider)
        return key.hint if key else ""

    def used(self, provider: Provider) -> NamedKey | None:
        """Which of the provider's keys is used, as long as the environment has none."""
        return next((key for key in self.keys(provider) if key.is_used), None)

    # All keys of a provider

    def keys(self, provider: Provider) -> list[NamedKey]:
        """The keys of this provider, those of this session last."""
        owner = _owner(provider)
        session = self._session.get(owner, [])
        masked = {key.id for key in session}
        found = [*(key for key in self._marks.of(owner) if key.id not in masked), *session]
        used = self._session_used.get(owner)
        if used is None:
            return found
        return [msgspec.structs.replace(key, is_used=key.id == used) for key in found]

    def another(self, provider: Provider, title: str) -> NamedKey:
        """A key of this name beside those that are there, to be given to `put`."""
        taken = {key.id for key in self.keys(provider)}
        numbers = (str(number) for number in range(2, len(taken) + 3))
        free = next(number for number in numbers if number not in taken)
        return NamedKey(free if taken else "", title)

    async def put(
        self,
        provider: Provider,
        secret: Secret,
        *,
        key: NamedKey | None = None,
        session_only: bool = False,
    ) -> None:
        """Keep the key in the keyring, or until the end of this run. Raises SecretStoreError.

        It replaces the one with the id of `key`, the one that is used where None; a key that was
        not there before is used from now on.
        """
        self._redactor.learn(secret.reveal())
        owner = _owner(provider)
        known = {one.id: one for one in self.keys(provider)}
        key = key or self.used(provider) or self.another(provider, "")
        is_used = known[key.id].is_used if key.id in known else True
        key = NamedKey(key.id, key.title, secret.hint, is_used, session_only)
        if session_only:
            self._put_for_session(owner, key)
        else:
            await self._store.set(self._service(), _entry(owner, key.id), secret.reveal())
            self._drop_from_session(owner, key.id)
            self._mark(owner, _with(self._marks.of(owner), key))
        self._texts[_entry(owner, key.id)] = secret
        self._tell()

    def use(self, provider: Provider, key_id: str) -> None:
        """From now on this key is sent. Raises SettingsError."""
        owner = _owner(provider)
        self._session_used.pop(owner, None)
        if self._is_in_session(owner, key_id):
            self._session_used[owner] = key_id
        else:
            self._mark(owner, [_used(key, key.id == key_id) for key in self._marks.of(owner)])
        self._tell()

    def rename(self, provider: Provider, key_id: str, title: str) -> None:
        """Call a key something else. Raises SettingsError."""
        owner = _owner(provider)

        def renamed(keys: list[NamedKey]) -> list[NamedKey]:
            named = msgspec.structs.replace
            return [named(key, title=title) if key.id == key_id else key for key in keys]

        if owner in self._session:
            self._session[owner] = renamed(self._session[owner])
        if (kept := self._marks.of(owner)) and renamed(kept) != kept:
            self._mark(owner, renamed(kept))
        self._tell()

    async def delete(self, provider: Provider) -> None:
        """Forget its keys everywhere but in the environment. Raises SecretStoreError."""
        for key in self.keys(provider):
            await self.delete_key(provider, key.id)

    async def delete_key(self, provider: Provider, key_id: str) -> None:
        """Forget one of its keys; no other one takes its place. Raises SecretStoreError."""
        owner = _owner(provider)
        kept = self._marks.of(owner)
        self._drop_from_session(owner, key_id)
        self._texts.pop(_entry(owner, key_id), None)
        if any(key.id == key_id for key in kept):
            await self._store.delete(self._service(), _entry(owner, key_id))
            self._mark(owner, [key for key in self._marks.of(owner) if key.id != key_id])
        self._tell()

    def _put_for_session(self, owner: str, key: NamedKey) -> None:
        self._session[owner] = _with(self._session.get(owner, []), key)
        if key.is_used:
            self._session_used[owner] = key.id

    def _drop_from_session(self, owner: str, key_id: str) -> None:
        if owner in self._session:
            self._session[owner] = [key for key in self._session[owner] if key.id != key_id]
        if self._session_used.get(owner) == key_id:
            del self._session_used[owner]

    def _is_in_session(self, owner: str, key_id: str) -> bool:
        return any(key.id == key_id for key in self._session.get(owner, []))

    def _mark(self, owner: str, keys: list[NamedKey]) -> None:
        self._marks.change(owner, keys)

    def _tell(self) -> None:
        for subscriber in self._subscribers.copy():
            subscriber()

    # The keyring

    def kept(self) -> list[KeptEntry]:
        """All that the keyring holds for this profile, also of providers that are gone."""
        found = []
        for owner in self._marks.owners():
            name, _, place = owner.rpartition("|")
            found += [KeptEntry(name, place, key) for key in self._marks.of(owner)]
        return found

    async def forget(self, entry: KeptEntry) -> None:
        """Take one entry out of the keyring. Raises SecretStoreError."""
        await self.delete_key(Provider(entry.name, entry.origin, ""), entry.key.id)

    async def state(self) -> KeyringState:
        """What the keyring is and whether it is locked, without making it ask for anything."""
        return await self._store.state()

    async def unlock(self) -> None:
        """Let the keyring ask for its password. Raises SecretStoreError if it stays locked."""
        await self._store.get(self._service(), "unlock")

    def _service(self) -> str:
        return f"{APP_ID}/{self._remembered.profile_id()}"


def _owner(provider: Provider) -> str:
    return f"{provider.name}|{origin(provider.base_url)}"


def _entry(owner: str, key_id: str) -> str:
    return f"{owner}|{key_id}" if key_id else owner


def _with(keys: list[NamedKey], key: NamedKey) -> list[NamedKey]:
    """The keys with one more, or another one in its place; one that is used is so alone."""
    others = [_used(one, one.is_used and not key.is_used) for one in keys]
    ids = [one.id for one in others]
    if key.id not in ids:
        return [*others, key]
    others[ids.index(key.id)] = key
    return others


def _used(key: NamedKey, is_used: bool) -> NamedKey:
    return msgspec.structs.replace(key, is_used=is_used)
