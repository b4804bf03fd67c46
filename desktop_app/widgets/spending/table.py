"""Sums as a table: what, answers, tokens in and out, money."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.viewmodels.spending import Sum
from desktop_app.widgets.controls.painting import elided, rounded
from desktop_app.widgets.controls.row_table import RowTable
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_ROW = 32  # px at 100 %
_WIDTHS = (0, 76, 104, 92, 128)
_NARROW = 480  # px at 100 %: below it answers and tokens in make room
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SumTable(QAbstractTableModel):
    """Rows of sums; the first column is called `first`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[Sum] = ()
        self._titles = ("", "Answers", "Tokens in", "Tokens out", "Cost")

    def show_lines(self, lines: Sequence[Sum], first: str) -> None:
        """Other rows."""
        self.beginResetModel()
        self.lines = lines
        self._titles = (first, *self._titles[1:])
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return self.tr(self._titles[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._told(line)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        name = " · ".join(filter(None, (self._name(line), line.more)))
        return (
            name, f"{line.answers:,}", f"{line.input:,}", f"{line.output:,}", line.money.words
        )[index.column()]  # fmt: skip

    def _name(self, line: Sum) -> str:
        """Some servers are asked without the name of a model."""
        return line.name or self.tr("Model without a name")

    def _told(self, line: Sum) -> str:
        words = [self._name(line), line.more]
        if line.uncounted:
            told = self.tr("{count} answers came without figures and are not in the tokens")
            words.append(told.format(count=f"{line.uncounted:,}"))
        if line.money.is_partial:
            words.append(self.tr("no price is known for some of it"))
        elif line.money.is_about:
            words.append(self.tr("estimated by list prices"))
        return "\n".join(filter(None, words))


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: "SumsView") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, self._view.theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, area = self._view.theme, QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.selected)
            if self._view.hasFocus() and index.column() == 0:
                rounded(painter, area.adjusted(0, 2, -area.width() + 3, -2), 1, theme.accent)
        painter.setFont(theme.font(13))
        painter.setPen(theme.text)
        words = area.adjusted(theme.px(8), 0, -theme.px(8), 0)
        text = elided(str(index.data()), painter.font(), words.width())
        painter.drawText(words, int(_RIGHT if index.column() else _LEFT), text)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, theme.border)


class SumsView(RowTable):
    """Rows of 32 px; arrow keys move from row to row."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, _ROW, "raised", "border_strong", parent)
        self.table = SumTable(self)
        self.setModel(self.table)
        self.setItemDelegate(_Delegate(self))
        self.follow(appearance, stretched=0)

    def show_lines(self, lines: Sequence[Sum], first: str) -> None:
        """Show these sums, named by what they are sums of."""
        self.table.show_lines(lines, first)
        self.setAccessibleName(self.tr("Cost by {what}").format(what=first.lower()))

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        super().set_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what has no room: answers, then tokens in."""
        is_narrow = self.width() < self.theme.px(_NARROW)
        for column, width in enumerate(_WIDTHS):
            self.setColumnHidden(column, is_narrow and column in {1, 2})
            if width:
                self.setColumnWidth(column, self.theme.px(width))
