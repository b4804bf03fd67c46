"""The dock: three tabs about the conversation and one of its answers."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.completion import Parameters
from desktop_app.domain.message import FilePart, ImagePart, Message
from desktop_app.viewmodels.answer_details import AnswerEvent
from desktop_app.viewmodels.parameter_fields import Taken
from desktop_app.widgets.controls.button import IconButton
from desktop_app.widgets.controls.page_scroll import PageScroll
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.tabs import Tabs
from desktop_app.widgets.inspector.parameters import ParametersTab
from desktop_app.widgets.inspector.stream import StreamTab
from desktop_app.widgets.theme import Appearance, Theme

PARAMETERS, STREAM, RAW = range(3)
WIDTH = 344  # px at 100 %


class Inspector(QWidget):
    """The contents of a dock of 344 px at the window's right.

    `show_parameters` for the conversation on the screen, `show_answer` for the answer whose details
    are wanted, again and again while it streams. Events may be none (an answer of an earlier run):
    the figures then come from the message alone.
    """

    closed = Signal()  # its close button; hiding the dock is the window's to do
    parameters_changed = Signal(str, object)  # system prompt, Parameters

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Inspector"))
        self._appearance = appearance
        titles = (self.tr("Parameters"), self.tr("Stream"), self.tr("Raw"))
        self._tabs = Tabs(self.tr("Inspector"), titles, appearance)
        close = IconButton("x", self.tr("Close the inspector"), appearance)
        close.clicked.connect(self.closed)
        self._head = QWidget(self)
        head = scaled(QHBoxLayout(self._head), appearance, (12, 0, 8, 0), 4)
        head.addWidget(self._tabs)
        head.addStretch(1)
        head.addWidget(close)
        self._parameters = ParametersTab(appearance)
        self._parameters.changed.connect(self.parameters_changed)
        self._stream = StreamTab(appearance)
        self._raw = RawTab(appearance)
        self._pages = QStackedWidget()
        for page in (_scrolled(self._parameters), _scrolled(self._stream), self._raw):
            self._pages.addWidget(page)
        column = scaled(QVBoxLayout(self), appearance, (1, 0, 0, 0))
        column.addWidget(self._head)
        self._rule = QFrame()
        self._rule.setProperty("kind", "rule")
        self._rule.setFixedHeight(1)
        column.addWidget(self._rule)
        column.addWidget(self._pages, 1)
        self._tabs.chosen.connect(self._pages.setCurrentIndex)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)
        self.show_tab(STREAM)

    def set_theme(self, theme: Theme) -> None:
        """Colours and measures of this theme."""
        self._theme = theme
        self._head.setFixedHeight(theme.px(48))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A ground, since it may lie over the conversation, and the line that tells them apart."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.canvas)
        painter.fillRect(0, 0, 1, self.height(), self._theme.border)

    def show_tab(self, tab: int) -> None:
        """PARAMETERS, STREAM or RAW."""
        self._tabs.setCurrentIndex(tab)

    def take_focus(self) -> None:
        """The tabs, from where Tab goes on into the page."""
        self._tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_parameters_tab(self) -> None:
        """What can be set, for want of anything to look at."""
        self.show_tab(PARAMETERS)

    def write_system_prompt(self) -> None:
        """Go to where the system prompt and the parameters are written."""
        self.show_tab(PARAMETERS)
        self._parameters.take_focus()

    def show_parameters(self, system: str, parameters: Parameters, taken: Taken) -> None:
        """What is set for the conversation on the screen, and what its model takes."""
        self._parameters.show_parameters(system, parameters, taken)

    def flush(self) -> None:
        """Tell what was being written: another conversation comes on the screen."""
        self._parameters.flush()

    def show_answer(
        self, message: Message, events: Sequence[AnswerEvent] = (), which: str = ""
    ) -> None:
        """The details of this answer; `which` says in words which one it is."""
        self._stream.show_answer(message, events, which)
        self._raw.show_answer(message)

    def show_no_answer(self) -> None:
        """The conversation has none yet."""
        self._stream.show_no_answer()
        self._raw.show_no_answer()


class RawTab(QWidget):
    """The message as it is kept, without the bytes of pictures and files."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._view = QPlainTextEdit()
        self._view.setReadOnly(True)
        self._view.setAccessibleName(self.tr("The answer as it is kept"))
        self._view.setTabChangesFocus(True)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setPlaceholderText(self.tr("No answer here yet."))
        column = scaled(QVBoxLayout(self), appearance, (16, 12, 2, 8))
        column.addWidget(self._view)
        appearance.changed.connect(self.set_theme)
        self.set_theme(appearance.theme)

    def set_theme(self, theme: Theme) -> None:
        """The fixed font at this zoom."""
        self._view.setFont(theme.fixed_font(12))

    def show_answer(self, message: Message) -> None:
        """This answer, unless it is what is shown already."""
        parts = tuple(
            msgspec.structs.replace(part, data=b"")
            if isinstance(part, (ImagePart, FilePart))
            else part
            for part in message.parts
        )
        kept = msgspec.json.encode(msgspec.structs.replace(message, parts=parts))
        text = msgspec.json.format(kept, indent=2).decode()
        if text != self._view.toPlainText():
            self._view.setPlainText(text)

    def show_no_answer(self) -> None:
        """Nothing but a word that there is none."""
        self._view.clear()


def _scrolled(page: QWidget) -> PageScroll:
    area = PageScroll()
    area.show_page(page)
    return area
