"""What two positions take of a table: parts of cells in reading order, and rows made of them."""

import html
import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextTable

from desktop_app.widgets.transcript.segments import Segment

_SIGNS = re.compile(r"[ \t>]*")  # of quotes and lists in front of a row


class Taken(NamedTuple):
    """Positions `first` to `last` of a document, all or a part of the cell that `begin` begins."""

    row: int
    column: int  # counted from where reading begins
    begin: int
    first: int
    last: int
    is_whole: bool


def taken(table: QTextTable, start: int, end: int, *, is_mirrored: bool) -> Iterator[Taken]:
    """The cells that lie between two positions."""
    count = table.columns()
    for row, column in itertools.product(range(table.rows()), range(count)):
        cell = table.cellAt(row, count - 1 - column if is_mirrored else column)
        begin, stop = cell.firstPosition(), cell.lastPosition()
        first, last = max(start, begin), min(end, stop)
        if first < last or (begin == stop and start <= begin < end):
            yield Taken(row, column, begin, first, last, (first, last) == (begin, stop))


def rows_of(parts: list[Taken]) -> Iterator[tuple[int, list[Taken]]]:
    """The parts row by row."""
    for row, cells in itertools.groupby(parts, key=lambda part: part.row):
        yield row, list(cells)


def as_markdown(
    parts: list[Taken], segment: Segment, count: int, words: Callable[[Taken], str]
) -> str:
    """Rows of `count` cells: whole ones as they were written, others with what was taken."""
    written = [line for line in segment.source.splitlines() if line.strip(" \t>")]
    made = []
    for row, cells in rows_of(parts):
        line = row + 1 if segment.is_first and row else row  # the signs below the head are a line
        source = written[line] if line < len(written) else ""
        if len(cells) == count and all(cell.is_whole for cell in cells):
            made.append(source)
        else:
            said = {cell.column: words(cell).replace("|", "\\|") for cell in cells}
            signs = _SIGNS.match(source)
            row_ = " | ".join(said.get(column, "") for column in range(count))
            made.append(f"{signs[0] if signs else ''}| {row_} |")
        if segment.is_first and row == 0:
            made.append(written[1])
    return "\n".join(made)


def as_html(parts: list[Taken], words: Callable[[Taken], str], *, has_head: bool) -> str:
    """A table of what was taken."""
    made = []
    for row, cells in rows_of(parts):
        tag = "th" if has_head and row == 0 else "td"
        made.append("".join(f"<{tag}>{words(cell)}</{tag}>" for cell in cells))
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in made)}</table>"


def escaped(text: str) -> str:
    """Words as HTML."""
    return html.escape(text).replace("\n", "<br>")
