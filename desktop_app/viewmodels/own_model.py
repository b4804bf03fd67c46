"""What the person says about one model, field by field in words.

Prices are written per million tokens, as price lists do. It must not know where values are kept.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from desktop_app.domain.provider import Model, OwnModel

_MILLION = 1_000_000
_MOST_TOKENS = 1_000_000_000
_DEAREST = 1_000_000.0  # US dollars per million tokens


class ModelField(NamedTuple):
    """One thing that can be said of a model. `kind` is text, tokens, price or ability."""

    name: str
    kind: str
    title: str
    help: str = ""


FIELDS = (
    ModelField("title", "text", "Name of your own"),
    ModelField("context", "tokens", "Context length", "How much a conversation may hold."),
    ModelField("max_output", "tokens", "Longest answer"),
    ModelField("input_price", "price", "Price of what is sent"),
    ModelField("output_price", "price", "Price of answers"),
    ModelField("cached_price", "price", "Price of what is sent again"),
    ModelField("has_images", "ability", "Takes images"),
    ModelField("has_tools", "ability", "Uses tools"),
    ModelField("has_reasoning", "ability", "Reasons"),
)


def written(field: ModelField, model: Model | OwnModel) -> str:
    """The value as a person writes it, "" for none; an ability is yes or no."""
    value = getattr(model, field.name)
    if value is None or value == "":
        return ""
    if field.kind == "ability":
        return "yes" if value else "no"
    if field.kind == "price":
        return f"{value * _MILLION:.6g}"
    return str(value)


def taken(field: ModelField, text: str, own: OwnModel) -> OwnModel:
    """The person's word with this field as written; nothing written leaves it as it is known.

    Raises ValueError in words for the person.
    """
    text = text.strip()
    empty = getattr(OwnModel(), field.name)
    value = _READERS[field.kind](text) if text else empty
    return msgspec.structs.replace(own, **{field.name: value})


def _tokens(text: str) -> int:
    """`128000`, `128,000` or `128k`."""
    plain = text.replace(",", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").lower()
    factor = {"k": 1000, "m": _MILLION}.get(plain[-1:], 1)
    try:
        tokens = round(float(plain[:-1] if factor > 1 else plain) * factor)
    except (ValueError, OverflowError):
        tokens = 0
    if not 1 <= tokens <= _MOST_TOKENS:
        raise ValueError("Write a number of tokens, like 128000 or 128k.")
    return tokens


def _price(text: str) -> float:
    try:
        price = float(text.lstrip("$ "))
    except ValueError:
        price = -1.0
    if not 0 <= price <= _DEAREST:
        raise ValueError("Write US dollars for a million tokens, like 2.50; 0 for free.")
    return price / _MILLION


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "tokens": _tokens,
    "price": _price,
    "ability": lambda text: text == "yes",
}
