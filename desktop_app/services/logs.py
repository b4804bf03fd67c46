"""Logs of what happened, for the person who asks for help: rotating, without secrets.

Nothing here is ever sent anywhere. Contents of messages are not logged by anyone.
"""

import base64
import contextlib
import faulthandler
import json
import logging
import os
import re
import time
from itertools import pairwise
from pathlib import Path
from typing import IO
from urllib.parse import quote, quote_plus

from desktop_app.domain.errors import AppError
from desktop_app.paths import make_private_dir

_LINE = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
_MOST_BYTES = 1_000_000
_KEPT = 3
_SHORTEST = 4  # shorter secrets would blot out ordinary words
_CHATTY = ("httpx", "httpcore", "keyring", "asyncio")  # name every request or call


class Redactor:
    """Removes the secrets it was told of from any text, in every spelling they are sent in."""

    def __init__(self) -> None:
        self._spellings: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def learn(self, secret: str) -> None:
        """From now on `secret` is removed: plain, URL-quoted, as JSON spells it, within base64."""
        if len(secret) < _SHORTEST:
            return
        found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
        found |= _json_spellings(secret) | _base64_spellings(secret.encode())
        if not found <= self._spellings:
            self._spellings |= found
            longest_first = sorted(self._spellings, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def clean(self, text: str) -> str:
        """The text with `••••` wherever a known secret stood."""
        return self._pattern.sub("••••", text) if self._pattern else text

    def clean_error(self, error: AppError) -> None:
        """The same for what an error tells: a provider may repeat a key in words of its own."""
        error.args = (self.clean(str(error)),)
        error.hint, error.detail = self.clean(error.hint), self.clean(error.detail)
        error.param = self.clean(error.param)


def _json_spellings(secret: str) -> set[str]:
    """Within a JSON text; some servers put a backslash before every slash."""
    spelled = json.dumps(secret)[1:-1]
    return {spelled, spelled.replace("/", "\\/")}


def _base64_spellings(secret: bytes) -> set[str]:
    """The signs that the secret alone decides, at each of the three places it may start."""
    found = set()
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + secret).decode()
        own = whole[-(-shift * 8 // 6) : (shift + len(secret)) * 8 // 6]
        found |= {own, own.replace("+", "-").replace("/", "_")}
    return found


class _CleanFormatter(logging.Formatter):
    """Cleans the whole line, so that arguments and tracebacks are covered too."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(_LINE)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.clean(super().format(record))


class Logs:
    """The log files of this process, from `start` to `close`.

    `face` is "window" or "console": each writes its own file, since two processes cannot rotate
    one.
    """

    def __init__(self, folder: Path, face: str, redactor: Redactor) -> None:
        self._folder = folder
        self._path = folder / f"{face}.log"
        self._formatter = _CleanFormatter(redactor)
        self._handler: logging.Handler | None = None
        self._crash_file: IO[str] | None = None

    def start(self) -> None:
        """Write log lines and, should the interpreter die, its stacks. Raises AppError."""
        try:
            make_private_dir(self._folder)
            handler = _PrivateHandler(self._path)
            self._crash_file = open(_crash(self._folder), "a", opener=_private)  # noqa: SIM115  # stays open
        except OSError as error:
            raise AppError(
                "The log files cannot be written.", hint=str(self._folder), detail=str(error)
            ) from error
        handler.setFormatter(self._formatter)
        self._handler = handler
        logging.getLogger().addHandler(handler)
        self.set_detailed(is_detailed=False)
        faulthandler.enable(self._crash_file)

    def set_detailed(self, *, is_detailed: bool) -> None:
        """Write more lines, also those of the libraries that name every request."""
        logging.getLogger().setLevel(logging.DEBUG if is_detailed else logging.INFO)
        for name in _CHATTY:
            level = logging.DEBUG if is_detailed else logging.WARNING
            logging.getLogger(name).setLevel(level)

    def close(self) -> None:
        """Write nothing more."""
        if self._handler:
            logging.getLogger().removeHandler(self._handler)
            with contextlib.suppress(OSError):  # what did not fit on the disk is lost
                self._handler.close()
            self._handler = None
        if self._crash_file:
            faulthandler.disable()
            self._crash_file.close()
            self._crash_file = None


class _PrivateHandler(logging.FileHandler):
    """Begins a new file when one is full. Python's own handler brings five modules along for it."""

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream and self.stream.tell() >= _MOST_BYTES:
            with contextlib.suppress(OSError):  # where it cannot be put aside the old one grows on
                self._put_aside()
        super().emit(record)

    def _put_aside(self) -> None:
        """The next line opens the file anew."""
        if self.stream:
            self.stream.close()
            self.stream = None
        base = Path(self.baseFilename)
        kept = [base, *(base.with_name(f"{base.name}.{number}") for number in range(1, _KEPT + 1))]
        for newer, older in reversed(list(pairwise(kept))):
            if newer.exists():
                newer.replace(older)

    def handleError(self, record: logging.LogRecord) -> None:
        """A log that cannot be written is no reason to say anything where nobody asked."""

    def _open(self) -> IO[str]:  # type: ignore[override]  # the base returns the same thing
        return open(self.baseFilename, "a", encoding="utf-8", opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _crash(folder: Path) -> Path:
    return folder / "crash.txt"


def crash_words(folder: Path) -> str:
    """What to tell of a crash that nobody was told of yet, or ""."""
    path = _crash(folder)
    if not path.is_file() or not path.stat().st_size:
        return ""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(path.stat().st_mtime))
    return f"Rivulet crashed on {when}; what it was doing stands in {path}"


def crash_was_told(folder: Path, words: str) -> str:
    """Put the crash aside (before `start`), so that it is told once; the words with its place."""
    path = _crash(folder)
    told = path.with_name("crash-told.txt")
    with contextlib.suppress(OSError):  # another process may hold it open
        path.replace(told)
        return words.replace(str(path), str(told))
    return words
