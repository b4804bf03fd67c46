"""Whether words are read from the right: by their first letter with a direction, as browsers do."""

import unicodedata

_FROM_RIGHT = {"R", "AL"}


def direction(text: str) -> bool | None:
    """True for words that are read from the right, None where no letter tells."""
    if text.isascii():
        return False if any(sign.isalpha() for sign in text) else None
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "L":
            return False
        if kind in _FROM_RIGHT:
            return True
    return None
