"""Blocks of code: lines of an open fence cut into runs as they come. Pure text."""

import re
from dataclasses import dataclass, replace

from desktop_app.widgets.transcript.segments import BLANK, Segment

CODE_LINES = 64
CODE_LIMIT = 8000  # characters of one run of code

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[^\n]*")
_INDENT = re.compile(r"^( {4}| {0,3}\t| {1,3}$)", re.MULTILINE)
_HALF_CLOSER = re.compile(r" {0,3}(`{1,3}|~{1,3})")


@dataclass(slots=True)
class OpenFence:
    """`indent` blanks are taken from each line; a tail that it is given begins with code."""

    closer: re.Pattern[str]
    indent: int
    info: str
    group: int
    opening: str  # source before the next run's first line
    is_first: bool = True
    examined: int = 0  # how far the tail was searched for the closing line
    lines: int = 0

    def run(
        self, tail: str, *, is_final: bool, is_look: bool
    ) -> tuple[list[Segment], str, bool | None]:
        """The runs that are finished, what is left of `tail`, and whether the fence is closed.

        None says that it ended with the text. For a mere look (`is_look`) the first signs of a
        closing line are no code yet.
        """
        made: list[Segment] = []
        while True:
            end = tail.find("\n", self.examined) + 1
            if not end and is_final and self.examined < len(tail):
                end = len(tail)
            if cut := self._cut(end or len(tail)):
                made.append(self._frozen(tail, cut, cut, is_last=False))
                tail = tail[cut:]
                continue
            if not end:
                break
            if self.closer.match(tail, self.examined, end):
                made.append(self._frozen(tail, self.examined, end, is_last=True))
                return made, tail[end:], True
            self.examined = end
            self.lines += 1
        if not is_final:
            return made, tail, False
        length = self._shown(tail) if is_look else len(tail)
        made.append(self._frozen(tail, length, len(tail), is_last=True))
        return made, "", None

    @property
    def is_short(self) -> bool:
        """Whether all that is open is one run."""
        return self.lines < CODE_LINES

    def shown(self, tail: str) -> Segment:
        """The run of code that is still open, as it looks at this moment."""
        return self._segment(tail, self._shown(tail), len(tail), is_last=True)

    def fork(self) -> "OpenFence":
        """A copy that may be finished without touching this one."""
        return replace(self)

    def _cut(self, end: int) -> int:
        """Where a run ends because it is long enough; 0 if it is not."""
        if self.lines >= CODE_LINES and end > self.examined:
            return self.examined
        return (self.examined or CODE_LIMIT) if end > CODE_LIMIT else 0

    def _shown(self, tail: str) -> int:
        at = tail.rfind("\n") + 1
        return at if _HALF_CLOSER.fullmatch(tail, at) else len(tail)

    def _frozen(self, tail: str, length: int, end: int, *, is_last: bool) -> Segment:
        made = self._segment(tail, length, end, is_last=is_last)
        self.opening, self.is_first, self.examined, self.lines = "", False, 0, 0
        return made

    def _segment(self, tail: str, length: int, end: int, *, is_last: bool) -> Segment:
        """`length` characters of code; their source goes on to `end`."""
        code = tail[:length]
        if self.indent:
            code = re.sub(rf"^ {{1,{self.indent}}}", "", code, flags=re.MULTILINE)
        return Segment(
            "code",
            self.opening + tail[:end],
            code,
            info=self.info,
            group=self.group,
            is_first=self.is_first,
            is_last=is_last,
        )


def opened(tail: str, info: str, group: int) -> tuple[OpenFence, str]:
    """The fence that begins, and the tail behind its first line."""
    found = _FENCE.match(tail)
    if found is None:
        raise ValueError("no fence begins here")
    sign, count = found[2][0], len(found[2])
    closer = re.compile(rf" {{0,3}}{re.escape(sign)}{{{count},}}[ \t]*\r?\n?$")
    end = tail.find("\n", found.end()) + 1 or len(tail)
    return OpenFence(closer, len(found[1]), info, group, tail[:end]), tail[end:]


def without_indent(text: str) -> str:
    """The code of an indented block, without the blank lines around it."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip(BLANK)]
    if not filled:
        return ""
    code = "\n".join(lines[filled[0] : filled[-1] + 1])
    return _INDENT.sub("", code) + ("\n" if filled[-1] + 1 < len(lines) else "")
