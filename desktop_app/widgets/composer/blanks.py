"""The places of a prompt that are filled in where they stand, with Tab from one to the next.

Positions are counted in the document, and follow every change of it, undo included. It must not
know where the prompt comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop_app.domain.library import Variable, pieces
from desktop_app.widgets.theme import Theme


@dataclass(slots=True)
class _Blank:
    """From `start` to `end`. An open one still says what it wants."""

    name: str
    start: int
    end: int
    is_open: bool = False


class Blanks(QObject):
    """The blanks of one field. Those of one name are filled together, from the first of them."""

    changed = Signal()

    def __init__(self, field: QPlainTextEdit, theme: Theme) -> None:
        super().__init__(field)
        self._field = field
        self._theme = theme
        self._blanks: list[_Blank] = []
        self._end = 0  # where the prompt ends
        self._active: _Blank | None = None  # where what is written at an edge belongs
        self._has_moved = False  # since they were painted
        field.document().contentsChange.connect(self._follow)
        field.document().contentsChanged.connect(self._paint_moved)
        field.cursorPositionChanged.connect(self.changed)

    def set_theme(self, theme: Theme) -> None:
        """Colours of this theme."""
        self._theme = theme
        self._paint()

    def __bool__(self) -> bool:
        return bool(self._blanks)

    @property
    def open_name(self) -> str:
        """The first variable that is not filled, empty if there is none."""
        return next((blank.name for blank in self._blanks if blank.is_open), "")

    def put(self, text: str, value_of: Callable[[str], str], start: int, end: int) -> None:
        """Write a prompt in the place of a stretch of the field, the cursor on its first blank.

        `value_of` knows what a variable is filled with by itself, empty if it is not.
        """
        self.end()
        written, blanks = _filled(text, value_of, start)
        self._write(start, end, written)
        self._blanks, self._end = blanks, start + _length(written)
        if blanks:
            self._select(blanks[0])
        else:
            self._go(self._end)
        self._paint()

    def step(self, step: int) -> None:
        """Go to the next blank (1) or the previous one (-1); behind the last one it is done."""
        self._fill_together()
        at = self._field.textCursor().selectionStart()
        stops = self._stops()
        here = self._here(at, at)
        names = [stop.name for stop in stops]
        if here is not None:
            place = names.index(here.name) + step
        else:
            place = sum(stop.start < at for stop in stops) - (step < 0)
        if 0 <= place < len(stops):
            self._select(stops[place])
        elif step > 0:
            end = self._end
            self.end()
            self._go(end)

    def go_to_open(self) -> bool:
        """Go to the first blank that is not filled; tells whether there is one."""
        self._fill_together()
        opened = next((blank for blank in self._blanks if blank.is_open), None)
        if opened:
            self._select(opened)
        return opened is not None

    def end(self) -> None:
        """Leave everything as it stands."""
        self._fill_together()
        self._blanks = []
        self._paint()

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc ends the filling in; tells whether the key was taken."""
        is_taken = bool(self) and event.key() == Qt.Key.Key_Escape
        if is_taken:
            self.end()
        return is_taken

    def _stops(self) -> list[_Blank]:
        """The first blank of each name."""
        firsts: dict[str, _Blank] = {}
        for blank in self._blanks:
            firsts.setdefault(blank.name, blank)
        return list(firsts.values())

    def _here(self, start: int, end: int) -> _Blank | None:
        """The blank around a stretch; where two touch, the one that is being filled."""
        around = [one for one in self._blanks if one.start <= start and end <= one.end]
        return self._active if self._active in around else next(iter(around), None)

    def _follow(self, at: int, removed: int, added: int) -> None:
        """Move all blanks with a change; one that the change runs across is none any more."""
        if not self._blanks:
            return
        here = self._here(at, at + removed)
        grown = added - removed
        kept: list[_Blank] = []
        for blank in self._blanks:
            if blank is here:
                blank.end += grown
                blank.is_open = False
            elif at + removed <= blank.start:
                blank.start += grown
                blank.end += grown
            elif at < blank.end:
                continue
            kept.append(blank)
        self._end += grown if at + removed <= self._end else 0
        # Another text is told as one that came before the old one, which is gone all the same.
        last = self._field.document().characterCount() - 1
        self._blanks = [blank for blank in kept if blank.end <= last]
        self._has_moved = True

    def _paint_moved(self) -> None:
        """Once the change is laid out: before, no line is where Qt would look for it."""
        if self._has_moved:
            self._has_moved = False
            self._paint()

    def _fill_together(self) -> None:
        """Write what stands in the first blank of a name into the others: once, not by letters."""
        for first in self._stops():
            words = self._text(first)
            for blank in self._blanks:
                is_other = blank is not first and blank.name == first.name
                if is_other and not first.is_open and self._text(blank) != words:
                    self._active = blank
                    self._write(blank.start, blank.end, words)
        self._paint()

    def _write(self, start: int, end: int, words: str) -> None:
        """Replace a stretch; the cursor of the person stays in its place."""
        cursor = QTextCursor(self._field.document())
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(words)
        cursor.endEditBlock()

    def _text(self, blank: _Blank) -> str:
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(blank.start)
        cursor.setPosition(blank.end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace("\u2029", "\n")

    def _select(self, blank: _Blank) -> None:
        self._active = blank
        self._go(blank.start)
        cursor = self._field.textCursor()
        cursor.setPosition(blank.end, QTextCursor.MoveMode.KeepAnchor)
        self._field.setTextCursor(cursor)
        self._field.ensureCursorVisible()

    def _go(self, at: int) -> None:
        cursor = self._field.textCursor()
        cursor.setPosition(at)
        self._field.setTextCursor(cursor)
        self._field.ensureCursorVisible()

    def _paint(self) -> None:
        marks = []
        for blank in self._blanks:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self._field.document())
            cursor.setPosition(blank.start)
            cursor.setPosition(blank.end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format.setBackground(self._theme.accent_soft)
            marks.append(mark)
        self._field.setExtraSelections(marks)
        self.changed.emit()


def _filled(text: str, value_of: Callable[[str], str], at: int) -> tuple[str, list[_Blank]]:
    """The words of a prompt and where its blanks are, counted from `at`."""
    written, blanks = "", []
    found = pieces(text.replace("\r\n", "\n"))
    variables = [piece for piece in found if isinstance(piece, Variable)]
    defaults = {one.name: one.default for one in reversed(variables) if one.default}
    for piece in found:
        if isinstance(piece, Variable):
            value, default = value_of(piece.name), defaults.get(piece.name, "")
            words = value or default or f"{{{{{piece.name}}}}}"
            if not value:
                start = at + _length(written)
                is_open = not default
                blanks.append(_Blank(piece.name, start, start + _length(words), is_open))
            written += words
        else:
            written += piece
    return written, blanks


def _length(words: str) -> int:
    """Positions in a document are counted in UTF-16."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
