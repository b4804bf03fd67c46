"""Cost or tokens over days or months as bars; arrow keys go from bar to bar."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.viewmodels.spending import Bar
from desktop_app.widgets.announcing import announce
from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.theme import Appearance, Theme

_HEIGHT, _TOP, _BOTTOM, _LEFT = 176, 12, 24, 56
_STEPS = (1, 2, 2.5, 5, 10)


class Plot(QWidget):
    """176 high. `chosen` tells the bar that is pointed at or reached by key, -1 for none."""

    chosen = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._bars: Sequence[Bar] = ()
        self._is_money = True
        self._current = -1
        self.setAccessibleName(self.tr("Cost over time"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        FocusRing(self, appearance)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_bars(self, bars: Sequence[Bar], *, is_money: bool) -> None:
        """Draw these; `is_money` False draws tokens."""
        self._bars, self._is_money, self._current = bars, is_money, -1
        most = max(bars, key=self._value, default=None)
        words = self.tr("{count} bars, the highest {label}: {value}")
        if most is not None:
            told = words.format(count=len(bars), label=most.label, value=bar_words(most))
            self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(_HEIGHT))

    def _value(self, bar: Bar) -> float:
        return bar.sum.money.dollars if self._is_money else float(bar.sum.tokens)

    def _area(self) -> QRectF:
        px = self._theme.px
        return QRectF(
            px(_LEFT), px(_TOP), self.width() - px(_LEFT + 4), self.height() - px(_TOP + _BOTTOM)
        )

    def _place(self, number: int) -> QRectF:
        """The column of a bar, from the top of the plot to its bottom."""
        area = self._area()
        wide = area.width() / max(1, len(self._bars))
        return QRectF(area.left() + number * wide, area.top(), wide, area.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = self._theme, self._area()
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        step = nice_step(max((self._value(bar) for bar in self._bars), default=0.0))
        self._paint_scale(painter, area, step)
        for number, bar in enumerate(self._bars):
            place = self._place(number)
            if number == self._current:
                painter.fillRect(place, theme.hover)
            high = area.height() * self._value(bar) / (2 * step)
            wide = min(place.width() * 0.7, theme.px(32))
            left = place.center().x() - wide / 2
            ink = theme.accent_press if number == self._current else theme.accent
            painter.fillRect(QRectF(left, area.bottom() - high, wide, high), ink)
        painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), theme.border_strong)
        self._paint_labels(painter, area)

    def _paint_scale(self, painter: QPainter, area: QRectF, step: float) -> None:
        theme = self._theme
        for value in (0.0, step, 2 * step):
            y = area.bottom() - area.height() * value / (2 * step)
            painter.fillRect(QRectF(area.left(), round(y), area.width(), 1), theme.border)
            painter.setPen(theme.muted)
            words = QRectF(0, y - 10, area.left() - theme.px(8), 20)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, int(align), self._axis(value))

    def _axis(self, value: float) -> str:
        if self._is_money:
            return f"${value:g}"
        for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
            if value >= size:
                return f"{value / size:g} {unit}"
        return f"{value:g}"

    def _paint_labels(self, painter: QPainter, area: QRectF) -> None:
        """As many labels as have room, the last one always."""
        room = self._theme.px(72)
        every = max(1, -(-len(self._bars) * room // max(1, int(area.width()))))
        painter.setPen(self._theme.muted)
        last = len(self._bars) - 1
        for number, bar in enumerate(self._bars):
            if (last - number) % every:
                continue
            at = self._place(number).center().x()
            x = min(max(at - room / 2, 0), self.width() - room)
            words = QRectF(x, area.bottom() + 4, room, self._theme.px(18))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter), bar.label[-5:])

    def choose(self, number: int) -> None:
        """Point at a bar; a screen reader says what it stands for."""
        if number == self._current:
            return
        self._current = number
        self.update()
        self.chosen.emit(number)
        if 0 <= number < len(self._bars) and self.hasFocus():
            bar = self._bars[number]
            words = f"{bar.label}: {bar_words(bar)}"
            announce(self, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bars) - 1
        here = self._current if self._current >= 0 else last + 1
        moves = {
            Qt.Key.Key_Left: max(0, here - 1),
            Qt.Key.Key_Right: min(last, here + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in moves and self._bars:
            self.choose(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position().toPoint())

    def _point_at(self, point: QPoint) -> None:
        area = self._area()
        if not self._bars or not area.contains(point):
            self.choose(-1)
            return
        number = int((point.x() - area.left()) * len(self._bars) / area.width())
        self.choose(min(number, len(self._bars) - 1))


def bar_words(bar: Bar) -> str:
    """What a bar stands for, in words."""
    answers = "1 answer" if bar.sum.answers == 1 else f"{bar.sum.answers:,} answers"
    return f"{bar.sum.money.words}, {bar.sum.tokens:,} tokens, {answers}"


def nice_step(most: float) -> float:
    """Half of the scale's upper end: a round number with room for the highest value above it."""
    if most <= 0:
        return 1.0
    size = 10.0 ** len(str(int(most))) if most >= 1 else 1.0
    while size / 10 * _STEPS[0] * 2 >= most:
        size /= 10
    return next((size / 10 * step for step in _STEPS if size / 10 * step * 2 >= most), size)
