"""Below the search field: what can be typed there, and what fits behind an operator."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.viewmodels.search_help import Hint
from desktop_app.widgets.controls.painting import elided, rounded
from desktop_app.widgets.controls.quiet_list import make_quiet
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex
_HINT = Qt.ItemDataRole.UserRole
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class _Rows(QStyledItemDelegate):
    """28 high: what is typed, and what it does."""

    def __init__(self, theme: Theme, view: QWidget) -> None:
        super().__init__(view)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self.theme.px(28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        hint: Hint = index.data(_HINT)
        area = option.rect.adjusted(theme.px(4), 0, -theme.px(4), 0)
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, theme.px(6), theme.selected if is_chosen else theme.hover)
        words = area.adjusted(theme.px(8), 0, -theme.px(8), 0)
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.text)
        painter.drawText(words, _LEFT, elided(hint.text, painter.font(), words.width()))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(hint.text)
        words.setLeft(words.left() + max(theme.px(72), round(wide) + theme.px(10)))
        painter.setFont(theme.font(12))
        painter.setPen(theme.muted)
        painter.drawText(words, _LEFT, elided(hint.help, painter.font(), words.width()))
        painter.restore()


class SearchHelp(QFrame):
    """Lies over the list, as wide as the field. The keyboard stays in the field throughout."""

    chosen = Signal(object)  # a Hint

    def __init__(self, appearance: Appearance, field: QWidget, ground: QWidget) -> None:
        super().__init__(ground)
        self._field = field
        self._theme = appearance.theme
        self._list = QListWidget(self)
        make_quiet(self._list)
        self._list.setAccessibleName(self.tr("What can be typed into the search"))
        self._rows = _Rows(appearance.theme, self._list)
        self._list.setItemDelegate(self._rows)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(item.data(_HINT)))
        appearance.changed.connect(self._set_theme)
        self.hide()

    def _set_theme(self, theme: Theme) -> None:
        self._theme = self._rows.theme = theme
        self._list.scheduleDelayedItemsLayout()
        self._place()

    def show_hints(self, hints: list[Hint]) -> None:
        """List these below the field; nothing hides it."""
        self._list.clear()
        for hint in hints:
            item = QListWidgetItem(hint.text)
            item.setData(_HINT, hint)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hint.text} {hint.help}".strip())
            item.setToolTip(hint.help)
            self._list.addItem(item)
        self.setVisible(bool(hints))
        self._place()
        self.raise_()

    def move(self, step: int) -> bool:  # type: ignore[override]  # a widget moves by points
        """Choose the next (1) or previous (-1) row; tells whether there are any."""
        count = self._list.count()
        if self.isHidden() or not count:
            return False
        row = self._list.currentRow()
        self._list.setCurrentRow((row + step) % count if row >= 0 else 0 if step > 0 else count - 1)
        return True

    def take(self) -> bool:
        """Put the chosen row into the field; tells whether one is chosen."""
        item = self._list.currentItem()
        if self.isHidden() or item is None:
            return False
        self.chosen.emit(item.data(_HINT))
        return True

    def _place(self) -> None:
        ground, theme = self.parentWidget(), self._theme
        if self.isHidden() or ground is None:
            return
        below = self._field.mapTo(ground, self._field.rect().bottomLeft())
        height = self._list.count() * theme.px(28) + theme.px(8)
        top = below.y() + theme.px(4)
        self.setGeometry(
            below.x(), top, self._field.width(), min(height, ground.height() - top - theme.px(8))
        )
        self._list.setGeometry(self.rect().adjusted(1, theme.px(4), -1, -theme.px(4)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        radius = theme.px(8)
        rounded(QPainter(self), self.rect(), radius, theme.raised, line=theme.border_strong)
