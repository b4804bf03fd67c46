"""The floating actions of a message: one real widget, moved to the message that is pointed at."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from desktop_app.domain.message import Message, Role
from desktop_app.domain.opening import is_opening
from desktop_app.widgets import icons
from desktop_app.widgets.theme import Theme

ANSWER = ("copy", "edit", "retry", "branch", "details", "delete")
OWN = ("copy", "edit", "prompt", "branch", "delete")
OPENING = ("copy",)
LOOKS = {
    "copy": ("copy", "Copy message"),
    "edit": ("pencil", "Edit"),
    "retry": ("refresh-cw", "Try again"),
    "retry_with": ("refresh-cw", "Try again with another model…"),
    "prompt": ("save", "Save as prompt…"),
    "branch": ("git-branch", "Branch from here"),
    "export": ("upload", "Export message…"),
    "details": ("info", "Details"),
    "delete": ("trash-2", "Delete"),
}
SIDE = 28


def offered(message: Message) -> tuple[str, ...]:
    """The names of what can be done with a message that has ended."""
    if message.role is Role.USER:
        return OWN
    return OPENING if is_opening(message) else ANSWER


_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _ActionButton(QAbstractButton):
    """A square icon button with a focus ring. Tab comes to it from its message only."""

    passed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._icon, words = LOOKS[name]
        self._theme: Theme | None = None
        self.setAccessibleName(self.tr(words))
        self.write_keys("")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def write_keys(self, keys: str) -> None:
        """Tell the keys that do the same."""
        self.setToolTip(f"{self.accessibleName()}   {keys}".rstrip())

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures."""
        self._theme = theme
        self.setFixedSize(theme.px(SIDE), theme.px(SIDE))
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(SIDE) if self._theme else SIDE
        return QSize(side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
        elif event.key() in _STEPS:
            event.ignore()  # the row's
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.BacktabFocusReason:  # from beyond the messages
            self.passed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.border if self.isDown() else theme.hover)
            painter.drawRoundedRect(area, theme.px(8), theme.px(8))
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), theme.px(7), theme.px(7))
        size = theme.px(16)
        is_lit = self.underMouse() or self.hasFocus()
        ink = theme.text if is_lit else theme.muted
        inset = (self.width() - size) // 2
        picture = icons.pixmap(self._icon, ink, size, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(inset, inset), picture)


class Actions(QWidget):
    """A row of buttons. `message_id` names the message that they act on."""

    chosen = Signal(str, str)  # action, message
    passed = Signal()  # the keyboard came from beyond the messages, which are before these

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.message_id = ""
        self.keys: Mapping[str, str] = {}  # in words, by the names of actions
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        names = [name for name in LOOKS if name in {*ANSWER, *OWN}]
        self._buttons = {name: _ActionButton(name, self) for name in names}
        for name, button in self._buttons.items():
            row.addWidget(button)
            button.clicked.connect(lambda *_, name=name: self.chosen.emit(name, self.message_id))
            button.passed.connect(self.passed)
        self.setAccessibleName(self.tr("Actions of the message"))
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures."""
        self._theme = theme
        for button in self._buttons.values():
            button.set_theme(theme)

    def write_keys(self, keys: Mapping[str, str]) -> None:
        """Tell the keys of actions by their names."""
        self.keys = keys
        for name, words in keys.items():
            if name in self._buttons:
                self._buttons[name].write_keys(words)

    @property
    def buttons(self) -> list[QWidget]:
        """All buttons, in the order that Tab goes; those not offered are hidden."""
        return list(self._buttons.values())

    def take_focus(self) -> None:
        """Put the keyboard on the first one; the arrow keys go on from there."""
        self._offered()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _offered(self) -> list[_ActionButton]:
        return [button for button in self._buttons.values() if not button.isHidden()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key(), 0)
        here = [place for place, each in enumerate(self._offered()) if each.hasFocus()]
        if step and here:
            there = self._offered()[(here[0] + step) % len(self._offered())]
            there.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def offer(self, message_id: str, names: tuple[str, ...]) -> None:
        """Act on this message with these actions."""
        self.message_id = message_id
        for name, button in self._buttons.items():
            button.setVisible(name in names)
        self.setFixedSize(self._theme.px(SIDE) * len(names), self._theme.px(SIDE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.canvas)
