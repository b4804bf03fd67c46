"""The transcript for assistive technology: a list whose items say who spoke, when, and what.

Interfaces are made when they are asked for and taken back when what they stand for is gone.
"""

# mypy: disable-error-code="override"
# Qt takes None for "there is none"; its stubs do not say so.

import functools
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import Shiboken

from desktop_app.domain.message import Message, Part, RefusalPart, Role, TextPart
from desktop_app.services.export.wording import plain
from desktop_app.widgets.controls.offered import Offered
from desktop_app.widgets.transcript.accessible import roles
from desktop_app.widgets.transcript.accessible.blocks import Block, Stop
from desktop_app.widgets.transcript.accessible.reading import Reader
from desktop_app.widgets.transcript.endings import ending
from desktop_app.widgets.transcript.part_views import said
from desktop_app.widgets.transcript.placed import Anchor, Placed
from desktop_app.widgets.transcript.units.base import Unit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

LONGEST = 20_000  # characters that one item says


class MessageInterface(Offered):
    """One message as a list item with its blocks."""

    def __init__(self, list_: "TranscriptInterface", place: int) -> None:
        super().__init__(list_)
        self._list = list_
        self.place = place
        self._blocks: dict[Unit, Block] = {}
        self._stand = _Stand(self)
        self.more[QAccessible.InterfaceType.ActionInterface] = self._stand

    @property
    def view(self) -> "TranscriptView":
        """The transcript that it is of."""
        return self._list.view

    @property
    def reader(self) -> Reader:
        """Who reads its blocks."""
        return self._list.reader

    def isValid(self) -> bool:
        return self.place < len(self.view.model.items)

    def window(self) -> QWindow | None:
        return self._list.window()

    def units(self) -> list[Unit]:
        """Its units as far as they were made."""
        entries = self.view.layout_.entries
        entry = entries[self.place] if self.place < len(entries) else None
        return entry.units if entry is not None else []

    def blocks(self) -> list[Block]:
        """What can be read of it, block by block; makes the units if they are not there."""
        if not self.isValid() or self.view.is_waiting:
            return []
        units = self.view.layout_.entry(self.place).units
        self._forget_others(units)
        return [self.block(unit) for unit in units if roles.says_something(unit)]

    def block(self, unit: Unit) -> Block:
        """What stands for one of its units."""
        if unit not in self._blocks:
            self._blocks[unit] = Block(self, unit)
        return self._blocks[unit]

    def _forget_others(self, units: list[Unit]) -> None:
        """Take back what stands for units that it has no more, once nobody is asking for it."""
        gone = [self._blocks.pop(unit) for unit in set(self._blocks).difference(units)]
        if gone:
            QTimer.singleShot(0, functools.partial(_take_back, gone))

    def made(self) -> list[Block]:
        return list(self._blocks.values())

    def child(self, index: int) -> QAccessibleInterface | None:
        blocks = self.blocks()
        return blocks[index] if 0 <= index < len(blocks) else None

    def childCount(self) -> int:
        return len(self.blocks())

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((place for place, each in enumerate(self.blocks()) if each is child), -1)

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid() or kind != QAccessible.Text.Name:
            return ""
        return words_of(self.view, self.place)

    def rect(self) -> QRect:
        rect = QRect()
        for placed in self.view.layout_.shown:
            if placed.entry == self.place:
                rect |= self.view.rect_of(placed)
        return self._on_screen(rect)

    def _on_screen(self, rect: QRect) -> QRect:
        viewport = self.view.viewport()
        rect &= viewport.rect()
        if not rect.isValid():
            return QRect()
        return QRect(viewport.mapToGlobal(rect.topLeft()), rect.size())

    def placed(self, unit: Unit) -> Placed | None:
        """Where one of its units is on the screen, None if it is not seen."""
        return next((each for each in self.view.layout_.shown if each.unit is unit), None)

    def on_screen(self, unit: Unit) -> QRect:
        """As much of a unit as is seen."""
        placed = self.placed(unit)
        return self._on_screen(self.view.rect_of(placed)) if placed is not None else QRect()

    def corner(self, unit: Unit) -> QPoint:
        """Top left of a unit that is seen, whether or not that corner is."""
        placed = self.placed(unit)
        corner = self.view.rect_of(placed).topLeft() if placed is not None else QPoint()
        return self.view.viewport().mapToGlobal(corner)

    def brought(self, unit: Unit) -> Placed | None:
        """Where a unit is, brought onto the screen if it was not there."""
        if self.placed(unit) is None and unit in self.units():
            third = self.view.layout_.view_height // 3
            self.view.layout_.go_to(Anchor(self.place, self.units().index(unit), -third))
            self.view.repaint_all()
        return self.placed(unit)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        state.offscreen = self.rect().isEmpty()
        state.focusable = True
        state.focused = self.place == self.view.keys.ringed
        return state


