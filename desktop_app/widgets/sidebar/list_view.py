"""The rows of the sidebar on the screen: selecting, opening, renaming, and a menu for each."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QListView, QWidget

from desktop_app.viewmodels.entries import Entry, EntryList, Look, Role
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.sidebar.dragging import Dragging
from desktop_app.widgets.sidebar.row_painter import RowPainter
from desktop_app.widgets.theme import Appearance, Theme

_OPENS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_FOLDS = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}
_BORROWED = {  # the keyboard comes back
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
}
_AHEAD = 2  # screens before the end at which the next rows are asked for


class ListView(QListView):
    """One conversation is the open one; arrows move, Enter opens, Shift and Ctrl choose more."""

    opened = Signal(object)  # the Entry to show
    menu_requested = Signal(object, QPoint)  # an Entry, and where on the screen
    folder_toggled = Signal(str)
    more_requested = Signal(str)  # of this folder
    tag_clicked = Signal(str)
    dropped = Signal(list, str)  # entries, and a folder's path or an empty text

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = RowPainter(appearance.theme)
        self._dragging = Dragging(self, self._painter, appearance)
        self._dragging.dropped.connect(self.dropped)
        self._is_pressed = False
        self._painter.setParent(self)  # gone with the view, not before it
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        viewport_of(self).setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Conversations"))
        self.verticalScrollBar().valueChanged.connect(self._ask_for_more)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._painter.set_theme(theme)
        self.verticalScrollBar().setSingleStep(theme.px(32))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def show_model(self, model: EntryList) -> None:
        """List what `model` holds."""
        self.setModel(model)
        for signal in (model.rowsInserted, model.modelReset):
            signal.connect(self._keep_selection, Qt.ConnectionType.UniqueConnection)
        self._keep_selection()

    # What is chosen

    def select(self, conversation_id: str) -> None:
        """Mark the conversation on the screen; an empty id marks none."""
        if conversation_id != self._painter.open_id:
            self._painter.open_id = conversation_id
            self.clearSelection()
            self.viewport().update()
        self._keep_selection()

    @property
    def chosen(self) -> list[Entry]:
        """The selected rows from the top, or the one that has the focus."""
        indexes = self.selectedIndexes() or [self.currentIndex()]
        entries = [index.data(Role.ENTRY) for index in sorted(indexes, key=lambda at: at.row())]
        return [each for each in entries if each and (each.id or each.folder) and not each.is_more]

    @Slot()
    def _keep_selection(self) -> None:
        model = self.model()
        if not isinstance(model, EntryList) or self.selectionModel().hasSelection():
            return
        open_id = self._painter.open_id
        row = model.row_of(open_id) if open_id else -1
        if row >= 0:
            self._choose(row)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible,
    ) -> None:
        """A row that is the first below its heading is seen with that."""
        above = index.sibling(index.row() - 1, 0)
        if above.isValid() and above.data(Role.ENTRY).heading:
            super().scrollTo(above, hint)
        super().scrollTo(index, hint)

    def _choose(self, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.model().index(row, 0), flag)

    def choose_entry(self, entry: Entry) -> bool:
        """Select this row and no other; tells whether it is there."""
        model = self.model()
        row = model.row_of_entry(entry) if isinstance(model, EntryList) else -1
        if row >= 0:
            self._choose(row)
            self.scrollTo(model.index(row, 0))
        return row >= 0

    def start_renaming(self, entry: Entry) -> bool:
        """Let the person write another name into the row; tells whether it is there."""
        is_there = self.choose_entry(entry)
        if is_there:
            self.edit(self.currentIndex())
        return is_there

    def _act(self, entry: Entry | None) -> None:
        if entry is None:
            return
        if entry.is_more:
            self.more_requested.emit(entry.folder)
        elif entry.folder:
            self.folder_toggled.emit(entry.folder)
        elif entry.id:
            self._painter.hit_id = entry.message_id
            self.viewport().update()
            self.opened.emit(entry)

    @Slot()
    def _ask_for_more(self) -> None:
        bar, model = self.verticalScrollBar(), self.model()
        is_near = bar.value() > bar.maximum() - _AHEAD * bar.pageStep()
        if is_near and isinstance(model, EntryList) and model.has_more:
            model.more_wanted.emit()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        self._is_pressed = False
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._is_pressed = event.modifiers() == Qt.KeyboardModifier.NoModifier
            self._dragging.press(at)
            if self._is_pressed and self.selectionModel().isSelected(index):
                return  # what is chosen may be about to be dragged
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._dragging.move(event.position().toPoint(), self._draggable())
        else:
            super().mouseMoveEvent(event)

    def _draggable(self) -> list[Entry]:
        model = self.model()
        if not isinstance(model, EntryList):
            return []
        return [entry for entry in self.chosen if model.can_move(entry)]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging.release():
            self._is_pressed = False
            return
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if self._is_pressed:
            tag = self._painter.tag_at(self.visualRect(index), index, at)
            if tag:
                self.tag_clicked.emit(tag)
                return
            self._choose(index.row())
            self._act(index.data(Role.ENTRY))
        self._is_pressed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        entry: Entry | None = index.data(Role.ENTRY) if index.isValid() else None
        has_modifier = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _OPENS and entry is not None and not has_modifier:
            self._act(entry)
        elif event.key() in _FOLDS and entry is not None and not has_modifier:
            self._fold(entry, index.data(Role.LOOK), is_open=_FOLDS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _fold(self, entry: Entry, look: Look | None, *, is_open: bool) -> None:
        """Right opens a folder, Left closes it or goes up to it."""
        model = self.model()
        if look is None or not isinstance(model, EntryList):
            return
        if entry.folder and not entry.is_more and look.is_open != is_open:
            self.folder_toggled.emit(entry.folder)
        elif not is_open and (folder := model.folder_of(entry)):
            above = folder.rpartition("/")[0] if entry.folder and not entry.is_more else folder
            self.choose_entry(Entry(folder=above))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        if event.reason() == Qt.FocusReason.MouseFocusReason:  # the click says what is meant
            return
        if not self.currentIndex().isValid() and isinstance(model, EntryList):
            first = next((n for n, entry in enumerate(model.entries) if not entry.heading), None)
            if first is not None:
                self.setCurrentIndex(model.index(first))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is chosen is meant while the keyboard is here: after that, what is open is."""
        super().focusOutEvent(event)
        focus = QApplication.focusWidget()
        is_renaming = focus is not None and self.isAncestorOf(focus)
        if event.reason() not in _BORROWED and not is_renaming:
            self.clearSelection()
            self.setAutoScroll(False)  # what is looked at stays where it is
            self._keep_selection()
            self.setAutoScroll(True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        entry: Entry = index.data(Role.ENTRY) if index.isValid() else Entry()
        if (entry.id or entry.folder) and not self.selectionModel().isSelected(index):
            self._choose(index.row())
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.menu_requested.emit(entry, where)
