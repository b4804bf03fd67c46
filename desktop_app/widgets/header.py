"""The line above the transcript: title, who answers, inspector, and a menu of everything."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.chip import Chip
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.painting import draw_icon, elided, icon_pixmap, rounded
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.escape import keeps_escape
from desktop_app.widgets.theme import Appearance, Theme


class ModelButton(QAbstractButton):
    """The model in use and, where there is room, its provider. It elides, the arrow stays."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._provider = ""
        self._is_compact = False
        self.setAccessibleName(self.tr("Model"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.set_theme)

    def set_theme(self, theme: Theme) -> None:
        """Colours, fonts and measures of this theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Leave the provider away where there is little room."""
        self._is_compact = is_compact
        self.updateGeometry()
        self.update()

    def show_model(self, model: str, provider: str) -> None:
        """Name who answers; an empty model means that none is chosen."""
        self._provider = provider
        self.setText(model or self.tr("Choose a model"))
        self.setAccessibleName(self.tr("Model: {0} {1}").format(self.text(), provider).strip())
        self.updateGeometry()
        self.update()

    def _words(self) -> tuple[float, float]:
        theme = self._theme
        model = QFontMetricsF(theme.font(13, 500)).horizontalAdvance(self.text())
        if self._is_compact or not self._provider:
            return model, 0.0
        provider = QFontMetricsF(theme.font(13)).horizontalAdvance(self._provider)
        return model, provider + theme.px(6)

    def sizeHint(self) -> QSize:
        theme = self._theme
        return QSize(round(sum(self._words())) + theme.px(8 + 8 + 6 + 14) + 2, theme.px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(72), self._theme.px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            rounded(painter, self.rect(), theme.px(8), theme.hover)
        if self.hasFocus():
            rounded(painter, self.rect(), theme.px(8), line=theme.accent, width=2)
        arrow = QRect(self.width() - theme.px(8 + 14), 0, theme.px(14), self.height())
        draw_icon(painter, icon_pixmap(self, "chevron-down", theme.muted, theme.px(14)), arrow)
        area = QRect(theme.px(8), 0, arrow.left() - theme.px(6 + 8), self.height())
        model, provider = self._words()
        font = theme.font(13, 500)
        painter.setFont(font)
        painter.setPen(theme.text)
        words = elided(self.text(), font, area.width() + 1)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
        if provider and model + provider <= area.width() + 2:
            painter.setFont(theme.font(13))
            painter.setPen(theme.muted)
            rest = area.adjusted(round(model) + theme.px(6), 0, theme.px(8), 0)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self._provider)


class _TitleField(QLineEdit):
    """Where a title is rewritten; leaving it keeps what is written, Esc does not."""

    ended = Signal(bool)  # whether to keep it

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font(14, 600))
        self.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.setFixedHeight(theme.px(32))
        self.setMaximumWidth(theme.px(640))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        line = theme.accent if self.hasFocus() else theme.border_strong
        rounded(QPainter(self), self.rect(), theme.px(8), theme.canvas, line=line, width=2)
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit(False)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.ended.emit(True)
        else:
            super().keyPressEvent(event)


class _Title(Label):
    double_clicked = Signal()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.double_clicked.emit()


class Header(QWidget):
    """48 px high, 44 in little windows."""

    command_requested = Signal(str)  # a command's id
    menu_requested = Signal(QPoint)  # where its upper right corner goes, on the screen
    renamed = Signal(str)
    renaming_ended = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = appearance.theme
        self._is_compact = False
        self.sidebar_button = IconButton(
            "panel-left", self.tr("Show the sidebar"), appearance, is_large=True
        )
        self.title = _Title("", appearance, size=14, weight=600, elides=True, parent=self)
        self._field = _TitleField(self)
        self._mark = Chip(self.tr("Temporary"), appearance, "accent", icon="eye-off", parent=self)
        self._mark.setToolTip(self.tr("Nothing of this conversation is written to this computer"))
        self._mark.hide()
        self.model = ModelButton(appearance, self)
        self.inspector_button = IconButton(
            "panel-right", self.tr("Inspector"), appearance, is_large=True, is_checkable=True
        )
        self.more_button = IconButton("ellipsis", self.tr("More"), appearance, is_large=True)
        self._row = scaled(QHBoxLayout(self), appearance, (24, 0, 12, 1), 8)
        for widget in (self.sidebar_button, self.title, self._field, self._mark):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for button in (self.model, self.inspector_button, self.more_button):
            self._row.addWidget(button)
        for widget in (self.title, self._field):
            self._row.setStretchFactor(widget, 100)
        self._connect()
        self._field.hide()
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def _connect(self) -> None:
        for button, command in (
            (self.sidebar_button, "window.sidebar"),
            (self.model, "model.choose"),
            (self.inspector_button, "window.inspector"),
        ):
            button.clicked.connect(lambda _on=False, id_=command: self.command_requested.emit(id_))
        self.more_button.clicked.connect(self._ask_for_menu)
        self.title.double_clicked.connect(self.start_renaming)
        self._field.setAccessibleName(self.tr("Title of the conversation"))
        self._field.ended.connect(self._end_renaming)
        self._field.editingFinished.connect(lambda: self._end_renaming(is_kept=True))

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self.setFixedHeight(theme.px(44 if self._is_compact else 48))
        self._field.set_theme(theme)
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Measures for little windows, where the inspector has no room."""
        self._is_compact = is_compact
        self.inspector_button.setVisible(not is_compact)
        self.model.set_compact(is_compact)
        self.set_theme(self._theme)

    def show_sidebar_button(self, is_shown: bool) -> None:
        """Offer to bring the sidebar back; the title moves up to the edge otherwise."""
        self.sidebar_button.setVisible(is_shown)
        px = self._theme.px
        self._row.setContentsMargins(px(8 if is_shown else 24), 0, px(12), 1)

    def tab_path(self) -> list[QWidget]:
        """The controls in the order that Tab goes."""
        return [
            self.sidebar_button,
            self._field,
            self.model,
            self.inspector_button,
            self.more_button,
        ]

    def show_title(self, title: str) -> None:
        """The conversation on the screen."""
        self.title.setText(title)

    def show_temporary(self, is_temporary: bool) -> None:
        """Mark a conversation that is never written."""
        self._mark.setVisible(is_temporary)

    def start_renaming(self) -> None:
        """Let the person write another title."""
        self.title.hide()
        self._field.setText(self.title.text())
        self._field.selectAll()
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_renaming(self, is_kept: bool) -> None:
        if self._field.isHidden():
            return
        title = self._field.text().strip()
        had_focus = self._field.hasFocus()
        self._field.hide()
        self.title.show()
        if had_focus:
            self.renaming_ended.emit()
        if is_kept and title and title != self.title.text():
            self.renamed.emit(title)

    def _ask_for_menu(self) -> None:
        corner = self.more_button.rect().bottomRight()
        self.menu_requested.emit(self.more_button.mapToGlobal(corner))

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self.height() - 1
        QPainter(self).fillRect(0, line, self.width(), 1, self._theme.border)
