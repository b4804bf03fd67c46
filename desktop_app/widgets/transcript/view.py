"""The transcript's widget: paints what the layout placed, scrolls by copying pixels.

Owns no facts: messages come from the model, geometry from the layout. Input is in `pointer` and
`keys`, finding in `finding`.
"""

import json

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from desktop_app.domain.message import Role
from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.widgets.theme import Theme
from desktop_app.widgets.transcript import accessible
from desktop_app.widgets.transcript.actions import ANSWER, OWN, Actions
from desktop_app.widgets.transcript.colouring import Colouring
from desktop_app.widgets.transcript.diagrams import Diagrams
from desktop_app.widgets.transcript.entries import Entry
from desktop_app.widgets.transcript.finding import Finder
from desktop_app.widgets.transcript.keys import Keys
from desktop_app.widgets.transcript.layout import Anchor, Layout, Placed
from desktop_app.widgets.transcript.maths import Formulas
from desktop_app.widgets.transcript.pointer import Pointer
from desktop_app.widgets.transcript.pressing import press
from desktop_app.widgets.transcript.scroll_bar import ScrollBar
from desktop_app.widgets.transcript.selection import Selection
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import NO_MARKS, Marks, Surroundings, Unit
from desktop_app.widgets.transcript.units.code import CodeCard
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.painted import LineUnit, PaintedUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableUnit

BAR_INTERVAL = 200  # ms between two looks of the scroll bar while text streams
SECOND = 1000


