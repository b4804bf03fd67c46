"""The transcript's widget: paints what the layout placed, scrolls by copying pixels.

Owns no facts: messages come from the model, geometry from the layout. Input is in `pointer` and
`keys`, finding in `finding`.
"""

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import Theme
from desktop_app.widgets.transcript import accessible, links
from desktop_app.widgets.transcript.actions import Actions
from desktop_app.widgets.transcript.ahead import Ahead
from desktop_app.widgets.transcript.catching_up import CatchingUp
from desktop_app.widgets.transcript.colouring import Colouring
from desktop_app.widgets.transcript.diagrams import Diagrams
from desktop_app.widgets.transcript.early import Early
from desktop_app.widgets.transcript.finding import Finder
from desktop_app.widgets.transcript.floating import Floating
from desktop_app.widgets.transcript.following import Following
from desktop_app.widgets.transcript.keys import Keys
from desktop_app.widgets.transcript.layout import Layout
from desktop_app.widgets.transcript.maths import Formulas
from desktop_app.widgets.transcript.moving import Moving
from desktop_app.widgets.transcript.painting import Painting
from desktop_app.widgets.transcript.placed import Anchor, Placed
from desktop_app.widgets.transcript.places import Places
from desktop_app.widgets.transcript.pointer import Pointer
from desktop_app.widgets.transcript.pressing import press
from desktop_app.widgets.transcript.scroll_bar import ScrollBar
from desktop_app.widgets.transcript.selection import Selection
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Surroundings, Unit
from desktop_app.widgets.transcript.whither import Whither

BAR_INTERVAL = 200  # ms between two looks of the scroll bar while text streams


