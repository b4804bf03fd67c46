"""Turns that say what a test wants, saved in the real store as real ones are."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from desktop_app.domain.delta import Finished, TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    Message,
    Origin,
    Part,
    Role,
    State,
    TextPart,
    Timing,
)
from desktop_app.services.core import Core
from desktop_app.services.store import new_id
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.conversation import Conversation
from desktop_app.viewmodels.conversations import Conversations


class ScriptedTurn:
    """Runs until the test ends it with `finish`."""

    def __init__(
        self, core: Core, conversation_id: str, asked: Sequence[Part] | None, listener: Any
    ) -> None:
        self.core = core
        self.conversation_id = conversation_id
        self.listener = listener
        self.builder = MessageBuilder()
        self.notice = None
        self.output_schema = None
        self.seeded = 0
        self.is_running = False  # what was asked is saved
        self.user_message = asked and Message(
            new_id(), Role.USER, State.COMPLETE, tuple(asked), 1.0
        )
        origin = Origin("built-in", "", "chat", "smollm2-135m")
        self.message = Message(new_id(), Role.ASSISTANT, State.STREAMING, (), 2.0, origin=origin)
        self._end: asyncio.Future[State] = asyncio.get_running_loop().create_future()

    @property
    def message_id(self) -> str:
        return self.message.id

    def say(self, text: str) -> None:
        delta = TextDelta("t", text)
        self.builder.apply(delta)
        self.listener.deltas_arrived([delta])

    def finish(self, state: State = State.COMPLETE) -> None:
        self._end.set_result(state)

    async def run(self) -> Message:
        state = State.STOPPED
        try:
            await self._begin()
            self.is_running = True
            state = await self._end
            self.builder.apply(Finished("stop", state))
        finally:
            if state is State.STOPPED:
                self.builder.end(State.STOPPED)
            self.message = msgspec.structs.replace(
                self.message, state=state, parts=self.builder.parts(), timing=Timing(0.1, 0.2, 1)
            )
            await self.core.store.add_message(self.conversation_id, self.message)
        return self.message

    async def _begin(self) -> None:
        store = self.core.store
        branch = await store.branch(self.conversation_id)
        parent = branch[-1].id if branch else None
        if self.user_message:
            self.user_message = msgspec.structs.replace(self.user_message, parent=parent)
            parent = self.user_message.id
            await store.add_message(self.conversation_id, self.user_message)
        elif branch and branch[-1].role is Role.ASSISTANT:
            parent = branch[-1].parent
        self.message = msgspec.structs.replace(self.message, parent=parent)


class ScriptedTurns:
    """Stands in for `Core.new_turn`; the newest turn is `last`."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.all: list[ScriptedTurn] = []
        self.asked: list[tuple[str | None, str, str]] = []
        core.new_turn = self._new_turn  # type: ignore[method-assign]

    def _new_turn(
        self,
        conversation_id: str,
        asked: Sequence[Part] | None,
        provider: str,
        model: str,
        listener: Any,
    ) -> ScriptedTurn:
        turn = ScriptedTurn(self._core, conversation_id, asked, listener)
        self.all.append(turn)
        text = None if asked is None else "".join(x.text for x in asked if type(x) is TextPart)
        self.asked.append((text, provider, model))
        return turn

    @property
    def last(self) -> ScriptedTurn:
        return self.all[-1]


@dataclass
class Desk:
    """What a test of conversations stands on."""

    core: Core
    scope: TaskScope
    conversations: Conversations
    turns: ScriptedTurns

    async def asked(self, text: str, conversation: Conversation | None = None) -> Conversation:
        """Ask, and wait until the turn runs."""
        conversation = conversation or self.conversations.new()
        count = len(self.turns.all)
        conversation.send(text)
        await until(lambda: len(self.turns.all) > count and self.turns.last.is_running)
        return conversation

    async def answered(
        self, text: str, answer: str, conversation: Conversation | None = None
    ) -> Conversation:
        """Ask and let the whole answer come."""
        conversation = await self.asked(text, conversation)
        self.turns.last.say(answer)
        self.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(self.scope)
        return conversation


async def until(fact: Callable[[], object], limit: float = 5.0) -> None:
    """Let the loop turn until `fact` holds."""
    async with asyncio.timeout(limit):
        while not fact():
            await asyncio.sleep(0.005)


async def settled(scope: TaskScope) -> None:
    """Let everything end that is under way in this scope and below."""
    await until(lambda: not _running(scope))


def _running(scope: TaskScope) -> bool:
    return bool(scope.tasks) or any(_running(child) for child in scope._children)