class _Stand(QAccessibleActionInterface):
    """Putting the keyboard at a message."""

    def __init__(self, message: MessageInterface) -> None:
        super().__init__()
        self._message = message

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.setFocusAction()]

    def keyBindingsForAction(self, actionName: str) -> list[str]:
        del actionName
        return []

    def doAction(self, actionName: str) -> None:
        del actionName
        if self._message.isValid():
            self._message.view.keys.go_to(self._message.place)


class TranscriptInterface(QAccessibleWidget):
    """The view as a list: one item per message, then what lies above the messages."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view, QAccessible.Role.List, view.accessibleName())
        self.view = view
        self._items: dict[int, MessageInterface] = {}
        self._reader: Reader | None = None

    @property
    def reader(self) -> Reader:
        """The one that reads blocks, made when it is needed."""
        if self._reader is None:
            self._reader = Reader(self.view)
        return self._reader

    def isValid(self) -> bool:
        """Whether the view is still there."""
        return Shiboken.isValid(self.view)

    def _above(self) -> list[QWidget]:
        """Buttons and fields that lie above the messages, such as those for finding."""
        options = Qt.FindChildOption.FindDirectChildrenOnly
        found = [
            *self.view.findChildren(QWidget, options=options),
            *self.view.viewport().findChildren(QWidget, options=options),
        ]
        own = (self.view.viewport(), self.view.verticalScrollBar(), self.view.whither)
        return [each for each in found if each.isVisible() and each not in own]

    def childCount(self) -> int:
        """One per message, and what lies above them."""
        return len(self.view.model.items) + len(self._above())

    def child(self, index: int) -> QAccessibleInterface | None:
        """What stands for a message, or for what lies above them all."""
        count = len(self.view.model.items)
        above = self._above() if index >= count else []
        if index < count + len(above):
            return self.message(index) or QAccessible.queryAccessibleInterface(above[index - count])
        return None

    def message(self, index: int) -> MessageInterface | None:
        """The message at a place."""
        if not 0 <= index < len(self.view.model.items):
            return None
        if index not in self._items:
            self._items[index] = MessageInterface(self, index)
        return self._items[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Where an item stands."""
        if isinstance(child, MessageInterface):
            return child.place
        widget = child.object()
        above = self._above()
        if isinstance(widget, QWidget) and widget in above:
            return len(self.view.model.items) + above.index(widget)
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        """The message at a point of the screen."""
        for widget in self._above():
            known = QAccessible.queryAccessibleInterface(widget)
            if known is not None and known.rect().contains(x, y):
                return known
        point = self.view.viewport().mapFromGlobal(QPoint(x, y))
        placed = self.view.layout_.placed(point.y())
        return self.message(placed.entry) if placed is not None else None

    def focusChild(self) -> QAccessibleInterface | None:
        """Where the keyboard stands."""
        place = self.view.keys.entry
        message = self.message(place) if self.view.hasFocus() else None
        if message is None:
            return None
        return self.focused_stop(message) or message

    def focused_stop(self, message: MessageInterface) -> Stop | None:
        """The button or link of a message that the keyboard stands at."""
        focus = self.view.keys.focused
        if focus is None or focus[0] not in message.units():
            return None
        stops = message.block(focus[0]).stops()
        return stops[focus[1]] if focus[1] < len(stops) else None

    def text(self, kind: QAccessible.Text) -> str:
        """What the list is called."""
        return self.view.accessibleName() if kind == QAccessible.Text.Name else ""

    def made(self) -> list[MessageInterface]:
        """The messages that were asked for so far."""
        return list(self._items.values())

    def take_back(self, first: int = 0) -> None:
        """The messages from `first` on are others, or gone."""
        for place in [place for place in self._items if place >= first]:
            self._items.pop(place).take_back()


def _without_rules(words: str) -> str:
    """Lines that are drawn with letters are not read out."""
    return "\n".join(line for line in words.split("\n") if line.strip("-= "))


def _take_back(gone: list[Block]) -> None:
    for block in gone:
        block.take_back()


def words_of(view: "TranscriptView", place: int) -> str:
    """What is read aloud for one message. Builds nothing."""
    item = view.model.items[place]
    message = item.message
    author = {
        Role.USER: view.tr("You"),
        Role.ASSISTANT: item.head.replace("\n", ", ") or view.tr("Assistant"),
        Role.TOOL: view.tr("Tool"),
    }[message.role]
    at = time.strftime("%H:%M", time.localtime(message.created))
    builder = view.model.builder(message.id)
    text = _spoken(message, builder.parts() if builder is not None else message.parts)
    end = ending(message)
    how = end.words if end is not None and end.icon != "check" else ""
    return "\n".join(part for part in (f"{author}, {at}", text, how) if part)


def _spoken(message: Message, parts: tuple[Part, ...]) -> str:
    """The words of a message, its tool calls and errors, without the signs of Markdown."""
    heard: list[str] = []
    for part in parts:
        words = said(part)[:LONGEST]
        is_markdown = message.role is Role.ASSISTANT and isinstance(part, TextPart | RefusalPart)
        heard.append(_without_rules(plain(words)) if is_markdown else words)
    if message.error is not None:
        heard += [message.error.text, message.error.hint]
    return "\n".join(words for words in heard if words)[:LONGEST]
