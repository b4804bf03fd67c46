"""Finding words by a few of their letters: a score, and which letters matched.

Pure functions; the palette and the sheet of keys use them.
"""

import enum
from dataclasses import dataclass


class Fit(enum.IntEnum):
    """In what way a text fits: a better one outranks every score."""

    STREWN = 0  # all letters in their order, anywhere
    BEGINNINGS = 1  # all letters in their order, each the first of a word or next to the one before
    INSIDE = 2  # every word, one of them not where a word begins
    WORDS = 3  # every word, where a word begins


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits, higher is better, and the places of the letters that matched."""

    score: float
    places: tuple[int, ...]
    fit: Fit = Fit.WORDS


def match(wanted: str, text: str) -> Match | None:
    """How `wanted` is found in `text`: its words in any order, else its letters in theirs.

    None if it is not. An empty `wanted` fits everything alike.
    """
    needle, hay = wanted.casefold().strip(), text.casefold()
    if len(hay) != len(text):  # case folding that changes lengths would shift the places
        hay = text.lower() if len(text.lower()) == len(text) else text
    if not needle:
        return Match(0, ())
    letters = needle.replace(" ", "")
    return _words(needle.split(), hay) or _beginnings(letters, hay) or _letters(letters, hay)


def _words(words: list[str], hay: str) -> Match | None:
    places: list[int] = []
    score = 0.0
    fit = Fit.WORDS
    for word in words:
        at = _best_start(word, hay)
        if at < 0:
            return None
        places.extend(range(at, at + len(word)))
        fit = fit if _starts_word(hay, at) else Fit.INSIDE
        score += 20 * len(word) + (30 if _starts_word(hay, at) else 0) + (20 if at == 0 else 0)
    return Match(score - len(hay) / 100, tuple(sorted(set(places))), fit)


def _best_start(word: str, hay: str) -> int:
    first = at = hay.find(word)
    while at >= 0 and not _starts_word(hay, at):
        at = hay.find(word, at + 1)
    return at if at >= 0 else first


def _beginnings(letters: str, hay: str) -> Match | None:
    places: list[int] = []
    at = -1
    for letter in letters:
        if places and hay.startswith(letter, at + 1):
            at += 1
        else:
            rest = range(at + 1, len(hay))
            at = next((x for x in rest if hay[x] == letter and _starts_word(hay, x)), -1)
        if at < 0:
            return None
        places.append(at)
    return Match(4 * len(letters) - len(hay) / 100, tuple(places), Fit.BEGINNINGS)


def _letters(letters: str, hay: str) -> Match | None:
    places: list[int] = []
    score = 0.0
    at = -1
    for letter in letters:
        found = hay.find(letter, at + 1)
        if found < 0:
            return None
        score += 6 if found == at + 1 else 4 if _starts_word(hay, found) else 1
        places.append(found)
        at = found
    spread = places[-1] - places[0] + 1
    # Letters strewn over a long text are chance, not a match.
    is_near = spread <= 4 * len(letters)
    return Match(score - spread / 4, tuple(places), Fit.STREWN) if is_near else None


def _starts_word(hay: str, at: int) -> bool:
    return at == 0 or not hay[at - 1].isalnum()
