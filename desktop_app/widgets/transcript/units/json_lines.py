"""JSON for reading: one value per line, broken at a width, in coloured pieces.

Signs that hide or turn text around are written out: what is approved must be what is read.
"""

import json
import re

LONGEST = 100_000  # characters that are made readable
Piece = tuple[str, str]  # words; key, string, number, word, or nothing for signs

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null)|(?P<sign>.)",
    re.DOTALL,
)


def readable(text: str) -> str:
    """JSON with one value per line, anything else as it is; at most `LONGEST` characters of it."""
    made = text[:LONGEST]
    if len(text) <= LONGEST:
        try:
            made = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            made = text
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", made)


def lines(text: str, room: int, most: int) -> list[list[Piece]]:
    """Coloured lines of at most `room` letters. Where more than `most` are needed, that is told."""
    made: list[list[Piece]] = []
    rows = text.splitlines() or [""]
    for number, row in enumerate(rows):
        made += _broken(row, room, most - len(made))
        if len(made) > most:
            more = len(rows) - number - 1
            return [*made[:most], [(f"… and more ({more:,} further lines): open the details", "")]]
    return made


def _broken(row: str, room: int, most: int) -> list[list[Piece]]:
    """The lines of one row; a few more than `most` tell that there are too many."""
    made: list[list[Piece]] = [[]]
    left = room
    for found in _TOKEN.finditer(row[: room * (most + 2)]):
        words, kind = found[0], found.lastgroup or ""
        while words:
            if not left:
                made.append([])
                left = room
            made[-1].append((words[:left], "" if kind == "sign" else kind))
            words, left = words[left:], left - len(words[:left])
    return made
