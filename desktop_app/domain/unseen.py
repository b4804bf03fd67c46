"""Signs that are not seen but hide words or turn them around: shown as what they are.

Joiners stay, since letters and emoji are written with them. Isolates and embeddings stay in running
text, where scripts of both directions need them; overrides are never needed.
"""

import re

_LOST = "\N{REPLACEMENT CHARACTER}"
_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_OVERRIDES = re.compile("[\u202d\u202e]")


def is_in(text: str) -> bool:
    """Whether there is any such sign."""
    return _UNSEEN.search(text) is not None


def told(text: str) -> str:
    """Each spelled out by its number: for names and addresses."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def marked(text: str) -> str:
    """Each replaced by one sign that is seen: for text whose positions count, as in code."""
    return _UNSEEN.sub(lambda found: _seen(found[0]), text)


def without_overrides(text: str) -> str:
    """Running text in which nothing is read backwards, in the same length."""
    return _OVERRIDES.sub(_LOST, text)


def _seen(sign: str) -> str:
    return chr(0x2400 + ord(sign)) if sign < " " else _LOST
