"""How a row of the sidebar looks: a heading, or a title with its sign."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.viewmodels.entries import Entry, Role, Sign
from desktop_app.widgets.controls.painting import elided, rounded
from desktop_app.widgets.signs import paint_sign
from desktop_app.widgets.theme import Theme


class RowPainter(QStyledItemDelegate):
    """Every row is 32 px high, so the view never has to ask for more than one height."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._theme = theme
        self._heading = theme.font(12, 600)
        self._title = theme.font(13)
        self._unread = theme.font(13, 600)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002  # Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002  # Qt's signature
    ) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(32))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._theme
        row: QRect = option.rect
        area = row.adjusted(theme.px(8), 0, -theme.px(8), 0)
        entry: Entry = index.data(Role.ENTRY)
        text = str(index.data())
        if entry.heading:
            words = area.adjusted(theme.px(8), theme.px(12), -theme.px(8), -theme.px(4))
            self._write(painter, words, text, self._heading, is_muted=True)
            return
        self._paint_ground(painter, option, area)
        sign: Sign = index.data(Role.SIGN)
        words = area.adjusted(theme.px(8), 0, -theme.px(8), 0)
        if sign is not Sign.NONE:
            side = theme.px(16)
            place = QRect(words.right() + 1 - side, words.y(), side, words.height())
            paint_sign(painter, sign, place, theme, option.widget)
            words.setRight(place.left() - theme.px(8))
        self._write(painter, words, text, self._unread if sign is Sign.UNREAD else self._title)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        theme = self._theme
        state: QStyle.StateFlag = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            ground = theme.selected if is_selected else theme.hover
            rounded(painter, area, theme.px(8), ground)
        if state & QStyle.StateFlag.State_HasFocus:
            rounded(painter, area, theme.px(8), line=theme.accent, width=2)

    def _write(
        self, painter: QPainter, area: QRect, text: str, font: QFont, *, is_muted: bool = False
    ) -> None:
        painter.setPen(self._theme.muted if is_muted else self._theme.text)
        painter.setFont(font)
        words = elided(text, font, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
