"""The whole history as one zip: our JSON to come back from, Markdown to read, and every file."""

import mimetypes
import zipfile
from typing import BinaryIO

import msgspec

from desktop_app.domain.message import FilePart, ImagePart
from desktop_app.paths import LIBRARY
from desktop_app.services.export.format import Format, ReadFile
from desktop_app.services.export.markdown import document
from desktop_app.services.export.names import safe_name
from desktop_app.services.store import ConversationRecord


class ArchiveWriter:
    """Writes `conversations/ID.json`, `markdown/TITLE.md` and `files/SHA256.ENDING`."""

    def __init__(self, out: BinaryIO, read_file: ReadFile) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._read_file = read_file
        self._names: set[str] = set()

    def add(self, record: ConversationRecord) -> None:
        """Three kinds of files; bytes that two conversations share are written once."""
        self._zip.writestr(f"conversations/{record.id}.json", msgspec.json.encode(record))
        for part in _attachments(record):
            name = _file_name(part)
            if name not in self._names and (data := self._read_file(part.sha256)) is not None:
                self._names.add(name)
                self._zip.writestr(name, data)
        readable = msgspec.structs.replace(record, messages=record.branch)
        self._zip.writestr(self._readable_name(record.title), document(readable, self._link))

    def add_library(self, library: bytes) -> None:
        """The assistants and prompts, as their page takes them in again."""
        self._zip.writestr(LIBRARY, library)

    def close(self) -> None:
        """The table of contents."""
        self._zip.close()

    def _link(self, part: ImagePart | FilePart) -> str:
        name = _file_name(part)
        return f"../{name}" if name in self._names else ""

    def _readable_name(self, title: str) -> str:
        base = safe_name(title)
        name, count = f"markdown/{base}.md", 2
        while name.casefold() in self._names:
            name, count = f"markdown/{base} ({count}).md", count + 1
        self._names.add(name.casefold())
        return name


def _attachments(record: ConversationRecord) -> list[ImagePart | FilePart]:
    parts = [part for message in record.messages for part in message.parts]
    held = (*parts, *record.attachments)
    return [part for part in held if isinstance(part, ImagePart | FilePart) and part.sha256]


def _file_name(part: ImagePart | FilePart) -> str:
    ending = mimetypes.guess_extension(part.media_type) or ""
    return f"files/{part.sha256}{ending}"


FORMAT = Format("zip", "Zip with everything", "zip", ArchiveWriter, is_whole=True)
