"""How a row of the list of models is drawn, in columns that line up."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.viewmodels.model_choice import ENTRY, Entry, Kind
from desktop_app.widgets import icons
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ABILITIES = ("image", "wrench", "brain")
_WIDE = 560  # px at 100 % from which abilities have their words beside them
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class ModelRows(QStyledItemDelegate):
    """Models 36 high, groups and notices 32; the theme is set from outside."""

    def __init__(self, theme: Theme, view: QWidget) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(ENTRY)
        return QSize(0, self.theme.px(36 if entry.kind is Kind.MODEL else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        area = option.rect.adjusted(self.theme.px(8), 0, -self.theme.px(8), 0)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if entry.kind is Kind.GROUP:
            self._paint_group(painter, area, entry)
        else:
            if is_chosen or (is_hovered and entry.kind is Kind.MODEL):
                ground = self.theme.selected if is_chosen else self.theme.hover
                rounded(painter, area, self.theme.px(8), ground)
            inside = area.adjusted(self.theme.px(8), 0, -self.theme.px(8), 0)
            if entry.kind is Kind.NOTICE:
                self._paint_notice(painter, inside, entry)
            else:
                self._paint_model(painter, inside, entry)
        painter.restore()

    def _paint_group(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        theme = self.theme
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.muted)
        words = area.adjusted(theme.px(8), theme.px(8), 0, 0)
        painter.drawText(words, _LEFT, elided(entry.title, painter.font(), words.width()))

    def _paint_notice(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        theme = self.theme
        name = "circle-alert" if entry.is_failed else "info"
        self._icon(painter, name, area, "danger" if entry.is_failed else "muted")
        painter.setFont(theme.font(13))
        painter.setPen(theme.muted)
        words = area.adjusted(theme.px(28), 0, 0, 0)
        if entry.is_failed:
            again = self.tr("Ask again")
            painter.drawText(words, _RIGHT, again)
            room = QFontMetricsF(painter.font()).horizontalAdvance(again) + theme.px(12)
            words.adjust(0, 0, -round(room), 0)
        painter.drawText(words, _LEFT, elided(entry.title, painter.font(), words.width()))

    def _paint_model(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        theme = self.theme
        if entry.is_current:
            self._icon(painter, "check", area, "accent")
        right = self._paint_star(painter, area, entry)
        right = self._paint_facts(painter, area, entry, right)
        right = self._paint_abilities(painter, area, entry, right)
        left = area.x() + theme.px(28)
        title = QRect(left, area.y(), max(0, right - left - theme.px(8)), area.height())
        self._paint_title(painter, title, entry)

    def _paint_star(self, painter: QPainter, area: QRect, entry: Entry) -> int:
        size = self.theme.px(14)
        at = QRect(area.right() - size, area.y(), size, area.height())
        if entry.is_starred:
            pixmap = icons.pixmap(
                "star", self.theme.accent, size, self._view.devicePixelRatioF(), is_filled=True
            )
            draw_icon(painter, pixmap, at)
        return at.x() - self.theme.px(8)

    def _paint_facts(self, painter: QPainter, area: QRect, entry: Entry, right: int) -> int:
        theme = self.theme
        font = theme.font(12)
        painter.setFont(font)
        painter.setPen(theme.muted)
        for words, widest in ((entry.price, "$0.88 / $88.8"), (entry.context, "888k")):
            width = round(QFontMetricsF(font).horizontalAdvance(widest)) + theme.px(8)
            place = QRect(right - width, area.y(), width, area.height())
            painter.drawText(place, _RIGHT, words)
            right = place.x()
        return right - theme.px(8)

    def _paint_abilities(self, painter: QPainter, area: QRect, entry: Entry, right: int) -> int:
        theme = self.theme
        is_wide = area.width() >= theme.px(_WIDE)
        known = {icon: word for icon, word in entry.abilities if icon in _ABILITIES}
        other = [(icon, word) for icon, word in entry.abilities if icon not in _ABILITIES]
        font = theme.font(12)
        painter.setFont(font)
        if other:
            columns = other
        else:
            names = (self.tr("images"), self.tr("tools"), self.tr("reasoning"))
            columns = list(zip(_ABILITIES, names, strict=True))
        for icon, word in reversed(columns):
            words = QFontMetricsF(font).horizontalAdvance(word) + theme.px(14) if is_wide else 0
            width = theme.px(18) + round(words)
            place = QRect(right - width, area.y(), width, area.height())
            if other or icon in known:
                self._icon(painter, icon, place, "muted")
                painter.setPen(theme.muted)
                if is_wide:
                    painter.drawText(place.adjusted(theme.px(18), 0, 0, 0), _LEFT, word)
            right = place.x()
        return right

    def _paint_title(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        theme = self.theme
        plain, bold = theme.font(13), theme.font(13, 700)
        text = elided(entry.title, bold if entry.places else plain, area.width())
        x = float(area.x())
        painter.setPen(theme.muted if entry.is_hidden else theme.text)
        for place, letter in enumerate(text):
            font = bold if place in entry.places else plain
            x = _draw_piece(painter, letter, font, x, area) if entry.places else x
        if not entry.places:
            x = _draw_piece(painter, text, plain, x, area)
        room = area.right() - x - theme.px(8)
        if entry.is_owner_shown and room > theme.px(32):
            painter.setPen(theme.muted)
            more = elided(entry.provider_title, plain, room)
            _draw_piece(painter, more, plain, x + theme.px(8), area)

    def _icon(self, painter: QPainter, name: str, area: QRect, color: str) -> None:
        size = self.theme.px(14)
        at = QRect(area.x(), area.y(), size, area.height())
        draw_icon(painter, icon_pixmap(self._view, name, getattr(self.theme, color), size), at)


def _draw_piece(painter: QPainter, text: str, font: QFont, x: float, area: QRect) -> float:
    """Draw at `x`; returns where it ends."""
    painter.setFont(font)
    width = QFontMetricsF(font).horizontalAdvance(text)
    painter.drawText(QRect(round(x), area.y(), round(width) + 2, area.height()), _LEFT, text)
    return x + width
