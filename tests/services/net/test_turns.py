"""A turn from its question to the disk: whole, stopped, failed, cut, continued, unsaved."""

import asyncio
import gc
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.errors import DiskFull, LocalModelError
from desktop_app.domain.message import (
    Message,
    OpaquePart,
    ReasoningPart,
    Role,
    State,
    TextPart,
    Usage,
)
from desktop_app.domain.profile import Profile
from desktop_app.services.http import Http
from desktop_app.services.logs import Redactor
from desktop_app.services.notices import Loading, Retrying, Unsaved
from desktop_app.services.secrets import Secret
from desktop_app.services.store import Store
from desktop_app.services.store.ids import new_id
from desktop_app.services.task_scope import TaskScope
from desktop_app.services.turns import Asked, Turn
from desktop_app.services.watchdog import Limits
from tests.services.net.conftest import Collector, endpoint
from tests.services.net.dialects import DONE, WORDS, chat_chunk, data

WHOLE = "".join(WORDS)


def person(text: str) -> Message:
    return Message(new_id(), Role.USER, State.COMPLETE, (TextPart(text),), time.time())


class Bench:
    """A store, a client and a gateway, and turns between them."""

    def __init__(self, gateway, http: Http, store: Store, conversation: str) -> None:
        self.gateway = gateway
        self.http = http
        self.store = store
        self.conversation = conversation
        self.listener = Collector()
        self.bugs: list[BaseException] = []
        self.scope = TaskScope("test", self.bugs.append)

    def turn(self, scenario: str, text: str | None = "Hi", protocol: str = "chat", **more) -> Turn:
        profile = more.pop("profile", Profile())
        limits = more.pop("limits", Limits(retries=1))

        async def prepare(messages, on_loading) -> Asked:
            on_loading("Loading the model")
            place = endpoint(self.gateway.url(scenario), protocol)
            request = CompletionRequest(place, "stand-in-1", tuple(messages), profile=profile)
            return Asked(request, None, limits)

        return Turn(
            self.http,
            more.pop("store", self.store),
            self.conversation,
            more.pop("prepare", prepare),
            self.listener,
            redactor=more.pop("redactor", None) or Redactor(),
            user_message=person(text) if text else None,
            **more,
        )

    async def branch(self) -> list[Message]:
        return await self.store.branch(self.conversation)

    async def until(self, is_true: Callable[[], bool]) -> None:
        while not is_true():
            await asyncio.sleep(0.002)


@pytest.fixture
def bench(net, tmp_path: Path):
    """`async with bench() as b`."""
    import contextlib

    @contextlib.asynccontextmanager
    async def made():
        async with net() as (gateway, http):
            store = await Store.open(tmp_path / "rivulet.db")
            row = await store.create_conversation()
            try:
                yield Bench(gateway, http, store, row.id)
            finally:
                await store.close()

    return made


async def test_a_whole_turn(bench) -> None:
    async with bench() as b:
        turn = b.turn("plain")
        assert turn.message.state is State.STREAMING
        message = await turn.run()
        question, answer = await b.branch()
    assert question == turn.user_message
    assert answer == message == turn.message
    assert (answer.id, answer.parent) == (turn.message_id, question.id)
    assert (answer.state, answer.text) == (State.COMPLETE, WHOLE)
    assert answer.usage == Usage(input=7, output=len(WORDS))
    assert answer.stop_reason == "stop"
    assert answer.error is None
    assert (answer.origin.provider, answer.origin.model) == ("stand-in", "stand-in-1")
    assert answer.origin.protocol == "chat"
    assert answer.timing.events == turn.events == len(WORDS) + 4
    assert 0 < answer.timing.first <= answer.timing.total
    assert b.listener.text == WHOLE
    assert b.listener.told(Loading)
    assert turn.notice is None


