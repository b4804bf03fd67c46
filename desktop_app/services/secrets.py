"""Keys: from the environment, the system keyring or this session's memory; never from a file.

The only module that knows keyring. A keyring may block for as long as its unlock prompt is open,
or for ever, so each call has a thread of its own that nothing waits for at the end, and a time
limit. A key belongs to the origin (scheme, host, port) it was given for.
"""

import asyncio
import os
import re
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar

import msgspec

from desktop_app.domain.errors import SecretStoreError, SettingsError
from desktop_app.domain.provider import Provider
from desktop_app.paths import APP_ID
from desktop_app.services.logs import Redactor
from desktop_app.services.origins import origin
from desktop_app.settings.remembered import Remembered

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
Source = Literal["keyring", "environment", "session", "none"]
Kept = tuple[Provider, "Secret"]  # under whose name and origin, and what

_CALL_LIMIT = 30.0  # seconds; long enough to type the keyring's password into its prompt
_STATE_LIMIT = 3.0
_PLAIN = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")  # keep nothing secret
_STORES = {
    "keyring.backends.SecretService": "the system keyring (Secret Service)",
    "keyring.backends.libsecret": "the system keyring (Secret Service)",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "the macOS Keychain",
    "keyring.backends.Windows": "the Windows Credential Locker",
}
_PASTED = re.compile(
    r"^(?:export\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*=(?=[^=])|^(?i:(?:authorization:\s*)?bearer\s+)"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class Secret:
    """A key in memory. Its text shows only when asked for with `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

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


class KeyringState(msgspec.Struct, frozen=True):
    """Which store keeps keys here and whether it does. `words` are for the screen."""

    name: str
    is_available: bool
    is_locked: bool
    words: str


def environment_name(provider_name: str) -> str:
    """`RIVULET_KEY_<NAME>`: capitals, every other character `_` (CONSOLE.md)."""
    return "RIVULET_KEY_" + re.sub(r"[^A-Z0-9]", "_", provider_name.upper())


class Secrets:
    """The keys of this profile.

    Which entries the keyring holds is remembered in `state.toml` with their last four signs, so a
    provider that was never given a key does not touch the keyring.
    """

    def __init__(
        self,
        remembered: Remembered,
        redactor: Redactor,
        environment: Mapping[str, str] = os.environ,
        limit: float = _CALL_LIMIT,
    ) -> None:
        self._remembered = remembered
        self._redactor = redactor
        self._environment = environment
        self._limit = limit
        self._session: dict[str, Secret] = {}  # kept nowhere else, by the person's consent
        self._read: dict[str, Secret] = {}  # what the keyring holds, as far as it was asked
        self._overdue: threading.Thread | None = None

    async def get(self, provider: Provider) -> Secret | None:
        """The key to send, None if there is none. Raises SecretStoreError."""
        secret = self._from_environment(provider) or self._session.get(_entry(provider))
        if secret is None and self._is_kept(provider):
            secret = await self._from_keyring(_entry(provider))
        if secret is not None:
            self._redactor.learn(secret.reveal())
        return secret

    def _from_environment(self, provider: Provider) -> Secret | None:
        text = self._environment.get(environment_name(provider.name))
        return Secret.cleaned(text) if text else None

    async def _from_keyring(self, entry: str) -> Secret | None:
        if entry not in self._read:
            service = self._service()
            text = await self._call(lambda ring: ring.get_password(service, entry))
            if text is None:
                return None
            self._read[entry] = Secret(text)
        return self._read[entry]

    async def put(self, provider: Provider, secret: Secret, *, session_only: bool = False) -> None:
        """Keep the key in the keyring, or until the end of this run. Raises SecretStoreError."""
        self._redactor.learn(secret.reveal())
        entry = _entry(provider)
        if session_only:
            self._session[entry] = secret
            return
        service = self._service()
        await self._call(lambda ring: ring.set_password(service, entry, secret.reveal()))
        self._session.pop(entry, None)
        self._read[entry] = secret
        self._remembered.set(_mark(provider), secret.hint)
        self._remembered.save()

    async def delete(self, provider: Provider) -> None:
        """Forget the key everywhere but in the environment. Raises SecretStoreError."""
        entry = _entry(provider)
        self._session.pop(entry, None)
        self._read.pop(entry, None)
        if self._is_kept(provider):
            service = self._service()
            await self._call(lambda ring: _delete(ring, service, entry))
            self._remembered.set(_mark(provider), None)
            self._remembered.save()

    async def source(self, provider: Provider) -> Source:
        """Where `get` takes the key from. Never touches the keyring."""
        if self._environment.get(environment_name(provider.name)):
            return "environment"
        if _entry(provider) in self._session:
            return "session"
        return "keyring" if self._is_kept(provider) else "none"

    def hint(self, provider: Provider) -> str:
        """The last four signs of the key in force, "" if there is none or it is very short."""
        text = self._environment.get(environment_name(provider.name))
        if text:
            return Secret(text.strip()).hint
        if secret := self._session.get(_entry(provider)):
            return secret.hint
        return str(self._remembered.get(_mark(provider), ""))

    async def state(self) -> KeyringState:
        """What the keyring is and whether it is locked, without making it ask for anything."""
        try:
            return await self._call(_look, _STATE_LIMIT)
        except SecretStoreError as error:
            return KeyringState("", is_available=False, is_locked=False, words=str(error))

    async def unlock(self) -> None:
        """Let the keyring ask for its password. Raises SecretStoreError if it stays locked."""
        service = self._service()
        await self._call(lambda ring: ring.get_password(service, "unlock"))

    def _is_kept(self, provider: Provider) -> bool:
        return self._remembered.get(_mark(provider)) is not None

    def _service(self) -> str:
        return f"{APP_ID}/{self._remembered.profile_id()}"

    async def _call(self, work: "Callable[[KeyringBackend], T]", limit: float | None = None) -> T:
        if self._overdue and self._overdue.is_alive():
            raise _hanging()
        loop = asyncio.get_running_loop()
        # A failure comes as a value: where nobody waits any more, no exception is left behind.
        answer: asyncio.Future[T | SecretStoreError] = loop.create_future()

        def run() -> None:
            outcome: T | SecretStoreError = _failed("")
            try:
                outcome = work(_system_keyring())
            except SecretStoreError as error:
                outcome = error
            except _errors() as error:
                outcome = _translated(error)
            finally:
                # An unknown exception goes on to the crash hook; the waiting task is told too.
                if not loop.is_closed():
                    loop.call_soon_threadsafe(answer.set_result, outcome)

        thread = threading.Thread(target=run, name="keyring", daemon=True)
        thread.start()
        done, _ = await asyncio.wait((answer,), timeout=limit or self._limit)
        if not done:
            self._overdue = thread
            raise _hanging()
        found = answer.result()
        if isinstance(found, SecretStoreError):
            raise found
        return found


def _entry(provider: Provider) -> str:
    return f"{provider.name}|{origin(provider.base_url)}"


def _mark(provider: Provider) -> str:
    return f"key:{_entry(provider)}"


def _system_keyring() -> "KeyringBackend":
    """The back end in use, never one that keeps plain text. Raises SecretStoreError."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    found = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for ring in found:
        if not type(ring).__module__.startswith(_PLAIN):
            return ring
    raise SecretStoreError(
        "This computer has no key store that Rivulet can use.",
        hint="Keep the key for this session only, or set RIVULET_KEY_<NAME> in the environment. "
        "On Linux, gnome-keyring, KWallet or KeePassXC provide one.",
    )


def _look(ring: "KeyringBackend") -> KeyringState:
    module = type(ring).__module__
    name = _STORES.get(module, type(ring).__module__)
    if module == "keyring.backends.SecretService":
        import secretstorage

        connection = secretstorage.dbus_init()
        try:
            is_locked = secretstorage.Collection(connection).is_locked()
        except secretstorage.ItemNotFoundException:
            return KeyringState(
                name, True, False, f"Keys are kept in {name}; it will ask for a password first."
            )
        finally:
            connection.close()
        if is_locked:
            return KeyringState(name, True, True, f"Keys are kept in {name}, which is locked.")
    return KeyringState(name, True, False, f"Keys are kept in {name}.")


def _delete(ring: "KeyringBackend", service: str, entry: str) -> None:
    from keyring.errors import PasswordDeleteError

    try:
        ring.delete_password(service, entry)
    except PasswordDeleteError:
        if ring.get_password(service, entry) is not None:
            raise


def _errors() -> tuple[type[Exception], ...]:
    from keyring.errors import KeyringError

    found: tuple[type[Exception], ...] = (KeyringError, OSError, RuntimeError)
    # Loaded by the back end, if at all: what it lets through of the bus and its own library.
    for module, name in (
        ("secretstorage", "SecretStorageException"),
        ("jeepney", "DBusErrorResponse"),
        ("win32ctypes.pywin32.pywintypes", "error"),
    ):
        if module in sys.modules:
            found += (getattr(sys.modules[module], name),)
    return found


def _translated(error: Exception) -> SecretStoreError:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    detail = f"{type(error).__module__}.{type(error).__name__}: {error}"
    if isinstance(error, KeyringLocked):
        return SecretStoreError(
            "The key store is locked.",
            hint="Unlock it, or keep the key for this session only.",
            detail=detail,
        )
    if isinstance(error, InitError):
        return SecretStoreError(
            "The key store did not let Rivulet in.",
            hint="Try again and answer its prompt, or keep the key for this session only.",
            detail=detail,
        )
    if isinstance(error, NoKeyringError):
        return SecretStoreError("This computer has no key store.", detail=detail)
    return _failed(detail)


def _failed(detail: str) -> SecretStoreError:
    return SecretStoreError(
        "The key store failed.", hint="Keep the key for this session only.", detail=detail
    )


def _hanging() -> SecretStoreError:
    return SecretStoreError(
        "The key store does not answer.",
        hint="If it shows a prompt, answer that and try again, or keep the key for this session "
        "only.",
    )
