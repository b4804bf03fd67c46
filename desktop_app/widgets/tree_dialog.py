"""The layer that shows all branches of a conversation, to go to any place in them."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.services.store import MessageNode, Store
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.tree import ROW, TreeModel, TreeRow
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.chip import KeyCaps
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex
_STEP, _DEEPEST = 16, 8  # px that a branch stands to the right, and how often
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class TreeDialog(Layer):
    """`open_for` a conversation. Arrows move and unfold, Enter goes there, Esc closes."""

    chosen = Signal(str)  # a message's id

    def __init__(
        self, window: QWidget, store: Store, work: ToldWork, appearance: Appearance
    ) -> None:
        super().__init__(window, window.tr("Branches"), appearance, width=680, height=560, top=72)
        self._appearance = appearance
        self.model = TreeModel(store, work, self)
        self._count = Label("", appearance, size=12, color="muted")
        self.list = _TreeView(self.model, appearance, self.panel)
        self.list.activated_row.connect(self._choose)
        self._lay_out()

    def _lay_out(self) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.panel), appearance, (1, 1, 1, 1))
        head = scaled(QHBoxLayout(), appearance, (24, 16, 16, 8), 12)
        head.addWidget(Label(self.tr("Branches"), appearance, size=18, line=28, weight=600))
        head.addWidget(self._count)
        head.addStretch(1)
        close = IconButton("x", self.tr("Close"), appearance)
        close.clicked.connect(self.dismiss)
        head.addWidget(close)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        foot = scaled(QHBoxLayout(), appearance, (24, 8, 24, 8), 6)
        hints = (
            (("↑", "↓"), self.tr("move")),
            (("←", "→"), self.tr("fold, unfold")),
            (("Enter",), self.tr("go there")),
        )
        for caps, words in hints:
            foot.addWidget(KeyCaps(caps, appearance))
            foot.addWidget(Label(words, appearance, size=12, color="muted"))
            foot.addSpacing(10)
        foot.addStretch(1)
        column.addLayout(foot)

    def open_for(self, nodes: Iterable[MessageNode], active: Sequence[str]) -> None:
        """Show this tree; the end of `active`, the branch on the screen, is chosen."""
        self.open()
        self.model.show_nodes(nodes, active)
        branches = self.model.branches
        words = self.tr("1 branch") if branches == 1 else self.tr("{0} branches").format(branches)
        self._count.setText(words)
        self.list.go_to(max(0, *map(self.model.row_of, active[-2:] or [""]), 0))

    def take_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, row: int) -> None:
        message_id = self.model.rows[row].id
        self.dismiss()
        self.chosen.emit(message_id)


class _TreeView(QListView):
    """Rows of one height, so that none is measured."""

    activated_row = Signal(int)

    def __init__(self, model: TreeModel, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._tree = model
        self._rows = _TreeRows(appearance.theme, self)
        self.setModel(model)
        self.setItemDelegate(self._rows)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        viewport_of(self).setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Branches"))
        appearance.changed.connect(self._set_theme)

    def _set_theme(self, theme: Theme) -> None:
        self._rows.theme = theme
        self.scheduleDelayedItemsLayout()

    def go_to(self, row: int) -> None:
        """Choose a row and bring it onto the screen."""
        if 0 <= row < self._tree.rowCount():
            self.setCurrentIndex(self._tree.index(row))
            self.scrollTo(self._tree.index(row), QListView.ScrollHint.PositionAtCenter)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        row = self._tree.rows[index.row()]
        if self._rows.arrow(self.visualRect(index), row).contains(event.position().toPoint()):
            self._tree.fold(index.row(), is_folded=not row.is_folded)
            self.setCurrentIndex(self._tree.index(index.row()))
        else:
            self.activated_row.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if row < 0 or event.key() not in _ENTER | {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.activated_row.emit(row)
        else:
            self._fold(row, is_folded=event.key() == Qt.Key.Key_Left)

    def _fold(self, row: int, *, is_folded: bool) -> None:
        """Left at any row of a branch goes to its beginning first."""
        chosen = self._tree.rows[row]
        if is_folded and (not chosen.begins_branch or chosen.is_folded or not chosen.below):
            self.go_to(self._tree.start_of(row - 1 if chosen.begins_branch and row else row))
            return
        self._tree.fold(row, is_folded=is_folded)
        self.setCurrentIndex(self._tree.index(row))


class _TreeRows(QStyledItemDelegate):
    """32 high: the line of its branch, who, the first words, and how it stands."""

    def __init__(self, theme: Theme, view: QWidget) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self.theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        row: TreeRow = index.data(ROW)
        area = option.rect.adjusted(theme.px(16), 0, -theme.px(16), 0)
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, theme.px(8), theme.selected if is_chosen else theme.hover)
        if option.state & QStyle.StateFlag.State_HasFocus and is_chosen:
            rounded(painter, area, theme.px(8), line=theme.accent, width=2)
        room = area.adjusted(theme.px(8), 0, -theme.px(8), 0)
        room.setLeft(self._paint_line(painter, room, row))
        self._paint_words(painter, room, row, str(index.data() or ""))
        painter.restore()

    def arrow(self, area: QRect, row: TreeRow) -> QRect:
        """Where a row is folded and unfolded with the mouse; empty if nothing follows it."""
        if not (row.begins_branch and row.below):
            return QRect()
        step = self.theme.px(_STEP)
        left = area.x() + self.theme.px(24) + min(row.depth, _DEEPEST) * step
        return QRect(left - step // 2, area.y(), 2 * step, area.height())

    def _paint_line(self, painter: QPainter, room: QRect, row: TreeRow) -> int:
        """A dot on the line of its branch, or an arrow where something is folded."""
        theme = self.theme
        depth = min(row.depth, _DEEPEST)
        ink = theme.accent if row.is_active else theme.border_strong
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.border, theme.px(2)))
        half = theme.px(_STEP) // 2
        for level in range(depth):
            x = room.x() + level * theme.px(_STEP) + half
            painter.drawLine(x, room.y(), x, room.bottom() + 1)
        x = room.x() + depth * theme.px(_STEP)
        if row.begins_branch and row.below:
            name = "chevron-right" if row.is_folded else "chevron-down"
            place = QRect(x, room.y(), theme.px(_STEP), room.height())
            draw_icon(painter, icon_pixmap(self._view, name, theme.muted, theme.px(14)), place)
        else:
            dot = theme.px(8)
            at = QRectF(x + half - dot / 2, room.center().y() - dot / 2 + 0.5, dot, dot)
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(ink if row.is_active else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at)
        return x + theme.px(_STEP) + theme.px(8)

    def _paint_words(self, painter: QPainter, room: QRect, row: TreeRow, words: str) -> None:
        theme = self.theme
        small, strong, plain = theme.font(12), theme.font(13, 600), theme.font(13)
        is_bad = row.standing and not row.standing.startswith("+")
        painter.setFont(small)
        painter.setPen(theme.warning if is_bad else theme.muted)
        painter.drawText(room, _RIGHT, row.standing)
        if row.standing:
            wide = QFontMetricsF(small).horizontalAdvance(row.standing)
            room.setRight(room.right() - round(wide) - theme.px(12))
        author = elided(row.author, strong, min(room.width(), theme.px(160)))
        painter.setFont(strong)
        painter.setPen(theme.text)
        painter.drawText(room, _LEFT, author)
        room.setLeft(
            room.left() + round(QFontMetricsF(strong).horizontalAdvance(author)) + theme.px(8)
        )
        painter.setFont(plain)
        painter.setPen(theme.text if row.is_active else theme.muted)
        painter.drawText(room, _LEFT, elided(words, plain, room.width()))