async def test_what_it_took_is_kept(bench) -> None:
    async with bench() as b:
        b.listener.on_notice = lambda notice: isinstance(notice, Retrying) and notice.skip()
        repeated = await b.turn("flaky~503.1").run()
        repaired = await b.turn("picky~stream_options").run()
        saved = await b.branch()
    assert (repeated.timing.retries, repeated.timing.repair) == (1, "")
    assert (repaired.timing.retries, repaired.timing.repair) == (0, "without stream_options")
    assert [saved[1].timing, saved[3].timing] == [repeated.timing, repaired.timing]


async def test_the_next_turn_carries_the_conversation(bench) -> None:
    async with bench() as b:
        await b.turn("plain", "One").run()
        await b.turn("plain", "Two").run()
        asked = b.gateway.last.json["messages"]
        branch = await b.branch()
    assert [message["content"] for message in asked] == ["One", WHOLE, "Two"]
    assert [message.role for message in branch] == [Role.USER, Role.ASSISTANT] * 2


async def test_a_question_can_be_answered_again(bench) -> None:
    async with bench() as b:
        first = await b.turn("plain").run()
        await b.store.update_conversation(b.conversation, leaf=first.parent)
        second = await b.turn("plain", None).run()
        branch = await b.branch()
    assert second.parent == first.parent
    assert second.id != first.id
    assert branch[-1] == second


async def test_stopping_keeps_what_came(bench) -> None:
    async with bench() as b:
        turn = b.turn("stalls")
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: b.listener.text == "Some words")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await b.gateway.last.left.wait()
        _, answer = await b.branch()
    assert task.cancelled()
    assert (answer.state, answer.text) == (State.STOPPED, "Some words")
    assert answer == turn.message
    assert answer.error is None
    assert b.bugs == []


async def test_closing_the_scope_of_a_turn_saves_it_too(bench) -> None:
    async with bench() as b:
        turn = b.turn("stalls")
        b.scope.start(turn.run(), "turn")
        await b.until(lambda: b.listener.text == "Some words")
        await b.scope.close()
        _, answer = await b.branch()
    assert (answer.state, answer.text) == (State.INTERRUPTED, "Some words")


async def test_impatience_does_not_lose_the_saving(bench) -> None:
    async with bench() as b:
        turn = b.turn("stalls")
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: b.listener.text == "Some words")
        while not task.done():  # as fast as somebody can press Esc
            task.cancel()
            await asyncio.sleep(0)
        _, answer = await b.branch()
    assert (answer.state, answer.text) == (State.STOPPED, "Some words")


@pytest.mark.parametrize("scenario", ["silent", "status~429.60"])
async def test_stopping_while_waiting(bench, scenario) -> None:
    async with bench() as b:
        turn = b.turn(scenario)
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: bool(b.gateway.received) and turn.notice is not None)
        if scenario != "silent":
            await b.until(lambda: isinstance(turn.notice, Retrying))
        task.cancel()
        await asyncio.wait({task})
        _, answer = await b.branch()
    assert (answer.state, answer.parts) == (State.STOPPED, ())


async def test_stopping_while_the_model_loads(bench) -> None:
    is_loading = asyncio.Event()

    async def prepare(_messages, _on_loading) -> Asked:
        is_loading.set()
        await asyncio.Event().wait()

    async with bench() as b:
        turn = b.turn("plain", prepare=prepare)
        task = b.scope.start(turn.run(), "turn")
        await is_loading.wait()
        task.cancel()
        await asyncio.wait({task})
        question, answer = await b.branch()
    assert question.text == "Hi"
    assert answer.state is State.STOPPED


@pytest.mark.parametrize("steps", range(1, 6))
async def test_stopping_at_once_loses_no_question(bench, steps) -> None:
    async with bench() as b:
        await b.turn("plain", "One").run()
        task = b.scope.start(b.turn("stalls", "Two").run(), "turn")
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        branch = await b.branch()
    assert [message.text for message in branch] == ["One", WHOLE, "Two", ""]
    assert branch[-1].state is State.STOPPED
    assert task.cancelled()


