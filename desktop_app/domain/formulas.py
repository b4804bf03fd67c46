r"""How formulas are spelled in Markdown: with dollars, and as models do, in `\(…\)` and `\[…\]`.

Parsers of Markdown know the dollars only, so brackets are spelled with dollars before they read.
"""

import re

LONGEST = 1000  # characters of one formula; what is longer is shown as it was written

_BRACKETS = re.compile(
    r"(`+)(?:(?!\1).)*?\1|\\\\|\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL
)


def with_dollars(text: str) -> str:
    r"""Maths in `\(…\)` and `\[…\]` of one leaf block spelled with dollars, in the same length."""
    if "\\(" not in text and "\\[" not in text:
        return text
    return _BRACKETS.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    inline, display = found["inline"], found["display"]
    if not _is_balanced(inline or display or ""):
        return found[0]  # between dollars it would be no formula either
    if inline is not None:
        return "${" + inline + "}$"
    return found[0] if display is None else f"$${display}$$"


def bare(source: str) -> str:
    """A formula without the space around it, and without the braces that `with_dollars` left."""
    source = source.strip()
    is_braced = source.startswith("{") and source.endswith("}") and _is_balanced(source[1:-1])
    return source[1:-1].strip() if is_braced else source


def with_signs(source: str, *, is_display: bool) -> str:
    """A bare formula between the dollars that tell what it is."""
    return f"$${source}$$" if is_display else f"${source}$"


def _is_balanced(source: str) -> bool:
    """Whether each brace that opens is closed, and none before it opens."""
    depth = 0
    for found in re.finditer(r"\\.|[{}]", source, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            return False
    return depth == 0