class TranscriptView(QAbstractScrollArea):
    """A conversation on the screen. Follows its end only while the reader is there."""

    link_clicked = Signal(str)  # an address with an allowed scheme
    action_requested = Signal(str, str)  # action, message
    at_end_changed = Signal(bool)
    save_requested = Signal(str, str)  # path, text

    def __init__(self, model: TranscriptModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        accessible.install()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Transcript"))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.maths = Formulas(self)
        self.around = Surroundings(Style(theme), self.maths, None)
        self.layout_ = Layout(model, self.around)
        self.selection = Selection(self.layout_)
        self.finder = Finder(self)
        self.bar = ScrollBar()
        self.actions_ = Actions(self.viewport(), theme)
        self.pointer = Pointer(self)
        self.keys = Keys(self)
        self.colouring = Colouring(self)
        self.diagrams = Diagrams(self)
        self._dots: dict[tuple[int, int, float], QPixmap] = {}
        self._dot_rect = QRect()
        self.painted_pixels = 0  # what tests count
        self._was_at_end = True
        self._is_waiting = True  # nothing is laid out before it is seen
        self._make_timers()
        self._connect()
        self._reset()

    def _make_timers(self) -> None:
        self._bar_timer = QTimer(self)
        self._bar_timer.setSingleShot(True)
        self._bar_timer.setInterval(BAR_INTERVAL)
        self._bar_timer.timeout.connect(self.show_bar)
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND)
        self._clock.timeout.connect(self._tick)

    def _connect(self) -> None:
        self.model.reset.connect(self._reset)
        self.model.message_added.connect(self._message_added)
        self.model.part_changed.connect(self._part_changed)
        self.model.message_changed.connect(self._message_changed)
        self.model.notice_changed.connect(self._notice_changed)
        self.actions_.chosen.connect(self.act)
        self.maths.drawn.connect(self._formula_drawn)

    # -- what the window asks for ----------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Other colours, or another zoom; the text at the top stays at the top."""
        kept = self._kept_place()
        self.around.style = Style(theme)
        self.actions_.set_theme(theme)
        self.maths.restyle()
        self.diagrams.restyle()
        self.layout_.restyle()
        self._resize()
        self._keep_place(kept)
        self.refill()

    def jump_to_latest(self) -> None:
        """Go to the end and follow it."""
        self.layout_.is_at_end = True
        self.refill()

    def place(self) -> str:
        """Where the reader is, to be given to `set_place` later; empty at the end."""
        layout = self.layout_
        if layout.is_at_end or not layout.shown:
            return ""
        anchor, position, rest = self._kept_place() or (layout.anchor, 0, 0)
        message_id = self.model.items[anchor.entry].message.id
        return json.dumps([message_id, anchor.index, position, rest])

    def set_place(self, place: str) -> None:
        """Go back to where the reader was."""
        try:
            message_id, index, position, rest = json.loads(place)
            entry = self.model.place(message_id)
        except (ValueError, TypeError):
            return
        if entry >= 0:
            self._wanted = (entry, int(index), int(position), int(rest))
            self._go_to_wanted()

    _wanted: tuple[int, int, int, int] | None = None

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self._is_waiting:
            return
        (entry, index, position, rest), self._wanted = self._wanted, None
        self._keep_place((Anchor(entry, index, 0), position, rest))
        self.refill()

    def find(  # type: ignore[override]  # Qt's static lookup of widgets by their window number
        self, words: str, step: int = 1
    ) -> tuple[int, int]:
        """Mark all hits and go to the next (1) or previous (-1). Returns (which, of how many)."""
        return self.finder.find(words, step)

    def copy(self) -> None:
        """Put the selection, or the focused message, on the clipboard as Markdown and rich text."""
        self.keys.copy()

    def move_focus(self, step: int) -> None:
        """Put the keyboard's focus on the message `step` further down."""
        self.keys.move_focus(step)

    def act(self, name: str, message_id: str) -> None:
        """Ask the window for an action on a message."""
        self.action_requested.emit(name, message_id)

    def show_message(self, message_id: str) -> None:
        """Bring the beginning of a message to the top of the screen."""
        place = self.model.place(message_id)
        if place >= 0 and not self._is_waiting:
            self.layout_.go_to(Anchor(place, 0, -self.around.style.px(24)))
            self.repaint_all()

    @property
    def is_settled(self) -> bool:
        """Whether colours, formulas and pictures on the screen are all there."""
        return self.colouring.is_idle and self.maths.is_idle and self.diagrams.is_idle

    # -- what the model tells --------------------------------------------------------------------

    def _reset(self) -> None:
        self.selection.clear()
        self.finder.forget()
        self.keys.forget()
        self.pointer.forget()
        self.layout_.reset()
        self.refill()
        self._watch_clock()

    def _message_added(self, place: int) -> None:
        self.layout_.added()
        if place > 0:
            self._drop_head_of_continued(place)
        self.refill()
        self._watch_clock()

    def _drop_head_of_continued(self, place: int) -> None:
        """A tool's answer belongs into the card of its call."""
        if self.model.items[place].message.role is not Role.TOOL:
            return
        for before in range(place - 1, -1, -1):
            if self.model.items[before].message.role is Role.ASSISTANT:
                self.layout_.rebuild(before)
                return

    def _part_changed(self, message_id: str, part: int) -> None:
        place = self.model.place(message_id)
        builder = self.model.builder(message_id)
        if builder is None or self._is_waiting:
            return
        entry = self.layout_.entry(place)
        height = entry.height
        first = entry.grow(part, builder, self.around.style, self.layout_.width)
        self.layout_.note_height(place)
        if self._is_below_the_screen(place, first):
            self._after_move(is_streaming=True)
        elif not self._show_in_place(place, first, height):
            self._show_growth(place, first)

    def _message_changed(self, message_id: str) -> None:
        place = self.model.place(message_id)
        entry = self.layout_.entries[place] if place >= 0 else None
        if entry is None or not entry.is_built:
            return
        is_over = self.model.builder(message_id) is None
        if not (is_over and entry.finish(self.around.style, self.layout_.width)):
            self.layout_.rebuild(place)
        self.layout_.note_height(place)
        self.refill()
        self._watch_clock()
        if is_over:
            accessible.announce_end(self, place)

    def _notice_changed(self, message_id: str) -> None:
        place = self.model.place(message_id)
        entry = self.layout_.entries[place] if place >= 0 else None
        if entry is not None and entry.line is not None:
            entry.say(self.model.items[place].notice)
            self.update_unit(entry.line)

    def _watch_clock(self) -> None:
        """Seconds of thinking are counted while something streams and is seen."""
        is_live = any(self.model.is_live(place) for place in self._last_places())
        if is_live and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _last_places(self) -> range:
        count = len(self.model.items)
        return range(max(0, count - 2), count)

    def _tick(self) -> None:
        for placed in self.layout_.shown:
            entry = self.layout_.entries[placed.entry]
            if entry is not None and any(
                view.is_live and view.fold is placed.unit for view in entry.parts
            ):
                self.update_unit(placed.unit)

    def _formula_drawn(self) -> None:
        """Put the formulas that are ready into the texts that wait for them."""
        kept = self._kept_place()
        for placed in self.layout_.shown:
            unit = placed.unit
            if isinstance(unit, ProseUnit | TableUnit) and unit.waits_for_formula:
                unit.forget()
                unit.release()
        self._keep_place(kept)
        self.refill()

    # -- keeping the place -----------------------------------------------------------------------

    def _kept_place(self) -> tuple[Anchor, int, int] | None:
        """The text position at the top of the screen, and the pixels of its line above it."""
        layout = self.layout_
        if layout.is_at_end or not layout.shown:
            return None
        first = layout.shown[0]
        if isinstance(first.unit, PaintedUnit) or first.unit.length == 0:
            return layout.anchor, 0, layout.anchor.offset
        position = first.unit.position_at(0, max(0, -first.y))
        return layout.anchor, position, -first.y - first.unit.position_y(position)

    def _keep_place(self, kept: tuple[Anchor, int, int] | None) -> None:
        if kept is None:
            return
        anchor, position, rest = kept
        layout = self.layout_
        entry = layout.entry(min(anchor.entry, len(layout.entries) - 1))
        if not entry.units:
            return
        index = min(anchor.index, len(entry.units) - 1)
        unit = entry.units[index]
        layout.realise(entry.place, unit)
        top = 0 if isinstance(unit, PaintedUnit) else unit.position_y(position)
        layout.is_at_end = False
        layout.anchor = Anchor(entry.place, index, top + rest)

    # -- painting and scrolling ------------------------------------------------------------------

    def _is_below_the_screen(self, place: int, first: int) -> bool:
        """Nothing of what changed is seen: no layout at all."""
        layout = self.layout_
        if layout.is_at_end or not layout.shown:
            return False
        last = layout.shown[-1]
        is_full = last.y + last.unit.height >= layout.view_height
        return is_full and (last.entry, last.index) < (place, first)

    def _show_in_place(self, place: int, first: int, height: int) -> bool:
        """Paint what changed if nothing moved: as many units, as high as before."""
        layout = self.layout_
        entry = layout.entry(place)
        tail = [placed for placed in layout.shown if placed.entry == place]
        tail = [placed for placed in tail if placed.index >= first]
        units = [unit for unit in entry.units[first:] if unit.height]
        if [placed.unit for placed in tail] != units or not tail:
            return False
        for unit in units:
            layout.realise(place, unit)
        if entry.height != height:
            return False
        start = tail[0].unit.changed_from()
        top = tail[0].y + start if start else tail[0].y - tail[0].unit.gap
        self._update_from(top)
        self._after_move(is_streaming=True)
        return True

    def _update_from(self, top: int) -> None:
        """Paint the column again from a height of the viewport down, and where the dot was."""
        self.viewport().update(self._dot_rect)
        rect = self.viewport().rect()
        rect.setTop(max(0, top))
        self.viewport().update(rect.adjusted(0, 0, -self.around.style.px(14), 0))

    def _show_growth(self, place: int, first: int) -> None:
        """Lay out the end that grew; copy what moved and paint only what changed."""
        layout = self.layout_
        before = {placed.unit: placed.y for placed in layout.shown}
        layout.fill()
        shift = None
        top = layout.view_height
        for placed in layout.shown:
            if placed.entry == place and placed.index >= first:
                from_y = placed.unit.changed_from() if placed.unit in before else 0
                top = min(top, placed.y + from_y if from_y else placed.y - placed.unit.gap)
            if shift is None and placed.unit in before:
                shift = placed.y - before[placed.unit]
        self._move_pixels(shift or 0)
        self._update_from(top)
        self._after_move(is_streaming=True)

    def _move_pixels(self, shift: int) -> None:
        if not shift:
            return
        viewport = self.viewport()
        rect = self._moving_rect()
        if abs(shift) >= rect.height():
            viewport.update()
            return
        viewport.scroll(0, shift, rect)
        self._dot_rect.translate(0, shift)
        if self.actions_.isVisible():
            viewport.update(self.actions_.geometry().translated(0, shift))
            viewport.update(self.actions_.geometry())

    def _moving_rect(self) -> QRect:
        """What moves when the text does: the column and the room for rings and the dot."""
        x, width = self.column()
        beside = self.around.style.px(16)
        rect = QRect(x - beside, 0, width + 2 * beside, self.viewport().height())
        return rect & self.viewport().rect().adjusted(0, 0, -self.around.style.px(14), 0)

    def scroll_by(self, pixels: int) -> None:
        """Move down by so many pixels, up if negative."""
        before = {placed.unit: placed.y for placed in self.layout_.shown}
        self.layout_.scroll_by(pixels)
        shift = next((p.y - before[p.unit] for p in self.layout_.shown if p.unit in before), None)
        if shift is None:
            self.viewport().update()
        else:
            self._move_pixels(shift)
        self._after_move()
        self.show_bar()

    def scroll_to(self, value: int) -> None:
        """Go to a place of the scroll bar."""
        self.layout_.scroll_to(value)
        self.repaint_all()

    def refill(self) -> None:
        """Lay out the screen anew and paint all of it."""
        if self._is_waiting:
            return
        self.layout_.fill()
        self.repaint_all()

    def repaint_all(self) -> None:
        """Paint everything, the scroll bar too."""
        self.viewport().update()
        self._after_move()
        self.show_bar()

    def _after_move(self, *, is_streaming: bool = False) -> None:
        is_at_end = self.layout_.is_at_end
        if is_at_end != self._was_at_end:
            self._was_at_end = is_at_end
            self.at_end_changed.emit(is_at_end)
        if is_streaming:
            if not self._bar_timer.isActive():
                self._bar_timer.start()
        else:
            self.place_actions()
        self.colouring.look()
        self.diagrams.look()

    def show_bar(self) -> None:
        """Let the scroll bar say where we are."""
        layout = self.layout_
        facts = (layout.value, layout.total, layout.view_height)
        if facts != (self.bar.value, self.bar.total, self.bar.page):
            self.bar.value, self.bar.total, self.bar.page = facts
            rect = self.viewport().rect()
            self.viewport().update(self.bar.strip(rect, self.around.style))
            hidden = self.verticalScrollBar()
            hidden.blockSignals(True)
            hidden.setRange(0, max(0, layout.total - layout.view_height))
            hidden.setPageStep(layout.view_height)
            hidden.setValue(layout.value)
            hidden.blockSignals(False)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt would repaint everything here; moving is ours."""
        del dx, dy

    def update_unit(self, unit: Unit) -> None:
        """Paint one unit again, if it is seen."""
        for placed in self.layout_.shown:
            if placed.unit is unit:
                rect = QRect(0, placed.y - unit.gap, self.viewport().width(), 0)
                rect.setHeight(unit.height + unit.gap + 1)
                self.viewport().update(rect)

    def unit_changed(self, placed: Placed) -> None:
        """A unit has another height: lay out the screen with its top where it is."""
        entry = self.layout_.entry(placed.entry)
        unit = placed.unit
        y = placed.y
        self.layout_.realise(placed.entry, unit)
        entry.height = sum(each.extent for each in entry.units)
        self.layout_.note_height(placed.entry)
        if y >= 0 or not self.layout_.is_at_end:
            was_at_end = self.layout_.is_at_end
            index = entry.units.index(unit) if unit in entry.units else 0
            self.layout_.go_to(Anchor(placed.entry, index, -y))
            if was_at_end and self.model.is_live(len(self.model.items) - 1):
                self.layout_.is_at_end = True
                self.layout_.fill()
        else:
            self.layout_.fill()
        self.repaint_all()

    def card_changed(self, card: CodeCard) -> None:
        """All runs of a card have other heights; what is read stays where it is."""
        kept = self._kept_place()
        for unit in card.units:
            unit.forget_width()
        self._keep_place(kept)
        self.refill()

    def column(self) -> tuple[int, int]:
        """Left edge and width of the column in the viewport."""
        return self.around.style.column(self.viewport().width())

    def rect_of(self, placed: Placed) -> QRect:
        """Where a unit is in the viewport."""
        x, width = self.column()
        return QRect(x, placed.y, width, placed.unit.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_waiting:
            return
        painter = QPainter(self.viewport())
        view = self.viewport().rect()
        strip = self.bar.strip(view, self.around.style)
        for rect in event.region():  # type: ignore[attr-defined]  # the stubs forget iteration
            self._paint_rect(painter, rect, strip)
        if event.region().intersects(strip):
            painter.setClipRect(strip)
            self.bar.paint(painter, view, self.around.style)

    def _paint_rect(self, painter: QPainter, rect: QRect, strip: QRect) -> None:
        self.painted_pixels += rect.width() * rect.height()
        painter.setClipRect(rect)
        painter.fillRect(rect, self.around.style.theme.canvas)
        if strip.contains(rect):
            return
        x, width = self.column()
        for placed in self.layout_.shown:
            unit = placed.unit
            if placed.y - unit.gap > rect.bottom():
                break
            if placed.y + unit.height > rect.y():
                area = QRect(x, placed.y, width, unit.height)
                unit.paint(painter, area, rect, self.marks(placed))
        self._paint_dot(painter)

    def marks(self, placed: Placed) -> Marks:
        """What is selected, found, hovered and focused in a unit."""
        unit = placed.unit
        if self.selection.is_empty and not self.finder.words and self._is_at_rest(unit):
            return NO_MARKS
        return Marks(
            self.selection.stretch(placed.entry, placed.index, unit),
            self.finder.hits_in(placed.entry, placed.index, unit),
            self.keys.focused_spot(unit),
            self.pointer.hovered_spot(unit),
        )

    def _is_at_rest(self, unit: Unit) -> bool:
        return self.keys.focused_spot(unit) < 0 and self.pointer.hovered_spot(unit) < 0

    def _paint_dot(self, painter: QPainter) -> None:
        """The dot behind the last letter of what streams."""
        at = self._dot()
        if at is None:
            return
        size = self.around.style.px(8)
        corner = QPoint(round(at.x()), round(at.y() - size / 2))
        painter.drawPixmap(corner, self._dot_pixmap(size))
        self._dot_rect = QRect(corner, QSize(size, size))

    def _dot_pixmap(self, size: int) -> QPixmap:
        colour, dpr = self.around.style.theme.accent, self.around.dpr
        key = (size, colour.rgba(), dpr)
        if self._dots.get(key) is None:
            picture = QPixmap(round(size * dpr), round(size * dpr))
            picture.setDevicePixelRatio(dpr)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(0, 0, size, size))
            painter.end()
            self._dots[key] = picture
        return self._dots[key]

    def _dot(self) -> QPointF | None:
        shown = self.layout_.shown
        if not shown or not self.model.items or not self.model.is_live(shown[-1].entry):
            return None
        for placed in reversed(shown):
            unit = placed.unit
            if isinstance(unit, LineUnit) or not unit.height:
                continue
            caret = unit.caret()
            if caret is None or isinstance(unit, OwnUnit):
                return None
            x, _ = self.column()
            return caret + QPointF(x + self.around.style.px(6), placed.y)
        return None

    # -- the floating actions --------------------------------------------------------------------

    def place_actions(self) -> None:
        """Put the actions to the message that is pointed at or has the focus."""
        entry = self.pointer.entry if self.pointer.entry >= 0 else self.keys.entry
        focused = QApplication.focusWidget()
        if focused is not None and self.actions_.isAncestorOf(focused):
            return
        where = self._actions_place(entry)
        if where is None:
            self.actions_.hide()
            return
        message = self.model.items[entry].message
        names = OWN if message.role is Role.USER else ANSWER
        self.actions_.offer(message.id, names)
        where.setX(where.x() - self.actions_.width())
        self.actions_.move(where)
        self.actions_.show()
        self.actions_.raise_()

    def _actions_place(self, entry: int) -> QPoint | None:
        """Top right corner of the actions: in the end line, the head, or left of an own card."""
        if not 0 <= entry < len(self.model.items) or self.model.is_live(entry):
            return None
        x, width = self.column()
        side = self.around.style.px(28)
        inset = self.around.style.px(6)
        mine = [placed for placed in self.layout_.shown if placed.entry == entry]
        for placed in reversed(mine):
            if isinstance(placed.unit, LineUnit) and placed.unit is self._line(entry):
                return QPoint(x + width + inset, placed.y)
            if isinstance(placed.unit, OwnUnit):
                card = placed.unit.card(self.around.style)
                left = x + card.x() - inset
                return QPoint(max(left, 6 * side), placed.y + placed.unit.height - side - inset)
        if mine and mine[0].index == 0:
            return QPoint(x + width + inset, mine[0].y - 2)
        return None

    def _line(self, entry: int) -> LineUnit | None:
        found = self.layout_.entries[entry]
        return found.line if found is not None else None

    # -- Qt's events -----------------------------------------------------------------------------

    def _resize(self) -> None:
        _, width = self.column()
        self.around.dpr = self.maths.dpr = self.devicePixelRatioF()
        self.layout_.set_size(width, self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_waiting:
            return
        kept = self._kept_place() if self.column()[1] != self.layout_.width else None
        self._resize()
        self._keep_place(kept)
        self.refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._is_waiting = False
        self._resize()
        self._go_to_wanted()
        self._catch_up()
        self.refill()
        self._watch_clock()

    def _catch_up(self) -> None:
        """What grew while nobody looked."""
        for place in self._last_places():
            entry: Entry | None = self.layout_.entries[place]
            if entry is not None and entry.is_built and self.model.is_live(place):
                self.layout_.rebuild(place)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._is_waiting = True
        self._clock.stop()
        self.diagrams.close()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.pointer.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.menu(event)

    def viewportEvent(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            return self.pointer.tell(event)
        return super().viewportEvent(event)  # type: ignore[arg-type]

    def leaveEvent(self, event: object) -> None:
        self.pointer.leave()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        return self.keys.tab(is_next) or super().focusNextPrevChild(is_next)

    def press_spot(self, placed: Placed, number: int) -> None:
        """Do what a place in a unit stands for."""
        press(self, placed, number)
