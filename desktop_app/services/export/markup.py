"""Markdown as plain steps, for every format that draws it. The only module here that parses it."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec

from desktop_app.domain.formulas import bare, with_dollars, without_money

_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})
_APART = frozenset({"CodeBlock", "HtmlBlock"})  # no formula is meant in it
_MATHS = frozenset({"InlineMath", "DisplayMath"})


class Step(msgspec.Struct):
    """Something begins, ends or stands there. `name` is the parser's word for it.

    A beginning knows what is inside: whether its first letter is of a script that runs from right
    to left, and, an item, whether it is a task.
    """

    kind: str  # start, end, or empty
    name: str
    value: Any
    is_rtl: bool = False
    is_task: bool = False


def steps(text: str) -> Iterator[Step]:
    """What a text consists of, in order. Raw HTML is text like any other, formulas are bare TeX."""
    made = [_step(event) for event in _events(_spelled(text))]
    _look_inside(made)
    return iter(made)


def _step(event: Any) -> Step:
    if isinstance(event, str):
        return Step("", event, None)
    ((name, value),) = event.items()
    if name in _MATHS:
        return Step("", name, bare(value))
    if name not in {"Start", "End"}:
        return Step("", "Text" if name in {"Html", "InlineHtml"} else name, value)
    if isinstance(value, str):
        return Step(name.lower(), value, None)
    ((inner, payload),) = value.items()
    return Step(name.lower(), inner, payload)


def _look_inside(made: list[Step]) -> None:
    opened: list[Step] = []  # everything around
    asking: list[Step] = []  # those of them in which no letter was met
    for step in made:
        if step.kind == "start":
            opened.append(step)
            asking.append(step)
        elif step.kind == "end":
            closed = opened.pop()
            asking = [each for each in asking if each is not closed]
        elif step.name == "TaskListMarker":
            item = next((each for each in reversed(opened) if each.name == "Item"), None)
            if item is not None:
                item.is_task = True
        elif step.name == "Text" and asking and (runs := direction(step.value)):
            for each in asking:
                each.is_rtl = runs == "rtl"
            asking = []


def direction(words: str) -> str:
    """Where the first letter's script runs: `ltr` or `rtl`, empty where there is no letter."""
    for sign in words:
        kind = unicodedata.bidirectional(sign)
        if kind == "L":
            return "ltr"
        if kind in {"R", "AL"}:
            return "rtl"
    return ""


def _options() -> Any:
    import pyromark

    return (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_TASKLISTS
        | pyromark.Options.ENABLE_MATH
        | pyromark.Options.ENABLE_FOOTNOTES
    )


def _events(text: str) -> Iterator[Any]:
    import pyromark

    yield from pyromark.events(text, options=_options())


def _spelled(text: str) -> str:
    """Formulas in brackets spelled with dollars, each leaf block on its own; money is none."""
    if "\\(" not in text and "\\[" not in text:
        return without_money(text, _inline_formulas) if text.count("$") > 1 else text
    data = text.encode("utf-8", "replace")
    pieces, behind = [], 0
    for start, end in _leaves(data):
        pieces += [data[behind:start].decode(), with_dollars(data[start:end].decode())]
        behind = end
    return without_money("".join([*pieces, data[behind:].decode()]), _inline_formulas)


def _inline_formulas(text: str) -> Iterator[tuple[int, int]]:
    import pyromark

    data, at, known = text.encode(), 0, 0
    for event, span in pyromark.events_with_range(text, options=_options()):
        if isinstance(event, dict) and "InlineMath" in event:
            start = known + len(data[at : span["start"]].decode())
            known = start + len(data[span["start"] : span["end"]].decode())
            at = span["end"]
            yield start, known


def _leaves(data: bytes) -> Iterator[tuple[int, int]]:
    """Where words stand together, in bytes: paragraphs, headings, cells, items without either."""
    import pyromark

    start = end = apart = 0
    for event, span in pyromark.events_with_range(data.decode(), options=_options()):
        step = _step(event)
        if step.kind and step.name not in _INLINE:
            if end > start:
                yield start, end
            start = end = 0
            apart += (step.name in _APART) * (1 if step.kind == "start" else -1)
        elif not apart:
            # The backslash of a sign at the beginning is no part of the parser's first word.
            start = start if end else span["start"] - data[: span["start"]].endswith(b"\\")
            end = max(end, span["end"])


def is_safe_link(url: str) -> bool:
    """Whether a link may be followed from a document: what runs something may not."""
    return url.lower().startswith(("http://", "https://", "mailto:"))
