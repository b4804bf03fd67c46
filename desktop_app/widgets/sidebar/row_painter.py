"""How a row of the sidebar looks: a heading, a folder, or a title with its tags and its sign."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.viewmodels.entries import Entry, Look, Marks, Role, Sign
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.escape import keeps_escape
from desktop_app.widgets.signs import paint_sign
from desktop_app.widgets.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_STEP = 16  # px by which what lies in a folder stands off it
_MOST_STEPS = 4
_SHARE_OF_TAGS = 0.25  # of a row's width, where its title would take all of it


class _TitleEditor(QLineEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        event.accept()  # Enter would go on to the list and open the row

    def event(self, event: QEvent) -> bool:
        return keeps_escape(event) or super().event(event)


class RowPainter(QStyledItemDelegate):
    """Every row is 32 px high, so the view never has to ask for more than one height.

    `drop_folder` is the folder that what is dragged would go to. `open_id` is the conversation on
    the screen, which is marked whatever is chosen; `hit_id` the message of it that was found.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.drop_folder: str | None = None
        self.open_id = ""
        self.hit_id = ""
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._theme = theme
        self._heading = theme.font(12, 600)
        self._title = theme.font(13)
        self._unread = theme.font(13, 600)
        self._folder = theme.font(13, 500)
        self._small = theme.font(11)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002  # Qt's signature
        index: Index,  # noqa: ARG002  # Qt's signature
    ) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        row: QRect = option.rect
        area = row.adjusted(theme.px(8), 0, -theme.px(8), 0)
        entry: Entry = index.data(Role.ENTRY)
        is_renamed = isinstance(view := option.widget, QAbstractItemView) and view.indexWidget(
            index
        )
        text = "" if is_renamed else str(index.data())
        if entry.heading:
            words = area.adjusted(theme.px(8), theme.px(12), -theme.px(8), -theme.px(4))
            self._write(painter, words, text, self._heading, is_muted=True)
            return
        self._paint_ground(painter, option, area, entry)
        look: Look = index.data(Role.LOOK)
        words = self._inside(area, look)
        if entry.folder and not entry.is_more:
            self._paint_folder(painter, option, words, text, look)
            return
        sign: Sign = index.data(Role.SIGN)
        if sign is not Sign.NONE:
            side = theme.px(16)
            place = QRect(words.right() + 1 - side, words.y(), side, words.height())
            paint_sign(painter, sign, place, theme, option.widget)
            words.setRight(place.left() - theme.px(8))
        font = self._unread if sign is Sign.UNREAD else self._title
        if look.tags:
            tags = self._tags_place(words, index, look)
            self._write(painter, tags, self._spelled(look), self._small, is_muted=True)
            words.setRight(tags.left() - theme.px(8))
        self._mark(painter, words, text, font, index.data(Role.MARKS) or ())
        self._write(painter, words, text, font, is_muted=entry.is_more)

    def _inside(self, area: QRect, look: Look) -> QRect:
        theme = self._theme
        left = theme.px(8 + _STEP * min(look.depth, _MOST_STEPS))
        return area.adjusted(left, 0, -theme.px(8), 0)

    def _paint_folder(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        words: QRect,
        text: str,
        look: Look,
    ) -> None:
        theme, side = self._theme, self._theme.px(14)
        for icon in ("chevron-down" if look.is_open else "chevron-right", "folder"):
            place = QRect(words.left(), words.y(), side, words.height())
            draw_icon(painter, icon_pixmap(option.widget, icon, theme.muted, side), place)
            words.setLeft(place.right() + theme.px(6))
        if look.held:
            count = str(look.held)
            width = round(QFontMetricsF(self._small).horizontalAdvance(count)) + 1
            place = QRect(words.right() + 1 - width, words.y(), width, words.height())
            self._write(painter, place, count, self._small, is_muted=True)
            words.setRight(place.left() - theme.px(8))
        self._write(painter, words, text, self._folder)

    def _tags_place(self, words: QRect, index: Index, look: Look) -> QRect:
        """Tags have what the title leaves, and a share of it where that is too little."""
        font = self._unread if index.data(Role.SIGN) is Sign.UNREAD else self._title
        title = QFontMetricsF(font).horizontalAdvance(str(index.data()))
        wanted = QFontMetricsF(self._small).horizontalAdvance(self._spelled(look)) + 2
        left = words.width() - title - self._theme.px(8 + 2)
        width = round(min(wanted, max(left, words.width() * _SHARE_OF_TAGS)))
        return QRect(words.right() + 1 - width, words.y(), width, words.height())

    @staticmethod
    def _spelled(look: Look) -> str:
        more = f" +{len(look.tags) - 1}" if len(look.tags) > 1 else ""
        return f"#{look.tags[0]}{more}"

    def tag_at(self, row: QRect, index: Index, at: QPoint) -> str:
        """The tag of a row that is under the pointer, else an empty text."""
        look: Look | None = index.data(Role.LOOK)
        if not look or not look.tags:
            return ""
        theme = self._theme
        words = self._inside(row.adjusted(theme.px(8), 0, -theme.px(8), 0), look)
        if index.data(Role.SIGN) is not Sign.NONE:
            words.setRight(words.right() - theme.px(24))
        return look.tags[0] if self._tags_place(words, index, look).contains(at) else ""

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, entry: Entry
    ) -> None:
        theme = self._theme
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_drop = bool(entry.folder) and entry.folder == self.drop_folder and not entry.is_more
        is_strong = is_drop or self._is_open(entry)
        if is_strong or is_chosen or state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, theme.px(8), theme.selected if is_strong else theme.hover)
        if is_drop or state & QStyle.StateFlag.State_HasFocus:
            rounded(painter, area, theme.px(8), line=theme.accent, width=2)
        elif is_chosen and option.widget.hasFocus():
            rounded(painter, area, theme.px(8), line=theme.accent)

    def _is_open(self, entry: Entry) -> bool:
        is_shown = bool(entry.id) and entry.id == self.open_id
        return is_shown and entry.message_id in {"", self.hit_id}

    def _write(
        self, painter: QPainter, area: QRect, text: str, font: QFont, *, is_muted: bool = False
    ) -> None:
        painter.setPen(self._theme.muted if is_muted else self._theme.text)
        painter.setFont(font)
        words = elided(text, font, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)

    def _mark(self, painter: QPainter, area: QRect, text: str, font: QFont, marks: Marks) -> None:
        """A ground for the words that were searched for, as far as they are seen."""
        metrics = QFontMetricsF(font)
        for start, end in marks:
            left = area.left() + round(metrics.horizontalAdvance(text[:start]))
            width = round(metrics.horizontalAdvance(text[start:end]))
            height = round(metrics.height())
            place = QRect(left - 1, area.center().y() - height // 2, width + 2, height)
            ground = QColor(self._theme.warning)
            ground.setAlpha(70)
            rounded(painter, place & area, self._theme.px(3), ground)

    # Renaming in place

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = _TitleEditor(parent)
        editor.setFont(self._folder if index.data(Role.ENTRY).folder else self._title)
        editor.setAccessibleName(self.tr("New name"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        px = self._theme.px
        row: QRect = option.rect
        inside = self._inside(row.adjusted(px(8), 0, -px(8), 0), index.data(Role.LOOK))
        icons = px(40) if index.data(Role.ENTRY).folder else 0
        editor.setGeometry(inside.adjusted(icons - px(6), px(2), px(4), -px(2)))
