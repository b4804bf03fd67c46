"""What the segmenter hands on: segments, the smallest pieces that are laid out on their own.

Plain values; equality decides whether a unit that is on the screen may stay as it is.
"""

from dataclasses import dataclass

BLANK = " \t\r\n"  # what a blank line is made of; other spaces are words
GLUE = "\ufdd2"  # in front of words that would begin a block and do not; never shown


@dataclass(frozen=True, slots=True)
class Container:
    """A quote, a list item or a footnote around a segment.

    `number` is what an ordered item shows, `label` names a footnote, `is_done` is a task's box.
    """

    kind: str  # quote, item, note
    group: int  # the same for all items of one list
    number: int | None = None
    label: str = ""
    is_done: bool | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A leaf block, a run of code lines or a run of table rows.

    `source` is the exact slice of the message; all slices joined give it back. `text` is what the
    parser is to read (without the containers' own signs), or the code itself. `head` goes in front
    of `text` when it is parsed: a table's head, or the glue. The last `opened` of `containers`
    begin with this segment. Code and table rows of one block share `group`.
    """

    kind: str  # paragraph, heading, rule, html, code, rows, blank
    source: str
    text: str
    head: str = ""
    info: str = ""
    group: int = 0
    is_first: bool = True
    is_last: bool = True
    containers: tuple[Container, ...] = ()
    opened: int = 0

    def looks_like(self, other: "Segment") -> bool:
        """Whether both are painted alike: everything but the source's blank lines."""
        return (
            self.text == other.text
            and self.kind == other.kind
            and self.head == other.head
            and self.info == other.info
            and self.group == other.group
            and self.is_first == other.is_first
            and self.is_last == other.is_last
            and self.opened == other.opened
            and self.containers == other.containers
        )
