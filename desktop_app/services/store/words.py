"""Text as the search index takes it: languages without spaces get them, sign by sign.

The index splits words at spaces. Chinese, Japanese, Korean, Thai and their like are written to it
one sign at a time, and asked for as phrases, so that any stretch of a sentence is found.
"""

import functools
import re

# Thai to Tibetan, Myanmar, Hangul letters, Khmer, kana to ideographs, Hangul, and their extensions.
NO_SPACES = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\uff66-\uffdc\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)


@functools.cache
def _sign() -> re.Pattern[str]:
    return re.compile(f"[{NO_SPACES}]")


def indexable(text: str) -> str:
    """The text with spaces around every sign of a language that writes none."""
    return text if text.isascii() else _sign().sub(r" \g<0> ", text)
