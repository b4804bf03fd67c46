"""What servers say when asked for their models, in all the shapes they say it in.

Pure functions: the bytes of an answer become `Model`s. What a server does not say stays None; the
bundled table may know it (`model_facts`).
"""

import itertools
import typing
from collections.abc import Iterator
from typing import Any

import msgspec

from desktop_app.domain.errors import WireError
from desktop_app.domain.provider import Model

_CONTEXT = (
    ("context_length",),
    ("context_window",),
    ("max_context_length",),
    ("max_input_tokens",),
    ("max_model_len",),
    ("inputTokenLimit",),
    ("meta", "n_ctx"),
    ("capabilities", "limits", "max_context_window_tokens"),
    ("top_provider", "context_length"),
)
_MAX_OUTPUT = (
    ("max_completion_tokens",),
    ("max_output_length",),
    ("outputTokenLimit",),
    ("max_tokens",),
    ("top_provider", "max_completion_tokens"),
    ("capabilities", "limits", "max_output_tokens"),
)
_IMAGES = (
    ("capabilities", "vision"),
    ("capabilities", "image_input", "supported"),
    ("capabilities", "supports", "vision"),
)
_TOOLS = (("capabilities", "function_calling"), ("capabilities", "supports", "tool_calls"))
_REASONING = (
    ("capabilities", "reasoning"),
    ("capabilities", "thinking", "supported"),
    ("capabilities", "supports", "adaptive_thinking"),
    ("thinking",),
)
_OTHER_WORK = {
    "embedding", "embeddings", "image", "image_generation", "video", "audio", "audio_speech",
    "audio_transcription", "transcribe", "moderation", "rerank",
}  # fmt: skip
_MILLION = 1_000_000


class ModelPage(typing.NamedTuple):
    """One answer: its models, and the id behind which the next page begins ("" on the last)."""

    models: list[Model]
    next_after: str = ""


def parse_models(body: bytes, title: str) -> ModelPage:
    """Read `{"data": […]}`, `{"models": […]}` or a bare array. Raises WireError for anything else.

    Models that say themselves that they do not chat are left out.
    """
    try:
        value = msgspec.json.decode(body)
    except msgspec.DecodeError:
        value = None
    listed = value if isinstance(value, list) else _first_list(value)
    if listed is None:
        raise WireError(
            f"{title} sent something that is no list of models.",
            hint="Check the base URL: it may lead to a web page.",
        )
    models = [_model(entry) for entry in listed if isinstance(entry, dict) and _chats(entry)]
    has_more = isinstance(value, dict) and value.get("has_more") is True
    after = str(value.get("last_id") or "") if has_more else ""
    return ModelPage([model for model in models if model.id], after)


def _first_list(value: Any) -> list[Any] | None:
    if not isinstance(value, dict):
        return None
    found = (value.get(name) for name in ("data", "models"))
    return next((each for each in found if isinstance(each, list)), None)


def _model(entry: dict[str, Any]) -> Model:
    name = _text(entry, "id") or _text(entry, "name")
    title = _text(entry, "display_name") or _text(entry, "displayName") or _text(entry, "name")
    prices = _prices(entry.get("pricing"))
    return Model(
        id=name.removeprefix("models/"),
        title="" if title == name else title,
        context=_number(entry, _CONTEXT),
        max_output=_number(entry, _MAX_OUTPUT),
        input_price=prices.get("input"),
        output_price=prices.get("output"),
        cached_price=prices.get("cached"),
        has_images=_either("image" in _inputs(entry) if _inputs(entry) else None, entry, _IMAGES),
        has_tools=_either(_takes(entry, "tools"), entry, _TOOLS),
        has_reasoning=_either(_takes(entry, "reasoning"), entry, _REASONING),
    )


def _chats(entry: dict[str, Any]) -> bool:
    """Whether the server leaves open that this model answers with text."""
    outputs = _at(entry, "output_modalities") or _at(entry, "architecture", "output_modalities")
    methods = _at(entry, "supportedGenerationMethods")
    refusals = (
        isinstance(outputs, list) and "text" not in outputs,
        isinstance(methods, list) and "generateContent" not in methods,
        _at(entry, "capabilities", "completion_chat") is False,
        _at(entry, "capabilities", "type") not in {None, "chat"},
        bool({_text(entry, "type"), _text(entry, "mode")} & _OTHER_WORK),
    )
    return not any(refusals)


def _inputs(entry: dict[str, Any]) -> list[Any]:
    inputs = _at(entry, "input_modalities") or _at(entry, "architecture", "input_modalities")
    return inputs if isinstance(inputs, list) else []


def _takes(entry: dict[str, Any], parameter: str) -> bool | None:
    known = entry.get("supported_parameters")
    return parameter in known if isinstance(known, list) else None


def _either(
    known: bool | None, entry: dict[str, Any], places: tuple[tuple[str, ...], ...]
) -> bool | None:
    told = (_at(entry, *place) for place in places)
    return next((each for each in itertools.chain((known,), told) if isinstance(each, bool)), None)


def _prices(pricing: Any) -> dict[str, float]:
    """US dollars per token: as they are, or per million where the server says so."""
    if not isinstance(pricing, dict):
        return {}
    share = 1 / _MILLION if "1m" in str(pricing.get("unit", "")) else 1.0
    return {name: price * share for name, price in _listed_prices(pricing)}


def _listed_prices(pricing: dict[str, Any]) -> Iterator[tuple[str, float]]:
    spellings = {
        "input": ("prompt", "input"),
        "output": ("completion", "output"),
        "cached": ("input_cache_read", "cache_read"),
    }
    for name, keys in spellings.items():
        for key in keys:
            try:
                price = float(pricing[key])
            except (KeyError, TypeError, ValueError):
                continue
            if price >= 0:  # a router's price depends on its choice: it says -1
                yield name, price
                break


def _number(entry: dict[str, Any], places: tuple[tuple[str, ...], ...]) -> int | None:
    told = (_at(entry, *place) for place in places)
    numbers = (each for each in told if isinstance(each, int) and not isinstance(each, bool))
    return next((each for each in numbers if each > 0), None)


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
