"""What goes along with the message, above the field: each can be removed by key and mouse."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QKeyEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap, rounded, rounded_path
from desktop_app.widgets.controls.picture import Picture
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.viewport import viewport_of
from desktop_app.widgets.theme import Appearance, Theme

if TYPE_CHECKING:
    from desktop_app.domain.message import FilePart, ImagePart  # not before the first paint

    Attachment = ImagePart | FilePart

_REMOVE = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_HIGH, _WIDEST = 44, 224


def is_picture(part: "Attachment") -> "TypeGuard[ImagePart]":
    """Whether it has something to show."""
    return part.media_type.startswith("image/")


class _Thumbnail(QWidget):
    """32 × 32: the picture itself, or the sign of a file."""

    def __init__(self, icon: str, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self._theme = appearance.theme
        self._pixmap = QPixmap()
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFixedSize(theme.px(32), theme.px(32))
        self.update()

    def show_picture(self, data: bytes) -> None:
        """The bytes of the picture; what cannot be decoded keeps its sign."""
        buffer = QBuffer()
        buffer.setData(QByteArray(data))
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        side = QSize(128, 128)  # enough for 200 % on any screen, never the whole picture
        reader.setScaledSize(
            reader.size().scaled(side, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        )
        self._pixmap = QPixmap.fromImage(reader.read())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        rounded(painter, self.rect(), theme.px(6), theme.hover)
        if self._pixmap.isNull():
            draw_icon(
                painter, icon_pixmap(self, self._icon, theme.muted, theme.px(16)), self.rect()
            )
            return
        painter.setClipPath(rounded_path(self.rect(), theme.px(6)))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self._pixmap.width(), self._pixmap.height())
        middle = QRect(0, 0, side, side)
        middle.moveCenter(self._pixmap.rect().center())
        painter.drawPixmap(self.rect(), self._pixmap, middle)


class AttachmentChip(QWidget):
    """One attachment, 44 px high; Delete and Backspace remove it."""

    removed = Signal()
    stepped = Signal(int)

    def __init__(self, part: "Attachment", appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = part
        self._theme = appearance.theme
        self.thumbnail = _Thumbnail("image" if is_picture(part) else "file-text", appearance, self)
        self.setAccessibleName(self.tr("Attached: {0}").format(part.name))
        self.setAccessibleDescription(self.tr("Delete removes it"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = scaled(QHBoxLayout(self), appearance, (6, 0, 4, 0), 8)
        row.addWidget(self.thumbnail)
        row.addWidget(Label(part.name, appearance, elides=True, parent=self), 1)
        self.remove_button = IconButton(
            "x", self.tr("Remove {0}").format(part.name), appearance, size=14, parent=self
        )
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chip itself has keys
        self.remove_button.clicked.connect(self.removed)
        row.addWidget(self.remove_button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        FocusRing(self, appearance)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFixedHeight(theme.px(_HIGH))
        self.setMaximumWidth(theme.px(_WIDEST))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _REMOVE:
            self.removed.emit()
        elif event.key() in _STEPS:
            self.stepped.emit(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), self._theme.px(8), self._theme.surface)


class AttachmentStrip(QScrollArea):
    """All attachments in one row that scrolls sideways; takes no room while there are none."""

    remove_requested = Signal(int)  # its place
    left = Signal()  # the last one was removed by key: the focus goes elsewhere

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._chips: list[AttachmentChip] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)
        inside = QWidget(self)
        self._row = scaled(QHBoxLayout(inside), appearance, (4, 8, 4, 4), 8)  # room for the ring
        self._row.addStretch(1)
        self.setWidget(inside)
        viewport_of(self).setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)
        self.hide()

    @property
    def chips(self) -> tuple[AttachmentChip, ...]:
        """One for each attachment, in their order."""
        return tuple(self._chips)

    def set_theme(self, theme: Theme) -> None:
        """Measures of this theme."""
        self.setFixedHeight(theme.px(_HIGH + 12))
        self.setViewportMargins(theme.px(4), 0, theme.px(4), 0)

    def show_attachments(
        self, parts: "tuple[Attachment, ...]", picture: "Callable[[ImagePart], bytes]"
    ) -> None:
        """Show these; `picture` gives a picture's bytes, or nothing until `show_picture`."""
        if parts == tuple(chip.part for chip in self._chips):
            return
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._made(place, part) for place, part in enumerate(parts)]
        for chip in self._chips:
            if is_picture(chip.part) and (data := picture(chip.part)):
                chip.thumbnail.show_picture(data)
        self.setVisible(bool(parts))
        if focused is not None:
            self._focus(focused)

    def _made(self, place: int, part: "Attachment") -> AttachmentChip:
        chip = AttachmentChip(part, self._appearance, self)
        chip.removed.connect(lambda: self.remove_requested.emit(place))
        chip.stepped.connect(lambda step: self._focus(place + step))
        chip.installEventFilter(self)
        self._row.insertWidget(place, chip)
        chip.show()
        return chip

    def _focus(self, place: int) -> None:
        if self._chips:
            chip = self._chips[max(0, min(place, len(self._chips) - 1))]
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    def show_picture(self, sha256: str, data: bytes) -> None:
        """The bytes that were asked for."""
        for chip in self._chips:
            if is_picture(chip.part) and chip.part.sha256 == sha256:
                chip.thumbnail.show_picture(data)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in self._chips:
            assert isinstance(watched, QWidget)
            self.ensureWidgetVisible(watched)
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        turned = event.angleDelta()
        bar.setValue(bar.value() - (turned.x() or turned.y()) // 2)


class AttachmentNotice(QWidget):
    """Says what could not be attached, or what the model will hardly take."""

    dismissed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        row = scaled(QHBoxLayout(self), appearance, (16, 4, 8, 0), 8)
        # All in line with the first line of the words.
        sign = scaled(QVBoxLayout(), appearance, (0, 7, 0, 7))
        sign.addWidget(Picture("triangle-alert", appearance, "warning", parent=self))
        sign.addStretch(1)
        row.addLayout(sign)
        self._label = Label("", appearance, size=12, line=16, color="warning", wraps=True)
        words = scaled(QVBoxLayout(), appearance, (0, 6, 0, 6))
        words.addWidget(self._label)
        row.addLayout(words, 1)
        self._dismiss = IconButton("x", self.tr("Hide this notice"), appearance, size=14)
        self._dismiss.leave_focus()
        self._dismiss.clicked.connect(self.dismissed)
        row.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def words(self) -> str:
        """What it says, empty while it is hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(self, words: str, *, can_dismiss: bool) -> None:
        """Say this; empty words hide it."""
        self._label.setText(words)
        self._dismiss.setVisible(can_dismiss)
        self.setVisible(bool(words))
