"""Where the floating actions are: at the message that is pointed at or has the focus."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from desktop_app.domain.message import Role
from desktop_app.widgets.transcript.actions import ANSWER, OWN
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.painted import LineUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


class Floating:
    """Moves the one row of actions about."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view

    def place(self) -> None:
        """Put the actions to the message that is pointed at or has the focus."""
        entry = self._view.pointer.entry if self._view.pointer.entry >= 0 else self._view.keys.entry
        focused = QApplication.focusWidget()
        if focused is not None and self._view.actions_.isAncestorOf(focused):
            return
        where = self._corner(entry)
        if where is None:
            self._view.actions_.hide()
            return
        message = self._view.model.items[entry].message
        names = OWN if message.role is Role.USER else ANSWER
        self._view.actions_.offer(message.id, names)
        where.setX(where.x() - self._view.actions_.width())
        self._view.actions_.move(where)
        self._view.actions_.show()
        self._view.actions_.raise_()

    def _corner(self, entry: int) -> QPoint | None:
        """Top right corner of the actions: in the end line, the head, or left of an own card."""
        if not 0 <= entry < len(self._view.model.items) or self._view.model.is_live(entry):
            return None
        x, width = self._view.column()
        side = self._view.around.style.px(28)
        inset = self._view.around.style.px(6)
        mine = [placed for placed in self._view.layout_.shown if placed.entry == entry]
        for placed in reversed(mine):
            if isinstance(placed.unit, LineUnit) and placed.unit is self._line(entry):
                return QPoint(x + width + inset, placed.y)
            if isinstance(placed.unit, OwnUnit):
                card = placed.unit.card(self._view.around.style)
                left = x + card.x() - inset
                return QPoint(max(left, 6 * side), placed.y + placed.unit.height - side - inset)
        if mine and mine[0].index == 0:
            return QPoint(x + width + inset, mine[0].y - 2)
        return None

    def _line(self, entry: int) -> LineUnit | None:
        found = self._view.layout_.entries[entry]
        return found.line if found is not None else None
