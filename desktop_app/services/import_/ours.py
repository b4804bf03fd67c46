"""Our own JSON and zip, from this version or another."""

from typing import Any

import msgspec

from desktop_app.services.import_.given import Given
from desktop_app.services.store import ConversationRecord

_decoder = msgspec.json.Decoder(ConversationRecord)  # keeps opaque parts byte for byte


def recognises(given: dict[str, Any]) -> bool:
    """Whether a JSON object is one of our conversations."""
    return isinstance(given.get("messages"), list) and {"id", "created", "updated"} <= given.keys()


def record(_: dict[str, Any], around: Given) -> ConversationRecord:
    """The conversation as it was, with the bytes that lie beside it in a zip.

    Raises:
        msgspec.ValidationError: it breaks the rules of FORMAT.md.
    """
    found = _decoder.decode(around.element)
    beside = {
        name: data
        for name in found.file_names
        if name not in found.files and (data := around.file(name)) is not None
    }
    return msgspec.structs.replace(found, files=found.files | beside)
