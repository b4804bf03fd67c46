"""The table of an answer's events: time, kind, content, bytes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.viewmodels.answer_details import AnswerEvent, EventTable
from desktop_app.widgets.controls.painting import elided
from desktop_app.widgets.controls.row_table import RowTable
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex
_ROW = 28  # px at 100 %
_WIDTHS = (56, 80, 0, 60)
_TONES = {
    "request": "accent",
    "quiet": "warning",
    "retry": "warning",
    "done": "success",
    "error": "danger",
}


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: "EventsView") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, self._view.theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._view.theme
        area: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.selected)
        event = self._view.events.event_at(index.row())
        is_content = index.column() == 2
        font = theme.fixed_font(12) if is_content else theme.font(12)
        painter.setFont(font)
        painter.setPen(getattr(theme, self._ink(event, index.column())))
        words = area.adjusted(theme.px(8), 0, 0 if index.column() < 3 else -theme.px(8), 0)
        text = elided(str(index.data()), font, words.width())
        is_number = index.column() == 3
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, int(side | Qt.AlignmentFlag.AlignVCenter), text)

    def _ink(self, event: AnswerEvent, column: int) -> str:
        if column == 1:
            return _TONES.get(event.kind, "text")
        return "text" if column == 2 else "muted"


class EventsView(RowTable):
    """Rows of 28 px; whole rows are selected, arrow keys move, Ctrl+C is the footer's to offer."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, _ROW, "canvas", "border", parent)
        self.events = EventTable()
        self.setModel(self.events)
        self.setAccessibleName(self.tr("Events of the answer"))
        self.setItemDelegate(_Delegate(self))
        self.setMinimumHeight(appearance.theme.px(160))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.follow(appearance, stretched=2)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        super().set_theme(theme)
        for column, width in enumerate(_WIDTHS):
            if width:
                self.setColumnWidth(column, theme.px(width))
