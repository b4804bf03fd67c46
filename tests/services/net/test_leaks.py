"""After a thousand turns nothing is left that was not there after a few."""

import asyncio
import gc
import itertools
import threading
from pathlib import Path

import pytest

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.services.completions import Completion
from desktop_app.services.http import Exchange
from desktop_app.services.logs import Redactor
from desktop_app.services.store import Store
from desktop_app.services.store.ids import new_id
from desktop_app.services.task_scope import TaskScope
from desktop_app.services.turns import Asked, Turn
from desktop_app.services.watchdog import Limits, Watchdog
from tests.services.net.conftest import Collector, endpoint

OURS = (Turn, Completion, Exchange, Watchdog)
KINDS = {  # scenario: how it ends
    "plain": State.COMPLETE,
    "stalls": State.STOPPED,
    "silent": State.STOPPED,
    "status~401": State.FAILED,
    "error-late": State.FAILED,
    "reset-mid": State.TRUNCATED,
    "eof": State.TRUNCATED,
    "closes": State.FAILED,
}


def left() -> dict[str, int]:
    gc.collect()
    loop = asyncio.get_running_loop()
    return {
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "files and sockets": len(list(Path("/proc/self/fd").iterdir())),
        "timers": len([h for h in loop._scheduled if not h.cancelled()]),
        "objects": sum(isinstance(each, OURS) for each in gc.get_objects()),
    }


class Rounds:
    def __init__(self, gateway, http, store: Store, conversation: str) -> None:
        self.gateway = gateway
        self.http = http
        self.store = store
        self.conversation = conversation
        self.scope = TaskScope("rounds", lambda _error: None)

    async def turn(self, scenario: str, protocol: str) -> State:
        async def prepare(messages, _on_loading) -> Asked:
            place = endpoint(self.gateway.url(scenario), protocol)
            request = CompletionRequest(place, "stand-in-1", tuple(messages[-1:]))
            return Asked(request, None, Limits(retries=0))

        question = Message(new_id(), Role.USER, State.COMPLETE, (TextPart("Hi"),), 1.0)
        listener = Collector()
        turn = Turn(
            self.http,
            self.store,
            self.conversation,
            prepare,
            listener,
            redactor=Redactor(),
            user_message=question,
        )
        task = self.scope.start(turn.run(), "turn")
        if KINDS[scenario] is State.STOPPED:
            known = len(self.gateway.received)
            while len(self.gateway.received) == known or (scenario == "stalls" and not turn.events):
                await asyncio.sleep(0)
            task.cancel()
        await asyncio.wait({task})
        self.gateway.received.clear()
        await self.store.update_conversation(self.conversation, leaf=None)
        return turn.message.state

    async def run(self, count: int) -> None:
        kinds = itertools.cycle(itertools.product(["chat", "responses", "messages"], KINDS))
        for protocol, scenario in itertools.islice(kinds, count):
            assert await self.turn(scenario, protocol) is KINDS[scenario], (scenario, protocol)

    async def settled(self) -> dict[str, int]:
        while self.gateway.open_connections > 1:  # one may be kept for the next turn
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)
        return left()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts files as Linux lists them")
async def test_a_thousand_turns_leave_nothing(net) -> None:
    async with net() as (gateway, http):
        store = await Store.temporary()
        row = await store.create_conversation()
        rounds = Rounds(gateway, http, store, row.id)
        await rounds.run(24)
        few = await rounds.settled()
        await rounds.run(1000)
        many = await rounds.settled()
        await store.close()
    assert {name: count for name, count in many.items() if count > few[name]} == {}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts files as Linux lists them")
async def test_the_count_would_see_a_leak(net) -> None:
    async with net() as (gateway, http):
        before = left()
        forgotten = http.exchange(endpoint(gateway.url("stalls")), body=b"{}")
        await forgotten.__aenter__()
        after = left()
        await forgotten.__aexit__(None, None, None)
    assert after["files and sockets"] > before["files and sockets"]
    assert after["objects"] == before["objects"] + 1
