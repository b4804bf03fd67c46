"""A short notice at the foot of the transcript, with at most one thing to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

SECONDS = 6


class Toast(QWidget):
    """424 × 44, the lowest thing over `ground`; gone after 6 s unless the pointer rests on it."""

    def __init__(self, appearance: Appearance, ground: QWidget) -> None:
        super().__init__(ground)
        self._theme = appearance.theme
        self._ground = ground
        self._action: Callable[[], object] | None = None
        self._picture = Picture("info", appearance, "text", 16, self)
        self._words = Label("", appearance, elides=True, parent=self)
        self._button = Button("", appearance, "quiet", is_small=True, parent=self)
        close = IconButton("x", self.tr("Close this notice"), appearance, parent=self)
        row = scaled(QHBoxLayout(self), appearance, (12, 0, 8, 0), 8)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addWidget(close)
        close.clicked.connect(self.hide)
        self._button.clicked.connect(self._act)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end)
        ground.installEventFilter(self)
        appearance.changed.connect(self.set_theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self._place()
        self.update()

    def say(
        self,
        words: str,
        icon: str = "info",
        action_words: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Show a notice instead of the one that is there; it is announced once."""
        self._action = action
        self._picture.show_icon(icon, "danger" if icon == "circle-alert" else "text")
        self._words.setText(words)
        self._button.setText(action_words)
        self._button.updateGeometry()
        self._button.setVisible(action is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SECONDS * 1000)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def _end(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start(SECONDS * 1000)
        else:
            self.hide()

    def _place(self) -> None:
        theme = self._theme
        width = min(theme.px(424), self._ground.width() - theme.px(16))
        height = theme.px(44)
        x = (self._ground.width() - width) // 2
        self.setGeometry(x, self._ground.height() - height - theme.px(12), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        radius = theme.px(12)
        rounded(QPainter(self), self.rect(), radius, theme.raised, line=theme.border_strong)
