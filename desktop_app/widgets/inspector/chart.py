"""Tokens per second over the time of an answer: bars, the first token, the silences."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.viewmodels.answer_details import Speed
from desktop_app.widgets.theme import Appearance, Theme

_HEIGHT, _TOP, _BOTTOM, _LEFT = 136, 16, 24, 32
_NICE = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


class Chart(QWidget):
    """136 high. What it shows is also its accessible description."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._speed = Speed()
        self.setAccessibleName(self.tr("Tokens per second"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_speed(self, speed: Speed) -> None:
        """Draw this answer."""
        self._speed = speed
        first = f"{speed.first:.1f} s" if speed.first is not None else self.tr("unknown")
        words = self.tr("first token after {first}, peak {peak:.0f} per second, {all:.1f} s in all")
        self.setAccessibleDescription(words.format(first=first, peak=speed.peak, all=speed.seconds))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, speed = self._theme, self._speed
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        left, top = theme.px(_LEFT), theme.px(_TOP)
        plot = QRectF(left, top, self.width() - left, self.height() - top - theme.px(_BOTTOM))
        self._paint_silences(painter, plot)
        self._paint_scale(painter, plot)
        if speed.rates:
            self._paint_bars(painter, plot)
        painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1), theme.border_strong)
        if speed.seconds > 0:
            self._paint_times(painter, plot)
            self._paint_first(painter, plot)

    def _step(self) -> float:
        """The distance of the grid lines: two of them below the peak."""
        return next((x for x in _NICE if x * 2.4 >= self._speed.peak), _NICE[-1])

    def _y(self, plot: QRectF, rate: float) -> float:
        return plot.bottom() - plot.height() * rate / (self._step() * 2.4)

    def _x(self, plot: QRectF, seconds: float) -> float:
        return plot.left() + plot.width() * min(1.0, seconds / (self._speed.seconds or 1))

    def _paint_scale(self, painter: QPainter, plot: QRectF) -> None:
        theme, step = self._theme, self._step()
        for rate in (0, step, 2 * step):
            y = round(self._y(plot, rate))
            if rate:
                painter.fillRect(QRectF(plot.left(), y, plot.width(), 1), theme.border)
            painter.setPen(theme.muted)
            words = QRectF(0, y - 10, plot.left() - theme.px(8), 20)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            if self._speed.rates:
                painter.drawText(words, int(align), _short(rate))

    def _paint_bars(self, painter: QPainter, plot: QRectF) -> None:
        rates = self._speed.rates
        wide = plot.width() / len(rates)
        for place, rate in enumerate(rates):
            y = max(plot.top(), self._y(plot, rate))
            bar = QRectF(plot.left() + place * wide, y, max(1.0, wide * 0.6), plot.bottom() - y)
            painter.fillRect(bar, self._theme.accent)

    def _paint_silences(self, painter: QPainter, plot: QRectF) -> None:
        theme = self._theme
        longest = max(self._speed.quiet, key=lambda x: x[1] - x[0], default=None)
        for begin, end in self._speed.quiet:
            x = self._x(plot, begin)
            wide = max(2.0, self._x(plot, end) - x)
            painter.fillRect(QRectF(x, plot.top(), wide, plot.height()), theme.warning_soft)
            if (begin, end) == longest:
                painter.setPen(theme.warning)
                words = self.tr("quiet {seconds:.1f} s").format(seconds=end - begin)
                centre = min(max(x + wide / 2, plot.left() + 130), plot.right() - 44)
                place = QRectF(centre - 60, 0, 120, plot.top())
                painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter), words)

    def _paint_first(self, painter: QPainter, plot: QRectF) -> None:
        first = self._speed.first
        if first is None:
            return
        theme, x = self._theme, round(self._x(plot, first)) + 0.5
        pen = QPen(theme.text, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, 2), QPointF(x, plot.bottom()))
        words = self.tr("first token {seconds:.1f} s").format(seconds=first)
        is_late = x > plot.center().x()
        side = Qt.AlignmentFlag.AlignRight if is_late else Qt.AlignmentFlag.AlignLeft
        place = QRectF(x - 206 if is_late else x + 6, 0, 200, plot.top())
        painter.drawText(place, int(side), words)

    def _paint_times(self, painter: QPainter, plot: QRectF) -> None:
        theme, seconds = self._theme, self._speed.seconds
        painter.setPen(theme.muted)
        y, high = plot.bottom() + theme.px(4), theme.px(20)
        last = f"{seconds:.1f} s"
        right = int(Qt.AlignmentFlag.AlignRight)
        painter.drawText(QRectF(plot.right() - 80, y, 80, high), right, last)
        painter.drawText(QRectF(plot.left(), y, 60, high), int(Qt.AlignmentFlag.AlignLeft), "0 s")
        step = next((x for x in _NICE if x * 3.5 >= seconds), _NICE[-1])
        for mark in range(step, int(seconds) + 1, step):
            x = self._x(plot, mark)
            if plot.left() + 40 < x < plot.right() - 70:
                middle = int(Qt.AlignmentFlag.AlignHCenter)
                painter.drawText(QRectF(x - 40, y, 80, high), middle, f"{mark} s")


def _short(rate: float) -> str:
    return f"{rate / 1000:g}k" if rate >= 1000 else f"{rate:g}"
