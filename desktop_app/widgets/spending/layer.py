"""The layer "Cost and usage": a range, its totals, a plot, tables by model, conversation, day."""

import datetime
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.errors import AppError
from desktop_app.services.core import Core
from desktop_app.services.store.spending import Spent
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels import spending
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.controls.button import Button, IconButton
from desktop_app.widgets.controls.choice import Choice
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.controls.label import Label
from desktop_app.widgets.controls.layer import Layer
from desktop_app.widgets.controls.scaling import scaled
from desktop_app.widgets.controls.tabs import Tabs
from desktop_app.widgets.spending.plot import Plot, bar_words
from desktop_app.widgets.spending.table import SumsView
from desktop_app.widgets.theme import Appearance


class SpendingLayer(Layer):
    """Reads sums, never messages. What is shown is what was true when the range was chosen.

    `conversation_id` is the conversation on the screen, whose own sum is told too.
    """

    def __init__(
        self,
        window: QWidget,
        core: Core,
        appearance: Appearance,
        scope: TaskScope,
        conversation_id: str = "",
    ) -> None:
        name = window.tr("Cost and usage")
        super().__init__(window, name, appearance, width=880, height=672, top=64)
        self._appearance = appearance
        self._core = core
        self._conversation_id = conversation_id
        self._who = Who(core.catalog)
        self._work = ToldWork(scope, self._failed)
        self._days: Sequence[Spent] = ()
        self._talks: Sequence[Spent] = ()
        self._bars: Sequence[spending.Bar] = ()
        self._today = datetime.date.today()  # noqa: DTZ011  # the person's own day is meant
        self._card: ErrorCard | None = None
        self._build(name)
        self._load()

    def take_focus(self) -> None:
        """The choice of the range."""
        self._range.setFocus(Qt.FocusReason.PopupFocusReason)

    def _build(self, name: str) -> None:
        appearance = self._appearance
        column = scaled(QVBoxLayout(self.panel), appearance, (20, 16, 20, 16), 8)
        column.addLayout(self._head(name))
        self._total = Label(self.tr("Adding up…"), appearance, weight=500, wraps=True)
        column.addWidget(self._total)
        self._here = Label("", appearance, size=12, line=16, color="muted", wraps=True)
        self._here.hide()
        column.addWidget(self._here)
        self._body = QWidget()
        body = scaled(QVBoxLayout(self._body), appearance, spacing=8)
        self._plot = Plot(appearance)
        self._plot.chosen.connect(self._tell_bar)
        body.addWidget(self._plot)
        self._bar = Label("", appearance, size=12, line=16, color="muted", elides=True)
        body.addWidget(self._bar)
        body.addLayout(self._below())
        self._table = SumsView(appearance)
        body.addWidget(self._table, 1)
        column.addWidget(self._body, 1)
        self._empty = Label("", appearance, color="muted", wraps=True)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        self._empty.hide()
        self._column = column

    def _head(self, name: str) -> QHBoxLayout:
        appearance = self._appearance
        row = scaled(QHBoxLayout(), appearance, spacing=8)
        row.addWidget(Label(name, appearance, size=18, line=28, weight=600, elides=True), 1)
        ranges = [(days, self.tr(words)) for days, words in spending.RANGES.items()]
        self._range = Choice(self.tr("Time"), ranges, appearance, width=112)
        self._range.set_value(30)
        self._range.chosen.connect(lambda _days: self._load())
        row.addWidget(self._range)
        close = IconButton("x", self.tr("Close"), appearance)
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        return row

    def _below(self) -> QHBoxLayout:
        appearance = self._appearance
        row = scaled(QHBoxLayout(), appearance, spacing=8)
        titles = [self.tr("Models"), self.tr("Conversations"), self.tr("Days")]
        self._tabs = Tabs(self.tr("Add up by"), titles, appearance)
        self._tabs.chosen.connect(lambda _index: self._show_table())
        row.addWidget(self._tabs)
        row.addStretch(1)
        self._copy = Button(self.tr("Copy as CSV"), appearance, icon="copy", is_small=True)
        self._copy.clicked.connect(self._copy_csv)
        row.addWidget(self._copy)
        return row

    def _load(self) -> None:
        self._work.start("cost and usage", self._read)

    async def _read(self) -> None:
        days = int(str(self._range.value))
        since = spending.since(days, self._today)
        self._days = await self._core.store.spent_by_day(since)
        self._talks = await self._core.store.spent_by_conversation(since)
        here = await self._core.store.spent_in(self._conversation_id)
        if here:
            told = self._total_words(spending.total(here, self._who.model))
            self._here.setText(self.tr("This conversation so far: {sum}").format(sum=told))
        self._here.setVisible(bool(here))
        self._bars = spending.bars(self._days, self._who.model, days, self._today)
        self._show()

    def _show(self) -> None:
        whole = spending.total(self._days, self._who.model)
        self._total.setText(self._total_words(whole))
        self._plot.show_bars(self._bars, is_money=whole.money.dollars > 0)
        self._bar.setText(self.tr("Point at a bar, or go there with the arrow keys."))
        self._show_table()
        is_empty = not self._days
        self._body.setVisible(not is_empty)
        self._empty.setVisible(is_empty)
        self._empty.setText(
            self.tr(
                "No answer came in this time. What answers take is added up here as they come; "
                "figures never leave this computer."
            )
        )

    def _total_words(self, whole: spending.Sum) -> str:
        is_one = whole.answers == 1
        counted = [
            whole.money.words if whole.money.is_known else "",
            self.tr("{0} tokens in").format(f"{whole.input:,}"),
            self.tr("{0} out").format(f"{whole.output:,}"),
            self.tr("1 answer") if is_one else self.tr("{0} answers").format(f"{whole.answers:,}"),
        ]
        told = [" · ".join(filter(None, counted))]
        if whole.uncounted:
            missing = self.tr("{count} of them without figures")
            told.append(missing.format(count=f"{whole.uncounted:,}"))
        if not whole.money.is_known:
            told.append(self.tr("no price is known"))
        elif whole.money.is_partial:
            told.append(self.tr("some have no known price"))
        return ", ".join(told)

    def _tell_bar(self, number: int) -> None:
        if 0 <= number < len(self._bars):
            bar = self._bars[number]
            self._bar.setText(f"{bar.label}: {bar_words(bar)}")

    def _lines(self) -> tuple[list[spending.Sum], str]:
        """What the table shows, and what its first column is called."""
        tab = self._tabs.currentIndex()
        if tab == 0:
            title = self._who.title
            return spending.by_model(self._days, self._who.model, title), self.tr("Model")
        if tab == 1:
            untitled, gone = self.tr("Untitled"), self.tr("Deleted conversations")
            lines = spending.by_conversation(self._talks, self._who.model, untitled, gone)
            return lines, self.tr("Conversation")
        days = [bar.sum for bar in reversed(self._bars) if bar.sum.answers]
        return days, self.tr("Time")

    def _show_table(self) -> None:
        self._table.show_lines(*self._lines())

    def _copy_csv(self) -> None:
        lines, first = self._lines()
        QGuiApplication.clipboard().setText(spending.as_csv(lines, first.lower()))
        self._bar.setText(self.tr("Copied {count} rows.").format(count=len(lines)))

    def _failed(self, error: AppError) -> None:
        self._total.setText("")
        self._body.hide()
        self._card = ErrorCard(error, self._appearance, [("again", self.tr("Try again"))])
        self._card.acted.connect(self._again)
        self._column.insertWidget(1, self._card)
        self._card.show()
        self._card.take_focus()

    def _again(self) -> None:
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        self._load()
