"""The columns that all runs of one table share: widths, sides, direction, the sideways place.

Knows cells and measures of text; documents and painting belong to the runs.
"""

from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from desktop_app.widgets.transcript.directions import direction
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.cells import Cell, read, shared_out, words

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.units.table import TableUnit

WIDEST_WORD = 240  # pixels of the visual targets; longer words are broken
_LEAST = 80  # pixels of the visual targets that several words get
_GAP = 16  # pixels of the visual targets between two columns
_FAR = 40  # where figures at the right would touch words at the left
_side = Qt.AlignmentFlag
_ALIGNMENTS = {
    "Left": _side.AlignLeft | _side.AlignAbsolute,
    "Right": _side.AlignRight | _side.AlignAbsolute,
    "Center": _side.AlignHCenter,
}


class TableCard:
    """One table. Widths are pixels in reading order and come from the first run."""

    def __init__(self, group: int) -> None:
        self.group = group
        self.units: list[TableUnit] = []
        self.offset = 0  # pixels scrolled away from the first column
        self.alignments: list[str] = []
        self.is_mirrored: bool | None = None  # unknown while no letter tells
        self._cells: list[list[tuple[int, int]]] = []  # of each row: whole, longest word
        self._natural: list[int] = []
        self._least: list[int] = []  # without breaking a word
        self._columns: list[int] = []
        self._laid_for = -1

    @property
    def width(self) -> int:
        """All columns together."""
        return sum(self._columns)

    def rows(self) -> list[list[str]]:
        """The words of all cells, the head first."""
        found = []
        for unit in self.units:
            head, body, _ = read(unit.segment)
            if unit.segment.is_first:
                found.append([words(cell) for cell in head])
            found += [[words(cell) for cell in row] for row in body]
        return found

    def forget(self) -> None:
        """Measure anew: the theme is another."""
        self._natural, self._cells = [], []
        self._laid_for = -1

    def look_at(self, rows: list[list[Cell]]) -> None:
        """Find out from which side it is read."""
        for row in rows if self.is_mirrored is None else ():
            self.is_mirrored = direction(" ".join(words(cell) for cell in row))
            if self.is_mirrored is not None:
                return

    def measure(self, rows: list[list[Cell]], style: Style, *, known: int, has_head: bool) -> None:
        """Take the widths that rows want; the first `known` ones stay as they were."""
        if not has_head and self._natural:
            return
        metrics = QFontMetricsF(style.table.font), QFontMetricsF(style.table_head.font)
        del self._cells[max(0, known - 1) :]
        for number, row in enumerate(rows[len(self._cells) :], len(self._cells)):
            used = metrics[has_head and number == 0]
            texts = [words(cell)[:400] for cell in row]
            self._cells.append([_widths(text, used, style) for text in texts])
        least = (style.px(32), style.px(32))
        columns = list(zip_longest(*self._cells, fillvalue=least))
        gaps = [sum(self.gaps(column, len(columns), style)) for column in range(len(columns))]
        pairs = list(zip(columns, gaps, strict=True))
        self._natural = [_rounded(max(whole for whole, _ in column) + gap) for column, gap in pairs]
        self._least = [_rounded(max(word for _, word in column) + gap) for column, gap in pairs]
        self._laid_for = -1

    def gaps(self, column: int, count: int, style: Style) -> tuple[int, int]:
        """Pixels that stay free before and behind a column's words, as they are read."""
        at_end = "Left" if self.is_mirrored else "Right"
        is_far = column > 0 and self._side(column - 1) == at_end != self._side(column)
        behind = 0 if column + 1 == count else style.px(_GAP)
        return style.px(_FAR - _GAP) if is_far else 0, behind

    def _side(self, column: int) -> str:
        return self.alignments[column] if column < len(self.alignments) else "None"

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Where a column's words stand."""
        begin = _side.AlignRight if self.is_mirrored else _side.AlignLeft
        return _ALIGNMENTS.get(self._side(column), begin | _side.AlignAbsolute)

    def shared_out(self, count: int, room: int, style: Style) -> list[int]:
        """The widths of `count` columns in this room."""
        if self._laid_for != room:
            self._columns = shared_out(self._natural, self._least, room)
            self._laid_for = room
        columns = self._columns[:count]
        return columns + [style.px(64)] * (count - len(columns))

    def scroll(self, by: int, room: int) -> bool:
        """Move by so many pixels to the right. True if it moved."""
        step = -by if self.is_mirrored else by
        target = max(0, min(self.width - room, self.offset + step))
        has_moved = target != self.offset and self.width > room
        if has_moved:
            self.offset = target
        return has_moved

    def hidden(self, room: int) -> int:
        """Pixels of the columns that are out of sight at the left."""
        most = max(0, self.width - room)
        offset = min(self.offset, most)
        return most - offset if self.is_mirrored else offset


def _rounded(width: float) -> int:
    """Rounded up so that a growing word does not move the columns each time."""
    return -(-int(width) // 8) * 8


def _widths(text: str, metrics: QFontMetricsF, style: Style) -> tuple[int, int]:
    """What a cell's words take in one line, and what the longest of them takes."""
    longest = max(text.split(), key=len, default="")
    whole, word = _wide(metrics, text), _wide(metrics, longest)
    least = max(min(word, style.px(WIDEST_WORD)), min(whole, style.px(_LEAST)))
    return whole, least


def _wide(metrics: QFontMetricsF, text: str) -> int:
    return int(metrics.horizontalAdvance(text) * 1.02 + 4)
