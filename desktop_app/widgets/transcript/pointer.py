"""The mouse in the transcript: hovering, pressing, selecting, dragging, the wheel, the menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from desktop_app.widgets.transcript import links
from desktop_app.widgets.transcript.menu import first_of_cards, open_menu
from desktop_app.widgets.transcript.placed import Placed
from desktop_app.widgets.transcript.selection import Place
from desktop_app.widgets.transcript.units.base import Unit

if TYPE_CHECKING:
    from desktop_app.widgets.transcript.view import TranscriptView

STEP = 40  # pixels of the visual targets per line of the wheel
MOST_LENT = 50  # messages that are written out as soon as they are selected
EDGE_INTERVAL = 16  # ms between two steps while dragging beyond the edge


class Pointer(QObject):
    """Turns mouse events into selections, presses and moves."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self.entry = -1  # the message that is pointed at
        self._hover: tuple[Unit, int] | None = None
        self._pressed: tuple[Placed, int] | None = None
        self._link = ""
        self._is_selecting = False
        self._grain = 1  # 1 letters, 2 words, 3 paragraphs
        self._grip: tuple[str, int, Placed | None] | None = None
        self._last_press = QElapsedTimer()
        self._last_point = QPoint()
        self._sideways = 0.0
        self._edge = QTimer(self)
        self._edge.setInterval(EDGE_INTERVAL)
        self._edge.timeout.connect(self._pull)

    def forget(self) -> None:
        """The messages are others."""
        self.entry = -1
        self._hover = self._pressed = self._grip = None
        self._is_selecting = False

    # -- where things are ------------------------------------------------------------------------

    def place_at(self, point: QPoint) -> Place | None:
        """The text position nearest to a point."""
        view = self._view
        placed = view.layout_.nearest(point.y())
        if placed is None:
            return None
        x, _ = view.column()
        unit = placed.unit
        if not unit.length:
            return self._text_near(placed)
        shown = view.layout_.shown
        if point.y() < placed.y and placed is shown[0]:
            return Place(placed.entry, placed.index, 0)
        if point.y() >= placed.y + unit.height and placed is shown[-1]:
            return Place(placed.entry, placed.index, unit.length)
        y = max(0, min(point.y() - placed.y, unit.height - 1))  # between two blocks it is a line's
        position = unit.position_at(point.x() - x, y)
        return Place(placed.entry, placed.index, position)

    def _text_near(self, placed: Placed) -> Place:
        """The end of the words before a unit without words: units with words keep their place."""
        units = self._view.layout_.entry(placed.entry).units
        for index in range(placed.index, -1, -1):
            if units[index].length:
                return Place(placed.entry, index, units[index].length)
        return Place(placed.entry, 0, 0)

    def _spot_at(self, point: QPoint) -> tuple[Placed, int] | None:
        placed = self._view.layout_.placed(point.y())
        if placed is None:
            return None
        x, _ = self._view.column()
        inside = point - QPoint(x, placed.y)
        for number, spot in enumerate(placed.unit.spots()):
            if spot.rect.contains(inside):
                return placed, number
        return None

    def _link_at(self, point: QPoint) -> str:
        placed = self._view.layout_.placed(point.y())
        if placed is None:
            return ""
        x, _ = self._view.column()
        return placed.unit.link_at(point.x() - x, point.y() - placed.y)

    def hovered_spot(self, unit: Unit) -> int:
        """Which spot of a unit is under the mouse, -1 for none."""
        return self._hover[1] if self._hover is not None and self._hover[0] is unit else -1

    # -- buttons of the mouse --------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        point = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._view.keys.hide_ring()
        if self._grab_bar(point) or self._grab_sideways(point):
            return
        self._pressed = self._spot_at(point)
        if self._pressed is not None:
            return
        self._count_clicks(point)
        self._begin_selection(event, point)

    def _count_clicks(self, point: QPoint) -> None:
        limit = QGuiApplication.styleHints().mouseDoubleClickInterval()
        is_again = self._last_press.isValid() and self._last_press.elapsed() < limit
        is_near = (point - self._last_point).manhattanLength() < 6
        self._grain = min(3, self._grain + 1) if is_again and is_near else 1
        self._last_press.restart()
        self._last_point = point

    def _begin_selection(self, event: QMouseEvent, point: QPoint) -> None:
        place = self.place_at(point)
        self._link = self._link_at(point) if self._grain == 1 else ""
        if place is None:
            return
        selection = self._view.selection
        is_extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_extending and selection.anchor is not None:
            selection.extend(place)
        elif self._grain == 1:
            selection.begin(place)
        else:
            self._origin = self._grown(place)
            selection.set(*self._origin)
        self._is_selecting = True
        self._has_left_end = self._view.let_go_of_end()
        self._view.viewport().update()

    _has_left_end = False

    _origin: tuple[Place, Place] | None = None

    def _grown(self, place: Place) -> tuple[Place, Place]:
        """The word or paragraph around a place."""
        unit = self._view.layout_.entry(place.entry).units[place.unit]
        stretch = unit.word_at if self._grain == 2 else unit.paragraph_at
        start, end = stretch(place.position)
        return place._replace(position=start), place._replace(position=end)

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved, with or without a button."""
        point = event.position().toPoint()
        if self._grip is not None:
            self._drag(point)
        elif self._is_selecting and event.buttons() & Qt.MouseButton.LeftButton:
            self._select_to(point)
            is_outside = not 0 <= point.y() < self._view.viewport().height()
            if is_outside and not self._edge.isActive():
                self._edge.start()
            elif not is_outside:
                self._edge.stop()
        else:
            self.hover(point)

    def _select_to(self, point: QPoint) -> None:
        self._drag_point = point
        place = self.place_at(point)
        if place is None:
            return
        selection = self._view.selection
        if (point - self._last_point).manhattanLength() > 3:
            self._link = ""
        if self._grain == 1 or self._origin is None:
            selection.extend(place)
        else:
            start, end = self._grown(place)
            first, last = self._origin
            selection.set(*((last, start) if start < first else (first, max(end, last))))
        self._view.viewport().update()

    _drag_point = QPoint()

    def _pull(self) -> None:
        """Scroll while the mouse is held beyond the edge."""
        height = self._view.viewport().height()
        y = self._drag_point.y()
        beyond = y if y < 0 else y - height + 1 if y >= height else 0
        if not beyond or not self._is_selecting:
            self._edge.stop()
            return
        self._view.scroll_by(max(-60, min(60, beyond // 3 + (1 if beyond > 0 else -1))))
        self._select_to(self._drag_point)

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        point = event.position().toPoint()
        self._edge.stop()
        self._grip = None
        if self._is_selecting and self._has_left_end and self._view.selection.is_empty:
            self._view.jump_to_latest()
        self._is_selecting = self._has_left_end = False
        pressed, self._pressed = self._pressed, None
        if pressed is not None:
            under = self._spot_at(point)
            if under is not None and under[0].unit is pressed[0].unit and under[1] == pressed[1]:
                self._view.press_spot(*under)
            return
        link, self._link = self._link, ""
        if link and self._view.selection.is_empty:
            self._view.follow(link)
        self._lend()

    def _lend(self) -> None:
        """What the mouse selected can be put elsewhere with its middle button, on X11."""
        clipboard, ends = QGuiApplication.clipboard(), self._view.selection.ends
        if clipboard.supportsSelection() and ends and ends[1].entry - ends[0].entry < MOST_LENT:
            clipboard.setText(self._view.selection.markdown(), QClipboard.Mode.Selection)

    # -- bars ------------------------------------------------------------------------------------

    def _grab_bar(self, point: QPoint) -> bool:
        view = self._view
        rect, style = view.viewport().rect(), view.around.style
        if not view.bar.strip(rect, style).contains(point):
            return False
        handle = view.bar.handle(rect, style)
        if handle.isEmpty():
            return False
        inside = handle.y() <= point.y() <= handle.bottom()
        self._grip = ("bar", point.y() - handle.y() if inside else handle.height() // 2, None)
        if not inside:
            self._drag(point)
        return True

    def _grab_sideways(self, point: QPoint) -> bool:
        placed = self._view.layout_.placed(point.y())
        if placed is None:
            return False
        bar = placed.unit.sideways_bar(self._view.rect_of(placed))
        if not bar.adjusted(0, -4, 0, 4).contains(point):
            return False
        self._grip = ("sideways", point.x(), placed)
        return True

    def _drag(self, point: QPoint) -> None:
        view = self._view
        if self._grip is None:
            return
        kind, grip, placed = self._grip
        if kind == "bar":
            rect = view.viewport().rect()
            view.scroll_to(view.bar.value_at(point.y(), grip, rect, view.around.style))
        elif placed is not None:
            bar = placed.unit.sideways_bar(view.rect_of(placed))
            ratio = view.column()[1] / max(1.0, bar.width())
            if placed.unit.scroll_sideways(round((point.x() - grip) * ratio)):
                view.viewport().update()
            self._grip = (kind, point.x(), placed)

    # -- hovering --------------------------------------------------------------------------------

    def hover(self, point: QPoint) -> None:
        """Show what is under the mouse."""
        view = self._view
        spot = self._spot_at(point)
        self._hover_spot((spot[0].unit, spot[1]) if spot else None)
        self._hover_bar(view.bar.strip(view.viewport().rect(), view.around.style).contains(point))
        view.whither.tell(self._link_at(point))
        placed = view.layout_.placed(point.y())
        entry = placed.entry if placed is not None else self.entry
        if entry != self.entry:
            self.entry = entry
            view.floating.place()
        view.viewport().setCursor(self._cursor(point, spot is not None))

    def _cursor(self, point: QPoint, is_spot: bool) -> Qt.CursorShape:
        if is_spot or links.is_allowed(self._link_at(point)):
            return Qt.CursorShape.PointingHandCursor
        placed = self._view.layout_.placed(point.y())
        x, width = self._view.column()
        has_text = placed is not None and placed.unit.length > 0
        is_text = has_text and x <= point.x() < x + width
        return Qt.CursorShape.IBeamCursor if is_text else Qt.CursorShape.ArrowCursor

    def _hover_spot(self, now: tuple[Unit, int] | None) -> None:
        before = self._hover
        if now == before:
            return
        self._hover = now
        for each in (before, now):
            if each is not None:
                self._view.update_unit(each[0])

    def _hover_bar(self, is_hovered: bool) -> None:
        view = self._view
        if view.bar.is_hovered != is_hovered:
            view.bar.is_hovered = is_hovered
            view.viewport().update(view.bar.strip(view.viewport().rect(), view.around.style))

    def leave(self) -> None:
        """The mouse left the window."""
        self._hover_spot(None)
        self._hover_bar(False)
        self._view.whither.tell("")
        if self.entry >= 0 and not self._view.actions_.underMouse():
            self.entry = -1
            self._view.floating.place()

    def tell(self, event: QHelpEvent) -> bool:
        """The tooltip: what a spot does, where a link leads if the line below cannot say it."""
        point = event.pos()
        spot = self._spot_at(point)
        link = self._link_at(point)
        text, rect = "", QRect()
        if spot is not None:
            found = spot[0].unit.spots()[spot[1]]
            text = found.label
            rect = found.rect.translated(self._view.rect_of(spot[0]).topLeft())
        elif link and not self._view.whither.tells_all(link):
            text = links.shown(link)
            rect = QRect(point - QPoint(4, 4), point + QPoint(4, 4))
        QToolTip.showText(event.globalPos(), text, self._view.viewport(), rect)
        return True

    # -- wheel and menu --------------------------------------------------------------------------

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll down, or sideways what is wider than the column."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        step = self._view.around.style.px(STEP)
        lines = QGuiApplication.styleHints().wheelScrollLines()
        dx = pixels.x() if not pixels.isNull() else angle.x() * step * lines // 120
        dy = pixels.y() if not pixels.isNull() else angle.y() * step * lines // 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
            dx, dy = dy, 0
        if abs(dx) > abs(dy):
            self._scroll_sideways(event.position().toPoint(), -dx)
        elif dy:
            self._view.scroll_by(-dy)
            self.hover(event.position().toPoint())
        event.accept()

    def _scroll_sideways(self, point: QPoint, by: int) -> None:
        placed = self._view.layout_.placed(point.y())
        if placed is not None and placed.unit.scroll_sideways(by):
            self._view.viewport().update()

    def menu(self, event: QContextMenuEvent) -> None:
        """What can be done with what is under the mouse, or with the message that has the focus."""
        view = self._view
        if event.reason() is QContextMenuEvent.Reason.Keyboard and view.keys.entry >= 0:
            shown = [each for each in view.layout_.shown if each.entry == view.keys.entry]
            y = max(0, shown[0].y) if shown else 0
            at = view.viewport().mapToGlobal(QPoint(view.column()[0], y))
            open_menu(view, first_of_cards(shown), "", at)
            return
        placed = view.layout_.placed(event.pos().y())
        places = [placed] if placed is not None else []
        open_menu(view, places, self._link_at(event.pos()), event.globalPos())
