"""The field that searches the conversation on the screen."""

import sys

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.field import Field
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.escape import keeps_escape
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import Appearance, Theme

_MAC = "Ctrl+" if sys.platform == "darwin" else ""  # there Option with a letter writes a sign
_CASE = QKeySequence(f"{_MAC}Alt+C")
_WHOLE = QKeySequence(f"{_MAC}Alt+W")


class FindBar(QWidget):
    """At the upper right of `ground`; Enter goes on, Shift+Enter back, Esc closes."""

    wanted = Signal(object, int)  # Sought; 1 for the next place, -1 the one before, 0 the nearest
    closed = Signal()

    def __init__(self, appearance: Appearance, ground: QWidget) -> None:
        super().__init__(ground)
        self._appearance = appearance
        self._theme = appearance.theme
        self._ground = ground
        self._field = Field(
            self.tr("Find in this conversation"),
            appearance,
            placeholder=self.tr("Find"),
            icon="search",
            parent=self,
        )
        self._field.make_bare()
        self._count = Label("", appearance, size=12, line=16, color="muted", parent=self)
        row = scaled(QHBoxLayout(self), appearance, (4, 4, 6, 4), 4)
        row.addWidget(self._field, 1)
        row.addWidget(self._count)
        self._case = self._toggle("case-sensitive", self.tr("Match case"), _CASE)
        self._whole = self._toggle("whole-word", self.tr("Whole words"), _WHOLE)
        row.addWidget(self._case)
        row.addWidget(self._whole)
        for icon, name, step in (
            ("chevron-up", self.tr("Find previous"), -1),
            ("chevron-down", self.tr("Find next"), 1),
        ):
            button = IconButton(icon, name, appearance, parent=self)
            button.clicked.connect(lambda _on=False, by=step: self.wanted.emit(self.sought, by))
            row.addWidget(button)
        close = IconButton("x", self.tr("End the search"), appearance, parent=self)
        close.clicked.connect(self.end)
        row.addWidget(close)
        self._field.text_changed.connect(lambda _words: self.wanted.emit(self.sought, 0))
        self._field.edit.installEventFilter(self)
        ground.installEventFilter(self)
        appearance.changed.connect(self.set_theme)
        self.hide()

    def _toggle(self, icon: str, name: str, keys: QKeySequence) -> IconButton:
        """A switch for how exactly the words are meant."""
        button = IconButton(icon, name, self._appearance, is_checkable=True, parent=self)
        button.setToolTip(f"{name}  {keys.toString(QKeySequence.SequenceFormat.NativeText)}")
        button.toggled.connect(lambda _on: self.wanted.emit(self.sought, 0))
        return button

    @property
    def sought(self) -> Sought:
        """What is looked for."""
        return Sought(self._field.text, self._case.isChecked(), self._whole.isChecked())

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self._place()
        self.update()

    def open(self) -> None:
        """Show it and take the keyboard; what was looked for is selected."""
        self._place()
        self.show()
        self.raise_()
        self._field.edit.selectAll()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.sought.words:
            self.wanted.emit(self.sought, 0)

    def end(self) -> None:
        """Put it away."""
        self.hide()
        self.closed.emit()

    def show_count(self, number: int, count: int, turn: int = 0) -> None:
        """Which place of how many this is; nothing is said before words are there.

        `turn` is 1 where the search went on from the beginning, -1 from the end.
        """
        words = f"{number:,} / {count:,}" if count else self.tr("not found")
        turned = self.tr("On from the top") if turn > 0 else self.tr("On from the end")
        self._count.setToolTip(turned if turn else "")
        self._count.setAccessibleDescription(turned if turn else "")
        words += " ↻" if turn else ""
        self._count.setText(words if self.sought.words else "")
        self._count.updateGeometry()

    @property
    def told(self) -> str:
        """The count as it is said."""
        return self._count.text().replace(" / ", self.tr(" of "))

    def _place(self) -> None:
        px = self._theme.px
        width = min(px(380), self._ground.width() - px(16))
        self.setGeometry(self._ground.width() - width - px(16), px(8), width, px(44))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._is_taken(event)
        return keeps_escape(event)

    def _is_taken(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.wanted.emit(self.sought, -1 if is_back else 1)
        elif QKeySequence(event.keyCombination()) == _CASE:
            self._case.toggle()
        elif QKeySequence(event.keyCombination()) == _WHOLE:
            self._whole.toggle()
        else:
            return False
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        rounded(QPainter(self), self.rect(), theme.px(12), theme.raised, line=theme.border_strong)
