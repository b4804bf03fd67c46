r"""How formulas are spelled in Markdown: with dollars, and as models do, in `\(…\)` and `\[…\]`.

Parsers of Markdown know the dollars only, so brackets are spelled with dollars before they read.
They take money for formulas (`$5-$10`), so such dollars are escaped.
"""

import re
from collections.abc import Callable, Iterable

LONGEST = 1000  # characters of one formula; what is longer is shown as it was written

# No formula begins inside of another: looking for its end again and again would take for ever.
_INSIDE = r"(?>\\\\|(?!\\[(\[]).)+?"
_BRACKETS = re.compile(
    r"(?<!`)(`++).*?(?<!`)\1(?!`)|\\\\|"
    rf"\\\((?P<inline>{_INSIDE})\\\)|(?<![0-9A-Za-z])\\\[(?P<display>{_INSIDE})\\\]",
    re.DOTALL,
)
_TEX = re.compile(r"\\[A-Za-z]|\^")
_AMOUNT_AND_WORDS = re.compile(r"\d.*\s[A-Za-z]{2}", re.DOTALL)
_MOST_ROUNDS = 20  # each halves the dollars that could be meant


def with_dollars(text: str) -> str:
    r"""Maths in `\(…\)` and `\[…\]` of one leaf block spelled with dollars, in the same length."""
    if "\\(" not in text and "\\[" not in text:
        return text
    return _BRACKETS.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    inline, display = found["inline"], found["display"]
    source = inline or display or ""
    if not source.strip() or not _is_balanced(source):
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


def without_money(text: str, formulas_in: Callable[[str], Iterable[tuple[int, int]]]) -> str:
    """The text with the dollars of money escaped.

    `formulas_in` tells the inline formulas that a parser finds, from dollar to dollar.
    """
    for _ in range(_MOST_ROUNDS):
        money = [
            start
            for start, end in formulas_in(text)
            if _is_money(
                text[max(0, start - 1) : start], text[start + 1 : end - 1], text[end : end + 1]
            )
        ]
        for start in reversed(money):
            text = f"{text[:start]}\\{text[start:]}"
        if not money:
            break
    return text


def _is_money(before: str, source: str, behind: str) -> bool:
    """Whether what stands between two dollars, and beside them, is no formula."""
    if _TEX.search(source) or (source.startswith("{") and source.endswith("}")):
        return False
    if source.count("`") % 2:  # it would end within code: $5. `$HOME`
        return True
    if behind.isdigit():  # $5-$10
        return True
    if before.isdigit() and source[:1] in "-–—/.,;:)":  # 5$-10$
        return True
    if (behind.isalpha() or not behind) and source[-1:] in "-–—/+(:,":  # $HOME/$USER
        return True
    return _AMOUNT_AND_WORDS.match(source) is not None  # $5 or 6$
