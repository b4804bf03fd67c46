"""The parameters that a model takes, as fields: texts in, `Parameters` or complaints out.

A field says which parameter it is, between which bounds, and what it may be. What a model does not
take is no field. It must not know where parameters are kept, nor any pixels.
"""

from collections.abc import Mapping

import msgspec

from desktop_app.domain.completion import Parameters
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Model
from desktop_app.services.catalog import Catalog
from desktop_app.viewmodels.who import Who

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_VERBOSITIES = ("low", "medium", "high")
_MOST_TOKENS = 10_000_000
_MOST_STOPS = 16


class ParameterField(msgspec.Struct, frozen=True):
    """One parameter. With `choices` it is one of them, else a number within bounds, else lines."""

    name: str  # of domain.completion.Parameters
    title: str
    help: str
    least: float = 0
    most: float = 0
    is_whole: bool = False
    choices: tuple[str, ...] = ()


class Taken(msgspec.Struct, frozen=True):
    """What one model takes; `missing` names in words what it does not."""

    fields: tuple[ParameterField, ...]
    missing: tuple[str, ...] = ()


_TEMPERATURE = ParameterField(
    "temperature", "Temperature", "From 0, always the likeliest word, to 2, wild.", 0, 2
)
_TOP_P = ParameterField("top_p", "Top p", "From 0 to 1: only the likeliest words up to it.", 0, 1)
_STOP = ParameterField("stop", "Stop at", "Words that end the answer, one on each line.")


def taken_by(profile: Profile, model: Model, protocol: str) -> Taken:
    """What can be set for a model that is asked in this protocol."""
    most = model.max_output or _MOST_TOKENS
    longest = ParameterField(
        "max_tokens", "Longest answer", f"In tokens, at most {most:,}.", 1, most, is_whole=True
    )
    efforts = profile.efforts or EFFORTS
    effort = ParameterField(
        "effort", "Reasoning effort", "How long it thinks before it answers.", choices=efforts
    )
    verbosity = ParameterField(
        "verbosity", "Verbosity", "How much it writes.", choices=_VERBOSITIES
    )
    known = (
        (_TEMPERATURE, profile.has_sampling),
        (_TOP_P, profile.has_sampling),
        (longest, True),
        (effort, profile.reasons or bool(profile.efforts) or model.has_reasoning is not False),
        (verbosity, profile.has_verbosity and protocol != "messages"),
        (_STOP, profile.has_stop and protocol != "responses"),
    )
    missing = tuple(field.title.lower() for field, is_taken in known if not is_taken)
    return Taken(tuple(field for field, is_taken in known if is_taken), missing)


def taken_in(catalog: Catalog, provider: str, model: str) -> Taken:
    """What a model of the catalog takes; an unknown provider is taken for the default one."""
    who = Who(catalog)
    known = who.provider(provider)
    return taken_by(catalog.profile(model), who.model(known.name, model), known.protocol)


def written(parameters: Parameters) -> dict[str, str]:
    """The text of each field, empty where nothing is set."""
    return {
        "temperature": _number(parameters.temperature),
        "top_p": _number(parameters.top_p),
        "max_tokens": _number(parameters.max_tokens),
        "effort": parameters.effort or "",
        "verbosity": parameters.verbosity or "",
        "stop": "\n".join(_escaped(each) for each in parameters.stop),
    }


def read(
    texts: Mapping[str, str], fields: tuple[ParameterField, ...], before: Parameters
) -> tuple[Parameters, dict[str, str]]:
    """The parameters that `texts` say, by field name; what has no field stays as it was `before`.

    The second value are complaints by field name; a field that is complained of keeps its value.
    """
    complaints: dict[str, str] = {}
    changes: dict[str, object] = {}
    for field in fields:
        text = texts.get(field.name, "")
        complaint = _complaint(field, text)
        if complaint:
            complaints[field.name] = complaint
        else:
            changes[field.name] = _value(field, text)
    return msgspec.structs.replace(before, **changes), complaints


def _complaint(field: ParameterField, text: str) -> str:
    text = text.strip()
    if field.name == "stop":
        is_good = len(text.splitlines()) <= _MOST_STOPS
        return "" if is_good else f"At most {_MOST_STOPS} lines."
    if not text or field.choices:
        return ""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = field.least - 1
    is_good = field.least <= value <= field.most and (not field.is_whole or value.is_integer())
    kind = "A whole number" if field.is_whole else "A number"
    return "" if is_good else f"{kind} from {field.least:,} to {field.most:,}."


def _value(field: ParameterField, text: str) -> object:
    if field.name == "stop":
        return tuple(_unescaped(line) for line in text.splitlines() if line)
    text = text.strip()
    if not text or field.choices:
        return text or None
    value = float(text.replace(",", "."))
    return int(value) if field.is_whole else value


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _unescaped(text: str) -> str:
    named = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}
    out, at = [], 0
    while at < len(text):
        pair = text[at : at + 2]
        out.append(named.get(pair, text[at]))
        at += 2 if pair in named else 1
    return "".join(out)
