"""Says in time what would otherwise come as a surprise: a full context, money that is spent.

One for each window. Each thing is said once, until there is something new to say of it.
"""

import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.viewmodels.context_use import context_use
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.limits import context_reached, first_day, spending_reached
from desktop_app.viewmodels.told_work import ToldWork
from desktop_app.viewmodels.who import Who
from desktop_app.widgets.session import Session

if TYPE_CHECKING:
    from desktop_app.widgets.main_window import MainWindow

_SAID = "spending_said"  # remembered, so that a new start does not say it again


class Watching(QObject):
    """Looks when an answer has ended, and when another conversation comes on the screen."""

    def __init__(self, window: "MainWindow", session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._who = Who(session.core.catalog)
        self._work = ToldWork(session.scope, window.tell)
        self._conversation: Conversation | None = None
        self._said: dict[str, str] = {}  # conversation: what was said of its context
        session.conversations.answer_ended.connect(self._answer_ended)

    def follow(self, conversation: Conversation) -> None:
        """Another conversation is on the screen."""
        if self._conversation is not None:
            self._conversation.changed.disconnect(self._look_at_context)
        self._conversation = conversation
        conversation.changed.connect(self._look_at_context)
        self._window.transcript.take_back_notice("context")
        self._look_at_context()

    def _look_at_context(self) -> None:
        conversation = self._conversation
        if conversation is None or conversation.is_streaming:
            return
        sent = conversation.parameters.sent_of(conversation.branch.messages)
        model = self._who.model(conversation.provider, conversation.model)
        reached = context_reached(context_use(sent, model))
        before = self._said.get(conversation.id, "")
        self._said[conversation.id] = reached.mark if reached else ""
        page = self._window.transcript
        if reached is None:
            page.take_back_notice("context")
        elif reached.mark != before:
            actions = [
                ("leave_out", self.tr("Leave out earlier messages…")),
                ("choose_model", self.tr("Other model")),
            ]
            page.notices.warn("context", reached.told, "gauge", actions, self._act)

    def _act(self, name: str) -> None:
        if name == "choose_model":
            self._window.layers.choose_answering_model()
        else:
            self._window.run_remedy(name)

    def _answer_ended(self) -> None:
        core = self._session.core
        limits = (core.settings.get("spending.day"), core.settings.get("spending.month"))
        if any(limits):
            self._work.start("spending", self._look_at_spending, limits)

    async def _look_at_spending(self, limits: tuple[float, float]) -> None:
        core, today = self._session.core, datetime.date.today()  # noqa: DTZ011  # the person's day
        rows = await core.store.spent_by_day(first_day(today))
        reached = spending_reached(rows, self._who.model, limits, today)
        if reached is None or core.remembered.get(_SAID) == reached.mark:
            return
        core.remembered.set(_SAID, reached.mark)
        actions = [("costs", self.tr("Cost and usage")), ("limit", self.tr("Change the limit"))]

        def act(name: str) -> None:
            if name == "costs":
                self._window.layers.show_spending()
            else:
                self._window.layers.show_settings("Conversation")

        self._window.transcript.notices.warn("spending", reached.told, "wallet", actions, act)
