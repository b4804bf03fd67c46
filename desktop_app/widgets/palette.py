"""The command palette: every command, model and conversation, found by a few letters."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.viewmodels import fuzzy
from desktop_app.widgets.controls.chip import KeyCaps
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.controls.quiet_list import make_quiet
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.palette_entry import PaletteEntry
from desktop_app.widgets.theme import Appearance, Theme

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
MOST_OF_A_GROUP = 40
_NO_INDEX = QModelIndex()


def found(entries: Sequence[PaletteEntry], wanted: str) -> list[PaletteEntry]:
    """The entries that fit, best first within their group.

    Groups keep their order, but for one whose best entry fits in a better way: a word that was
    written comes before initials. Strewn letters count only where nothing else fits at all.
    """
    all_hits = [hit for entry in entries if (hit := _hit(entry, wanted))]
    best = max((hit.rank[0] for hit in all_hits), default=fuzzy.Fit.STREWN)
    kept = [hit for hit in all_hits if hit.rank[0] >= min(best, fuzzy.Fit.BEGINNINGS)]
    groups: list[list[_Hit]] = []
    for _group, members in groupby(kept, key=lambda hit: hit.entry.group):
        groups.append(sorted(members, key=_rank, reverse=True)[:MOST_OF_A_GROUP])
    groups.sort(key=lambda hits: hits[0].rank[0], reverse=True)
    return [hit.entry for hits in groups for hit in hits]


class _Hit(NamedTuple):
    """What fits, and how well: the way of fitting, whether in the title, the score."""

    rank: tuple[fuzzy.Fit, bool, float]
    entry: PaletteEntry


def _rank(hit: _Hit) -> tuple[fuzzy.Fit, bool, float]:
    return hit.rank


def _hit(entry: PaletteEntry, wanted: str) -> _Hit | None:
    hits = []
    if match := fuzzy.match(wanted, entry.title):
        hits.append(_Hit((match.fit, True, match.score), _marked(entry, match.places)))
    if detail := entry.detail and fuzzy.match(wanted, f"{entry.title} {entry.detail}"):
        hits.append(_Hit((detail.fit, False, detail.score), entry))
    also = fuzzy.match(wanted, f"{entry.title} {entry.also}") if entry.also else None
    if also is not None and also.fit >= fuzzy.Fit.INSIDE:  # strewn over other words is chance
        hits.append(_Hit((fuzzy.Fit.INSIDE, False, also.score), entry))
    return max(hits, key=_rank, default=None)


def _marked(entry: PaletteEntry, places: tuple[int, ...]) -> PaletteEntry:
    return PaletteEntry(
        entry.group, entry.title, entry.run, entry.icon, entry.detail, entry.caps,
        entry.command_id, entry.also, places,
    )  # fmt: skip


class _Rows(QAbstractListModel):
    """Headings (plain texts) and entries."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[str | PaletteEntry] = []

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        self.beginResetModel()
        self._rows = []
        for group, members in groupby(entries, key=lambda entry: entry.group):
            self._rows += [group, *members]
        self.endResetModel()

    def next_entry(self, row: int, step: int) -> int:
        """The nearest row with an entry from `row` on, going round; -1 if there is none."""
        for distance in range(len(self._rows)):
            at = (row + distance * step) % len(self._rows)
            if isinstance(self._rows[at], PaletteEntry):
                return at
        return -1

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ENTRY:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            if isinstance(row, str):
                return row
            return " ".join((row.title, row.detail, *row.caps)).strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _RowPainter(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002  # Qt's
        is_heading = isinstance(index.data(ENTRY), str)
        return QSize(self.theme.px(200), self.theme.px(32 if is_heading else 36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        row: str | PaletteEntry = index.data(ENTRY)
        area: QRect = option.rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
        if isinstance(row, str):
            painter.setFont(theme.font(12, 600))
            painter.setPen(theme.muted)
            words = area.adjusted(theme.px(8), theme.px(12), 0, -theme.px(4))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, row)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, area, theme.px(8), theme.selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, area, theme.px(8), theme.hover)
        side = theme.px(16)
        place = QRect(area.x() + theme.px(8), area.y(), side, area.height())
        draw_icon(painter, icon_pixmap(option.widget, row.icon, theme.muted, side), place)
        words = area.adjusted(theme.px(8 + 16 + 12), 0, -theme.px(8), 0)
        words.setRight(_paint_caps(painter, theme, words, row.caps))
        self._paint_words(painter, words, row)

    def _paint_words(self, painter: QPainter, area: QRect, row: PaletteEntry) -> None:
        theme = self.theme
        plain, bold = theme.font(13), theme.font(13, 700)
        x, right = float(area.x()), area.right()
        painter.setPen(theme.text)
        marked = set(row.places)
        for is_marked, letters in groupby(enumerate(row.title), key=lambda pair: pair[0] in marked):
            font = bold if is_marked else plain
            words = elided("".join(letter for _, letter in letters), font, right - x)
            painter.setFont(font)
            painter.drawText(
                QRect(round(x), area.y(), round(right - x) + 1, area.height()),
                Qt.AlignmentFlag.AlignVCenter,
                words,
            )
            x += QFontMetricsF(font).horizontalAdvance(words)
        if row.detail and x + theme.px(24) < right:
            painter.setFont(plain)
            painter.setPen(theme.muted)
            rest = QRect(round(x) + theme.px(7), area.y(), 0, area.height())
            rest.setRight(right)
            words = elided(row.detail, plain, rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, words)


def _paint_caps(painter: QPainter, theme: Theme, area: QRect, caps: tuple[str, ...]) -> int:
    """Draw key caps at the right end; returns where the room before them ends."""
    font = theme.font(11, 500)
    metrics = QFontMetricsF(font)
    right = area.right()
    painter.setFont(font)
    for cap in reversed(caps):
        width = max(theme.px(20), round(metrics.horizontalAdvance(cap)) + theme.px(12))
        height = theme.px(20)
        box = QRect(right - width + 1, area.center().y() - height // 2, width, height)
        rounded(painter, box, theme.px(4), theme.canvas, line=theme.border_strong)
        painter.setPen(theme.muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
        right = box.left() - theme.px(4) - 1
    return right


def _nothing(_words: str) -> Sequence[PaletteEntry]:
    return ()


class Palette(Layer):
    """Asks `entries` each time it opens; runs what is chosen after it has closed.

    `name` is for a list of something else than commands. `made` are entries that come from the
    words themselves, after those that fit them. `none` is said while there is no entry and no word.
    """

    shortcut_wanted = Signal(str)  # the id of a command whose keys are to be changed

    def __init__(
        self,
        window: QWidget,
        appearance: Appearance,
        entries: Callable[[], Sequence[PaletteEntry]],
        name: str = "",
        *,
        made: Callable[[str], Sequence[PaletteEntry]] = _nothing,
        none: str = "",
    ) -> None:
        title = name or self.tr("Command palette")
        super().__init__(window, title, appearance, width=640, height=482, top=96)
        self._ask = entries
        self._made = made
        self._entries: Sequence[PaletteEntry] = ()
        self._has_commands = not name
        words = name or self.tr("Search commands, models and conversations")
        self._field = Field(words, appearance, placeholder=words, icon="search")
        self._field.make_bare()
        self._none = QWidget(self.panel)
        told = scaled(QVBoxLayout(self._none), appearance, (16, 12, 16, 0))
        told.addWidget(Label(none, appearance, color="muted", wraps=True))
        self._has_none = bool(none)
        self._count = Label("", appearance, size=12, line=16, color="muted")
        self._rows = _Rows(self)
        self._painter = _RowPainter(appearance.theme)
        self._list = QListView(self.panel)
        make_quiet(self._list)
        self._list.setModel(self._rows)
        self._list.setItemDelegate(self._painter)
        self._list.setAccessibleName(self.tr("Results"))
        self._lay_out(appearance)
        self._field.text_changed.connect(self._search)
        self._field.edit.installEventFilter(self)
        self._list.clicked.connect(self._run)

    def _lay_out(self, appearance: Appearance) -> None:
        column = scaled(QVBoxLayout(self.panel), appearance, (1, 1, 1, 1))
        head = scaled(QHBoxLayout(), appearance, (6, 9, 16, 9), 12)
        head.addWidget(self._field, 1)
        head.addWidget(self._count)
        column.addLayout(head)
        column.addWidget(_Rule(appearance, self.panel))
        column.addWidget(self._none)
        column.addWidget(self._list, 1)
        column.addWidget(_Rule(appearance, self.panel))
        foot = scaled(QHBoxLayout(), appearance, (16, 8, 16, 8), 6)
        keyed = [(("↑", "↓"), self.tr("move"), False), (("Enter",), self.tr("run"), False)]
        if self._has_commands:
            keyed.append((("Ctrl", "Enter"), self.tr("change its shortcut"), True))
        for keys, words, elides in keyed:
            foot.addWidget(KeyCaps(keys, appearance))
            foot.addWidget(Label(words, appearance, size=12, line=16, color="muted", elides=elides))
            foot.addSpacing(appearance.theme.px(10))
        foot.addStretch(1)
        foot.addWidget(KeyCaps(("Esc",), appearance))
        foot.addWidget(Label(self.tr("close"), appearance, size=12, line=16, color="muted"))
        column.addLayout(foot)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._painter.theme = theme
        self._list.scheduleDelayedItemsLayout()

    def open(self) -> None:
        self._entries = self._ask()
        self._field.set_text("")
        self._search("")
        super().open()

    def take_focus(self) -> None:
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _search(self, wanted: str) -> None:
        entries = [*found(self._entries, wanted), *self._made(wanted)]
        self._rows.show_entries(entries)
        count = len(entries)
        self._none.setVisible(self._has_none and not entries and not wanted)
        self._count.setVisible(self._none.isHidden())
        self._count.setText(
            self.tr("{0} results").format(count) if count != 1 else self.tr("1 result")
        )
        self._count.updateGeometry()
        self._select(self._rows.next_entry(0, 1))

    def _select(self, row: int) -> None:
        if row < 0:
            return
        # The first entry's heading should be seen with it.
        if row == 1:
            self._list.scrollToTop()
        self._list.setCurrentIndex(self._rows.index(row))

    def _move(self, step: int) -> None:
        row = self._list.currentIndex().row()
        self._select(self._rows.next_entry(row + step, 1 if step > 0 else -1))

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY) if index.isValid() else None
        if isinstance(entry, PaletteEntry):
            self.dismiss()
            entry.run()

    def _change_shortcut(self) -> None:
        entry = self._list.currentIndex().data(ENTRY)
        if isinstance(entry, PaletteEntry) and entry.command_id:
            self.dismiss()
            self.shortcut_wanted.emit(entry.command_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = watched is self._field.edit and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and self._is_taken(event):
            return True
        return super().eventFilter(watched, event)

    def _is_taken(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._move(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._change_shortcut()
            else:
                self._run(self._list.currentIndex())
        else:
            return False
        return True


class _Rule(QWidget):
    """A line of 1 px."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setFixedHeight(1)

    def paintEvent(self, _event: object) -> None:
        QPainter(self).fillRect(self.rect(), self._appearance.theme.border)
