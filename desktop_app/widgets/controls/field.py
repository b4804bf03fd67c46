"""A line to write in, with an icon before it, buttons after it and an error below."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.focus_ring import REACH
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme


class _Box(QWidget):
    """The frame of 32 px around the line."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.is_wrong = False
        self.is_bare = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.px(32))
        self.update()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.is_bare:
            return
        theme = self._theme
        focus = self.focusWidget()
        has_focus = isinstance(focus, QLineEdit) and focus.hasFocus()
        ground = theme.canvas if self.isEnabled() else theme.surface
        line = theme.border_strong if self.isEnabled() else theme.border
        if self.is_wrong:
            line = theme.danger
        elif has_focus:
            line = theme.accent
        width = 2 if has_focus else 1
        rounded(QPainter(self), self.rect(), theme.px(8), ground, line=line, width=width)


class Field(QWidget):
    """A field of 32 px with `name` for screen readers.

    `width` is in px at 100 %, 0 for as wide as its place. `has_error_line` keeps 24 px below it
    free, so that a complaint moves nothing. A field that `is_secret` shows dots, has a button to
    look at what was typed, and forgets all of it on `take_secret()`.
    """

    text_changed = Signal(str)
    submitted = Signal()  # Enter was pressed in it

    def __init__(
        self,
        name: str,
        appearance: Appearance,
        *,
        placeholder: str = "",
        icon: str = "",
        is_secret: bool = False,
        is_fixed: bool = False,
        has_error_line: bool = False,
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._is_fixed = is_fixed or is_secret
        self._eye: IconButton | None = None
        self._width = width
        self.edit = QLineEdit(self)
        self.edit.setProperty("kind", "bare")
        self.edit.setFrame(False)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box = _Box(appearance, self)
        self.edit.installEventFilter(self._box)
        self._row = scaled(QHBoxLayout(self._box), appearance, (10, 0, 10, 0), 8)
        if icon:
            self._row.addWidget(Picture(icon, appearance, parent=self._box))
        self._row.addWidget(self.edit, 1)
        column = scaled(QVBoxLayout(self), appearance)
        column.addWidget(self._box)
        self._complaint = _Complaint(appearance, self)
        if has_error_line:
            column.addWidget(self._complaint)
        self._complaint.setVisible(has_error_line)
        if is_secret:
            self._add_eye()
        self.edit.textChanged.connect(self._changed)
        self.edit.returnPressed.connect(self.submitted)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._box.set_theme(theme)
        if self._eye is not None:  # the ring around it stays within the frame
            self._eye.setFixedSize(theme.px(28), theme.px(32) - 2 * REACH)
        if self._width:
            self.setFixedWidth(theme.px(self._width))
        self.edit.setFont(theme.fixed_font(13) if self._is_fixed else theme.font(13))
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme.text)
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.muted)
        palette.setColor(QPalette.ColorRole.Highlight, theme.accent)
        palette.setColor(QPalette.ColorRole.HighlightedText, theme.on_accent)
        self.edit.setPalette(palette)

    def make_bare(self) -> None:
        """No frame: the field is the head of a layer, whose frame says enough."""
        self._box.is_bare = True

    def add_trailing(self, widget: QWidget) -> None:
        """Put a small control at the right end, inside the frame."""
        self._row.addWidget(widget)

    @property
    def text(self) -> str:
        """What is written."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Replace what is written, without a way back by undo."""
        self.edit.setText(text)

    def take_secret(self) -> str:
        """What was typed, without blanks and line ends around it; the field forgets it wholly."""
        secret = self.edit.text().strip()
        self.edit.setText("")  # unlike clear(), this also empties the undo history
        return secret

    def set_error(self, words: str) -> None:
        """Complain below the field; empty words take the complaint back."""
        self._box.is_wrong = bool(words)
        self._box.update()
        self._complaint.say(words)
        self.edit.setAccessibleDescription(words)

    @property
    def error(self) -> str:
        """The complaint that is shown."""
        return self._complaint.words

    def _changed(self, text: str) -> None:
        if self.error:
            self.set_error("")
        self.text_changed.emit(text)

    def _add_eye(self) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        eye = IconButton("eye", self.tr("Show what is typed"), self._appearance, is_checkable=True)
        self._eye = eye
        self.add_trailing(eye)
        normal, hidden = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
        eye.toggled.connect(lambda is_on: self.edit.setEchoMode(normal if is_on else hidden))
        eye.toggled.connect(lambda is_on: eye.set_icon("eye-off" if is_on else "eye"))
        self.edit.textChanged.connect(lambda text: eye.setChecked(eye.isChecked() and bool(text)))


class _Complaint(QWidget):
    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        row = scaled(QHBoxLayout(self), appearance, (0, 2, 0, 6), 4)
        self._sign = Picture("circle-alert", appearance, "danger", parent=self)
        self._label = Label("", appearance, size=12, line=16, color="danger", elides=True)
        row.addWidget(self._sign)
        row.addWidget(self._label, 1)
        self.say("")

    @property
    def words(self) -> str:
        return self._label.text()

    def say(self, words: str) -> None:
        self._sign.setVisible(bool(words))
        self._label.setText(words)
