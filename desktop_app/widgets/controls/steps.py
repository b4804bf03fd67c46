"""The steps of a check in words, one beside the other, over as many lines as they need."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap
from desktop_app.widgets.theme import Appearance, Theme

_SIGNS: dict[bool | None, tuple[str, str]] = {
    True: ("check", "success"),
    False: ("x", "danger"),
    None: ("loader", "muted"),
}


class Steps(QLabel):
    """`show_steps([("Name resolved", True), ("Asking…", None)])`; None stands for not yet."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[tuple[str, bool | None]] = []
        self._theme = appearance.theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFont(theme.font(12))
        self.updateGeometry()
        self.update()

    def show_steps(self, steps: Sequence[tuple[str, bool | None]]) -> None:
        """Other steps, in order."""
        self._steps = list(steps)
        self.setText(", ".join(words for words, _ in steps))
        self.updateGeometry()
        self.update()

    def _placed(self, width: int) -> list[QRect]:
        theme = self._theme
        metrics = QFontMetricsF(self.font())
        sign, height, gap = theme.px(18), theme.px(20), theme.px(12)
        places: list[QRect] = []
        x = y = 0
        for words, _ in self._steps:
            wide = min(width, sign + round(metrics.horizontalAdvance(words)) + 2)
            if x and x + wide > width:
                x, y = 0, y + height
            places.append(QRect(x, y, wide, height))
            x += wide + gap
        return places

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._placed(max(1, width))
        return places[-1].bottom() + 1 if places else 0

    def sizeHint(self) -> QSize:
        width = max(1, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(20) if self._steps else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setFont(self.font())
        places = self._placed(self.width())
        for (words, is_good), place in zip(self._steps, places, strict=True):
            icon, ink = _SIGNS[is_good]
            size = theme.px(14)
            sign = QRect(place.x(), place.y(), size, place.height())
            draw_icon(painter, icon_pixmap(self, icon, getattr(theme, ink), size), sign)
            painter.setPen(theme.danger if is_good is False else theme.muted)
            area = place.adjusted(theme.px(18), 0, 0, 0)
            text = elided(words, self.font(), area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
