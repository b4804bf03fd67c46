"""The file that an export becomes: it is there when it is whole, and not before."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.errors import DiskFull, StoreError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextlib.contextmanager
def opened(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """What to write into. Where that ends with an error, nothing of it is left.

    Raises:
        StoreError: no room, no right to write there, or the place is none.
    """
    if not isinstance(out, Path):
        yield out
        return
    if out.is_dir():
        raise StoreError(f"{out} is a folder.", hint="Give the name of a file in it.")
    try:
        if out.exists() and not out.is_file():  # a pipe or a device is written to, never replaced
            with out.open("wb") as file:
                yield file
            return
        with _replacing(out.resolve()) as file:
            yield file
    except OSError as error:
        raise _told(error, out) from error


@contextlib.contextmanager
def _replacing(out: Path) -> Iterator[BinaryIO]:
    descriptor, name = tempfile.mkstemp(prefix=f".{out.name[:100]}.", dir=out.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _told(error: OSError, out: Path) -> StoreError:
    detail = f"{out}: {error}"
    if error.errno in _NO_ROOM:
        return DiskFull(
            f"There is no room left for {out.name} in {out.parent}.",
            hint="Make room there or choose another folder. Nothing was written.",
            detail=detail,
        )
    if error.errno in _NO_RIGHT:
        return StoreError(
            f"Rivulet may not write to {out.parent}.",
            hint="Choose another folder.",
            detail=detail,
        )
    return StoreError(
        f"{out.name} could not be written to {out.parent}.",
        hint="Look whether the folder is there and its disk connected, or choose another one.",
        detail=detail,
    )