async def test_a_preparation_that_fails_stands_beside_the_question(bench) -> None:
    async def prepare(_messages, _on_loading) -> Asked:
        raise LocalModelError("The built-in model is not there.", hint="Install it.")

    async with bench() as b:
        message = await b.turn("plain", prepare=prepare).run()
        _, answer = await b.branch()
    assert answer == message
    assert answer.state is State.FAILED
    assert (answer.error.name, answer.error.hint) == ("LocalModelError", "Install it.")
    assert b.gateway.received == []


@pytest.mark.parametrize("scenario", ["reset-mid", "cut-chunk", "eof"])
@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
async def test_a_lost_connection_is_truncated(bench, scenario, protocol) -> None:
    async with bench() as b:
        await b.turn(scenario, protocol=protocol).run()
        _, answer = await b.branch()
    assert (answer.state, answer.text) == (State.TRUNCATED, "Some words")
    assert answer.error.name == "ConnectionLost"
    assert len(b.gateway.received) == 1


@pytest.mark.parametrize(
    ("scenario", "state", "name", "text"),
    [
        ("nothing", State.TRUNCATED, "ConnectionLost", ""),
        ("closes", State.FAILED, "ConnectionLost", ""),
        ("error-late", State.FAILED, "Overloaded", "Some words"),
        ("status~401", State.FAILED, "KeyRejected", ""),
        ("naga~403", State.BLOCKED, "Blocked", ""),
        ("empty", State.FAILED, "ProviderError", ""),
        ("html", State.FAILED, "WireError", ""),
        ("money", State.FAILED, "BalanceUsedUp", ""),
    ],
)
async def test_failures_are_kept_beside_the_answer(bench, scenario, state, name, text) -> None:
    async with bench() as b:
        message = await b.turn(scenario).run()
        _, answer = await b.branch()
    assert answer == message
    assert (answer.state, answer.error.name, answer.text) == (state, name, text)
    assert answer.error.text


async def test_silence_fails_with_the_limit_that_ended_it(bench) -> None:
    async with bench() as b:
        answer = await b.turn("stalls", limits=Limits(between=0.2)).run()
    assert (answer.state, answer.text) == (State.FAILED, "Some words")
    assert answer.error.name == "TimedOut"
    assert "0.2 s" in answer.error.text


async def test_a_bug_of_ours_leaves_no_answer_streaming(bench) -> None:
    async def prepare(_messages, _on_loading) -> Asked:
        raise ZeroDivisionError

    async with bench() as b:
        with pytest.raises(ZeroDivisionError):
            await b.turn("plain", prepare=prepare).run()
        _, answer = await b.branch()
    assert answer.state is State.FAILED
    assert "inside Rivulet" in answer.error.text


async def test_thinking_is_timed(bench) -> None:
    async with bench() as b:

        async def thinks(call) -> None:
            await call.begin()
            await call.write(data(chat_chunk({"reasoning_content": "Hm"})))
            await b.until(lambda: b.listener.deltas)
            await asyncio.sleep(0.06)
            await call.write(data(chat_chunk({"content": "So."})))
            await call.write(data(chat_chunk({}, "stop")))
            await call.write(DONE)
            await call.end()

        b.gateway.scenarios["thinks"] = thinks
        answer = await b.turn("thinks").run()
    reasoning, text = answer.parts
    assert isinstance(reasoning, ReasoningPart)
    assert 0.05 <= reasoning.seconds <= answer.timing.total
    assert text.text == "So."


@pytest.mark.parametrize("scenario", ["plain", "error-late", "reset-mid", "hangs-after-finish"])
async def test_turns_on_the_windows_loop(qapp, bench, scenario, capfd) -> None:
    """qasync cleans no abandoned generators up: none may be left to it."""
    async with bench() as b:
        answer = await b.turn(scenario).run()
    assert answer.text
    gc.collect()
    assert "async generator" not in capfd.readouterr().err


async def test_stopping_on_the_windows_loop(qapp, bench, capfd) -> None:
    async with bench() as b:
        turn = b.turn("stalls")
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: b.listener.text == "Some words")
        task.cancel()
        await asyncio.wait({task})
        await b.gateway.last.left.wait()
    assert turn.message.state is State.STOPPED
    gc.collect()
    assert "async generator" not in capfd.readouterr().err


