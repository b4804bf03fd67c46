"""Short notices at the foot of the transcript, each with at most one thing to do about it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.announcing import announce
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

SECONDS = 6  # that a notice stays which offers something
BRIEF = 2  # that one stays which only says that something is done
_MOST = 3  # notices at a time
_HEIGHT, _GAP = 44, 8
_PLACED = {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize}


class _Notice(QWidget):
    """424 × 44; gone after a while unless the pointer rests on it."""

    ended = Signal()

    def __init__(self, appearance: Appearance, ground: QWidget) -> None:
        super().__init__(ground)
        self._theme = appearance.theme
        self.action: Callable[[], object] | None = None
        self.is_undo = False
        self._seconds = SECONDS
        self._picture = Picture("info", appearance, "text", 16, self)
        self._words = Label("", appearance, elides=True, parent=self)
        self._button = Button("", appearance, "quiet", is_small=True, parent=self)
        close = IconButton("x", self.tr("Close this notice"), appearance, parent=self)
        row = scaled(QHBoxLayout(self), appearance, (12, 0, 8, 0), 8)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addWidget(close)
        close.leave_focus()
        self._button.leave_focus()
        close.clicked.connect(self.ended)
        self._button.clicked.connect(self.act)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_is_up)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.update()

    def say(
        self,
        words: str,
        icon: str,
        action_words: str,
        action: Callable[[], object] | None,
        tip: str,
        *,
        is_undo: bool,
        is_brief: bool,
    ) -> None:
        """Show this; it is announced once."""
        self.action, self.is_undo = action, is_undo
        self._picture.show_icon(icon, "danger" if icon == "circle-alert" else "text")
        self._words.setText(words)
        self._button.setText(action_words)
        self._button.setToolTip(tip)
        self._button.updateGeometry()
        self._button.setVisible(action is not None)
        self.show()
        self.raise_()
        self._seconds = BRIEF if is_brief else SECONDS
        self._timer.start(self._seconds * 1000)
        announce(self, words)

    def act(self) -> None:
        """Do what it offers and go."""
        action, self.action = self.action, None
        self.ended.emit()
        if action is not None:
            action()

    def _time_is_up(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start(self._seconds * 1000)
        else:
            self.ended.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        radius = theme.px(12)
        rounded(QPainter(self), self.rect(), radius, theme.raised, line=theme.border_strong)


class Toast(QObject):
    """The lowest things over `ground`, the newest at the foot.

    A notice that offers something stays beside newer ones; one that only tells gives way to the
    next. `keys` tells those of what the newest offers and of Undo, in words; `below` has its place
    below all.
    """

    def __init__(
        self,
        appearance: Appearance,
        ground: QWidget,
        keys: Callable[[], tuple[str, str]] = lambda: ("", ""),
        below: QWidget | None = None,
    ) -> None:
        super().__init__(ground)
        self._appearance = appearance
        self._ground = ground
        self._notices: list[_Notice] = []
        self._keys = keys
        self._below = below
        ground.installEventFilter(self)
        if below is not None:
            below.installEventFilter(self)
        appearance.changed.connect(self._place)

    @property
    def notices(self) -> list[_Notice]:
        """What is shown, the newest last."""
        return list(self._notices)

    def say(
        self,
        words: str,
        icon: str = "info",
        action_words: str = "",
        action: Callable[[], object] | None = None,
        *,
        is_undo: bool = False,
        is_brief: bool = False,
    ) -> Callable[[], None]:
        """Show a notice; it is announced once. Calling what is returned takes it away.

        What it offers may be to take something back: that `is_undo` and has the keys for it.
        One that only says that something is done `is_brief`: it is gone before it is in the way.
        """
        plain = [each for each in self._notices if each.action is None]
        notice = plain[0] if plain and action is None else self._made()
        self._notices = [*(each for each in self._notices if each is not notice), notice]
        tip = f"{action_words}   {self._keys()[is_undo]}".strip()
        notice.say(words, icon, action_words, action, tip, is_undo=is_undo, is_brief=is_brief)
        for old in self._notices[:-_MOST]:
            self._end(old)
        self._place()
        return lambda: self._end(notice)

    def raise_above(self) -> None:
        """Lie above a page that was brought to the front."""
        for notice in self._notices:
            notice.raise_()

    @property
    def can_undo(self) -> bool:
        """Whether a notice offers to take something back."""
        return any(each.is_undo for each in self._notices)

    def act(self, *, is_undo: bool = False) -> None:
        """Do what the newest notice offers, or the newest that `is_undo`."""
        offering = [each for each in self._notices if each.action is not None]
        if offering := [each for each in offering if each.is_undo or not is_undo]:
            offering[-1].act()

    def _made(self) -> _Notice:
        notice = _Notice(self._appearance, self._ground)
        notice.ended.connect(lambda: self._end(notice))
        return notice

    def _end(self, notice: _Notice) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            notice.hide()
            notice.deleteLater()
            self._place()

    def _place(self) -> None:
        theme, ground = self._appearance.theme, self._ground
        width = min(theme.px(424), ground.width() - theme.px(16))
        height, y = theme.px(_HEIGHT), ground.height() - theme.px(12)
        if self._below is not None and not self._below.isHidden():
            y = self._below.y() - theme.px(_GAP)
        for notice in reversed(self._notices):
            y -= height
            notice.raise_()  # pages that came since lie above it
            notice.setGeometry((ground.width() - width) // 2, y, width, height)
            y -= theme.px(_GAP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_ground = watched is self._ground and event.type() == QEvent.Type.Resize
        if is_ground or (watched is self._below and event.type() in _PLACED):
            self._place()
        return False
