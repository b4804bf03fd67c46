"""The rows of the sidebar on the screen: selecting, opening, and a menu for each."""

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from desktop_app.viewmodels.entries import Entry, EntryList, Role
from desktop_app.widgets.sidebar.row_painter import RowPainter
from desktop_app.widgets.theme import Appearance, Theme

_OPENS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class ListView(QListView):
    """One conversation is always the open one; arrow keys move, Enter opens."""

    opened = Signal(object)  # the Entry to show
    menu_requested = Signal(object, QPoint)  # an Entry, and where on the screen

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._painter = RowPainter(appearance.theme)
        self._open_id = ""
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setAccessibleName(self.tr("Conversations"))
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

    def select(self, conversation_id: str) -> None:
        """Mark the conversation on the screen; an empty id marks none."""
        self._open_id = conversation_id
        self._keep_selection()

    @Slot()
    def _keep_selection(self) -> None:
        model = self.model()
        if not isinstance(model, EntryList):
            return
        row = model.row_of(self._open_id) if self._open_id else -1
        if row < 0:
            self.clearSelection()
        elif self.currentIndex().row() != row or not self.selectionModel().hasSelection():
            index = model.index(row)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)

    def _open(self, entry: Entry | None) -> None:
        if entry is not None and entry.id:
            self.opened.emit(entry)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._open(index.data(Role.ENTRY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS and self.currentIndex().isValid():
            self._open(self.currentIndex().data(Role.ENTRY))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        model = self.model()
        if not self.currentIndex().isValid() and isinstance(model, EntryList):
            first = next((n for n, entry in enumerate(model.entries) if entry.id), None)
            if first is not None:
                self.setCurrentIndex(model.index(first))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        entry: Entry | None = index.data(Role.ENTRY) if index.isValid() else None
        if entry is not None and entry.id:
            self.menu_requested.emit(entry, where)