class TranscriptView(QAbstractScrollArea):
    """A conversation on the screen. Follows its end only while the reader is there."""

    link_clicked = Signal(str)  # an address with an allowed scheme
    action_requested = Signal(str, str)  # action, message
    # allow_once, allow_conversation, allow_always, decline or stop_tool; call
    tool_action_requested = Signal(str, str)
    at_end_changed = Signal(bool)
    moved = Signal()  # the messages on the screen, or how many there are around them
    hits_changed = Signal(int, int)  # which was found, of how many
    save_requested = Signal(str, str)  # path, text
    copied = Signal()  # a piece of a message, by its own button or menu

    def __init__(self, model: TranscriptModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        accessible.install()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Transcript"))
        viewport_of(self).setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.maths = Formulas(self)
        self.around = Surroundings(Style(theme), self.maths, model.remote)
        self.layout_ = Layout(model, self.around)
        self.selection = Selection(self.layout_)
        self.finder = Finder(self)
        self.bar = ScrollBar()
        self.actions_ = Actions(self.viewport(), theme)
        self.whither = Whither(self.viewport(), theme)
        self.places = Places(self)
        self.layout_.holders = [self.selection, self.places]
        self.painting = Painting(self)
        self.moving = Moving(self)
        self.floating = Floating(self)
        self.pointer = Pointer(self)
        self.keys = Keys(self)
        self.catching_up = CatchingUp(self)
        self.early = Early(self)
        self.ahead = Ahead(self)
        self.colouring = Colouring(self)
        self.diagrams = Diagrams(self)
        self.painted_pixels = 0  # what tests count
        self._was_at_end = True
        self._column = (0, 0)
        self.is_waiting = True  # nothing is laid out before it is seen
        self.following = Following(self)
        self._make_timers()
        self.actions_.chosen.connect(self.act)
        self.actions_.passed.connect(lambda: self.setFocus(Qt.FocusReason.BacktabFocusReason))
        self.following.reset()

    def _make_timers(self) -> None:
        self._bar_timer = QTimer(self)
        self._bar_timer.setSingleShot(True)
        self._bar_timer.setInterval(BAR_INTERVAL)
        self._bar_timer.timeout.connect(self.show_bar)

    # -- what the window asks for ----------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Other colours, or another zoom; the text at the top stays at the top."""
        kept = self.places.kept()
        self.around.style = Style(theme)
        self.actions_.set_theme(theme)
        self.whither.set_theme(theme)
        self.maths.restyle()
        self.diagrams.restyle()
        self.layout_.restyle()
        self._resize()
        self.places.keep(kept)
        self.refill(may_follow=kept is None)

    def tab_path(self) -> list[QWidget]:
        """The messages, then the actions of the one that has the focus."""
        return [self, *self.actions_.buttons]

    def jump_to_latest(self) -> None:
        """Go to the end and follow it."""
        self.layout_.is_at_end, self.layout_.seeker = True, None
        self.refill()

    def let_go_of_end(self) -> bool:
        """Stay here though an answer grows: what is selected does not run away.

        Tells whether the end was followed.
        """
        last = len(self.model.items) - 1
        is_followed = self.layout_.is_at_end and last >= 0 and self.model.is_live(last)
        if is_followed:
            self.layout_.is_at_end = False
        return is_followed

    def place(self) -> str:
        """Where the reader is, to be given to `set_place` later; empty at the end."""
        return self.places.told()

    def set_place(self, place: str) -> None:
        """Go back to where the reader was."""
        self.places.go(place)

    def find(  # type: ignore[override]  # Qt's static lookup of widgets by their window number
        self, sought: Sought, step: int = 1
    ) -> tuple[int, int]:
        """Mark all hits and go to the next (1) or previous (-1). Returns (which, of how many)."""
        return self.finder.find(sought, step)

    def copy(self) -> None:
        """Put the selection, or the focused message, on the clipboard as Markdown and rich text."""
        self.keys.copy()

    def move_focus(self, step: int) -> None:
        """Put the keyboard's focus on the message `step` further down."""
        self.keys.move_focus(step)

    def act(self, name: str, message_id: str) -> None:
        """Ask the window for an action on a message."""
        self.action_requested.emit(name, message_id)

    @property
    def focused_message(self) -> str:
        """The id of the message that has the keyboard, empty for none."""
        entry = self.keys.entry
        return self.model.items[entry].message.id if 0 <= entry < len(self.model.items) else ""

    def follow(self, target: str) -> None:
        """Ask the window to open a link; other schemes than three are never opened."""
        if links.is_allowed(target):
            self.link_clicked.emit(target)

    def show_message(self, message_id: str) -> None:
        """Bring the beginning of a message to the top of the screen."""
        place = self.model.place(message_id)
        if place >= 0 and not self.is_waiting:
            self.layout_.go_to(Anchor(place, 0, -self.around.style.px(24)))
            self.repaint_all()

    @property
    def is_settled(self) -> bool:
        """Whether colours, formulas and pictures on the screen are all there."""
        works = (self.catching_up, self.colouring, self.maths, self.diagrams)
        return all(work.is_idle for work in works)

    # -- painting and scrolling ------------------------------------------------------------------

    def scroll_by(self, pixels: int) -> None:
        """Move down by so many pixels, up if negative."""
        before = {placed.unit: placed.y for placed in self.layout_.shown}
        self.layout_.scroll_by(pixels)
        shift = next((p.y - before[p.unit] for p in self.layout_.shown if p.unit in before), None)
        if shift is None:
            self.viewport().update()
        else:
            self.moving.move_pixels(shift)
        self.after_move()
        self.show_bar()
        self.ahead.look()

    def scroll_to(self, value: int) -> None:
        """Go to a place of the scroll bar."""
        self.layout_.scroll_to(value)
        self.repaint_all()
        self.ahead.look()

    def refill(self, *, may_follow: bool = True) -> None:
        """Lay out the screen anew and paint all of it."""
        if self.is_waiting:
            return
        self.layout_.fill(may_follow=may_follow)
        self.repaint_all()

    def repaint_all(self) -> None:
        """Paint everything, the scroll bar too."""
        self.viewport().update()
        self.after_move()
        self.show_bar()

    def after_move(self, *, is_streaming: bool = False) -> None:
        """Tell and place what depends on where the screen is."""
        is_at_end = self.layout_.is_at_end
        if is_at_end != self._was_at_end:
            self._was_at_end = is_at_end
            self.at_end_changed.emit(is_at_end)
        if is_streaming:
            if not self._bar_timer.isActive():
                self._bar_timer.start()
        else:
            self.floating.place()
            self.look()

    def look(self) -> None:
        """Begin what other units on the screen wait for."""
        self.catching_up.look()
        self.colouring.look()
        self.diagrams.look()

    def show_bar(self) -> None:
        """Let the scroll bar say where we are."""
        layout = self.layout_
        facts = (layout.value, layout.total, layout.view_height)
        if facts != (self.bar.value, self.bar.total, self.bar.page):
            rect, style = self.viewport().rect(), self.around.style
            before = self.bar.handle(rect, style)
            self.bar.value, self.bar.total, self.bar.page = facts
            if self.bar.handle(rect, style) != before:
                self.viewport().update(self.bar.strip(rect, style))
            hidden = self.verticalScrollBar()
            hidden.blockSignals(True)
            hidden.setRange(0, max(0, layout.total - layout.view_height))
            hidden.setPageStep(layout.view_height)
            hidden.setValue(facts[0])
            hidden.blockSignals(False)
            self.finder.look_again()
            self.moved.emit()

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

    def column(self) -> tuple[int, int]:
        """Left edge and width of the column in the viewport."""
        return self._column

    def rect_of(self, placed: Placed) -> QRect:
        """Where a unit is in the viewport."""
        x, width = self.column()
        return QRect(x, placed.y, width, placed.unit.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_waiting:
            return
        self.selection.renew()
        painter = QPainter(self.viewport())
        view = self.viewport().rect()
        strip = self.bar.strip(view, self.around.style)
        for rect in event.region():  # type: ignore[attr-defined]  # the stubs forget iteration
            self.painting.paint_rect(painter, rect, strip)
        if event.region().intersects(strip):
            painter.setClipRect(strip)
            self.bar.paint(painter, view, self.around.style)

    # -- Qt's events -----------------------------------------------------------------------------

    def _resize(self) -> None:
        self._column = self.around.style.column(self.viewport().width())
        self.moving.resized()
        _, width = self._column
        self.around.dpr = self.maths.dpr = self.devicePixelRatioF()
        self.layout_.set_size(width, self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_waiting:
            return
        _, width = self.around.style.column(self.viewport().width())
        kept = self.places.kept() if width != self.layout_.width else None
        self._resize()
        self.places.keep(kept)
        self.refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.is_waiting = False
        self.maths.go_on()
        kept = self.places.kept()
        self._resize()
        self.places.keep(kept)
        self.places.go_to_wanted()
        self.following.catch_up()
        self.refill()
        self.following.watch_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.is_waiting = True
        self.following.stop_clock()
        self.catching_up.stop()
        self.ahead.stop()
        self.maths.pause()
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

    def leaveEvent(self, event: object) -> None:
        self.pointer.leave()
        super().leaveEvent(event)  # type: ignore[arg-type]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keys.came(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keys.went(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        if self.keys.tab(is_next):
            return True
        self.actions_.hide()  # what follows the messages is no action of theirs
        went = super().focusNextPrevChild(is_next)
        self.floating.place()
        return went

    def press_spot(self, placed: Placed, number: int) -> None:
        """Do what a place in a unit stands for."""
        press(self, placed, number)
        accessible.stop_changed(self, placed.entry)
