"""The line of figures under the composer: what the stream does, or did."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.viewmodels.entries import Sign
from desktop_app.widgets.signs import paint_sign
from desktop_app.widgets.theme import Appearance, Theme


class StatusLine(QLabel):
    """Words with dots between them; what has no room is left away from the end, never cut."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._sign = Sign.NONE
        self._theme = appearance.theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, font and measures of this theme."""
        self._theme = theme
        font = QFont(theme.font(12))
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
        self.setFont(font)
        self.setFixedHeight(theme.px(32))
        self.update()

    def show_words(self, words: tuple[str, ...], sign: Sign = Sign.NONE) -> None:
        """Show these figures; a screen reader reads them as one line."""
        if (words, sign) != (self._words, self._sign):
            self._words, self._sign = words, sign
            self.setText(", ".join(words))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        x = float(theme.px(17))
        if self._sign is not Sign.NONE:
            side = theme.px(12)
            paint_sign(painter, self._sign, QRect(round(x), 0, side, self.height()), theme, self)
            x += side + theme.px(8)
        for number, words in enumerate(self._words):
            gap = theme.px(8 + 3 + 8) if number else 0
            width = metrics.horizontalAdvance(words)
            if x + gap + width > self.width():
                break
            if number:
                self._paint_dot(painter, x + gap / 2)
            x += gap
            painter.setPen(theme.muted)
            area = QRect(round(x), 0, round(width) + 2, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
            x += width

    def _paint_dot(self, painter: QPainter, x: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.border_strong)
        radius = self._theme.px(3) / 2
        painter.drawEllipse(QPointF(x, self.height() / 2), radius, radius)
