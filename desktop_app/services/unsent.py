"""What was written into a conversation that has no row yet: it comes back on the next start.

A file of its own, because a draft may be long and is written at every pause. Knows no store.
"""

import logging
from pathlib import Path

import msgspec

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import FilePart, ImagePart
from desktop_app.paths import make_private_dir, write_private

log = logging.getLogger(__name__)


class Unsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Fields are named like the columns of a row.

    `assistant` is the id of the one it begins with, "" for none, None while that is not decided.
    """

    draft: str = ""
    attachments: tuple[ImagePart | FilePart, ...] = ()
    system: str = ""
    parameters: Parameters = Parameters()
    assistant: str | None = None
    opening: str = ""


def recall(path: Path) -> Unsent:
    """What was kept last in the file `path`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Unsent)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Unsent()  # there is none, or another program's words


def keep(path: Path, unsent: Unsent) -> None:
    """Let this come back; nothing does away with the file."""
    try:
        if unsent == Unsent():
            path.unlink(missing_ok=True)
        else:
            make_private_dir(path.parent)
            write_private(path, msgspec.json.encode(unsent))
    except OSError as error:
        log.warning("what is not sent yet is not kept: %s", error)
