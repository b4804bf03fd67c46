"""Markdown as plain steps, for every format that draws it. The only module here that parses it."""

from collections.abc import Iterator
from typing import Any, NamedTuple


class Step(NamedTuple):
    """Something begins, ends or stands there. `name` is the parser's word for it."""

    kind: str  # start, end, or empty
    name: str
    value: Any


def steps(text: str) -> Iterator[Step]:
    """What a text consists of, in order. Raw HTML is text like any other."""
    import pyromark

    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_TASKLISTS
        | pyromark.Options.ENABLE_MATH
        | pyromark.Options.ENABLE_FOOTNOTES
    )
    event: Any  # the parser's own: a word, or a dict of one key
    for event in pyromark.events(text, options=options):
        if isinstance(event, str):
            yield Step("", event, None)
            continue
        ((name, value),) = event.items()
        if name not in {"Start", "End"}:
            yield Step("", "Text" if name in {"Html", "InlineHtml"} else name, value)
        elif isinstance(value, str):
            yield Step(name.lower(), value, None)
        else:
            ((inner, payload),) = value.items()
            yield Step(name.lower(), inner, payload)


def is_safe_link(url: str) -> bool:
    """Whether a link may be followed from a document: what runs something may not."""
    return url.lower().startswith(("http://", "https://", "mailto:"))
