"""The calm page of an empty conversation: one line, the assistants, and where else to go."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout

from desktop_app.domain.library import Assistant
from desktop_app.widgets.beginning import Beginning
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.card import Card
from desktop_app.widgets.controls.flow import Flow
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme
from desktop_app.widgets.welcome.column_page import ColumnPage

_WIDTH, _ROW = 560, 44
_MOST = 5  # assistants; all others are in their list


class StartPage(ColumnPage):
    """Shows the first assistants of the library; the one that was chosen wears a check."""

    doors_wanted = Signal()
    assistants_wanted = Signal()  # the place where they are written
    rebuilt = Signal()

    def __init__(self, beginning: Beginning, appearance: Appearance) -> None:
        super().__init__(appearance, _WIDTH)
        self.setAccessibleName(self.tr("Begin"))
        self._beginning = beginning
        self._appearance = appearance
        self._shown: list[tuple[Assistant, bool]] | None = None
        self._rows: list[_AssistantRow] = []
        self._build()
        beginning.changed.connect(self.refresh)

    def take_focus(self) -> None:
        """The first assistant, or the first button."""
        first = self._rows[0] if self._rows else self._write
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show the assistants as they are by now."""
        found = self._beginning.assistants()
        chosen = self._beginning.chosen_id
        shown = [(one, one.id == chosen) for one in found[:_MOST]]
        if shown != self._shown:
            self._shown = shown
            self._rebuild(shown, more=len(found) > _MOST)

    def _build(self) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.column), appearance, (4, 24, 4, 24), 12)
        column.addStretch(2)
        self._line = Label("", appearance, size=15, line=24, color="muted", wraps=True)
        self._line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._line)
        self._card = Card(appearance)
        column.addWidget(self._card)
        foot = scaled(Flow(is_centred=True), appearance, spacing=8)
        self._write = Button(self.tr("Write an assistant"), appearance, "quiet", icon="bot")
        self._write.clicked.connect(self._go_on)
        foot.addWidget(self._write)
        doors = Button(self.tr("Connect a model"), appearance, "quiet", icon="key-round")
        doors.clicked.connect(self.doors_wanted)
        foot.addWidget(doors)
        column.addLayout(foot)
        column.addStretch(3)

    def _rebuild(self, shown: Sequence[tuple[Assistant, bool]], *, more: bool) -> None:
        focused = next((place for place, row in enumerate(self._rows) if row.hasFocus()), -1)
        self._card.clear()
        self._rows = []
        for assistant, is_chosen in shown:
            words = self._beginning.described(assistant)
            row = _AssistantRow(assistant.name, words, self._appearance, is_chosen=is_chosen)
            row.clicked.connect(lambda _on=False, one=assistant: self._choose(one))
            self._rows.append(row)
            self._card.add(row)
            row.show()
        self._card.setVisible(bool(shown))
        line = self.tr("Write below to begin. A / brings up your prompts.")
        if shown:
            line = self.tr("Write below to begin, with an assistant if you like.")
        self._line.setText(line)
        self._more = more
        words = self.tr("All assistants") if more else self.tr("Write an assistant")
        self._write.setText(words)
        self._write.updateGeometry()
        if 0 <= focused < len(self._rows):
            self._rows[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        self.rebuilt.emit()

    def _choose(self, assistant: Assistant) -> None:
        """Take it, or let go of the one that was taken."""
        is_taken = assistant.id == self._beginning.chosen_id
        self._beginning.begin(None if is_taken else assistant)

    def _go_on(self) -> None:
        if self._more:
            self._beginning.choose()
        else:
            self.assistants_wanted.emit()


class _AssistantRow(QAbstractButton):
    """44 high: icon, name, how it begins, a check where it is the one that was taken."""

    def __init__(self, name: str, words: str, appearance: Appearance, *, is_chosen: bool) -> None:
        super().__init__()
        self._theme = appearance.theme
        self._words = words
        self.setText(name)
        self.setCheckable(True)
        self.setChecked(is_chosen)
        self.setAccessibleName(self.tr("Begin with {0}").format(name))
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(_ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        area = self.rect().adjusted(px(4), px(4), -px(4), -px(4))
        if self.underMouse() or self.isDown():
            rounded(painter, area, px(8), theme.hover)
        if self.hasFocus():
            rounded(painter, area, px(8), line=theme.accent, width=2)
        size = px(16)
        icon = QRect(px(16), 0, size, self.height())
        ink = theme.accent if self.isChecked() else theme.muted
        draw_icon(painter, icon_pixmap(self, "bot", ink, size), icon)
        words = QRect(px(44), 0, self.width() - px(44 + 44), self.height())
        self._paint_words(painter, words)
        if self.isChecked():
            at = QRect(self.width() - px(16) - size, 0, size, self.height())
            draw_icon(painter, icon_pixmap(self, "check", theme.accent, size), at)

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        theme = self._theme
        font = theme.font(13, 500)
        name = elided(self.text(), font, area.width())
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
        taken = round(QFontMetricsF(font).horizontalAdvance(name)) + theme.px(8)
        rest = area.adjusted(taken, 0, 0, 0)
        if rest.width() > theme.px(64):
            painter.setFont(theme.font(13))
            painter.setPen(theme.muted)
            words = elided(self._words, painter.font(), rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, words)
