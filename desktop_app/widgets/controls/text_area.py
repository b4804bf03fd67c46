"""Several lines to write in, in the same frame as a field."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.theme import Appearance, Theme

_PAUSE = 400  # ms without a key after which a change counts as made


class _Edit(QPlainTextEdit):
    focus_moved = Signal(bool)  # whether it came in

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_moved.emit(False)


class TextArea(QWidget):
    """`height` in px at 100 %. Tab leaves it. `edited` tells a change once the writing pauses."""

    edited = Signal()

    def __init__(
        self,
        name: str,
        appearance: Appearance,
        *,
        height: int = 96,
        placeholder: str = "",
        is_fixed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._is_fixed = is_fixed
        self._theme = appearance.theme
        self.is_wrong = False
        self.edit = _Edit(self)
        self.edit.focus_moved.connect(lambda is_in: self._focus_moved(is_in=is_in))
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setFrameShape(QFrame.Shape.NoFrame)
        viewport_of(self.edit).setAutoFillBackground(False)
        self.edit.document().setDocumentMargin(0)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        scaled(QVBoxLayout(self), appearance, (10, 8, 4, 8)).addWidget(self.edit)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.edited)
        self.edit.textChanged.connect(self._pause.start)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFixedHeight(theme.px(self._height))
        self.edit.setFont(theme.fixed_font(12) if self._is_fixed else theme.font(13))
        # The application's sheet gives it a ground of its own, which would hide the frame.
        self.edit.setStyleSheet("background: transparent")
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.muted)
        self.edit.setPalette(palette)
        self.update()

    @property
    def text(self) -> str:
        """What is written."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace what is written, without `edited`."""
        if text != self.text:
            self.edit.setPlainText(text)
            self._pause.stop()

    def _focus_moved(self, *, is_in: bool) -> None:
        self.update()
        if not is_in and self._pause.isActive():
            self._pause.stop()
            self.edited.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        has_focus = self.edit.hasFocus()
        line = theme.accent if has_focus else theme.border_strong
        if self.is_wrong:
            line = theme.danger
        ground = theme.canvas if self.isEnabled() else theme.surface
        width = 2 if has_focus else 1
        rounded(QPainter(self), self.rect(), theme.px(8), ground, line=line, width=width)
