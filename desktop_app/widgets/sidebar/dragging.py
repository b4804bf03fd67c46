"""Conversations and folders on their way to another folder, by the mouse.

The pointer is followed here: the system's own dragging would run a loop of its own meanwhile.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QApplication, QListView

from desktop_app.viewmodels.entries import Entry, EntryList, Role
from desktop_app.widgets.controls.chip import Chip
from desktop_app.widgets.sidebar.row_painter import RowPainter
from desktop_app.widgets.theme import Appearance

_EDGE = 24  # px at the top and the bottom where the list scrolls by itself
_PACE = 40  # ms between two steps of that


class Dragging(QObject):
    """Says where what is dragged would go while the button is down; Esc lets it be."""

    dropped = Signal(list, str)  # entries, and a folder's path or an empty text

    def __init__(self, view: QListView, painter: RowPainter, appearance: Appearance) -> None:
        super().__init__(view)
        self._painter = painter
        self._appearance = appearance
        self._start: QPoint | None = None
        self._entries: Sequence[Entry] = ()
        self._flag: Chip | None = None
        self._at = QPoint()
        self._pace = QTimer(self)
        self._pace.setInterval(_PACE)
        self._pace.timeout.connect(self._scroll)

    @property
    def _view(self) -> QListView:
        view = self.parent()  # kept by Qt alone: a circle of references would outlive the list
        assert isinstance(view, QListView)
        return view

    @property
    def is_on(self) -> bool:
        """Whether something is on its way."""
        return self._flag is not None

    def press(self, at: QPoint) -> None:
        """The button went down here."""
        self._start = at

    def move(self, at: QPoint, entries: Sequence[Entry]) -> None:
        """The pointer is here with the button down; `entries` are what it would take along."""
        if self._start is None or not entries:
            return
        far = (at - self._start).manhattanLength() >= QApplication.startDragDistance()
        if not self.is_on and far:
            self._begin(entries)
        if self.is_on:
            self._at = at
            self._show()

    def _begin(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._flag = Chip("", self._appearance, parent=self._view.window())
        self._flag.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._pace.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one

    def release(self) -> bool:
        """The button is up: put it where it is; tells whether something was on its way."""
        self._start = None
        if not self.is_on:
            return False
        target, entries = self._target(), list(self._entries)
        self._end()
        if target is not None:
            self.dropped.emit(entries, target)
        return True

    def _end(self) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # as above
        if self._flag is not None:
            self._flag.hide()
            self._flag.deleteLater()
        self._flag, self._start, self._entries = None, None, ()
        self._pace.stop()
        self._painter.drop_folder = None
        self._view.viewport().update()

    def _target(self) -> str | None:
        """The folder under the pointer, None where nothing can be dropped."""
        model = self._view.model()
        if not isinstance(model, EntryList) or not self._view.viewport().rect().contains(self._at):
            return None
        index = self._view.indexAt(self._at)
        target = model.folder_of(index.data(Role.ENTRY)) if index.isValid() else ""
        is_inside = target is not None and any(
            each.folder and f"{target}/".startswith(f"{each.folder}/") for each in self._entries
        )
        return None if is_inside else target

    def _show(self) -> None:
        assert self._flag is not None
        target = self._target()
        count = len(self._entries)
        what = self.tr("{0} items").format(count) if count > 1 else self._title()
        where = "…" if target is None else target or self.tr("no folder")
        self._flag.say(f"{what} → {where}", "accent")
        self._flag.adjustSize()
        window = self._view.window()
        place = self._view.viewport().mapTo(window, self._at) + QPoint(12, 12)
        self._flag.move(place)
        self._flag.show()
        self._flag.raise_()
        self._painter.drop_folder = target or None
        self._view.viewport().update()

    def _title(self) -> str:
        model = self._view.model()
        title = model.title_of(self._entries[0]) if isinstance(model, EntryList) else ""
        return title if len(title) <= _EDGE else f"{title[:_EDGE].rstrip()}…"

    def _scroll(self) -> None:
        view, bar = self._view, self._view.verticalScrollBar()
        step = bar.singleStep() // 2
        if self._at.y() < _EDGE:
            bar.setValue(bar.value() - step)
        elif self._at.y() > view.viewport().height() - _EDGE:
            bar.setValue(bar.value() + step)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        is_key = event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            self._end()
            return True
        return False
