"""How one answer came: its speed, its figures, its events, as far as they are known."""

from collections.abc import Sequence

import msgspec
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.message import Message, State
from desktop_app.viewmodels.answer_details import AnswerEvent, figures, mean_rate, speed
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.inspector.chart import Chart
from desktop_app.widgets.inspector.events import EventsView
from desktop_app.widgets.theme import Appearance


class StreamTab(QWidget):
    """Shows of chart, figures and table what there is something to show in, else says why not."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._events: Sequence[AnswerEvent] = ()
        self._column = scaled(QVBoxLayout(self), appearance, (0, 0, 0, 0))
        self._which = Label("", appearance, size=12, line=16, color="muted", elides=True)
        top = scaled(QVBoxLayout(), appearance, (16, 12, 16, 0))
        top.addWidget(self._which)
        self._column.addLayout(top)
        self._add_speed()
        self._figures = scaled(QVBoxLayout(), appearance, (16, 16, 16, 0), 4)
        self._column.addLayout(self._figures)
        self._add_events()
        self._add_foot()
        self._column.addStretch()
        self.show_no_answer()

    def show_answer(self, message: Message, events: Sequence[AnswerEvent], which: str) -> None:
        """The figures and events of this answer; `which` says in words which one it is."""
        self._which.setText(which)
        self._events = events
        self._show_speed(message, events)
        self._show_figures(message, events)
        timing = message.timing
        count = len(events) or (timing.events if timing else 0)
        self._count.setText(f"{count:,}" if count else "")
        self._table.events.show(events)
        gone = self.tr(
            "Events are kept while the conversation is open. Those of this answer are gone."
        )
        never = self.tr("Nothing was noted while this answer came.")
        self._arrange(
            is_answer=True,
            has_events=bool(events) or message.state is State.STREAMING,
            words=gone if count else never,
        )

    def show_no_answer(self) -> None:
        """The conversation has none yet."""
        self._which.setText("")
        self._events = ()
        self._clear_figures()
        self._count.setText("")
        self._table.events.show(())
        words = self.tr("No answer here yet. While one comes, its speed and events show here.")
        self._arrange(is_answer=False, has_events=False, words=words)

    def _arrange(self, *, is_answer: bool, has_events: bool, words: str) -> None:
        for part in (self._speed, self._list, self._foot):
            part.setVisible(has_events)
        self._head.setVisible(is_answer)
        self._why.setText(words)
        self._why.setVisible(not has_events)

    def _add_speed(self) -> None:
        self._speed = QWidget()
        column = scaled(QVBoxLayout(self._speed), self._appearance, (16, 16, 16, 0), 12)
        self._rates = Label("", self._appearance, size=12, color="muted", elides=True)
        column.addLayout(self._titled(self.tr("Tokens per second"), self._rates))
        self._chart = Chart(self._appearance)
        column.addWidget(self._chart)
        self._column.addWidget(self._speed)

    def _add_events(self) -> None:
        appearance = self._appearance
        self._head = QWidget()
        self._count = Label("", appearance, size=12, color="muted")
        head = scaled(QVBoxLayout(self._head), appearance, (16, 16, 16, 4))
        head.addLayout(self._titled(self.tr("Events"), self._count))
        self._column.addWidget(self._head)
        self._why = Label("", appearance, size=12, line=16, color="muted", wraps=True)
        around = scaled(QVBoxLayout(), appearance, (16, 0, 16, 0))
        around.addWidget(self._why)
        self._column.addLayout(around)
        self._list = QWidget()
        self._table = EventsView(appearance)
        beside = scaled(QVBoxLayout(self._list), appearance, (8, 0, 2, 0))
        beside.addWidget(self._table)
        self._column.addWidget(self._list, 1)

    def _add_foot(self) -> None:
        self._foot = QWidget()
        column = scaled(QVBoxLayout(self._foot), self._appearance)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        row = scaled(QHBoxLayout(), self._appearance, (12, 8, 12, 8), 8)
        self._copy = Button(self.tr("Copy events"), self._appearance, icon="copy", is_small=True)
        self._copy.clicked.connect(self._copy_events)
        row.addWidget(self._copy)
        row.addStretch(1)
        column.addLayout(row)
        self._column.addWidget(self._foot)

    def _show_speed(self, message: Message, events: Sequence[AnswerEvent]) -> None:
        measured = speed(message, events)
        self._chart.show_speed(measured)
        mean = mean_rate(message)
        words = [self.tr("mean {rate:,.0f}").format(rate=mean)] if mean else []
        if measured.rates:
            words.append(self.tr("peak {rate:,.0f}").format(rate=measured.peak))
        about = self.tr("about ") if measured.is_estimated else ""
        self._rates.setText(about + " · ".join(words))

    def _clear_figures(self) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.deleteLater()

    def _show_figures(self, message: Message, events: Sequence[AnswerEvent]) -> None:
        self._clear_figures()
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

    def _copy_events(self) -> None:
        lines = (msgspec.json.encode(event).decode() for event in self._events)
        QGuiApplication.clipboard().setText("\n".join(lines))
