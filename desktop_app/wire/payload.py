"""JSON of one event into a typed struct, as much of it as makes sense.

Servers send numbers as strings, objects where lists belong and half surrogate pairs. The typed
decoder of msgspec is the fast way; where it refuses, the value is read untyped and every field that
does fit is kept. Nothing here raises.
"""

import json
import re
import types
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole pair
    r"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\."
)


def decode(data: bytes, decoder: "msgspec.json.Decoder[T]") -> T | None:
    """Return what `data` says as the decoder's struct, None where it is no JSON object."""
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        value = untyped(data)
    return fitted(value, decoder.type) if isinstance(value, dict) else None


def untyped(data: bytes) -> Any:
    """Return the plain value of `data`, None where it is no JSON."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    try:
        return json.loads(_without_lone_surrogates(data.decode("utf-8", "replace")), strict=False)
    except (ValueError, RecursionError):
        return None


def fitted(value: dict[str, Any], kind: type[T]) -> T:
    """Return `value` as a struct, leaving every field that does not fit at its default."""
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name in value:
            item = _fit(value[field.encode_name], field.type)
            if item is not msgspec.UNSET:
                fields[field.name] = item
    return kind(**fields)


def raw(value: Any) -> msgspec.Raw:
    """Return `value` as JSON to be kept word for word."""
    return msgspec.Raw(msgspec.json.encode(value))


def _fit(value: Any, kind: Any) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        fits = (_fit(value, option) for option in get_args(kind))
        return next((fit for fit in fits if fit is not msgspec.UNSET), msgspec.UNSET)
    if kind is msgspec.Raw:
        return raw(value)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return fitted(value, kind) if isinstance(value, dict) else msgspec.UNSET
    if get_origin(kind) is list:
        return _fit_list(value, get_args(kind)[0])
    return _fit_plain(value, kind)


def _fit_plain(value: Any, kind: Any) -> Any:
    if kind is str and type(value) in {int, float}:
        return str(value)  # numbers as ids
    try:
        return msgspec.convert(value, kind, strict=False)
    except (msgspec.MsgspecError, ValueError, OverflowError):
        return msgspec.UNSET


def _fit_list(value: Any, kind: Any) -> Any:
    if not isinstance(value, list):
        return msgspec.UNSET
    items = [_fit(item, kind) for item in value]
    return [item for item in items if item is not msgspec.UNSET]


def _without_lone_surrogates(text: str) -> str:
    return _ESCAPES.sub(lambda match: "�" if match["lone"] else match[0], text)
