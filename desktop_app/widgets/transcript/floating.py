"""Where the floating actions are: at the message that is pointed at or has the focus."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.widgets.transcript.actions import offered
from desktop_app.widgets.transcript.units.heads import VersionUnit
from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.own import OwnUnit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView


class Floating:
    """Moves the one row of actions about."""

    def __init__(self, view: "TranscriptView") -> None:
        self._view = view

    def place(self) -> None:
        """Put the actions to the message that is pointed at or has the focus."""
        pointed, view = self._view.pointer.entry, self._view
        if self.has_focus and view.model.place(view.actions_.message_id) < 0:
            view.setFocus(Qt.FocusReason.OtherFocusReason)  # their message is gone
        if not self.has_focus:
            self.place_at(pointed if pointed >= 0 else self._view.keys.entry)

    @property
    def has_focus(self) -> bool:
        """Whether one of the actions has the keyboard: they stay then."""
        focused = QApplication.focusWidget()
        return focused is not None and self._view.actions_.isAncestorOf(focused)

    def place_at(self, entry: int) -> None:
        """Put the actions to this message; they are hidden where it is not seen enough."""
        names = self._names(entry)
        self._view.actions_.offer(self._message_id(entry), names)
        where = self._corner(entry, self._view.actions_.width()) if names else None
        if where is None:
            self._view.actions_.hide()
            return
        where.setX(where.x() - self._view.actions_.width())
        self._view.actions_.move(where)
        self._view.actions_.show()
        self._view.actions_.raise_()

    def _names(self, entry: int) -> tuple[str, ...]:
        """What can be done with a message; nothing while it still grows."""
        model = self._view.model
        if not 0 <= entry < len(model.items) or model.is_live(entry):
            return ()
        return offered(model.items[entry].message)

    def _message_id(self, entry: int) -> str:
        items = self._view.model.items
        return items[entry].message.id if 0 <= entry < len(items) else ""

    def _corner(self, entry: int, room: int) -> QPoint | None:
        """Top right corner of actions `room` wide, beside what ends the message.

        Where that leaves no room, they stand in the gap below it: nothing is covered.
        """
        x, width = self._view.column()
        style = self._view.around.style
        side, inset = style.px(28), style.px(6)
        right = x + width + inset
        mine = [placed for placed in self._view.layout_.shown if placed.entry == entry]
        for placed in reversed(mine):
            unit = placed.unit
            below = QPoint(right, placed.y + unit.height - style.px(2))
            if isinstance(unit, VersionUnit):
                return QPoint(x + unit.left, placed.y + (unit.height - side) // 2)
            if isinstance(unit, LineUnit) and unit is self._line(entry):
                is_free = unit.taken + room <= width
                return QPoint(right, placed.y) if is_free else below
            if isinstance(unit, OwnUnit):
                left = unit.card(style).x() - inset
                is_one_line = unit.height < 2 * side
                rise = (unit.height + side) // 2 if is_one_line else side + inset
                beside = QPoint(x + left, placed.y + unit.height - rise)
                return beside if left >= room else below
        if mine and mine[0].index == 0:
            return QPoint(right, mine[0].y - 2)
        return None

    def _line(self, entry: int) -> LineUnit | None:
        found = self._view.layout_.entries[entry]
        return found.line if found is not None else None
