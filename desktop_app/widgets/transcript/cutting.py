"""A part of a leaf block as Markdown: its inline marks stand around what was taken of it."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from desktop_app.widgets.transcript.inline import LINE, OBJECT, Leaf, Run, Span
from desktop_app.widgets.transcript.positions import between, units

_SIGNS = (("strong", "**"), ("emphasis", "*"), ("strike", "~~"))
_BEGIN = re.compile(
    r"(?:[ \t]*\n)*"
    r"(?: {0,3}(?:>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,9}[.)][ \t]+))*"
    r"#{0,6}[ \t]*"
)


class _Piece(NamedTuple):
    """Words of one look; `link` is the address that they lead to."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    words: str = ""  # without the signs of code


def cut(leaf: Leaf, start: int, end: int, *, is_alone: bool = False) -> str:
    """What stands between two positions of the document that `leaf` was poured into.

    Where nothing else is taken (`is_alone`), words of one look need no signs around them.
    """
    pieces = _pieces(leaf, start, end)
    if is_alone and len(pieces) == 1:
        return pieces[0].words
    made = []
    for link, linked in itertools.groupby(pieces, key=lambda piece: piece.link):
        text = "".join(
            _marked("".join(piece.text for piece in same), marks)
            for marks, same in itertools.groupby(linked, key=lambda piece: piece.marks)
        )
        is_address = link in {text, f"mailto:{text}", f"http://{text}"}
        made.append(f"[{text}]({link})" if link and not is_address else text)
    return "".join(made)


def beginning(source: str) -> str:
    """The signs in front of a block's words: of lists, quotes and headings."""
    found = _BEGIN.match(source)
    return found[0] if found else ""


def _pieces(leaf: Leaf, start: int, end: int) -> list[_Piece]:
    made: list[_Piece] = []
    position = 0
    for run in _joined(leaf.runs):
        if run.block is not None:
            if start <= position < end:
                made.append(_Piece("\n\n"))
            position += 1
            continue
        length = units(run.text)
        first, last = max(start, position), min(end, position + length)
        if first < last:
            made += _of_run(leaf, run, position, first, last)
        position += length
    return made


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Runs that differ in nothing that is said become one."""
    for _, same in itertools.groupby(runs, key=lambda run: (run.block, run.marks, run.link)):
        first, *more = same
        if first.block is not None:
            yield from (first, *more)
        else:
            yield first._replace(text=first.text + "".join(run.text for run in more))


def _of_run(leaf: Leaf, run: Run, position: int, first: int, last: int) -> list[_Piece]:
    """The pieces of one run, parted where a span begins or ends."""
    spans = [span for span in leaf.spans if span.start < last and span.end > first]
    edges = {first, last, *(span.start for span in spans), *(span.end for span in spans)}
    marks = run.marks & {name for name, _ in _SIGNS}
    made = []
    for left, right in itertools.pairwise(sorted(edge for edge in edges if first <= edge <= last)):
        text = between(run.text, left - position, right - position)
        words = text
        span = next((each for each in spans if each.start <= left < each.end), None)
        if span is not None:
            text = _of_span(span, text, is_whole=left <= span.start and right >= span.end)
            words = words if span.kind == "code" else text
        text, words = text.replace(LINE, "\\\n"), words.replace(LINE, "\n")
        made.append(_Piece(text, marks, run.link, words))
    return made


def _of_span(span: Span, text: str, *, is_whole: bool) -> str:
    if span.kind == "code":
        return _fenced(text)
    if not is_whole and text != OBJECT:
        return text  # of a formula that was not drawn, or of a note's number
    if span.kind == "note":
        return f"[^{span.value}]"
    sign = "$$" if span.kind == "display" else "$"
    return f"{sign}{span.value}{sign}"


def _fenced(text: str) -> str:
    """Inline code; what holds backticks itself gets longer ones around."""
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"


def _marked(text: str, marks: frozenset[str]) -> str:
    """Words with their signs; blanks at the ends stay outside, or the signs would mean nothing."""
    words = text.strip()
    if not words:
        return text
    before, _, behind = text.partition(words)
    for name, sign in _SIGNS:
        if name in marks:
            words = f"{sign}{words}{sign}"
    return before + words + behind
