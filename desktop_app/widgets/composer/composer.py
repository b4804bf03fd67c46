"""The composer: one frame around the waiting messages, the field and its bar.

It tells what the person wants and shows what it is told; it holds no facts of the conversation.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.widgets.composer.attachment_strip import AttachmentNotice, AttachmentStrip
from desktop_app.widgets.composer.queue_chips import QueueChips
from desktop_app.widgets.composer.send_button import SendButton
from desktop_app.widgets.composer.state_bar import StateBar
from desktop_app.widgets.composer.text_field import TextField
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.held import Held
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import rounded
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.theme import Appearance, Theme

if TYPE_CHECKING:
    from desktop_app.domain.message import ImagePart  # not before the first paint
    from desktop_app.widgets.composer.attachment_strip import Attachment


class Composer(QWidget):
    """Compact, it is one line with the button beside it; else the button has a bar of its own."""

    sent = Signal(str)
    stop_requested = Signal()
    edit_last_requested = Signal()
    edit_cancelled = Signal()
    keep_requested = Signal()  # of a conversation that is never written
    restore_requested = Signal()  # of a conversation in the Trash
    text_changed = Signal()
    files_given = Signal(list)  # paths that should go along
    picture_given = Signal(bytes)
    prompt_wanted = Signal()  # the list of prompts should open

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._is_streaming = False
        self._is_compact: bool | None = None
        self._has_attachments = False
        self._own_hint = ""
        self.holds_back: list[Callable[[], bool]] = []  # asked before anything is sent
        self.chips = QueueChips(appearance, self)
        self.field = TextField(appearance, self)
        self.button = SendButton(appearance, self)
        self._hint = Label("", appearance, size=12, line=16, color="muted", parent=self)
        self._editing = _EditingBar(appearance, self)
        self._temporary = StateBar(
            "eye-off",
            self.tr("Temporary: nothing of this is written to this computer"),
            self.tr("Keep"),
            appearance,
            self,
            name=self.tr("Keep this temporary conversation"),
            tip=self.tr("Save it like any other conversation"),
        )
        self._trashed = StateBar(
            "trash-2",
            self.tr("In the Trash. Going on with it brings it back."),
            self.tr("Restore"),
            appearance,
            self,
            name=self.tr("Restore from the Trash"),
            tip=self.tr("List it like any other conversation"),
        )
        self.attachments = AttachmentStrip(appearance, self)
        self.notice = AttachmentNotice(appearance, self)
        self.attach_button = IconButton(
            "paperclip", self.tr("Attach a file"), appearance, is_large=True
        )
        self._lay_out(appearance)
        self._connect()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def _lay_out(self, appearance: Appearance) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._held = Held(self)
        for widget in (self.chips, self._temporary, self._trashed, self._editing):
            self._held.add(widget)
        self._held.add(self.attachments)
        self._held.add(self.notice)
        column.addWidget(self._held)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        column.addLayout(self._grid)
        self._bar = QWidget(self)
        row = scaled(QHBoxLayout(self._bar), appearance, (5, 0, 5, 0), 8)  # room for rings
        row.addStretch(1)
        row.addWidget(self._hint)
        self._button_place = row
        self.set_compact(is_compact=False)

    def _connect(self) -> None:
        self.field.send_requested.connect(self.send)
        self.field.up_when_empty.connect(self.edit_last_requested)
        self.field.textChanged.connect(self._changed)
        self.field.installEventFilter(self)
        self.button.clicked.connect(self._pressed)
        self._editing.cancelled.connect(self.edit_cancelled)
        self._temporary.pressed.connect(self.keep_requested)
        self._trashed.pressed.connect(self.restore_requested)
        self.field.files_given.connect(self.files_given)
        self.field.picture_given.connect(self.picture_given)
        self.attach_button.clicked.connect(self.choose_files)
        self.attachments.left.connect(self.focus)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self._place()
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """One line for little windows."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self.button.set_compact(is_compact)
            self._place()

    def set_most_height(self, pixels: int) -> None:
        """How high it may be, as long as that is enough for the field and its buttons."""
        self._held.set_most(pixels - self._grid.totalSizeHint().height())

    def _place(self) -> None:
        for widget in (self.field, self._bar, self.attach_button, self.button):
            self._grid.removeWidget(widget)
        for button in (self.attach_button, self.button):
            self._button_place.removeWidget(button)
        self._bar.setVisible(not self._is_compact)
        if self._is_compact:
            self._place_in_one_line()
        else:
            self._place_above_bar()
        self.attach_button.show()
        self.button.show()

    def _place_in_one_line(self) -> None:
        px, low = self._theme.px, Qt.AlignmentFlag.AlignBottom
        self._grid.setContentsMargins(px(7), px(6), px(6), px(6))
        self._grid.setHorizontalSpacing(px(4))
        self._grid.setColumnMinimumWidth(0, 0)
        self._grid.addWidget(self.attach_button, 0, 0, low)
        self._grid.addWidget(self.field, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.button, 0, 2, low)

    def _place_above_bar(self) -> None:
        px = self._theme.px
        self._grid.setContentsMargins(px(7), px(12), px(2), px(2))
        self._grid.setHorizontalSpacing(0)
        self._grid.setColumnMinimumWidth(0, px(9))
        self._grid.addWidget(self.field, 0, 1)
        self._bar.setFixedHeight(px(42))
        self._grid.addWidget(self._bar, 1, 0, 1, 3)
        self._button_place.insertWidget(0, self.attach_button)
        self._button_place.addWidget(self.button)

    def tab_path(self) -> list[QWidget]:
        """The controls in the order that Tab goes."""
        return [self.field, self.attach_button, self.button]

    def focus(self) -> None:
        """Take the keyboard."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def text(self) -> str:
        """What is written."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Write this instead, the cursor behind it."""
        if text != self.text():
            self.field.setPlainText(text)
            cursor = self.field.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.field.setTextCursor(cursor)

    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return self.field.is_empty()

    def break_line(self) -> None:
        """Start a new line at the cursor."""
        self.field.break_line()

    def edit_last(self) -> None:
        """Ask for the last own message."""
        self.edit_last_requested.emit()

    def choose_prompt(self) -> None:
        """Ask for the list of prompts."""
        self.prompt_wanted.emit()

    def send(self) -> None:
        """Hand on what is written, unless it is blank."""
        if any(holds() for holds in self.holds_back):
            return
        text = self.text().strip("\n")
        if text.strip() or self._has_attachments:
            self.sent.emit(text)

    def choose_files(self) -> None:
        """Let the person choose files to go along."""
        from PySide6.QtWidgets import QFileDialog

        chooser = QFileDialog(self.window(), self.tr("Attach files"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.filesSelected.connect(self.files_given.emit)
        chooser.finished.connect(self.focus)
        chooser.open()

    def show_attachments(
        self, parts: "tuple[Attachment, ...]", picture: "Callable[[ImagePart], bytes]"
    ) -> None:
        """Show what goes along; `picture` gives the bytes of one, as far as they are there."""
        self._has_attachments = bool(parts)
        self.attachments.show_attachments(parts, picture)
        self._order_tabs()
        self._show_button()

    def _order_tabs(self) -> None:
        """What goes along is passed on the way to the field."""
        before = self.field.previousInFocusChain()
        while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
            before = before.previousInFocusChain()
        path = [before] if before is not None else []
        for first, second in pairwise([*path, *self.attachments.chips]):
            self.setTabOrder(first, second)

    def show_editing(self, is_editing: bool, *, is_answer: bool) -> None:
        """Say that what is written replaces an earlier message, and what sending does then."""
        self._editing.say(is_answer=is_answer)
        self._editing.setVisible(is_editing)

    def show_temporary(self, *, is_temporary: bool, can_keep: bool) -> None:
        """Say that nothing of the conversation is written, and offer to."""
        self._temporary.setVisible(is_temporary)
        self._temporary.button.setEnabled(can_keep)

    def show_trashed(self, is_trashed: bool) -> None:
        """Say that the conversation lies in the Trash, and offer to restore it."""
        self._trashed.setVisible(is_trashed)

    def show_streaming(self, is_streaming: bool) -> None:
        """Send becomes Stop, and Enter queues."""
        self._is_streaming = is_streaming
        self.show_hint(self._own_hint)
        self._show_button()

    def show_hint(self, words: str) -> None:
        """Say which keys do something else at this moment; empty words take it back."""
        self._own_hint = words
        streaming = self.tr("Enter queues  ·  Esc stops") if self._is_streaming else ""
        self._hint.setText(words or streaming)

    def _show_button(self) -> None:
        can_send = bool(self.text().strip()) or self._has_attachments
        self.button.show_as(is_stop=self._is_streaming, can_send=can_send)

    def _changed(self) -> None:
        self._show_button()
        self.text_changed.emit()

    def _pressed(self) -> None:
        if self._is_streaming:
            self.stop_requested.emit()
        else:
            self.send()
        self.focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return False

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.focus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        has_focus = self.field.hasFocus()
        line = theme.accent if has_focus else theme.border_strong
        radius = theme.px(12)
        width = 2 if has_focus else 1
        rounded(QPainter(self), self.rect(), radius, theme.canvas, line=line, width=width)


class _EditingBar(QWidget):
    """Says that an earlier message is being rewritten, and lets that be."""

    cancelled = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        row = scaled(QHBoxLayout(self), appearance, (16, 8, 8, 0), 8)
        row.addWidget(Picture("pencil", appearance, parent=self))
        self._words = Label("", appearance, size=12, line=16, color="muted", elides=True)
        row.addWidget(self._words, 1)
        cancel = IconButton("x", self.tr("Keep the message as it was"), appearance)
        cancel.clicked.connect(self.cancelled)
        row.addWidget(cancel)
        self.hide()

    def say(self, *, is_answer: bool) -> None:
        """Tell what Enter will do."""
        own = self.tr("Editing an earlier message: sending starts a new version from there")
        answer = self.tr("Editing an answer: Enter keeps it as a version, nothing is sent")
        self._words.setText(answer if is_answer else own)
