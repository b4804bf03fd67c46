"""The files folder: bytes of attachments and pictures, named by their SHA-256.

The same bytes are kept once, and a name that exists is whole: files are written beside and moved
into place. Knows nothing of the database.
"""

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop_app.domain.message import FilePart, ImagePart, Message
from desktop_app.paths import make_private_dir
from desktop_app.services.store.errors import translated

Attachment = TypeVar("Attachment", bound=ImagePart | FilePart)


class Files:
    """The folder `root`. All calls block on the disk: run them in a thread."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where bytes of this name lie, if they are kept. Names of any other form are refused."""
        if len(sha256) != 64 or not sha256.isalnum():
            raise ValueError(sha256)
        return self._root / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep bytes and return their name.

        Raises:
            StoreError: no room, or no right to write there.
        """
        import hashlib

        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        try:
            if path.exists():
                path.touch()  # it is as good as new: nobody takes it away as forgotten
            else:
                self._write(path, data)
        except OSError as error:
            told = translated(error, self._root)
            raise told or error from error
        return sha256

    def read(self, sha256: str) -> bytes | None:
        """The bytes of this name, None if they are not there."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, before: float = math.inf) -> list[str]:
        """Every name that is kept, and was before a moment (seconds since 1970)."""
        kept = (path for path in self._root.glob("??/*") if len(path.name) == 64)
        return [path.name for path in kept if path.stat().st_mtime < before]

    def kept(self, message: Message) -> Message:
        """The message with the bytes of its parts in the folder and their names in the parts."""
        parts = tuple(
            self.kept_part(part) if isinstance(part, ImagePart | FilePart) and part.data else part
            for part in message.parts
        )
        return message if parts == message.parts else msgspec.structs.replace(message, parts=parts)

    def kept_part(self, part: Attachment) -> Attachment:
        """The part with its bytes in the folder. Raises StoreError."""
        return msgspec.structs.replace(part, sha256=self.put(part.data), data=b"")

    def loaded(self, part: Attachment) -> Attachment:
        """The part with its bytes, as far as they are there."""
        if part.data or not part.sha256:
            return part
        return msgspec.structs.replace(part, data=self.read(part.sha256) or b"")

    def remove(self, names: Iterable[str]) -> None:
        """Delete bytes that nothing names any more."""
        for sha256 in names:
            self.path(sha256).unlink(missing_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        import tempfile

        make_private_dir(self._root)
        make_private_dir(path.parent)
        descriptor, beside = tempfile.mkstemp(dir=path.parent)  # 0600 from the start
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
