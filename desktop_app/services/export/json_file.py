"""Our JSON: everything there is to know, for ourselves and for scripts. Described in FORMAT.md.

One object whose `conversations` stand on a line each, so that neither writing nor reading needs
more memory than one of them.
"""

from typing import BinaryIO

import msgspec

from desktop_app.services.export.format import Format, ReadFile
from desktop_app.services.store import ConversationRecord

HEAD = b'{"format": "rivulet", "version": 1, "conversations": ['


class JsonWriter:
    """Writes records with the bytes they name inside."""

    def __init__(self, out: BinaryIO, read_file: ReadFile) -> None:
        self._out = out
        self._read_file = read_file
        self._between = b"\n"
        out.write(HEAD)

    def add(self, record: ConversationRecord) -> None:
        """One line."""
        files = {name: data for name in record.file_names if (data := self._read_file(name))}
        self._out.write(self._between)
        self._out.write(msgspec.json.encode(msgspec.structs.replace(record, files=files)))
        self._between = b",\n"

    def close(self) -> None:
        """The end of the object."""
        self._out.write(b"\n]}\n")


FORMAT = Format("json", "JSON", "json", JsonWriter, is_whole=True)
