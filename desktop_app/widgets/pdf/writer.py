"""One PDF with real pages: the same units as on the screen, in the light look, on paper.

Draws a message at a time and keeps none, so memory does not grow with the conversation.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from typing import Any, BinaryIO

import msgspec
from PySide6.QtCore import QDateTime, QLocale, QObject, QPointF, QRect, QRectF
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from desktop_app.domain.endings import ending_words
from desktop_app.domain.message import Message, Role, State
from desktop_app.services.export.format import speaker
from desktop_app.services.store import ConversationRecord
from desktop_app.viewmodels.conversation_list import UNTITLED
from desktop_app.viewmodels.transcript import TranscriptItem, TranscriptModel
from desktop_app.widgets.pdf.pages import Pages
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.beside import beside
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.highlighting import FullPass, knows, lexer_for
from desktop_app.widgets.transcript.maths import Formulas, load
from desktop_app.widgets.transcript.part_views import PartView
from desktop_app.widgets.transcript.placed import GAP
from desktop_app.widgets.transcript.style import Style, TextStyle
from desktop_app.widgets.transcript.units.base import Marks, Surroundings, Unit
from desktop_app.widgets.transcript.units.documents import DocumentUnit, break_lines
from desktop_app.widgets.transcript.units.errors import ErrorUnit
from desktop_app.widgets.transcript.units.heads import HeadUnit
from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit

_DPR = 3.0  # pixels of a picture for one of the visual targets
_KEPT_TOGETHER = 80  # pixels of what follows that stay with a heading
_MATHS = ("$", "\\(", "\\[")


class _Words(DocumentUnit):
    """A title, or a line below it."""

    def __init__(self, text: str, look: TextStyle, colour: QColor, gap: int) -> None:
        super().__init__()
        self._text = text
        self._look = look
        self._colour = colour
        self.space = gap

    def build(self, document: QTextDocument, around: Surroundings, width: int) -> None:
        del width
        document.setDefaultFont(self._look.font)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(around.style.block(self._look))
        ink = QTextCharFormat()
        ink.setForeground(self._colour)
        cursor.insertText(self._text, ink)

    def measure(self, document: QTextDocument, around: Surroundings, width: int) -> int:
        del around
        break_lines(document, width)
        return round(document.size().height())

    def paint(self, painter: QPainter, rect: QRect, clip: QRect, marks: Marks) -> None:
        self.draw(painter, QPointF(rect.topLeft()), QRectF(clip), marks)


class PdfWriter:
    """A `Drawing` of the exports."""

    def __init__(self, out: BinaryIO) -> None:
        self._style = Style(LIGHT)
        screen = QGuiApplication.primaryScreen()
        self._pages = Pages(out, self._style, screen.logicalDotsPerInchY() if screen else 96.0)
        self._model = TranscriptModel()
        self._owner = QObject()

    def begin(self, record: ConversationRecord) -> None:
        """Title, time and authors at the head of a new page."""
        style = self._style
        self._model.set_messages([_item(message) for message in record.messages])
        title = " ".join(record.title.split()) or UNTITLED
        self._pages.begin(title)
        around = self._around()
        for unit in (
            _Words(title, style.headings[0], style.theme.text, 0),
            _Words(_facts(record), style.label, style.theme.muted, 4),
        ):
            for _ in self._pages.place(unit, around):
                pass

    def draw(self, message: Message) -> Iterator[None]:
        """One message below the others."""
        if any(sign in message.text for sign in _MATHS):
            yield from _waited(beside(load))
        place = self._model.place(message.id)
        before = self._model.items[place]
        self._model.items[place] = _item(message)
        entry = Entry(self._model, place)
        entry.build(self._style, self._pages.width)
        yield
        yield from _read(entry, self._style, self._pages.width)
        yield from self._draw(_units(entry, message))
        self._model.items[place] = before

    def _draw(self, units: Sequence[Unit]) -> Iterator[None]:
        around = self._around()
        for number, unit in enumerate(units):
            if number == 0:
                unit.space = GAP
            yield from _coloured(unit)
            is_head = isinstance(unit, HeadUnit) or _is_heading(unit)
            has_more = number + 1 < len(units)
            yield from self._pages.place(unit, around, _KEPT_TOGETHER * (is_head and has_more))

    def _around(self) -> Surroundings:
        """For one message: what it takes of pictures of formulas goes with it."""
        formulas = Formulas(self._owner, is_printed=True)
        return Surroundings(self._style, formulas, self._model.remote, dpr=_DPR, is_printed=True)

    def close(self) -> None:
        """Nothing follows."""
        self._pages.close()

    def give_up(self) -> None:
        """Let go of the file."""
        self._pages.give_up()


def _item(message: Message) -> TranscriptItem:
    if message.state is State.STREAMING:  # it goes out as far as it came
        message = msgspec.structs.replace(message, state=State.INTERRUPTED)
    return TranscriptItem(message, head=f"{speaker(message)}\n{_moment(message.created)}")


def _moment(created: float) -> str:
    moment = QDateTime.fromSecsSinceEpoch(int(created))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _facts(record: ConversationRecord) -> str:
    """When it was, and who speaks in it."""
    answering = [m for m in record.messages if m.role is Role.ASSISTANT]
    who = dict.fromkeys(speaker(message) for message in answering)
    has_own = any(message.role is Role.USER for message in record.messages)
    names = [*(["You"] if has_own else []), *who]
    return "  ·  ".join([_moment(record.created), ", ".join(names)])


def _read(entry: Entry, style: Style, width: int) -> Iterator[None]:
    """All of a long message, a slice at a time."""
    while rest := next((unit for unit in entry.units if isinstance(unit, RestUnit)), None):
        entry.read(rest, style, width)
        yield


def _units(entry: Entry, message: Message) -> list[Unit]:
    """What of a message stands on paper: nothing to press, no thoughts, no folded things."""
    head: list[Unit] = list(entry.units[: entry.leading])
    if message.role is Role.USER:
        head = [HeadUnit(entry.item.head, (1, 1))]
    parts = [unit for view in entry.parts if view.fold is None for unit in _shown(view)]
    return [*head, *parts, *_endings(entry, message)]


def _shown(view: PartView) -> list[Unit]:
    for card in view.section.closed_codes() if view.section else ():
        card.is_wrapped = True
    if view.units and not view.units[0].space:
        view.units[0].space = 4
    return view.units


def _endings(entry: Entry, message: Message) -> Iterator[Unit]:
    for unit in entry.trailing:
        if isinstance(unit, ErrorUnit):
            unit.buttons = []
            yield unit
        elif isinstance(unit, LineUnit) and message.state is not State.COMPLETE:
            unit.say_now(unit.icon_name, ending_words(message))
            yield unit


def _is_heading(unit: Unit) -> bool:
    return isinstance(unit, ProseUnit) and unit.segment.kind == "heading"


def _coloured(unit: Unit) -> Iterator[None]:
    """The full colours of a code card, before its first lines are drawn."""
    from desktop_app.widgets.transcript.units.code import CodeUnit

    if not isinstance(unit, CodeUnit) or unit.card.spans is not None:
        return
    card = unit.card
    if knows(card.language):
        lexer = lexer_for(card.language)
        yield from _waited(lexer)
        colours = FullPass(card.code, lexer.result())
        while not colours.advance():
            yield
        card.spans = colours.spans if colours.has_found else []


def _waited(work: "Future[Any]") -> Iterator[None]:
    """What is done beside the frames is done."""
    while not work.done():
        wait((work,), 0.002)
        yield
