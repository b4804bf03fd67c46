"""The keyring of this computer: asked in threads of their own, with a time limit, never in the way.

The only module that knows keyring. A keyring may block for as long as its unlock prompt is open,
or for ever, so nothing waits for such a thread at the end. It must not know what an entry is for.
"""

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from desktop_app.domain.errors import SecretStoreError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

CALL_LIMIT = 30.0  # seconds; long enough to type the keyring's password into its prompt
_STATE_LIMIT = 3.0
_PLAIN = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")  # keep nothing secret
_STORES = {
    "keyring.backends.SecretService": "the system keyring (Secret Service)",
    "keyring.backends.libsecret": "the system keyring (Secret Service)",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "the macOS Keychain",
    "keyring.backends.Windows": "the Windows Credential Locker",
}


class KeyringState(msgspec.Struct, frozen=True):
    """Which store keeps keys here and whether it does. `words` are for the screen."""

    name: str
    is_available: bool
    is_locked: bool
    words: str


class KeyStore:
    """Texts by service and entry. Every call raises SecretStoreError where it is refused."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._overdue: threading.Thread | None = None

    async def get(self, service: str, entry: str) -> str | None:
        """What is kept there, None if nothing is."""
        return await self._call(lambda ring: ring.get_password(service, entry))

    async def set(self, service: str, entry: str, text: str) -> None:
        """Keep `text` there."""
        await self._call(lambda ring: ring.set_password(service, entry, text))

    async def delete(self, service: str, entry: str) -> None:
        """Forget what is kept there; nothing may be."""
        await self._call(lambda ring: _delete(ring, service, entry))

    async def state(self) -> KeyringState:
        """What the keyring is and whether it is locked, without making it ask for anything."""
        try:
            return await self._call(_look, _STATE_LIMIT)
        except SecretStoreError as error:
            return KeyringState("", is_available=False, is_locked=False, words=str(error))

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
