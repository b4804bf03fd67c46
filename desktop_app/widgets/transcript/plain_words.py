"""What a Markdown text reads as on the screen: words without signs, formulas as their source.

Cheap enough for whole conversations: nothing is laid out, drawn or cut into blocks.
"""

import re

from desktop_app.domain.formulas import with_dollars
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.segments import GLUE

_SAID = ("Text", "Code", "InlineMath", "DisplayMath", "Html", "InlineHtml")
_INLINE = {"Emphasis", "Strong", "Strikethrough", "Link", "Image"}
_WORD = re.compile(r"\w+")
_SIGNS = str.maketrans("", "", "*_~`\\")
# Where these stand, what is written is not what is seen, or the other way round.
_TELLING = re.compile(r"\]\(|\]:|\]\[|[<&\\]|```|~~~|\w[*~`]+\w")


def plain(text: str) -> str:
    """The words of a text; each block and each cell of a table is a line."""
    taken: list[str] = []
    for event in markdown.events(with_dollars(text)):
        if isinstance(event, str):
            taken.append(" " if event == "SoftBreak" else "\n")
            continue
        ((key, value),) = event.items()
        if key in _SAID:
            taken.append(value)
        elif key in {"Start", "End"}:
            name = value if isinstance(value, str) else next(iter(value))
            if name not in _INLINE:
                taken.append("\n")
    return "".join(taken).replace(GLUE, "")


def count(text: str, sought: Sought) -> int:
    """How often something is seen in a Markdown text."""
    if not may_hold(text, sought):
        return 0
    if sought.words.isalpha() and not _TELLING.search(text):
        return sought.count(text)
    return sought.count(plain(text))


def may_hold(text: str, sought: Sought) -> bool:
    """Whether all words are there, apart from each other or with signs in them: a quick look."""
    folded = text.translate(_SIGNS).casefold()
    return all(word.replace("_", "") in folded for word in _WORD.findall(sought.words.casefold()))
