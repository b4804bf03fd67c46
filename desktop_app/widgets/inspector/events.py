"""The table of an answer's events: time, kind, content, bytes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.viewmodels.answer_details import AnswerEvent, EventTable
from desktop_app.widgets.controls.painting import elided
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex
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
        return QSize(40, self._view.theme.px(28))

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


class EventsView(QTableView):
    """Rows of 28 px; whole rows are selected, arrow keys move, Ctrl+C is the footer's to offer."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = appearance.theme
        self.events = EventTable()
        self.setModel(self.events)
        self.setAccessibleName(self.tr("Events of the answer"))
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(appearance.theme.px(160))
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self.theme = theme
        self.verticalHeader().setDefaultSectionSize(theme.px(28))
        head = self.horizontalHeader()
        head.setFixedHeight(theme.px(28))
        head.setFont(theme.font(12, 500))
        # A header takes its ground and its line from a style sheet only.
        head.setStyleSheet(
            f"QHeaderView {{ background: transparent; border: none }}"
            f"QHeaderView::section {{ background: {theme.canvas.name()};"
            f" color: {theme.muted.name()}; border: none;"
            f" border-bottom: 1px solid {theme.border.name()}; padding: 0 {theme.px(8)}px }}"
        )
        for column, width in enumerate(_WIDTHS):
            if width:
                self.setColumnWidth(column, theme.px(width))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.canvas)
        self.setPalette(palette)
        self.viewport().update()
