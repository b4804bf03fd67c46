"""What a refusal lets us leave out, so that one repaired request can be tried (WIRE.md 3.2)."""

import re

import msgspec

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.errors import AppError, RequestRefused

# Fields that a request can do without. Those that are everyday words count only where the
# provider puts them in quotes or names them as the parameter.
_FIELDS = (
    "stream_options", "temperature", "top_p", "max_completion_tokens", "max_tokens",
    "stop_sequences", "reasoning_effort", "reasoning_format", "output_config", "budget_tokens",
    "tool_choice", "verbosity", "max_output_tokens",
)  # fmt: skip
_WORDS = ("stop", "reasoning", "thinking", "include", "store", "text")
_NEEDED = {"model", "messages", "input", "stream", "system", "instructions", "tools"}
_OUTER = {"budget_tokens": "thinking", "include_usage": "stream_options"}
_NAMED = re.compile(
    rf"\b(?P<field>include_usage|{'|'.join(_FIELDS)})\b"
    rf"|['\"`](?P<word>{'|'.join(_WORDS)})(?:[.\[][\w.\[\]]*)?['\"`]"
)
_ROLE = re.compile(r"['\"`](developer|system)['\"`]|\b(developer|system) role", re.IGNORECASE)
_NEXT_ROLE = {"system": "developer", "developer": "system"}


def repaired(request: CompletionRequest, error: AppError) -> CompletionRequest | None:
    """Return the request without what `error` names, None where nothing of ours is named.

    A request that was repaired is not repaired again in the same way.
    """
    if not isinstance(error, RequestRefused) or error.status not in {400, 422}:
        return None
    field = _named(error)
    if field in request.without or request.role_override:
        return None
    if field:
        return msgspec.structs.replace(request, without=request.without | {field})
    if request.system and "role" in f"{error.param} {error.detail}" and _ROLE.search(error.detail):
        role = _NEXT_ROLE.get(request.profile.system_role, "user")
        return msgspec.structs.replace(request, role_override=role)
    return None


def repair_words(repaired_request: CompletionRequest) -> str:
    """Return what a repaired request does differently, to be told to the person."""
    if repaired_request.role_override:
        return f"role “{repaired_request.role_override}” for the system prompt"
    return ", ".join(sorted(repaired_request.without))


def optional_field(error: RequestRefused) -> str:
    """Return the field that a refusal names and a request can do without, or an empty text."""
    outer = re.split(r"[.\[]", error.param)[0]
    return _named(error) or (outer if outer not in _NEEDED else "")


def _named(error: RequestRefused) -> str:
    """Return the field of the body that the error names first, or an empty text."""
    outer = re.split(r"[.\[]", error.param)[0]
    if outer not in _FIELDS and outer not in _WORDS:
        named = _NAMED.search(error.detail)
        outer = (named["field"] or named["word"]) if named else ""
    return _OUTER.get(outer, outer)
