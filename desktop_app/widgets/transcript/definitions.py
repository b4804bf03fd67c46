"""Link definitions of one text: each block gets those that it mentions, wherever they stand.

Handing all of them to each block would make ten thousand of them be read again for each.
"""

import re
from typing import Any

from desktop_app.widgets.transcript import markdown

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_BEGIN = re.compile(r"^[ \t>*+\-\d.)]*\[[^\]\n]{1,999}(?:\n[^\]\n]+)?\]:", re.MULTILINE)


def are_in(text: str) -> bool:
    """Whether a text may hold definitions: cheap, and right when it says no."""
    return "]:" in text and _BEGIN.search(text) is not None


class Definitions:
    """What is known so far. The first one of a label counts, in the order of the text."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str, Any]] = {}
        self._has_news = False

    def learn(self, passage: int, text: str) -> None:
        """Take those in `text`, a part of the passage of this number."""
        for label, value in markdown.definitions(text).items():
            key = _key(label)
            known = self._found.get(key)
            if known is None or passage < known[0]:
                self._found[key] = (passage, label, value)
                self._has_news = True

    def take_news(self) -> bool:
        """Whether more is known than when this was asked last."""
        has_news, self._has_news = self._has_news, False
        return has_news

    def of(self, text: str) -> str:
        """The definitions that a block mentions, as lines to be read before it."""
        if not self._found or "[" not in text:
            return ""
        keys = dict.fromkeys(_key(found[1]) for found in _LABEL.finditer(text))
        found = (self._found[key] for key in keys if key in self._found)
        return "".join(markdown.definition(label, value) for _, label, value in found)


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()
