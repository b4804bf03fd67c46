"""A short list of rows with an icon each, for choosing where to go."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.theme import Appearance, Theme

_ICON_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    """Rows 32 high, padding 8, radius 8, icon 16."""

    def __init__(self, rows: "RowList") -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._rows.theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._rows.theme
        painter.save()
        area: QRect = option.rect
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, theme.px(8), theme.selected if is_chosen else theme.hover)
        if self._rows.hasFocus() and index.row() == self._rows.currentRow():
            rounded(painter, area, theme.px(8), line=theme.accent, width=2)
        padding, icon = theme.px(8), theme.px(16)
        ink = theme.text if is_chosen else theme.muted
        at = QRect(area.x() + padding, area.y(), icon, area.height())
        draw_icon(painter, icon_pixmap(self._rows, index.data(_ICON_ROLE), ink, icon), at)
        words = area.adjusted(2 * padding + icon, 0, -padding, 0)
        painter.setPen(theme.text)
        painter.setFont(theme.font(13))
        text = elided(index.data(Qt.ItemDataRole.DisplayRole), painter.font(), words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class RowList(QListWidget):
    """`rows` are (words, icon name). Arrow keys and clicks choose, and `chosen` tells the row."""

    chosen = Signal(int)

    def __init__(
        self,
        name: str,
        rows: Sequence[tuple[str, str]],
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = appearance.theme
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        viewport_of(self).setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(self))
        for words, icon in rows:
            item = QListWidgetItem(words)
            item.setData(_ICON_ROLE, icon)
            self.addItem(item)
        self.currentRowChanged.connect(self.chosen)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self.theme = theme
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def show_chosen(self, row: int) -> None:
        """Mark this row without `chosen`; -1 marks none."""
        self.blockSignals(True)
        self.setCurrentRow(row)
        if row < 0:
            self.clearSelection()
        self.blockSignals(False)
