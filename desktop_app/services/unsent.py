"""What was written into a conversation that has no row yet: it comes back on the next start.

Knows state.toml, and no store.
"""

import msgspec

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import FilePart, ImagePart
from desktop_app.settings.remembered import Remembered

KEY = "new_conversation"  # in state.toml


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


def recall(remembered: Remembered) -> Unsent:
    """What was kept last."""
    try:
        return msgspec.convert(remembered.get(KEY, {}), Unsent)
    except msgspec.ValidationError:  # another program's words: losing them loses comfort only
        return Unsent()


def keep(remembered: Remembered, unsent: Unsent) -> None:
    """Let this come back; nothing forgets it."""
    remembered.set(KEY, msgspec.to_builtins(unsent) or None)
