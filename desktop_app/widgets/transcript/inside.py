"""An open container while text streams: a segmenter for what is inside, and where it came from."""

from dataclasses import replace
from typing import Protocol

from desktop_app.widgets.transcript.containers import OpenContainer
from desktop_app.widgets.transcript.segments import BLANK, Segment


class Cutter(Protocol):
    """What is asked of the segmenter inside."""

    frozen: list[Segment]

    def feed(self, text: str) -> None:
        """Take the next characters."""

    def finish(self, text: str = "") -> None:
        """Nothing will come after `text`."""

    def open_segments(self, more: str = "") -> list[Segment]:
        """What is not frozen yet."""

    def takes_lazily(self, line: str) -> bool:
        """Whether a line outside still continues a paragraph."""

    def fork(self, groups: list[int]) -> "Cutter":
        """A copy that may be finished without touching this one."""


class Inside:
    """An open container with the segmenter of what is inside, and the source of each line."""

    def __init__(self, container: OpenContainer, segmenter: Cutter) -> None:
        self.container = container
        self.segmenter = segmenter
        self.is_mid_line = False
        self._lines: list[tuple[str, str]] = []  # source and inner text, not yet in a segment
        self._is_first = True
        self._waiting: list[str] = []  # inner lines that the segmenter has not been given

    @property
    def lines_begun(self) -> bool:
        """Whether the line that opened the container was taken with it."""
        return bool(self._lines)

    def take(self, source: str, inner: str, *, starts_line: bool) -> None:
        """Feed `inner`, which is what is left of `source`."""
        self._lines.append((source, inner))
        if starts_line:
            self.container.took(inner)
        elif inner.strip(BLANK):
            self.container.is_empty = False
        self.is_mid_line = not source.endswith("\n")
        self._waiting.append(inner)

    def takes_lazily(self, line: str) -> bool:
        """Whether a line outside still continues a paragraph inside."""
        self._feed()
        return self.segmenter.takes_lazily(line)

    def _feed(self) -> None:
        if self._waiting:
            self.segmenter.feed(self._taken())

    def _taken(self) -> str:
        """All lines that wait: many at once cost the parser hardly more than one."""
        text = "".join(self._waiting)
        self._waiting.clear()
        return text

    def drained(self, *, is_end: bool) -> list[Segment]:
        """What froze inside, as segments of the outside."""
        if is_end:
            self.segmenter.finish(self._taken())
        else:
            self._feed()
        frozen = self.segmenter.frozen
        if not frozen and is_end and self._lines:
            frozen = [Segment("blank", "", "")]
        made = [self._wrapped(segment) for segment in frozen]
        self.segmenter.frozen = []
        return self._with_rest(made) if is_end else made

    def shown(self) -> list[Segment]:
        """What is open inside, as segments of the outside; nothing changes by looking."""
        self._feed()
        kept, was_first = self._lines.copy(), self._is_first
        made = [self._wrapped(segment) for segment in self.segmenter.open_segments()]
        if not made and kept:
            made = [self._wrapped(Segment("blank", "", ""))]
        made = self._with_rest(made)
        self._lines, self._is_first = kept, was_first
        return made

    def _with_rest(self, made: list[Segment]) -> list[Segment]:
        """Source that belongs to no inner text goes to the last segment."""
        rest = "".join(source for source, _ in self._lines)
        if made and rest:
            made[-1] = replace(made[-1], source=made[-1].source + rest)
        return made

    def _wrapped(self, segment: Segment) -> Segment:
        containers = (self.container.container, *segment.containers)
        opened = len(containers) if self._is_first else segment.opened
        self._is_first = False
        return Segment(
            segment.kind,
            self._source(len(segment.source)),
            segment.text,
            segment.head,
            segment.info,
            segment.group,
            segment.is_first,
            segment.is_last,
            containers,
            opened,
        )

    def _source(self, length: int) -> str:
        """The source of the next `length` inner characters."""
        taken = []
        while length > 0 and self._lines:
            source, inner = self._lines[0]
            if len(inner) <= length:
                del self._lines[0]
            else:
                at = len(source) - len(inner) + length if source.endswith(inner) else len(source)
                self._lines[0] = (source[at:], inner[length:])
                source = source[:at]
            taken.append(source)
            length -= len(inner)
        return "".join(taken)

    def forked(self, groups: list[int]) -> "Inside":
        """A copy that may be finished without touching this one."""
        self._feed()
        fork = Inside(replace(self.container), self.segmenter.fork(groups))
        fork.is_mid_line = self.is_mid_line
        fork._lines = self._lines.copy()
        fork._is_first = self._is_first
        return fork
