"""The transcript for assistive technology: a list whose items say who spoke, when, and what.

Interfaces are made when they are asked for and kept as long as their view: Qt holds them weakly.
"""

import functools
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QAccessibleInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget

from desktop_app.domain.message import Role
from desktop_app.widgets.announcing import announce
from desktop_app.widgets.transcript.endings import ending, fault_title
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.spots import Spot

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

LONGEST = 20_000  # characters that one item says
_kept: dict[int, "TranscriptInterface"] = {}


class MessageInterface(QAccessibleInterface):
    """One message as a list item. Qt takes None for "there is none", its stubs do not say so."""

    def __init__(self, list_: "TranscriptInterface", place: int) -> None:
        super().__init__()
        self._list = list_
        self.place = place
        self._stops: dict[int, StopInterface] = {}

    def isValid(self) -> bool:
        """Whether the message is still there."""
        return self.place < len(self._list.view.model.items)

    def object(self) -> QObject | None:  # type: ignore[override]
        """Messages are no objects of their own."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        """The window they are in."""
        return self._list.window()

    def parent(self) -> QAccessibleInterface:
        """The list."""
        return self._list

    def stops(self) -> list[tuple[Unit, int, Spot]]:
        """What can be pressed of it, as far as it is seen: units, places in them, what they are."""
        return [
            (placed.unit, number, spot)
            for placed in self._list.view.layout_.shown
            if placed.entry == self.place
            for number, spot in enumerate(placed.unit.stops())
        ]

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A button or link of the message."""
        if not 0 <= index < self.childCount():
            return None
        stop = self._stops.get(index)
        if stop is None:
            stop = self._stops[index] = StopInterface(self, index)
            QAccessible.registerAccessibleInterface(stop)
        return stop

    def childCount(self) -> int:
        """The buttons and links that are seen."""
        return len(self.stops())

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Where a button or link stands."""
        return child.index if isinstance(child, StopInterface) else -1

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """An item has no parts."""
        return None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """An item has no parts."""
        return None

    def text(self, kind: QAccessible.Text) -> str:
        """Author, time and words."""
        if not self.isValid() or kind != QAccessible.Text.Name:
            return ""
        return words_of(self._list.view, self.place)

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Messages are not edited here."""

    def rect(self) -> QRect:
        """Where it is on the screen; empty while it is not seen."""
        return self._list.rect_of(self.place)

    def rect_of(self, unit: Unit, spot: Spot) -> QRect:
        """Where a place of one of its units is on the screen."""
        view = self._list.view
        for placed in view.layout_.shown:
            if placed.unit is unit:
                inside = spot.rect.translated(view.rect_of(placed).topLeft())
                return QRect(view.viewport().mapToGlobal(inside.topLeft()), inside.size())
        return QRect()

    def has_focus(self, unit: Unit, number: int) -> bool:
        """Whether the keyboard stands at a place of one of its units."""
        return self._list.view.keys.focused_spot(unit) == number

    def role(self) -> QAccessible.Role:
        """An item of a list."""
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        """It can be read; away from the screen it is said to be."""
        state = QAccessible.State()
        state.readOnly = True
        state.offscreen = self.rect().isEmpty()
        state.focusable = True
        state.focused = self.place == self._list.view.keys.ringed
        return state


class StopInterface(QAccessibleInterface):
    """A button or link inside a message."""

    def __init__(self, message: MessageInterface, index: int) -> None:
        super().__init__()
        self._message = message
        self.index = index

    @property
    def _stop(self) -> tuple[Unit, int, Spot] | None:
        stops = self._message.stops() if self._message.isValid() else []
        return stops[self.index] if self.index < len(stops) else None

    def isValid(self) -> bool:
        """Whether it is still seen."""
        return self._stop is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        """It is painted, no object of its own."""
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        """The window it is in."""
        return self._message.window()

    def parent(self) -> QAccessibleInterface:
        """The message."""
        return self._message

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """It has no parts."""
        return None

    def childCount(self) -> int:
        """It has no parts."""
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """It has no parts."""
        return -1

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """It has no parts."""
        return None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """It has no parts."""
        return None

    def text(self, kind: QAccessible.Text) -> str:
        """Its words; of a link also where it leads."""
        stop = self._stop
        return stop[2].label if stop is not None and kind == QAccessible.Text.Name else ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """It cannot be written."""

    def rect(self) -> QRect:
        """Where it is on the screen."""
        stop = self._stop
        return self._message.rect_of(stop[0], stop[2]) if stop is not None else QRect()

    def role(self) -> QAccessible.Role:
        """A link or a button."""
        stop = self._stop
        is_link = stop is not None and stop[1] >= len(stop[0].spots())
        return QAccessible.Role.Link if is_link else QAccessible.Role.Button

    def state(self) -> QAccessible.State:
        """Whether the keyboard stands at it."""
        state = QAccessible.State()
        state.focusable = True
        stop = self._stop
        state.focused = stop is not None and self._message.has_focus(stop[0], stop[1])
        return state


