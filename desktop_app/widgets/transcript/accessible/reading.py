"""The words of the block that is being read: a copy of it in a text field that is never shown.

Qt for Python cannot say what is selected, how letters look and where lines end; Qt itself can, of a
text field of its own. Positions are those of UTF-16, as Qt counts them.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleTextInterface,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from desktop_app.widgets.transcript.accessible.roles import sign
from desktop_app.widgets.transcript.selection import Place
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.accessible.blocks import Block
    from desktop_app.widgets.transcript.view import TranscriptView

_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_KEEP = QTextCursor.MoveMode.KeepAnchor
_OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_UNSEEN = QPoint(-100_000, -100_000)


class Copy:
    """A unit's document with the sign before it and formulas as their source."""

    def __init__(self, unit: DocumentUnit) -> None:
        document = unit.laid()
        self.document = document.clone()
        self._added = [(0, _size(sign(unit)))]  # by how much what is behind a position moved
        cursor = QTextCursor(self.document)
        for start, source in sorted(_formulas(unit).items(), reverse=True):
            cursor.setPosition(start)
            cursor.setPosition(start + 1, _KEEP)
            if cursor.selectedText() == _OBJECT:
                cursor.insertText(source, QTextCharFormat())
                self._added.insert(1, (start + 1, _size(source) - 1))
        cursor.setPosition(0)
        cursor.insertText(sign(unit))
        self.document.setTextWidth(document.textWidth())

    def among_words(self, position: int) -> int:
        """Where a position of the unit is in the copy."""
        return position + sum(more for start, more in self._added if start <= position)

    def in_unit(self, offset: int) -> int:
        """Where a position of the copy is in the unit; a formula is one."""
        for start, more in self._added:
            if offset < start + more:
                return min(start, offset)
            offset -= more if offset >= start + more else 0
        return offset


def _size(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def _formulas(unit: DocumentUnit) -> dict[int, str]:
    """The sources of what is drawn, by where it stands."""
    spans = unit.leaf.spans if isinstance(unit, ProseUnit) and unit.leaf is not None else []
    return {span.start: span.value for span in spans if span.kind in {"math", "display"}}


class Reader:
    """Holds one block at a time; made when something is read for the first time."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view
        self._block: Block | None = None
        self._copy: Copy | None = None
        self._key: tuple[object, ...] = ()
        self._is_following = False  # the selection comes from the transcript
        self._field = QTextEdit(view)
        self._field.hide()
        self._field.setReadOnly(True)
        self._field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._field.setFrameShape(QFrame.Shape.NoFrame)
        self._field.setVerticalScrollBarPolicy(_OFF)
        self._field.setHorizontalScrollBarPolicy(_OFF)
        self._keep_quiet()
        # What the first returns is gone with it.
        self._interface = QAccessible.queryAccessibleInterface(self._field)
        self._text = self._interface.textInterface()
        self._field.selectionChanged.connect(self._selected)
        self._field.cursorPositionChanged.connect(self._selected)

    def _keep_quiet(self) -> None:
        """Moving its caret is no event: the text's control tells of itself as its parent widget."""
        quiet = QObject(self._view)
        for child in self._field.children():
            if child.inherits("QWidgetTextControl"):
                child.setParent(quiet)

    def read(self, block: "Block") -> QAccessibleTextInterface:
        """Qt's interface to the words of a block, which is valid until another one is read."""
        self.copy_of(block)
        self._place(block)
        self._follow(block)
        return self._text

    def copy_of(self, block: "Block") -> Copy:
        """The copy of a block's words, made anew if they are others."""
        unit = block.lay_out()
        if not isinstance(unit, DocumentUnit):
            raise TypeError("only documents are read")
        document = unit.laid()
        key = (id(document), document.revision(), document.textWidth(), unit.length)
        if self._copy is None or self._block is not block or key != self._key:
            before, self._block, self._copy, self._key = self._copy, block, Copy(unit), key
            self._show(self._copy.document)
            if before is not None:
                before.document.deleteLater()
        return self._copy

    def _show(self, document: QTextDocument) -> None:
        self._is_following = True
        field, width = self._field, document.textWidth()
        is_broken = width > 0
        mode = QTextEdit.LineWrapMode
        field.setLineWrapMode(mode.FixedPixelWidth if is_broken else mode.NoWrap)
        if is_broken:
            field.setLineWrapColumnOrWidth(int(width))
        document.setParent(field)
        field.setDocument(document)
        field.resize(document.size().toSize())
        self._is_following = False

    def _place(self, block: "Block") -> None:
        """Let the letters be where they are seen."""
        unit = block.unit
        at = _UNSEEN
        if isinstance(unit, DocumentUnit) and not block.rect().isEmpty():
            at = block.message.corner(unit) + unit.origin().toPoint()
        self._field.move(self._view.mapFromGlobal(at))

    def _follow(self, block: "Block") -> None:
        """Let what is selected in the transcript be selected, and the caret stand where it ends."""
        selection, copy, index = self._view.selection, self._copy, block.index
        here = (block.message.place, index)
        stretch = selection.stretch(*here, block.unit) if index >= 0 else None
        head = selection.head
        stands = head.position if head is not None and head[:2] == here else 0
        start, end = stretch or (stands, stands)
        if copy is None:
            return
        if stands == start:
            start, end = end, start
        cursor = QTextCursor(copy.document)
        cursor.setPosition(copy.among_words(start))
        cursor.setPosition(copy.among_words(end), _KEEP)
        known = self._field.textCursor()
        if (known.anchor(), known.position()) != (cursor.anchor(), cursor.position()):
            self._is_following = True
            self._field.setTextCursor(cursor)
            self._is_following = False

    def _selected(self) -> None:
        """A reader put the caret somewhere, or selected something: so does the transcript."""
        block, copy = self._block, self._copy
        if self._is_following or block is None or copy is None or block.index < 0:
            return
        cursor, place = self._field.textCursor(), block.message.place
        anchor, head = copy.in_unit(cursor.anchor()), copy.in_unit(cursor.position())
        selecting = self._view.keys.selecting
        selecting.put(Place(place, block.index, anchor), Place(place, block.index, head))
