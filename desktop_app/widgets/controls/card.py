"""Things that hold other things: cards, rows with a line above, groups with a heading."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme


class Card(QWidget):
    """A frame of radius 12 around rows that are told apart by 1 px lines.

    `add` puts a row below the others; hidden rows leave no line behind.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._rows: list[QWidget] = []
        self._column = scaled(QVBoxLayout(self), appearance, (1, 1, 1, 1), 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours of this theme."""
        self._theme = theme
        self.update()

    def add(self, row: QWidget) -> None:
        """Put `row` below the others."""
        self._rows.append(row)
        self._column.addWidget(row)
        row.installEventFilter(self)

    def clear(self, keep: int = 0) -> None:
        """Take all rows out but the first `keep` ones, and let them go."""
        for row in self._rows[keep:]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[keep:]

    @property
    def rows(self) -> tuple[QWidget, ...]:
        """All rows from the top."""
        return tuple(self._rows)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move}:
            self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        rounded(painter, self.rect(), theme.px(12), line=theme.border)
        seen = [row for row in self._rows if not row.isHidden()]
        for row in seen[1:]:
            line = QRectF(0, row.y() - 1, self.width(), 1)
            painter.fillRect(line, theme.border)


class Row(QWidget):
    """One setting: a title and a line of help at the left, a control at the right, a line above.

    56 high at least; the help may take more lines. 4 px at the sides are free for focus rings.
    """

    def __init__(
        self,
        title: str,
        help_: str,
        appearance: Appearance,
        *,
        has_line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._has_line = has_line
        self.title = Label(title, appearance, weight=500, wraps=True, parent=self)
        self.help = Label(
            help_, appearance, size=12, line=16, color="muted", wraps=True, parent=self
        )
        self.help.setVisible(bool(help_))
        words = scaled(QVBoxLayout(), appearance)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.help)
        words.addStretch(1)
        self._row = scaled(QHBoxLayout(self), appearance, (4, 9, 4, 8), 16)
        self._row.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setMinimumHeight(theme.px(56))
        self.update()

    def add(self, control: QWidget) -> None:
        """Put a control at the right end."""
        self._row.addWidget(control)
        if not control.accessibleName():
            control.setAccessibleName(self.title.text())
        control.setAccessibleDescription(self.help.text())

    def tell(self, words: str, color: str = "muted") -> None:
        """Other words in the place of the help; `color` names a theme token."""
        self.help.setText(words)
        self.help.set_color(color)
        self.help.setVisible(bool(words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._has_line:
            inset = self._theme.px(4)
            line = QRect(inset, 0, self.width() - 2 * inset, 1)
            QPainter(self).fillRect(line, self._theme.border)


def heading(text: str, appearance: Appearance) -> Label:
    """The words above a group of rows."""
    return Label(text, appearance, weight=600, elides=True)
