"""Words on a page: plain text only, so that nothing a provider says is ever read as markup."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.widgets.controls.painting import MOST_IN_LINE, elided
from desktop_app.widgets.theme import Appearance, Theme


class Label(QLabel):
    """One line or paragraph. `size` and `line` in px at 100 %, `color` names a theme token.

    `wraps` breaks the text over lines of exactly `line` px, `elides` cuts it at the end and shows
    the whole as a tooltip.
    """

    def __init__(
        self,
        text: str,
        appearance: Appearance,
        *,
        size: float = 13,
        line: int = 20,
        weight: int = 400,
        color: str = "text",
        wraps: bool = False,
        elides: bool = False,
        is_fixed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._size = size
        self._line = line
        self._weight = weight
        self._color = color
        self._wraps = wraps
        self._elides = elides
        self._is_fixed = is_fixed
        self._theme = appearance.theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        if wraps:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        elif elides:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colour, font and line height of this theme."""
        self._theme = theme
        fixed = theme.fixed_font(self._size) if self._is_fixed else None
        self.setFont(fixed or theme.font(self._size, self._weight))
        self.updateGeometry()
        self.update()

    def set_color(self, color: str) -> None:
        """Another token of the theme."""
        self._color = color
        self.update()

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        lines = len(self._laid_out(width)) if self._wraps else 1
        return max(1, lines) * self._theme.px(self._line)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        words = max(
            (metrics.horizontalAdvance(x[:MOST_IN_LINE]) for x in self.text().split("\n")),
            default=0,
        )
        width = round(words) + 1
        return QSize(width, self.heightForWidth(width) if self._wraps else self._one_line())

    def minimumSizeHint(self) -> QSize:
        is_soft = self._wraps or self._elides
        return QSize(0 if is_soft else self.sizeHint().width(), self._one_line())

    def _one_line(self) -> int:
        return self._theme.px(self._line)

    def _laid_out(self, width: float) -> list[tuple[QTextLayout, int]]:
        """Every line as its paragraph's layout and the line's number in it."""
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        lines = []
        for paragraph in self.text().split("\n"):
            layout = QTextLayout(paragraph, self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (row := layout.createLine()).isValid():
                row.setLineWidth(max(1.0, width))
                lines.append((layout, row.lineNumber()))
            layout.endLayout()
        return lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(getattr(self._theme, self._color))
        painter.setFont(self.font())
        if self._wraps:
            self._paint_lines(painter)
            return
        text = elided(self.text(), self.font(), self.width() + 1) if self._elides else self.text()
        align = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), align, text)
        if self._elides:
            self.setToolTip("" if text == self.text() else self.text())

    def _paint_lines(self, painter: QPainter) -> None:
        height = self._one_line()
        for number, (layout, index) in enumerate(self._laid_out(self.width())):
            row = layout.lineAt(index)
            x = (self.width() - row.naturalTextWidth()) / 2 if self._is_centred() else 0.0
            y = number * height + (height - row.height()) / 2
            row.draw(painter, QPointF(x, y - row.y()))

    def _is_centred(self) -> bool:
        return bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
