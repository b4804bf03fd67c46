"""Where a long text falls into passages that are read each on its own, far from the screen or near.

A passage begins where no block before it can go on: behind a blank line, at the left edge, outside
of all fences. Only the lines that matter for this are looked at. Where one cannot be sure no
passage begins, so a text may as well be one long passage. Pure text.
"""

import itertools
import re
from collections.abc import Iterator

SIZE = 6144  # characters at which a new passage is looked for
_MOST_LINES = 60  # looked back at to see what a line belongs to
_MOST_LOOKS = 3000  # lines worth looking at in one text

Fence = tuple[str, int]  # sign and how many of it
_Fences = frozenset[Fence | None]  # the fence that is open, as far as one can know

_OUTSIDE: _Fences = frozenset({None})
_BEGIN = re.compile(r"\n[ \t]*\r?\n(?=[^\s>\-+*\d`~<\[=:|_]|\*\*[^\s*_])")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)")
_NO_END = re.compile(  # of any length, so it looks at each sign once
    r"[ \t>*+\-\d.)]*+(?:#|=++[ \t\r]*$)|(?=[^\n]*-[ \t\r]*$)[ \t>*+\-\d.)]*+\r?$"
)
_LABEL = re.compile(r"[ \t>*+\-\d.)]*\[")
_ITEM = re.compile(r" {0,2}(?:[-+*]|(\d{1,9})[.)]) {1,4}(?=\S)")
_MARK = re.compile(r"[>\-+*\d]")
_RULE = re.compile(r" {0,3}(?:[-*_][ \t]*){3,}\r?")
_HTML = re.compile(r"<(?:[!?]|script|pre|style|textarea)", re.IGNORECASE)


def begins(text: str, size: int = SIZE) -> list[int]:
    """Where passages of about `size` characters begin, the first one's 0 left out."""
    made: list[int] = []
    fences = _OpenFences(text)
    at = size
    while len(text) - at > size // 2 and fences.looks < _MOST_LOOKS:
        fences.looks += 1
        found = _BEGIN.search(text, at)
        if found is None or not fences.reach(found.end()):
            break
        at = found.end()
        if fences.now == _OUTSIDE and _may_end(text, found.start()):
            made.append(at)
            at += size
        elif None not in fences.now:
            at = max(at, fences.next)
    return made


def _may_end(text: str, position: int) -> bool:
    """Whether the block before a blank line says nothing about how far the next one is below."""
    lines = itertools.dropwhile(lambda line: not line.strip(), _lines_before(text, position + 1))
    block = list(itertools.takewhile(str.strip, lines))
    return bool(block) and not _NO_END.match(block[0]) and not any(map(_LABEL.match, block))


def _lines_before(text: str, position: int, first: int = 0) -> Iterator[str]:
    """The lines above a line's begin, the nearest first, and no more than are worth looking at."""
    for _ in range(_MOST_LINES):
        if position <= first:
            return
        start = text.rfind("\n", max(0, position - 1 - SIZE), position - 1) + 1
        yield text[start : position - 1]
        position = start


class _OpenFences:
    """Goes through the lines with signs of fences. `now` is what may be open where it stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.now = _OUTSIDE
        self.looks = 0
        self._sure = 0  # from here on no line may be one of code
        self._signs = {sign: text.find(sign) for sign in ("```", "~~~")}
        self._html = self._html_from(0)
        self.next = self._next()  # where the next signs stand, or the end of the text

    def _next(self) -> int:
        return min((at for at in self._signs.values() if at >= 0), default=len(self._text))

    def reach(self, position: int) -> bool:
        """Go on up to a position. False where HTML begins that goes on over blank lines."""
        while min(self.next, self._html) < position and self.looks < _MOST_LOOKS:
            self.looks += 1
            if self._html < self.next:
                if None in self.now and self._is_block(self._html):
                    return False
                self._html = self._html_from(self._html + 1)
            else:
                self._pass(self.next)
        return self.looks < _MOST_LOOKS

    def _html_from(self, position: int) -> int:
        found = _HTML.search(self._text, position)
        return found.start() if found else len(self._text)

    def _is_block(self, position: int) -> bool:
        """Whether HTML begins a line and does not end in it."""
        start = self._text.rfind("\n", 0, position) + 1
        end = self._text.find("\n", position)
        line = self._text[position : end if end >= 0 else len(self._text)]
        is_remark = line.startswith("<!--") and line.find("-->", 4) >= 0
        return not self._text[start:position].strip() and not is_remark

    def _pass(self, position: int) -> None:
        """Go past the line of signs at a position."""
        start = self._text.rfind("\n", 0, position) + 1
        end = self._text.find("\n", position)
        end = len(self._text) if end < 0 else end
        for sign, at in self._signs.items():
            if at < end:
                self._signs[sign] = self._text.find(sign, end) if at >= 0 else -1
        self.next = self._next()
        found = _FENCE.match(self._text, start)
        if found is not None:
            before = self.now
            self.now = frozenset(each for known in before for each in self._after(known, found))
            if not before == self.now == _OUTSIDE:
                self._sure = end + 1

    def _after(self, known: Fence | None, found: re.Match[str]) -> _Fences:
        """What may be open behind a line of signs if `known` was before."""
        signs, info = found[1], found[2]
        fence = (signs[0], len(signs))
        if known is not None:
            is_end = fence[0] == known[0] and fence[1] >= known[1] and not info.strip()
            return frozenset({None if is_end else known})
        if fence[0] == "`" and "`" in info:
            return _OUTSIDE
        return self._opened(fence, found.start(), len(found[0]) - len(found[0].lstrip(" ")))

    def _opened(self, fence: Fence, start: int, indent: int) -> _Fences:
        """A fence opens: at the top, inside an item that ends with it, or who knows."""
        if not indent and self._text.endswith("\n\n", 0, start):
            return frozenset({fence})
        is_top: bool | None = True
        for line in _lines_before(self._text, start):
            if line.lstrip().startswith("<"):
                is_top = None  # lines of HTML, or not
            if not line.strip():
                break
        if indent and is_top:
            is_top = self._is_top(start, indent)
        if is_top is None:
            return frozenset({None, fence})
        return frozenset({fence}) if is_top else _OUTSIDE

    def _is_top(self, start: int, indent: int) -> bool | None:
        """Whether a line that stands a little to the right belongs to no item."""
        lines = list(_lines_before(self._text, start, self._sure))
        for number, line in enumerate(lines):
            blanks = len(line) - len(line.lstrip(" \t"))
            if not line.strip() or blanks >= indent:
                continue
            above = list(itertools.takewhile(str.strip, lines[number:]))
            if any(each.lstrip().startswith("<") for each in above):
                return None
            is_apart = len(above) == 1 and number + 1 < len(lines)
            item = _ITEM.match(line)
            if item and item.end() <= indent and not _RULE.fullmatch(line):
                return False if is_apart or item[1] in {None, "1"} else None
            is_plain = not blanks and not item and not _MARK.match(line)
            return True if is_apart and is_plain else None
        return None
