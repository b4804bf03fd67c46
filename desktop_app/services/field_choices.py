"""The values that a provider lists for a field of its own, like Mavera's personas.

Pure functions: the bytes of an answer become choices. Who asks is the doctor.
"""

from typing import Any, NamedTuple

import msgspec

from desktop_app.domain.errors import WireError

_LISTS = ("data", "items", "results")
_NAMES = ("name", "title", "display_name", "displayName")


class FieldChoice(NamedTuple):
    """A value to send, and what a person calls it."""

    value: str
    title: str


def parse_choices(body: bytes, title: str) -> list[FieldChoice]:
    """Read `{"data": [{"id", "name"}, …]}` or a bare list of such, or of words.

    `title` is the provider's. Raises WireError for anything else.
    """
    try:
        value = msgspec.json.decode(body)
    except msgspec.DecodeError:
        value = None
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    if not isinstance(value, list):
        raise WireError(f"{title} sent something that is no list of choices.")
    return [choice for entry in value if (choice := _choice(entry)) and choice.value]


def _choice(entry: Any) -> FieldChoice | None:
    if isinstance(entry, str):
        return FieldChoice(entry, entry)
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str | int):
        return None
    value = str(entry["id"])
    names = (entry.get(key) for key in _NAMES)
    return FieldChoice(value, next((x for x in names if x and isinstance(x, str)), value))
