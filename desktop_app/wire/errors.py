"""What a provider says went wrong, as the error a person understands (WIRE.md section 3.2).

Owns the order in which a provider's words and its status are believed, and our own words for each
kind. Knows nothing of retries; those read the class, `status` and `retry_after`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from desktop_app.domain.errors import (
    AppError,
    BalanceUsedUp,
    Blocked,
    ContextTooLong,
    KeyRejected,
    ModelUnknown,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRefused,
    ServerFailed,
    WireError,
)
from desktop_app.wire.payload import untyped
from desktop_app.wire.told import (
    BODY_LIMIT,
    Told,
    holds_error,
    page_words,
    request_id,
    retry_after,
    told_by,
    told_in,
)


class Speaker(msgspec.Struct, frozen=True):
    """Whose words an error repeats: the provider's title, its billing page, the model asked.

    `has_key` tells whether a key went along, so that nobody is told of a key that was not there.
    """

    title: str = "The provider"
    billing_page: str = ""
    model: str = ""
    has_key: bool = True


def error_from_response(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    speaker: Speaker,
    *,
    hidden: Sequence[str] = (),
) -> AppError:
    """Return the error that an HTTP answer with `status` stands for.

    `headers` are looked up in lower case, `hidden` are secrets that must not be repeated.
    """
    for secret in filter(None, hidden):
        body = body.replace(secret.encode(), "••••".encode())
    told = told_by(body)
    wait = retry_after(headers) or told.retry_after
    told = msgspec.structs.replace(told, status=status, retry_after=wait)
    return _error(told, speaker, request_id(headers))


def error_from_event(value: Any, speaker: Speaker) -> AppError:
    """Return the error that a decoded error frame inside a stream stands for."""
    return _error(told_in(value), speaker, "")


def error_from_page(body: bytes, speaker: Speaker) -> AppError:
    """Return the error for an answer with status 200 that is neither a stream nor an answer."""
    value = untyped(body[:BODY_LIMIT])
    if holds_error(value):
        return error_from_event(value, speaker)
    return WireError(
        f"{speaker.title} sent something that is no answer.",
        hint="Check the base URL: it may lead to a web page or a login.",
        detail=page_words(body),
    )


# What follows is the table of WIRE.md 3.2: first the words that mean the same at any status,
# in the order in which they are believed, then the status.

_MONEY = frozenset({
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_error",
    "enforced_spend_limit_reached", "insufficient_balance", "insufficient_credits",
    "payment_required", "billing_hard_limit_reached", "billing_not_active",
})  # fmt: skip
_MONEY_TEXT = re.compile(
    r"insufficient (?:balance|funds|credit|quota)|credit balance|exceeded your current quota"
    r"|(?:spend|spending|usage) limit|out of credit|not enough credit|requires more credits",
    re.IGNORECASE,
)
_CONTEXT = frozenset({
    "context_length_exceeded", "exceed_context_size_error", "context_window_exceeded",
    "string_above_max_length", "prompt_too_long",
})  # fmt: skip
_CONTEXT_TEXT = re.compile(
    r"maximum context length|prompt is too long|available context size|context window"
    r"|exceeds? the (?:model's )?(?:maximum )?context|input is too long|too many tokens",
    re.IGNORECASE,
)
_KEY = frozenset({
    "authentication_error", "invalid_api_key", "api_key_invalid", "unauthenticated",
    "no_db_connection",  # LiteLLM without a database, to every key but its own
})  # fmt: skip
_KEY_TEXT = re.compile(
    r"(?:incorrect|invalid|missing|expired|revoked|no)\s+(?:x-)?api[ -]?key"
    r"|api[ _-]?key (?:not valid|invalid|expired|is invalid|not found)|api_key_invalid",
    re.IGNORECASE,
)
_MODEL = frozenset({
    "model_not_found", "deploymentnotfound", "invalid_model", "unknown_model",
    "model_not_available", "model_not_supported",
})  # fmt: skip
_MODEL_TEXT = re.compile(
    r"\bmodels?\b.{0,120}(?:not exist|not found|not a valid|not supported|not available|deprecated"
    r"|decommissioned|retired)|(?:invalid|unknown|no such) model|not a valid model"
    r"|^model:|no endpoints found",
    re.IGNORECASE,
)
_BLOCKED = frozenset({
    "content_filter", "inappropriate_content", "content_policy_violation", "moderation",
    "content_moderation", "guardrail", "moderation_blocked", "responsibleaipolicyviolation",
})  # fmt: skip
_RATE = frozenset({
    "rate_limit_exceeded", "rate_limit_error", "slow_down", "ratelimitreached",
    "capacity_exhausted", "resource_exhausted", "too_many_requests", "rate_limited",
})  # fmt: skip
_OVERLOADED = frozenset({
    "overloaded_error", "overloaded", "server_is_overloaded", "provider_overloaded",
    "engine_overloaded", "unavailable_error", "unavailable",
})  # fmt: skip
_REFUSED = frozenset({"invalid_request_error", "invalid_argument", "tool_use_failed"})
_TEMPORARY = frozenset({408, 409, 425})  # of 4xx: sent again unchanged they may well succeed
_KINDS: tuple[tuple[type[ProviderError], frozenset[str], "re.Pattern[str] | None"], ...] = (
    (BalanceUsedUp, _MONEY, _MONEY_TEXT),
    (ContextTooLong, _CONTEXT, _CONTEXT_TEXT),
    (KeyRejected, _KEY, _KEY_TEXT),
    (ModelUnknown, _MODEL, _MODEL_TEXT),
    (Blocked, _BLOCKED, None),
    (RateLimited, _RATE, None),
    (Overloaded, _OVERLOADED, None),
)
_BY_STATUS: dict[int, type[ProviderError]] = {
    401: KeyRejected,
    402: BalanceUsedUp,
    429: RateLimited,
    498: Overloaded,
    503: Overloaded,
    529: Overloaded,
}


def _kind(told: Told) -> type[ProviderError]:
    # These statuses leave no doubt; the money kind of 429 is told by its words.
    if told.status in {401, 402}:
        return _BY_STATUS[told.status]
    for kind, words, text in _KINDS:
        if words & told.words or (text and _is_text_believed(kind, told, text)):
            return kind
    if told.status in _BY_STATUS:
        return _BY_STATUS[told.status]
    if told.status is None:
        is_refused = bool(_REFUSED & told.words)
    else:
        is_refused = 400 <= told.status < 500 and told.status not in _TEMPORARY
    return RequestRefused if is_refused else ServerFailed


def _is_text_believed(kind: type[ProviderError], told: Told, text: "re.Pattern[str]") -> bool:
    # Gemini words its limit per minute like an empty account, but says when to come back.
    is_pause = kind is BalanceUsedUp and told.retry_after is not None
    return told.status not in {500, 502} and not is_pause and bool(text.search(told.message))


def _error(told: Told, speaker: Speaker, request: str) -> AppError:
    kind = _kind(told)
    facts = (
        f"status {told.status}" if told.status else "",
        ", ".join(sorted(told.words)),
        told.message,
        f"request {request}" if request else "",
    )
    text, hint = _words(kind, told, speaker)
    error = kind(
        text,
        hint=hint,
        detail=" · ".join(filter(None, facts)),
        status=told.status,
        param="key" if kind is KeyRejected and not speaker.has_key else told.param,
        code=told.code,
    )
    if isinstance(error, RateLimited):
        error.retry_after = told.retry_after
    return error


def _words(kind: type[ProviderError], told: Told, speaker: Speaker) -> tuple[str, str]:
    """Return what happened and what to do about it."""
    text, hint = _SENTENCES[kind]
    if kind is KeyRejected and not speaker.has_key:
        text, hint = _NO_KEY
    if kind is RequestRefused:
        text, hint = _REFUSED_SENTENCES.get(told.status or 0, (text, hint))
    if kind is RequestRefused and told.param:
        hint = hint or "It names “{param}”."
    if kind is BalanceUsedUp and speaker.billing_page:
        hint = "Add credit or raise the limit: {page}"
    facts = {
        "title": speaker.title,
        "said": f": {told.message}" if told.message else ".",
        "model": f"the model “{speaker.model}”" if speaker.model else "this model",
        "page": speaker.billing_page,
        "param": told.param,
        "number": f" ({told.status})" if told.status else "",
    }
    return text.format(**facts), hint.format(**facts)


_SENTENCES: dict[type[ProviderError], tuple[str, str]] = {
    KeyRejected: (
        "{title} refused this key{number}.",
        "It may be mistyped, revoked or of another account. Paste a new one.",
    ),
    BalanceUsedUp: ("Out of credit at {title}.", "Add credit or raise the limit there."),
    RateLimited: ("Too many requests to {title}.", "Wait a moment and try again."),
    ModelUnknown: ("{title} does not offer {model}{said}", "Choose another model."),
    ContextTooLong: (
        "The conversation is too long for the model{said}",
        "Shorten it, start a new one, or choose a model with more room.",
    ),
    Blocked: ("{title} blocked this{said}", "Word it differently, or ask another model."),
    Overloaded: ("{title} has too much to do right now{said}", "Try again in a moment."),
    RequestRefused: ("{title} did not accept the request{said}", ""),
    ServerFailed: ("{title} had a problem of its own{number}{said}", "Try again in a moment."),
}
_NO_KEY = ("{title} needs a key{number}.", "Paste one in Settings › Models & keys.")
_NO_SUCH_ADDRESS = (
    "{title} does not know this address{number}{said}",
    "Check the base URL, or choose another protocol for this provider.",
)
_REFUSED_SENTENCES = {
    404: _NO_SUCH_ADDRESS,
    405: _NO_SUCH_ADDRESS,
    415: _NO_SUCH_ADDRESS,
    413: ("This is too large for {title}{said}", "Remove or shrink an attachment."),
}