class TranscriptInterface(QAccessibleWidget):
    """The view as a list."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view, QAccessible.Role.List, view.accessibleName())
        self.view = view
        self._items: dict[int, MessageInterface] = {}

    def childCount(self) -> int:
        """One item per message."""
        return len(self.view.model.items)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The message at a place."""
        if not 0 <= index < self.childCount():
            return None
        item = self._items.get(index)
        if item is None:
            item = self._items[index] = MessageInterface(self, index)
            QAccessible.registerAccessibleInterface(item)
        return item

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Where an item stands."""
        return child.place if isinstance(child, MessageInterface) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The message at a point of the screen."""
        point = self.view.viewport().mapFromGlobal(QPoint(x, y))
        placed = self.view.layout_.placed(point.y())
        return self.child(placed.entry) if placed is not None else None

    def text(self, kind: QAccessible.Text) -> str:
        """What the list is called."""
        return self.view.accessibleName() if kind == QAccessible.Text.Name else ""

    def rect_of(self, place: int) -> QRect:
        """Where a message is on the screen."""
        rect = QRect()
        for placed in self.view.layout_.shown:
            if placed.entry == place:
                rect |= self.view.rect_of(placed)
        rect &= self.view.viewport().rect()
        return QRect(self.view.viewport().mapToGlobal(rect.topLeft()), rect.size())


def words_of(view: "TranscriptView", place: int) -> str:
    """What is read aloud for one message."""
    item = view.model.items[place]
    message = item.message
    author = {
        Role.USER: view.tr("You"),
        Role.ASSISTANT: item.head.replace("\n", ", ") or view.tr("Assistant"),
        Role.TOOL: view.tr("Tool"),
    }[message.role]
    at = time.strftime("%H:%M", time.localtime(message.created))
    text = view.layout_.entry(place).spoken()[:LONGEST]
    end = ending(message)
    said = end.words if end is not None and end.icon != "check" else ""
    return "\n".join(part for part in (f"{author}, {at}", text, said) if part)


def focus(view: "TranscriptView", place: int) -> None:
    """Say which message the keyboard stands at."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(place)
        QAccessible.updateAccessibility(event)


def focus_stop(view: "TranscriptView", place: int, unit: Unit, number: int) -> None:
    """Say at which button or link the keyboard stands."""
    if not QAccessible.isActive():
        return
    known = QAccessible.queryAccessibleInterface(view)
    message = known.child(place) if known is not None else None
    if not isinstance(message, MessageInterface):
        return
    here = [(each, count) for each, count, _ in message.stops()]
    stop = message.child(here.index((unit, number))) if (unit, number) in here else None
    if stop is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(stop, QAccessible.Event.Focus))


def announce_end(view: "TranscriptView", place: int) -> None:
    """Say that an answer ended, and how; nothing where a tool goes on from it."""
    message = view.model.items[place].message
    end = ending(message)
    how = end.words if end is not None else fault_title(message)[0]
    if how:
        announce(view, f"{_who(view, place)}: {how}")


def announce_beginning(view: "TranscriptView", place: int) -> None:
    """Say that the first words of an answer are there."""
    if not view.model.continues_turn(place):
        announce(view, view.tr("%1 is answering").replace("%1", _who(view, place)))


def _who(view: "TranscriptView", place: int) -> str:
    return view.model.items[place].head.partition("\n")[0] or view.tr("Assistant")


def interface(_key: str, described: QObject) -> QAccessibleInterface | None:
    """Qt's factory: the interface of a transcript, nothing for any other object."""
    from desktop_app.widgets.transcript.view import TranscriptView

    if not isinstance(described, TranscriptView):
        return None
    made = TranscriptInterface(described)
    _kept[id(described)] = made
    described.destroyed.connect(functools.partial(_forget, id(described)))
    return made


def _forget(key: int, _described: QObject | None = None) -> None:
    _kept.pop(key, None)


_is_installed = False


def install() -> None:
    """Teach Qt what a transcript is; once per process."""
    global _is_installed  # noqa: PLW0603  # Qt keeps one list of factories per process
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(interface)
