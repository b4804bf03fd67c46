"""Buttons: with words (primary, plain, quiet, danger) and with an icon only."""

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.widgets.controls.focus_ring import FocusRing
from desktop_app.widgets.controls.painting import draw_icon, icon_pixmap, rounded
from desktop_app.widgets.theme import Appearance, Theme

Kind = Literal["primary", "plain", "quiet", "danger"]
_ICON = 14
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class _Pressable(QAbstractButton):
    """What both share: Enter and Space press, hovering repaints, the ring shows the focus."""

    def __init__(self, appearance: Appearance, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        FocusRing(self, appearance)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFont(theme.font(13, 500))
        self.updateGeometry()
        self.update()

    def leave_focus(self) -> None:
        """A click leaves the keyboard where it is: for a button that goes away when pressed."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def _is_hot(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())


class Button(_Pressable):
    """A button with words: 32 high, or 28 where `is_small`.

    `icon` stands before the words, `trailing` after them; both are names of icons.
    """

    def __init__(
        self,
        text: str,
        appearance: Appearance,
        kind: Kind = "plain",
        *,
        icon: str = "",
        trailing: str = "",
        is_small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._kind = kind
        self._icon_name = icon
        self._trailing = trailing
        self._is_small = is_small
        self.setText(text)
        self.set_theme(appearance.theme)

    def set_icon(self, icon: str) -> None:
        """Another icon before the words."""
        self._icon_name = icon
        self.updateGeometry()
        self.update()

    def _icons(self) -> int:
        return bool(self._icon_name) + bool(self._trailing)

    def sizeHint(self) -> QSize:
        theme = self._theme
        gap = theme.px(6 if self._is_small else 8)
        words = round(QFontMetricsF(self.font()).horizontalAdvance(self.text())) + 1
        padding = theme.px(8 if self._is_small else 12)
        width = words + 2 * padding + self._icons() * (theme.px(_ICON) + gap) + 2
        return QSize(width, theme.px(28 if self._is_small else 32))

    def _colors(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Fill, line and ink of the state."""
        theme = self._theme
        if not self.isEnabled():
            is_quiet = self._kind == "quiet"
            ground = (None, None) if is_quiet else (theme.surface, theme.border)
            return (*ground, _faint(theme.muted))
        if self._kind == "primary":
            fill = theme.accent_press if self._is_hot() else theme.accent
            return (fill, fill, theme.on_accent)
        rest = None if self._kind == "quiet" else theme.canvas
        ground_now = theme.border if self.isDown() else theme.hover if self._is_hot() else rest
        line = None if self._kind == "quiet" else theme.border_strong
        return (ground_now, line, theme.danger if self._kind == "danger" else theme.text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        fill, line, ink = self._colors()
        rounded(painter, self.rect(), theme.px(8), fill, line=line)
        gap, icon = theme.px(6 if self._is_small else 8), theme.px(_ICON)
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        x = (self.width() - words - self._icons() * (icon + gap)) / 2
        if self._icon_name:
            self._draw(painter, self._icon_name, ink, round(x))
            x += icon + gap
        painter.setPen(ink)
        painter.setFont(self.font())
        area = QRect(round(x), 0, round(words) + 2, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._trailing:
            self._draw(painter, self._trailing, ink, round(x + words + gap))

    def _draw(self, painter: QPainter, name: str, ink: QColor, x: int) -> None:
        size = self._theme.px(_ICON)
        draw_icon(painter, icon_pixmap(self, name, ink, size), QRect(x, 0, size, self.height()))


class IconButton(_Pressable):
    """A button that is an icon: 28 square, or 32 where `is_large`; `size` is the icon's.

    `name` is what a screen reader says and what the tooltip shows. `is_checkable` gives it an on
    state, drawn as a filled ground.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        appearance: Appearance,
        *,
        is_large: bool = False,
        is_checkable: bool = False,
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, parent)
        self._icon_name = icon
        self._is_large = is_large
        self._icon_size = size
        self.setCheckable(is_checkable)
        self.set_name(name)
        self.set_theme(appearance.theme)

    def set_name(self, name: str) -> None:
        """What it is called, in the tooltip too."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str) -> None:
        """Another icon."""
        self._icon_name = icon
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(32 if self._is_large else 28)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        is_lit = self._is_hot() or (self.isChecked() and self.isEnabled())
        if is_lit:
            ground = theme.border if self.isDown() else theme.hover
            rounded(painter, self.rect(), theme.px(8), ground)
        ink = theme.text if is_lit else theme.muted
        pixmap = icon_pixmap(self, self._icon_name, ink, theme.px(self._icon_size))
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        draw_icon(painter, pixmap, self.rect())


def _faint(color: QColor) -> QColor:
    faint = QColor(color)
    faint.setAlphaF(0.6)
    return faint
