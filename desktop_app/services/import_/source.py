"""A file that is to be imported: the JSON and the attachments in it, read without trusting it.

Nothing of a zip is ever written under its own name, so a name cannot lead anywhere; names that try
to, links, and what grows out of all proportion are left out and told.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from desktop_app.services.import_.errors import NotUnderstood

MOST_MEMBERS = 200_000
LARGEST_FILE = 256 << 20  # bytes of one attachment
MOST_GROWTH = 200  # how many times its size in the zip a member may have; text seldom has 20
_FREE_GROWTH = 16 << 20  # bytes that a member may have whatever it is in the zip

_ASSET = re.compile(r"^(file[-_][A-Za-z0-9]+)")


class Readable(Protocol):
    """Something that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, none at the end."""


class Source:
    """One file, open. `skipped` gathers what was left out, in words."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.skipped: list[str] = []
        path.open("rb").close()  # what cannot be read is told here and not as no zip
        self._zip = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
        self._members = self._checked() if self._zip else {}
        self._by_name = {PurePosixPath(name).name: name for name in self._members}
        found = ((_ASSET.match(name), full) for name, full in self._by_name.items())
        self._by_asset = {match[1]: full for match, full in found if match}

    def close(self) -> None:
        """Let go of the file."""
        if self._zip:
            self._zip.close()

    @property
    def size(self) -> int:
        """Bytes of JSON to be read, for the progress."""
        if not self._zip:
            return self.path.stat().st_size
        return sum(self._members[name].file_size for name in self._json_names())

    def documents(self) -> Iterator[tuple[str, "Readable"]]:
        """Every file that may hold conversations, by its name.

        Raises:
            NotUnderstood: there is none in the zip.
        """
        if not self._zip:
            with self.path.open("rb") as file:
                yield self.path.name, file
            return
        names = self._json_names()
        if not names:
            raise NotUnderstood("There are no conversations in this zip.")
        for name in names:
            with self._zip.open(name) as member:
                yield name, _Bounded(member, self._members[name])

    def file(self, name: str) -> bytes | None:
        """The bytes of an attachment by its file name, its SHA-256 or its id; None without them."""
        stem = name.partition("://")[2] or name
        match = _ASSET.match(stem)
        member = (
            self._by_name.get(stem)
            or (self._by_asset.get(match[1]) if match else None)
            or next((full for base, full in self._by_name.items() if base.startswith(stem)), None)
        )
        if member is None or self._zip is None:
            return None
        if self._members[member].file_size > LARGEST_FILE:
            self.skipped.append(f"{member}: larger than 256 MB")
            return None
        with self._zip.open(member) as file:
            return _Bounded(file, self._members[member]).read(LARGEST_FILE)

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        assert self._zip is not None
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise NotUnderstood(f"This zip holds more than {MOST_MEMBERS:,} files.")
        members = {}
        for info in infos:
            if info.is_dir():
                continue
            if reason := _why_unsafe(info):
                self.skipped.append(f"{info.filename[:200]!r}: {reason}")
            else:
                members[info.filename] = info
        return members

    def _json_names(self) -> list[str]:
        """conversations.json, conversations-003.json, conversations/ID.json; in this order."""
        pattern = re.compile(r"(^|/)(conversations[-_]?\d*\.json|conversations/[^/]+\.json)$")
        return sorted(name for name in self._members if pattern.search(name))


class _Bounded:
    """A member of a zip that ends with an error where it grows beyond belief."""

    def __init__(self, file: IO[bytes], info: zipfile.ZipInfo) -> None:
        self._file = file
        self._left = max(info.compress_size * MOST_GROWTH, _FREE_GROWTH)
        self._name = info.filename

    def read(self, size: int, /) -> bytes:
        """Some of the bytes."""
        try:
            data = self._file.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise NotUnderstood(
                f"{self._name} in this zip is broken.", detail=str(error)
            ) from error
        self._left -= len(data)
        if self._left < 0:
            raise NotUnderstood(f"{self._name} in this zip unpacks to far more than is credible.")
        return data


def _why_unsafe(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if name.startswith(("/", "\\")) or ":" in name.split("/")[0] or "\\" in name:
        return "an absolute name"
    if ".." in PurePosixPath(name).parts:
        return "a name that leads out of the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link"
    if info.flag_bits & 1:
        return "encrypted"
    return ""
