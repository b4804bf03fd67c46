"""What a table says before it is drawn: cells as events, their words, widths of columns."""

import re
from typing import Any

from desktop_app.domain.formulas import with_dollars
from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.segments import Segment

WIDEST_TABLE = 64  # columns; what is beyond is not shown
WORDY = ("Text", "Code", "InlineMath", "DisplayMath", "InlineHtml")
Cell = list[Any]
_CELL = re.compile(r"(?:\\.|[^\\|\n])+")


def read(segment: Segment) -> tuple[list[Cell], list[list[Cell]], list[str]]:
    """Head cells, body rows and alignments of a run; a cell is its inline events."""
    head: list[Cell] = []
    body: list[list[Cell]] = []
    alignments: list[str] = []
    row: list[Cell] = []
    rows = segment.head + segment.text
    if "\\" in rows:
        rows = _CELL.sub(lambda cell: with_dollars(cell[0]), rows)
    for event in markdown.events(markdown.without_money(rows)):
        if isinstance(event, dict):
            if "Start" in event:
                started = event["Start"]
                if started == "TableHead":
                    row = head
                    continue
                if started == "TableRow":
                    row = []
                    body.append(row)
                    continue
                if started == "TableCell":
                    row.append([])
                    continue
                if isinstance(started, dict) and "Table" in started:
                    alignments = list(started["Table"])
                    continue
            elif "End" in event and event["End"] in {"TableHead", "TableRow", "TableCell", "Table"}:
                continue
        if row:
            row[-1].append(event)
    return head[:WIDEST_TABLE], [row[:WIDEST_TABLE] for row in body], alignments


def words(cell: Cell) -> str:
    """A cell without its marks."""
    taken = []
    for event in cell:
        if isinstance(event, dict):
            taken += [event.get(key, "") for key in WORDY]
        else:
            taken.append(" ")
    return "".join(taken)


def shared_out(natural: list[int], least: list[int], room: int) -> list[int]:
    """Column widths for a table in `room`: all of it, or more if the words need more.

    Room to spare goes to all by their width. Where there is too little, narrow columns keep theirs
    and wide ones share the rest but break no word.
    """
    total = sum(natural)
    if not natural:
        return []
    if total <= room:
        widths = [width * room // total for width in natural]
        widths[-1] += room - sum(widths)
        return widths
    least = [min(word, room // 2) for word in least]
    taken: dict[int, int] = {}  # columns that get what they need, whatever the others get
    while True:
        others = [place for place in range(len(natural)) if place not in taken]
        left, wanted = room - sum(taken.values()), sum(natural[place] for place in others)
        fair = left / max(1, len(others))
        settled = {place: natural[place] for place in others if natural[place] <= fair}
        if not settled:
            shares = {place: int(left * natural[place] / wanted) for place in others}
            settled = {place: least[place] for place in others if shares[place] < least[place]}
        if not settled:
            return [taken.get(place, shares.get(place, 0)) for place in range(len(natural))]
        taken |= settled


def common(known: list[list[Cell]], rows: list[list[Cell]]) -> int:
    """How many rows at the beginning are the same."""
    for count, (old, new) in enumerate(zip(known, rows, strict=False)):
        if old != new:
            return count
    return min(len(known), len(rows))
