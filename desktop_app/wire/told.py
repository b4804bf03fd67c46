"""What an error body says, whichever of the shapes of WIRE.md 3.1 it has.

Owns the shapes and the cleaning of a provider's words: no HTML, no key, no request body passes.
What the words mean is the business of `errors`.
"""

import email.utils
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from desktop_app.wire.payload import untyped

BODY_LIMIT = 64 * 1024  # bytes of an error body that are looked at

_WORDS_LIMIT = 500  # characters of a provider's own message that are shown


class Told(msgspec.Struct, frozen=True):
    """What an error body says, whichever shape it has. `words` are its codes in lower case."""

    message: str = ""
    words: frozenset[str] = frozenset()
    code: str = ""
    param: str = ""
    status: int | None = None
    retry_after: float | None = None


def told_by(body: bytes) -> Told:
    """Return what an error body says: JSON of any known shape, a page's title, or plain text."""
    value = untyped(body[:BODY_LIMIT])
    return told_in(value) if isinstance(value, (dict, list)) else Told(message=page_words(body))


def clean(text: str) -> str:
    """Return `text` on one line, bounded, without markup and without anything like a key."""
    text = _KEYS.sub("••••", _TAGS.sub(" ", text))
    text = " ".join(text.split())
    return text if len(text) <= _WORDS_LIMIT else text[:_WORDS_LIMIT].rstrip() + "…"


_TAGS = re.compile(r"<[^<>]{0,2000}>")
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{0,2000}?)</title", re.IGNORECASE | re.DOTALL)
_KEYS = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|pplx|fw|csk|nvapi|hf|mvra|agnic|ng|r8|key|tok)[-_][\w*.\-]{6,}"
    r"|\bAIza[\w\-]{10,}|\bya29\.[\w\-.]{10,}|\beyJ[\w\-]{10,4000}+\.[\w\-.]{10,}"
    r"|(?<=provided: )[^\s.,]+|(?<=api key: )[^\s.,]+|(?<=Bearer )\S+"
    r"|\b[A-Fa-f0-9]{32,}\b|(?<!\S)\S*?\*{3,}\S*"
)


def told_in(value: Any) -> Told:
    """Read every shape of WIRE.md 3.1."""
    while isinstance(value, list):
        value = value[0] if value else {}
    outer = value if isinstance(value, dict) else {"message": value}
    inner = _inner(outer)
    metadata = _dict(inner.get("metadata")) | _dict(inner.get("details"))
    code = _word(inner.get("code")) or _word(outer.get("code"))
    words = (
        code,
        _word(inner.get("type")),
        _word(inner.get("status")),
        _word(metadata.get("error_type")),
        _word(metadata.get("error_code")),
        _word(outer.get("error_type")),
    )
    return Told(
        message=clean(_message(inner, metadata)),
        words=frozenset(word.lower() for word in words if word),
        code=code,
        param=_word(inner.get("param")),
        status=_status(inner, outer),
        retry_after=_seconds(_dict(outer.get("availability")).get("retry_after"))
        or _seconds(metadata.get("retry_after"))
        or _delay_in_details(inner.get("details")),
    )


def _inner(outer: dict[str, Any]) -> dict[str, Any]:
    """Return the object that holds the message."""
    error = outer.get("error")
    if isinstance(error, dict):
        return error
    if isinstance(error, str):
        return {"message": _word(outer.get("error_description")) or error}
    if "detail" in outer:
        return {"message": outer["detail"]}
    return outer


def _message(inner: dict[str, Any], metadata: dict[str, Any]) -> str:
    message = inner.get("message")
    if isinstance(message, list):
        message = "; ".join(_validation(item) for item in message[:5])
    text = _word(message)
    upstream = _word(metadata.get("raw"))
    if upstream and not upstream.lstrip().startswith(("{", "<")):
        text = f"{text}: {upstream}" if text else upstream
    return text


def _validation(item: Any) -> str:
    """One entry of FastAPI's `detail` list: where and what."""
    entry = _dict(item)
    place = entry.get("loc")
    where = ".".join(str(step) for step in place) if isinstance(place, list) else ""
    return f"{where}: {_word(entry.get('msg'))}".strip(": ") or _word(item)


def _status(*places: dict[str, Any]) -> int | None:
    for place in places:
        for key in ("status_code", "raw_status_code", "code", "status"):
            word = _word(place.get(key))
            if word.isascii() and word.isdigit() and 400 <= int(word[:6]) <= 599:
                return int(word)
    return None


def _delay_in_details(details: Any) -> float | None:
    """Gemini's `retryDelay: "17s"` in a list of details."""
    for entry in details if isinstance(details, list) else ():
        delay = _dict(entry).get("retryDelay")
        if isinstance(delay, str):
            return _seconds(delay.removesuffix("s"))
    return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return seconds if 0 < seconds < 1e9 else None


def holds_error(value: Any) -> bool:
    """Return whether a decoded body has any of the shapes of an error."""
    if isinstance(value, list):
        return bool(value) and holds_error(value[0])
    return isinstance(value, dict) and bool(
        value.get("error") or value.get("detail") or value.get("message")
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait. A date is read against the answer's own date: no clock here."""
    milliseconds = _seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    told = headers.get("retry-after", "")
    seconds = _seconds(told)
    if seconds is not None:
        return seconds
    try:
        until = email.utils.parsedate_to_datetime(told)
        sent = email.utils.parsedate_to_datetime(headers.get("date", ""))
        return _seconds((until - sent).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def request_id(headers: Mapping[str, str]) -> str:
    """Return the number under which the provider can find this request, or an empty text."""
    for name in ("x-request-id", "request-id", "x-generation-id", "apim-request-id", "cf-ray"):
        if headers.get(name):
            return clean(headers[name])
    return ""


def page_words(body: bytes) -> str:
    """Return the title of an HTML page, or the plain text itself; never the page."""
    body = body[:BODY_LIMIT]
    title = _TITLE.search(body)
    if title:
        return clean(title[1].decode("utf-8", "replace"))
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith(("<", "{", "[")) or "\x00" in text else clean(text)