# The store ------------------------------------------------------------------------------------


async def test_what_streams_is_on_the_disk(bench, tmp_path) -> None:
    async with bench() as b:
        turn = b.turn("stalls")
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: b.listener.text == "Some words")

        def on_disk() -> str:
            with sqlite3.connect(f"file:{tmp_path / 'rivulet.db'}?mode=ro", uri=True) as db:
                rows = db.execute("SELECT text FROM fragment ORDER BY rowid").fetchall()
            db.close()
            return "".join(row[0] for row in rows)

        await b.until(lambda: on_disk() == "Some words")
        answer = await b.store.message(turn.message_id)
        assert answer.state is State.STREAMING
        task.cancel()
        await asyncio.wait({task})


class Stumbling:
    """A store that cannot write what `broken` says, and hangs while `gate` is closed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.broken: set[str] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.writes = 0

    async def branch(self, conversation_id: str) -> list[Message]:
        return await self.store.branch(conversation_id)

    async def _pass(self, word: str) -> None:
        await self.gate.wait()
        if word in self.broken:
            if "bug" in self.broken:
                raise ZeroDivisionError
            raise DiskFull("The disk is full.", hint="Make room.")

    async def add_message(self, conversation_id: str, message: Message) -> None:
        await self._pass("add")
        await self.store.add_message(conversation_id, message)

    async def begin_answer(self, conversation_id: str, message: Message) -> "Stumbling":
        await self._pass("begin")
        self._journal = await self.store.begin_answer(conversation_id, message)
        return self

    async def write(self, builder) -> None:
        self.writes += 1
        await self._pass("write")
        await self._journal.write(builder)

    async def finish(self, message: Message, spent: object) -> None:
        await self._pass("finish")
        await self._journal.finish(message, spent)


@pytest.mark.parametrize(
    "broken", [{"add", "begin"}, {"begin"}, {"write"}, {"finish"}, {"write", "finish"}]
)
async def test_a_full_disk_does_not_cost_the_answer(bench, broken) -> None:
    async with bench() as b:
        store = Stumbling(b.store)
        store.broken = broken
        answer = await b.turn("drip~0.02", store=store).run()
        assert (answer.state, answer.text) == (State.COMPLETE, WHOLE)
        assert b.listener.text == WHOLE
        told = b.listener.told(Unsaved)
        assert told
        assert "disk is full" in told[0].words
        if broken == {"write"}:  # what could not be appended comes with the end
            assert (await b.branch())[-1] == answer


async def test_a_bug_in_the_store_is_reported_and_costs_no_answer(bench) -> None:
    async with bench() as b:
        reported: list[BaseException] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: reported.append(context["exception"]))
        store = Stumbling(b.store)
        store.broken = {"write", "bug"}
        answer = await b.turn("plain", store=store).run()
    assert answer.text == WHOLE
    assert [type(bug) for bug in reported] == [ZeroDivisionError]


async def test_a_slow_store_does_not_hold_up_the_stream(bench) -> None:
    async with bench() as b:
        store = Stumbling(b.store)
        turn = b.turn("plain~200", store=store)
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: turn.builder is not None and len(b.gateway.received) == 1)
        store.gate.clear()
        await b.until(lambda: turn.builder.state is State.COMPLETE)
        assert not task.done()
        store.gate.set()
        answer = await task
        assert (await b.branch())[-1] == answer


async def test_writes_are_gathered(bench) -> None:
    async with bench() as b:
        store = Stumbling(b.store)
        turn = b.turn("plain~500", store=store)
        await turn.run()
    assert turn.events > 500
    assert store.writes < 50


async def test_a_recording(bench, tmp_path) -> None:
    file = tmp_path / "body.sse"
    async with bench() as b:
        await b.turn("plain", record=file).run()
    assert file.read_bytes().endswith(b"data: [DONE]\n\n")
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_recording_that_has_no_place(bench, tmp_path) -> None:
    async with bench() as b:
        answer = await b.turn("plain", record=tmp_path / "no" / "such" / "folder").run()
    assert (answer.state, answer.error.name) == (State.FAILED, "StoreError")
    assert b.gateway.received == []


# Going on -------------------------------------------------------------------------------------


def seam_of(message: Message) -> dict:
    part = message.parts[-1]
    assert isinstance(part, OpaquePart)
    assert (part.protocol, part.name) == ("rivulet", "seam")
    return msgspec.json.decode(part.payload)


async def test_going_on_by_asking(bench) -> None:
    async with bench() as b:
        cut = await b.turn("continues").run()
        assert (cut.state, cut.text) == (State.INCOMPLETE, "The quick brown")
        turn = b.turn("continues", None)
        whole = await turn.run()
        assert b.gateway.last.json["messages"][1] == {
            "role": "assistant",
            "content": "The quick brown",
        }
        assert "The quick brown" in b.gateway.last.json["messages"][2]["content"]
        branch = await b.branch()
    assert whole.text == "The quick brown fox jumps."
    assert len([part for part in whole.parts if isinstance(part, TextPart)]) == 1
    assert (whole.state, whole.parent) == (State.COMPLETE, cut.parent)
    assert branch[-1] == whole
    assert len(branch) == 2
    assert seam_of(whole) == {
        "cut": cut.id,
        "at": 15,
        "repeated": 11,
        "is_prefilled": False,
        "model": "stand-in-1",
    }
    assert whole.usage == Usage(input=14, output=6)
    assert turn.builder.text_from(0, 0) == whole.text


async def test_going_on_by_prefill(bench) -> None:
    profile = Profile(has_prefill=True)
    async with bench() as b:
        cut = await b.turn("prefilled", protocol="messages", profile=profile).run()
        assert (cut.state, cut.text) == (State.INCOMPLETE, "The quick brown ")
        whole = await b.turn("prefilled", None, "messages", profile=profile).run()
        asked = b.gateway.last.json["messages"]
    assert asked[-1]["role"] == "assistant"
    assert "The quick brown" in str(asked[-1]["content"])
    assert "brown '" not in str(asked[-1]["content"]), "no trailing space is sent"
    assert whole.text == "The quick brown fox jumps."
    assert seam_of(whole)["is_prefilled"] is True
    assert seam_of(whole)["repeated"] == 1


async def test_going_on_twice_keeps_both_seams(bench) -> None:
    async with bench() as b:
        cut = await b.turn("stalls", limits=Limits(between=0.1)).run()
        again = await b.turn("stalls", None, limits=Limits(between=0.1)).run()
        whole = await b.turn("plain", None).run()
    assert (cut.state, again.state, whole.state) == (State.FAILED, State.FAILED, State.COMPLETE)
    seams = [part for part in whole.parts if isinstance(part, OpaquePart)]
    assert len(seams) == 2
    assert whole.text == "Some words Hello from the gateway."
    assert again.text == "Some words"
    assert whole.error is None


async def test_going_on_that_is_stopped_keeps_both_texts(bench) -> None:
    async with bench() as b:
        await b.turn("eof").run()
        b.gateway.scenarios["more"] = _more
        turn = b.turn("more", None)
        task = b.scope.start(turn.run(), "turn")
        await b.until(lambda: turn.first is not None)
        task.cancel()
        await asyncio.wait({task})
    assert turn.message.state is State.STOPPED
    assert turn.message.text == "Some words and more"


async def _more(call) -> None:
    await call.begin()
    await call.write(data(chat_chunk({"content": " and more"})))
    await call.forever()


async def test_a_refused_key_of_the_environment_is_told_as_one(bench) -> None:
    key = Secret("sk-of-the-environment")
    key.variable = "RIVULET_KEY_MINE"
    async with bench() as desk:

        async def prepare(messages, _on_loading) -> Asked:
            place = endpoint(desk.gateway.url("naga~401"), "responses")
            return Asked(CompletionRequest(place, "stand-in-1", tuple(messages)), key, Limits())

        message = await desk.turn("", prepare=prepare).run()
    assert message.error.name == "KeyRejected"
    assert "RIVULET_KEY_MINE in the environment" in message.error.hint
