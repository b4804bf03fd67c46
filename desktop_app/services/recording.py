"""A body as it arrived, in a file for its owner's eyes only, and without the secrets that went out.

Written line by line, since a secret that a server repeats may be cut between two reads.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.errors import StoreError
from desktop_app.services.logs import Redactor

_DOT = "•".encode().decode("latin-1")


class Recording:
    """What a completion writes into."""

    def __init__(self, file: BinaryIO, redactor: Redactor) -> None:
        self._file = file
        self._redactor = redactor
        self._rest = b""

    def write(self, chunk: bytes) -> None:
        """Take more of the body. Raises OSError."""
        lines, newline, self._rest = (self._rest + chunk).rpartition(b"\n")
        self._put(lines + newline)

    def seekable(self) -> bool:
        """Whether what an earlier try has left can be forgotten."""
        return self._file.seekable()

    def seek(self, place: int) -> None:
        """Go on at this byte. Raises OSError."""
        self._rest = b""
        self._file.seek(place)

    def truncate(self) -> None:
        """Forget what lies behind. Raises OSError."""
        self._file.truncate()

    def finish(self) -> None:
        """Write what has no end of line. Raises OSError."""
        rest, self._rest = self._rest, b""
        self._put(rest)

    def _put(self, data: bytes) -> None:
        if data:  # secrets are ASCII, so every other byte can stand for itself
            text = self._redactor.clean(data.decode("latin-1"))
            self._file.write(text.replace("•", _DOT).encode("latin-1"))


@contextlib.contextmanager
def opened(path: Path | None, redactor: Redactor) -> Iterator[Recording | None]:
    """The file that takes the body; None for none. Raises StoreError."""
    if path is None:
        yield None
        return
    try:
        file = path.open("wb")
        with contextlib.suppress(OSError):  # not every file system knows owners
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(
            f"The recording {path} could not be written.", detail=error.strerror or ""
        ) from None
    with file:
        recording = Recording(file, redactor)
        try:
            yield recording
        finally:
            with contextlib.suppress(OSError):  # the answer is more than its recording
                recording.finish()
