"""The stretch of a text around what was found, and where in it the found words stand."""

import re
import unicodedata
from collections.abc import Sequence

from desktop_app.services.store.query import Term
from desktop_app.services.store.words import NO_SPACES

_BEFORE, _LENGTH = 48, 180  # characters
_LOOKED_THROUGH = 60_000  # characters that are folded sign by sign when a plain look finds nothing
_ACCENTS = re.compile("[\u0300-\u036f]")
_GAP = re.compile(r"\s+")


def snippet(text: str, terms: Sequence[Term]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """About 180 characters around the first find, on one line, and the finds' (start, end) in it.

    Case and accents do not count, as in the index.
    """
    pattern = _pattern(terms)
    at = 0 if pattern is None else _first(text, pattern)
    start = 0 if at <= _BEFORE else text.find(" ", at - _BEFORE, at) + 1 or at - _BEFORE
    shown = _GAP.sub(" ", text[start : start + _LENGTH]).strip()
    head = "…" if start else ""
    tail = "…" if start + _LENGTH < len(text) else ""
    shown = f"{head}{shown}{tail}"
    return shown, () if pattern is None else tuple(_finds(shown, pattern))


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    spelled = list(filter(None, map(_spelled, terms)))
    return re.compile("|".join(spelled), re.IGNORECASE) if spelled else None


def _spelled(term: Term) -> str:
    words = re.findall(r"[^\W_]+", _folded(term.text)[0])
    if not words:
        return ""
    inner = r"[\W_]+".join(map(re.escape, words))
    begins = "" if re.match(f"[{NO_SPACES}]", inner) else r"(?<![^\W_])"
    is_open = term.is_prefix or re.search(f"[{NO_SPACES}]$", inner)
    return f"{begins}{inner}" if is_open else f"{begins}{inner}(?![^\\W_])"


def _first(text: str, pattern: re.Pattern[str]) -> int:
    if found := pattern.search(text):
        return found.start()
    return next((start for start, _ in _finds(text[:_LOOKED_THROUGH], pattern)), 0)


def _finds(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    folded, origins = _folded(text)
    return [(origins[m.start()], origins[m.end() - 1] + 1) for m in pattern.finditer(folded)]


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text without accents, and for each of its signs the place it came from."""
    if text.isascii():
        return text, range(len(text))
    signs: list[str] = []
    origins: list[int] = []
    for at, sign in enumerate(text):
        plain = sign if sign.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", sign))
        if len(plain) > 1 and not plain.isascii():
            plain = sign  # a Hangul syllable stays one sign, as the person typed it
        signs.append(plain)
        origins.extend([at] * len(plain))
    return "".join(signs), origins
