"""A choice from a list, closed until asked for."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex


class _Options(QStyledItemDelegate):
    """The open list: rows 32 high, the one in force with a check."""

    def __init__(self, choice: "Choice") -> None:
        super().__init__(choice)
        self._choice = choice

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = self._choice.theme
        words = QFontMetricsF(theme.font(13)).horizontalAdvance(str(index.data()))
        return QSize(round(words) + theme.px(52), theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._choice.theme
        area = option.rect.adjusted(theme.px(4), 0, -theme.px(4), 0)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, area, theme.px(8), theme.selected)
        words = area.adjusted(theme.px(8), 0, -theme.px(28), 0)
        painter.setFont(theme.font(13))
        painter.setPen(theme.text)
        text = elided(str(index.data()), painter.font(), words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        if index.row() == self._choice.currentIndex():
            size = theme.px(14)
            at = QRect(area.right() - theme.px(8) - size, area.y(), size, area.height())
            draw_icon(painter, icon_pixmap(self._choice, "check", theme.accent, size), at)
        painter.restore()


class Choice(QComboBox):
    """32 high and `width` px wide at 100 % (0: as wide as its place). Options are value and words.

    Only a person's choice emits `chosen`; `set_value` does not.
    """

    chosen = Signal(object)  # the value

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[object, str]],
        appearance: Appearance,
        *,
        width: int = 216,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = appearance.theme
        self._width = width
        self.setAccessibleName(name)
        view = QListView(self)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setView(view)
        self.setItemDelegate(_Options(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        is_free = QSizePolicy.Policy.Expanding if width == 0 else QSizePolicy.Policy.Fixed
        self.setSizePolicy(is_free, QSizePolicy.Policy.Fixed)
        FocusRing(self, appearance)
        self.set_options(options)
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index)))
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self.theme = theme
        self.setFont(theme.font(13))
        self.updateGeometry()
        self.update()

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Other options; what was chosen stays chosen where it is still among them."""
        value = self.currentData()
        self.clear()
        for option, words in options:
            self.addItem(words, option)
        self.set_value(value)

    def set_value(self, value: object) -> None:
        """Show this value as the chosen one, without `chosen`."""
        values = [self.itemData(index) for index in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else 0)

    @property
    def value(self) -> object:
        """The value that is shown as chosen; None in an empty list."""
        return self.currentData()

    def sizeHint(self) -> QSize:
        width = self.theme.px(self._width or 120)
        return QSize(width, self.theme.px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(self._width or 80), self.theme.px(32))

    def showPopup(self) -> None:
        # As wide as its longest words, which may be longer than the closed field.
        widest = self.view().sizeHintForColumn(0)
        self.view().setMinimumWidth(max(self.width(), min(widest, self.theme.px(420))))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A page is scrolled with the wheel; a setting must not change on the way.
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        is_on = self.isEnabled()
        ground = theme.surface if not is_on else theme.hover if self.underMouse() else theme.canvas
        line = theme.border_strong if is_on else theme.border
        rounded(painter, self.rect(), theme.px(8), ground, line=line)
        padding, icon = theme.px(10), theme.px(14)
        width = self.width() - 2 * padding - icon - theme.px(6)
        painter.setPen(theme.text if is_on else theme.muted)
        painter.setFont(self.font())
        words = QRect(padding, 0, width, self.height())
        text = elided(self.currentText(), self.font(), width)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        area = QRect(self.width() - padding - icon, 0, icon, self.height())
        draw_icon(painter, icon_pixmap(self, "chevron-down", theme.muted, icon), area)
