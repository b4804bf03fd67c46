"""`rivulet --self-check`: one line for each thing that Rivulet needs, `ok`, `warn` or `fail`.

Loads no model and asks no server. What needs Qt is tried by a process of its own.
"""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Literal

from desktop_app import paths
from desktop_app.cli import output
from desktop_app.domain.errors import AppError, SettingsFileError
from desktop_app.services.core import Core
from desktop_app.services.logs import crash_words
from desktop_app.services.store import Store

_LIBRARIES = ("httpx", "msgspec", "platformdirs", "socksio", "tomlkit", "truststore", "xllamacpp")
# Without them `keyring` finds no key store and says only that there is none.
_KEY_STORE_LIBRARIES = {
    "linux": ("secretstorage",),
    "win32": ("win32ctypes.pywin32.win32cred",),
}
_WINDOW_LIBRARIES = ("mmdr", "pygments", "pyromark", "ziamath")
_WINDOW_LIMIT = 30.0  # seconds; a cold disk under load took 4
Outcome = tuple[Literal["ok", "warn", "fail"], str]


def run(window_command: list[str] | None) -> int:
    """Print the lines; 1 if one of them is a fail. None leaves out what needs Qt."""
    try:
        core = Core(paths.locations(), "console")
    except SettingsFileError as error:
        output.put_line(f"fail settings: {error} {error.hint}")
        return 1
    has_failed = False
    for name, check in _checks(core, window_command):
        try:
            outcome, words = check()
        except AppError as error:
            outcome, words = "fail", f"{error} {error.hint} {error.detail}"
        has_failed |= outcome == "fail"
        output.put_line(f"{outcome} {name}: {' '.join(words.split())}")
    return int(has_failed)


def _checks(
    core: Core, window_command: list[str] | None
) -> Iterator[tuple[str, Callable[[], Outcome]]]:
    libraries = _LIBRARIES + _KEY_STORE_LIBRARIES.get(sys.platform, ())
    if window_command is not None:
        libraries += _WINDOW_LIBRARIES
    yield "imports", lambda: _imports(libraries)
    yield "resources", lambda: _resources(core)
    yield "settings", lambda: _settings(core)
    yield "database", lambda: asyncio.run(_database(core))
    yield "keyring", lambda: asyncio.run(_keyring(core))
    yield "model", lambda: _model(core)
    yield "crash", lambda: _crash(core)
    if window_command is not None:
        yield "window", lambda: _window(window_command)


def _imports(names: tuple[str, ...]) -> Outcome:
    missing = []
    for name in names:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            missing.append(f"{name} ({error})")
    if missing:
        return "fail", f"cannot be loaded: {', '.join(missing)}"
    return "ok", f"{len(names)} libraries load"


def _resources(core: Core) -> Outcome:
    folder = paths.resources()
    missing = [name for name in ("icons", "smollm2.jinja") if not (folder / name).exists()]
    try:
        kinds = len(core.catalog.kinds)
    except OSError:
        missing.append("providers.toml")
    if missing:
        return "fail", f"not in {folder}: {', '.join(missing)}"
    return "ok", f"{kinds} kinds of provider known, in {folder}"


def _settings(core: Core) -> Outcome:
    if core.settings.problems:
        return "warn", " ".join(core.settings.problems)
    return "ok", str(core.locations.settings)


async def _database(core: Core) -> Outcome:
    path = core.locations.database
    if not path.exists():
        return "ok", f"not there yet; the first conversation makes {path}"
    store = await Store.open(path)
    try:
        count = await store.count()
    finally:
        await store.close()
    return "ok", f"{count} conversations in {path}"


async def _keyring(core: Core) -> Outcome:
    state = await core.secrets.state()
    is_usable = state.is_available and not state.is_locked
    return "ok" if is_usable else "warn", state.words


def _model(core: Core) -> Outcome:
    if not core.local_model.is_present():
        absence = core.local_model.absence()
        return "warn", f"{absence} {absence.hint}"
    if not core.local_model.is_genuine():
        return "fail", "the file of the built-in model is damaged: its checksum is wrong"
    return "ok", "the built-in model is here and its checksum is right"


def _crash(core: Core) -> Outcome:
    words = crash_words(core.locations.logs)
    return ("warn", words) if words else ("ok", "no crash was left untold")


def _window(command: list[str]) -> Outcome:
    try:
        done = subprocess.run(  # noqa: S603  # our own executable
            command, capture_output=True, text=True, timeout=_WINDOW_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return "warn", f"Qt did not start within {_WINDOW_LIMIT:.0f} s"
    if done.returncode == 0:
        return "ok", f"Qt starts on the platform {done.stdout.strip()}"
    lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
    if "ImportError" in done.stderr or "ModuleNotFoundError" in done.stderr:
        return "fail", f"Qt cannot be loaded: {lines[-1]}"
    return "warn", f"no display to open a window on: {lines[0]}"
