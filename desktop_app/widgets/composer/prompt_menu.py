"""The list of prompts above the composer. The keyboard stays in the field throughout."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.controls.quiet_list import make_quiet
from desktop_app.widgets.theme import Appearance, Theme

_ROW, _AROUND, _MOST = 36, 6, 6  # px at 100 %, px, rows
_DETAIL = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
Row = tuple[str, str, str]  # name, how its text begins, icon


class _RowPainter(QStyledItemDelegate):
    """36 high: icon, name, and how its words begin."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self.theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, option.rect, theme.px(8), theme.selected)
        size, x = theme.px(16), option.rect.x() + theme.px(8)
        at = QRect(x, option.rect.y(), size, option.rect.height())
        draw_icon(painter, icon_pixmap(option.widget, index.data(_ICON), theme.muted, size), at)
        area = option.rect.adjusted(theme.px(8 + 16 + 12), 0, -theme.px(8), 0)
        font = theme.font(13, 500)
        name = elided(str(index.data()), font, area.width())
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
        area.setLeft(area.left() + round(QFontMetricsF(font).horizontalAdvance(name)) + theme.px(8))
        if area.width() > theme.px(48):
            painter.setFont(theme.font(13))
            painter.setPen(theme.muted)
            words = elided(str(index.data(_DETAIL)), painter.font(), area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class PromptMenu(QWidget):
    """Lies over the window, above `composer`, as high as its rows but never above six of them."""

    chosen = Signal(int)  # the row

    def __init__(self, composer: QWidget, appearance: Appearance) -> None:
        super().__init__(composer.window())
        self._composer = composer
        self._theme = appearance.theme
        self._list = QListWidget(self)
        make_quiet(self._list)
        self._list.setAccessibleName(self.tr("Prompts"))
        self._painter = _RowPainter(appearance.theme)
        self._list.setItemDelegate(self._painter)
        column = QVBoxLayout(self)
        column.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        column.addWidget(self._list)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(self._list.row(item)))
        self._list.itemEntered.connect(self._list.setCurrentItem)
        appearance.changed.connect(self.set_theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = self._painter.theme = theme
        self._list.scheduleDelayedItemsLayout()
        self.place()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these, the first one marked; without any it hides."""
        self._list.clear()
        for name, words, icon in rows:
            item = QListWidgetItem(name)
            item.setData(_DETAIL, words)
            item.setData(_ICON, icon)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {words}")
            self._list.addItem(item)
        self.setVisible(bool(rows))
        if rows:
            self._list.setCurrentRow(0)
            self.place()
            self.raise_()
            self._announce()

    @property
    def row(self) -> int:
        """The row that is marked."""
        return self._list.currentRow()

    def move_by(self, step: int) -> None:
        """Mark the next row or the previous one, going round."""
        self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
        self._announce()

    def place(self) -> None:
        """Above the composer, as wide as it."""
        window, composer, px = self.parentWidget(), self._composer, self._theme.px
        if window is None or not self._list.count():
            return
        corner = composer.mapTo(window, composer.rect().topLeft())
        wanted = min(self._list.count(), _MOST) * px(_ROW) + 2 * _AROUND
        height = min(wanted, corner.y() - px(8))
        self.setGeometry(corner.x(), corner.y() - px(4) - height, composer.width(), height)

    def _announce(self) -> None:
        from desktop_app.widgets.announcing import announce

        item = self._list.currentItem()
        words = str(item.data(Qt.ItemDataRole.AccessibleTextRole))
        announce(self._list, words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        line = theme.border_strong
        rounded(QPainter(self), self.rect(), theme.px(12), theme.raised, line=line)
