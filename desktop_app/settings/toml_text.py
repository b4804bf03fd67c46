"""TOML for files that no hand writes: plain values, a line each. It keeps no comments."""

import json
import re
from collections.abc import Mapping

_BARE = re.compile("[A-Za-z0-9_-]+")


def as_toml(table: Mapping[str, object]) -> str:
    """A document with these keys. Raises TypeError for what is no text, number, list or table."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(type(value).__name__)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """As JSON has it, but for one sign that TOML wants to be escaped, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
