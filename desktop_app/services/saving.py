"""A piece of a conversation written to a file that the person chose.

It must not know what the piece is, nor who is told.
"""

import asyncio
import errno
import os
import tempfile
from pathlib import Path

from desktop_app.domain.errors import AppError

_REASONS = {
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "Your share of the disk is used up.",
    errno.EACCES: "You may not write there.",
    errno.EPERM: "You may not write there.",
    errno.EROFS: "That disk can only be read.",
    errno.ENOENT: "The folder is not there any more.",
    errno.EISDIR: "There is a folder of that name.",
}


class NotSaved(AppError):
    """A file that the person chose could not be written; one of that name is as it was."""


async def save(path: Path, text: str) -> None:
    """Write `text` as UTF-8 in place of whatever `path` is. Raises NotSaved.

    Spreadsheets take a table for UTF-8 only if it is marked as such.
    """
    await asyncio.to_thread(_save, path, text)


def _save(path: Path, text: str) -> None:
    try:
        encoding = "utf-8-sig" if path.suffix.lower() == ".csv" else "utf-8"
        _replace(path.resolve(), text.encode(encoding, "replace"))
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "")
        raise NotSaved(
            f"“{path.name}” was not saved.",
            hint=reason or "Choose another folder.",
            detail=f"{path}: {error.strerror}",
        ) from None


def _replace(path: Path, data: bytes) -> None:
    """All or nothing: a file that was there stays until the whole of the new one is written."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}."[:64], dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        beside.chmod(mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    """What new files of this person are kept from; asking sets it for a moment."""
    known = os.umask(0o077)
    os.umask(known)
    return known
