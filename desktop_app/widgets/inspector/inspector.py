"""The dock: three tabs about the conversation and one of its answers."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
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
from desktop_app.viewmodels.answer_details import AnswerEvent, figures, mean_rate, speed
from desktop_app.viewmodels.parameter_fields import Taken
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.page_scroll import PageScroll
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.tabs import Tabs
from desktop_app.widgets.inspector.chart import Chart
from desktop_app.widgets.inspector.events import EventsView
from desktop_app.widgets.inspector.parameters import ParametersTab
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
        """Where the keyboard goes when the dock opens."""
        self._tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

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

    def show_answer(self, message: Message, events: Sequence[AnswerEvent] = ()) -> None:
        """The details of this answer."""
        self._stream.show_answer(message, events)
        self._raw.show_answer(message)


class StreamTab(QWidget):
    """Speed, figures and events."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._events: Sequence[AnswerEvent] = ()
        self._column = scaled(QVBoxLayout(self), appearance, (0, 0, 0, 0))
        top = scaled(QVBoxLayout(), appearance, (16, 16, 16, 0), 12)
        self._rates = Label("", appearance, size=12, color="muted", elides=True)
        top.addLayout(self._titled(self.tr("Tokens per second"), self._rates))
        self._chart = Chart(appearance)
        top.addWidget(self._chart)
        self._figures = scaled(QVBoxLayout(), appearance, (0, 4, 0, 0), 4)
        top.addLayout(self._figures)
        self._column.addLayout(top)
        between = scaled(QVBoxLayout(), appearance, (16, 16, 16, 4))
        self._count = Label("", appearance, size=12, color="muted")
        between.addLayout(self._titled(self.tr("Events"), self._count))
        self._column.addLayout(between)
        self._table = EventsView(appearance)
        around = scaled(QVBoxLayout(), appearance, (8, 0, 2, 0))
        around.addWidget(self._table)
        self._column.addLayout(around, 1)
        self._add_foot()

    def show_answer(self, message: Message, events: Sequence[AnswerEvent]) -> None:
        """The figures and events of this answer."""
        self._events = events
        measured = speed(message, events)
        self._chart.show_speed(measured)
        mean = mean_rate(message)
        words = [self.tr("mean {rate:.0f}").format(rate=mean)] if mean else []
        if measured.rates:
            words.append(self.tr("peak {rate:.0f}").format(rate=measured.peak))
        about = self.tr("about ") if measured.is_estimated else ""
        self._rates.setText(about + " · ".join(words))
        self._show_figures(message, events)
        timing = message.timing
        count = len(events) or (timing.events if timing else 0)
        self._count.setText(f"{count:,}")
        self._table.events.show(events)
        self._copy.setEnabled(bool(events))

    def _show_figures(self, message: Message, events: Sequence[AnswerEvent]) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.deleteLater()
        for figure in figures(message, events):
            line = QWidget()
            row = scaled(QHBoxLayout(line), self._appearance, (0, 0, 0, 0), 8)
            row.addWidget(Label(figure.title, self._appearance, color="muted", elides=True), 1)
            row.addWidget(Label(figure.words, self._appearance, color=figure.tone))
            self._figures.addWidget(line)

    def _titled(self, title: str, aside: Label) -> QHBoxLayout:
        row = scaled(QHBoxLayout(), self._appearance, spacing=8)
        row.addWidget(Label(title, self._appearance, weight=600))
        row.addStretch(1)
        row.addWidget(aside)
        return row

    def _add_foot(self) -> None:
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self._column.addWidget(rule)
        foot = scaled(QHBoxLayout(), self._appearance, (12, 8, 12, 8), 8)
        self._copy = Button(self.tr("Copy events"), self._appearance, icon="copy", is_small=True)
        self._copy.clicked.connect(self._copy_events)
        foot.addWidget(self._copy)
        foot.addStretch(1)
        self._column.addLayout(foot)

    def _copy_events(self) -> None:
        lines = (msgspec.json.encode(event).decode() for event in self._events)
        QGuiApplication.clipboard().setText("\n".join(lines))


class RawTab(QWidget):
    """The message as it is kept, without the bytes of pictures and files."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._view = QPlainTextEdit()
        self._view.setReadOnly(True)
        self._view.setAccessibleName(self.tr("The answer as it is kept"))
        self._view.setTabChangesFocus(True)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
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


def _scrolled(page: QWidget) -> PageScroll:
    area = PageScroll()
    area.show_page(page)
    return area
