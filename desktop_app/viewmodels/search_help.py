"""What can be typed into the search beside words, and what was typed that means nothing.

The meaning itself is the store's (`services/store/query`); here are the words for people.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from desktop_app.services.core import Core
from desktop_app.services.store.query import parse

_LAST = re.compile(r'(?:^|\s)(?P<operator>[a-z]+):(?P<value>"[^"]*|\S*)$')
_SPEAKERS, _FEATURES = ("me", "assistant", "tool"), ("code", "image")
_DAYS = ("today", "yesterday")
_PLACES = ("trash", "archive")
MOST = 8  # rows

PROBLEMS = {
    "before": "“{0}” is no date. Write before:2026-05-31, before:2026-05 or before:yesterday.",
    "after": "“{0}” is no date. Write after:2026-05-31, after:2026-05 or after:today.",
    "from": "from: knows me, assistant and tool, not “{0}”.",
    "has": "has: knows code and image, not “{0}”.",
}
NOTHING = "Nothing found. Fewer words find more, and ? shows how to narrow a search."


class Hint(NamedTuple):
    """Something to put into the field: `text` with what it does. `is_whole`: it needs no value."""

    text: str
    help: str
    is_whole: bool = False


HINTS = (
    Hint("in:", "a folder or a title"),
    Hint("tag:", "with this tag"),
    Hint("from:me", "what you wrote", is_whole=True),
    Hint("model:", "answers of a model"),
    Hint("after:", "2026-05-31, today"),
    Hint("before:", "2026-05, yesterday"),
    Hint("has:code", "with a block of code", is_whole=True),
    Hint("has:image", "with a picture", is_whole=True),
    Hint('"', "words in this order"),
    Hint("-", "without this word"),
)


def note(words: str, *, is_empty: bool) -> str:
    """What is to be said about a search that found something or nothing; mostly nothing."""
    problems = [PROBLEMS[name].format(value) for name, value in parse(words, 0.0).misunderstood]
    return " ".join([*problems, *([NOTHING] if is_empty else [])])


class Values:
    """What folders, tags and models there are. `load` asks for them anew."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._known: dict[str, tuple[str, ...]] = {}

    async def load(self) -> None:
        """Raises StoreError."""
        store, catalog = self._core.store, self._core.catalog
        folders = [row.path for row in await store.folders()]
        models = {provider.model for provider in catalog.providers() if provider.model}
        self._known = {
            "in": (*folders, *_PLACES),
            "tag": tuple(await store.tags()),
            "model": tuple(sorted(models)),
            "from": _SPEAKERS,
            "has": _FEATURES,
            "before": _DAYS,
            "after": _DAYS,
        }

    def hints(self, text: str) -> list[Hint]:
        """What fits behind what is typed: everything for "?", values behind an operator."""
        if text.strip() in {"", "?"}:
            return list(HINTS)
        match = _LAST.search(text)
        if match is None:
            return []
        begun = match["value"].lstrip('"').casefold()
        values = self._known.get(match["operator"], ())
        return [Hint(_quoted(value), "", is_whole=True) for value in _fitting(values, begun)]


def completed(text: str, hint: Hint) -> str:
    """The text with what was chosen in the place of what had been begun."""
    match = _LAST.search(text)
    space = " " if hint.is_whole else ""
    if match is None:
        return f"{text.strip().rstrip('?')}{hint.text}{space}"
    return f"{text[: match.start('value')]}{hint.text}{space}"


def _fitting(values: Iterable[str], begun: str) -> list[str]:
    """Those that have the word in them, but not what stands there whole already."""
    fitting = [value for value in values if begun in value.casefold()]
    return [value for value in fitting if value.casefold() != begun][:MOST]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
