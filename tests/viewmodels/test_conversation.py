"""A conversation: sending, streaming unseen, stopping, the queue, versions, editing, drafts."""

import asyncio

import pytest

from desktop_app.domain.completion import Parameters
from desktop_app.domain.errors import StoreError
from desktop_app.domain.message import Role, State
from desktop_app.domain.rewriting import is_rewritten
from desktop_app.services import unsent
from desktop_app.services.clearing import purge_all
from desktop_app.services.core import Core
from desktop_app.services.store.rows import Editing
from desktop_app.services.titles import first_words
from tests.viewmodels.scripted import settled, until


async def test_first_message_saves_the_conversation_and_is_seen_at_once(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("What is a stream?")
        assert conversation.id
        assert conversation.title == first_words("What is a stream?")
        shown = [item.message.role for item in conversation.transcript.items]
        assert shown == [Role.USER, Role.ASSISTANT]
        assert conversation.is_streaming
        assert all_.conversations.list.ids == [conversation.id]
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_answer_is_in_transcript_and_store(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello there")
        assert conversation.transcript.items[-1].message.text == "Hello there"
        assert conversation.transcript.items[-1].head == "smollm2-135m\nBuilt-in model"
        saved = await all_.core.store.branch(conversation.id)
        assert [message.text for message in saved] == ["Hi", "Hello there"]
        assert conversation.status_words()[0] == "Finished"


async def test_nothing_is_painted_while_nobody_looks(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        painted = []
        conversation.transcript.part_changed.connect(lambda *_: painted.append(1))
        all_.turns.last.say("unseen ")
        assert not painted
        conversation.enter()
        assert len(painted) == 1
        all_.turns.last.say("seen")
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        assert conversation.transcript.items[-1].message.text == "unseen seen"
        conversation.leave()


async def test_first_delta_is_painted_at_once_and_the_rest_waits_for_the_timer(desk) -> None:
    async with desk() as all_:
        all_.core.settings.set("conversation.frame_interval", 100)
        conversation = await all_.asked("Hi")
        conversation.enter()
        painted = []
        conversation.transcript.part_changed.connect(lambda *_: painted.append(1))
        for _ in range(50):
            all_.turns.last.say("word ")
        assert len(painted) == 1
        conversation.turns.stop()
        await until(lambda: not conversation.is_streaming)
        assert conversation.transcript.items[-1].message.text == "word " * 50
        assert conversation.transcript.items[-1].message.state is State.STOPPED
        conversation.leave()


async def test_stop_keeps_what_came_and_holds_the_queue(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        all_.turns.last.say("Some text")
        conversation.send("next")
        conversation.turns.stop()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        assert [message.words for message in conversation.turns.queue.messages] == ["next"]
        assert conversation.turns.queue.held_words == "held after Stop"
        assert conversation.turns.can_continue
        (saved,) = (await all_.core.store.branch(conversation.id))[1:]
        assert (saved.state, saved.text) == (State.STOPPED, "Some text")


async def test_of_a_held_queue_only_that_goes_which_is_sent(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        queue = conversation.turns.queue
        for words in ("one", "two", "three"):
            conversation.send(words)
        conversation.turns.stop()
        await until(lambda: not conversation.is_streaming)
        for number, words in enumerate(("one", "two"), 2):
            conversation.turns.send_queued(queue.messages[0].number)
            await until(lambda n=number: len(all_.turns.all) == n and all_.turns.last.is_running)
            assert all_.turns.asked[-1][0] == words
            assert queue.held_words == "held after Stop"
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        assert [message.words for message in queue.messages] == ["three"]
        assert len(all_.turns.all) == 3


async def test_who_goes_on_after_stop_has_a_queue_that_goes_on_too(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        all_.turns.last.say("Some text")
        conversation.turns.stop()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        conversation.turns.continue_answer()
        await until(lambda: len(all_.turns.all) == 2 and all_.turns.last.is_running)
        conversation.send("next")
        assert conversation.turns.queue.held_words == ""
        all_.turns.last.finish()
        await until(lambda: len(all_.turns.all) == 3)
        assert all_.turns.asked[2][0] == "next"


async def test_what_waits_is_kept_in_case_the_app_dies(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("one")

        async def kept() -> str:
            return (await all_.core.store.conversation(conversation.id)).draft

        conversation.send("two")
        conversation.send("three")
        conversation.draft.write("four")
        await until(lambda: conversation.row.draft)
        assert await kept() == "two\nthree\nfour"
        assert conversation.draft.text == "four"
        all_.turns.last.finish()
        await until(lambda: len(all_.turns.all) == 2 and all_.turns.last.is_running)
        await until(lambda: conversation.row.draft == "three\nfour")
        conversation.turns.stop()
        await until(lambda: not conversation.is_streaming)
        await conversation.close()
        assert await kept() == "three\nfour", "and none of it twice"


async def test_queue_goes_on_by_itself_after_a_whole_answer_only(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("one")
        conversation.send("two")
        conversation.send("three")
        all_.turns.last.finish()
        await until(lambda: len(all_.turns.all) == 2)
        assert all_.turns.asked[1][0] == "two"
        all_.turns.last.finish(State.FAILED)
        await until(lambda: not conversation.is_streaming)
        assert conversation.turns.queue.held_words == "held after the error"
        conversation.turns.send_queued(conversation.turns.queue.messages[0].number)
        await until(lambda: len(all_.turns.all) == 3)
        assert all_.turns.asked[2][0] == "three"
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_send_now_stops_and_goes_next(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("one")
        conversation.send("two")
        conversation.send("three")
        conversation.turns.send_queued(conversation.turns.queue.messages[1].number)
        await until(lambda: len(all_.turns.all) == 2)
        assert all_.turns.asked[1][0] == "three"
        assert [message.words for message in conversation.turns.queue.messages] == ["two"]
        all_.turns.last.finish()
        await until(lambda: len(all_.turns.all) == 3)
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_retry_makes_a_version_that_can_be_left_and_found_again(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "first")
        conversation.turns.retry(model="other")
        await until(lambda: len(all_.turns.all) == 2)
        assert all_.turns.asked[1] == (None, "built-in", "other")
        assert conversation.transcript.items[-1].version == (2, 2)
        all_.turns.last.say("second")
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        conversation.step_version(-1)
        await settled(all_.scope)
        assert conversation.transcript.items[-1].message.text == "first"
        assert conversation.transcript.items[-1].version == (1, 2)
        conversation.step_version(1)
        await settled(all_.scope)
        assert conversation.transcript.items[-1].message.text == "second"


async def test_editing_starts_a_branch_from_the_edited_message(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        conversation.start_editing()
        assert conversation.draft.text == "Hi"
        conversation.send("Hi again")
        await until(lambda: len(all_.turns.all) == 2)
        assert [item.message.text for item in conversation.transcript.items] == ["Hi again", ""]
        assert conversation.transcript.items[0].version == (2, 2)
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        first = conversation.transcript.items[0].message.id
        conversation.step_version(-1, first)
        await settled(all_.scope)
        assert [item.message.text for item in conversation.transcript.items] == ["Hi", "Hello"]


async def test_a_branch_comes_back_as_it_was_left(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "first")
        question = conversation.transcript.items[0].message.id
        conversation.turns.retry()
        await until(lambda: len(all_.turns.all) == 2)
        all_.turns.last.say("second")
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        assert conversation.step_version(-1) == (1, 2)
        await settled(all_.scope)
        assert conversation.step_version(-1) is None
        conversation.start_editing()
        conversation.send("Hi again")
        await until(lambda: len(all_.turns.all) == 3)
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        conversation.step_version(-1, conversation.transcript.items[0].message.id)
        await settled(all_.scope)
        assert conversation.transcript.items[0].message.id == question
        assert conversation.transcript.items[-1].message.text == "first", "not the newest"


async def test_drafts_are_kept_apart_from_edited_messages(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        conversation.draft.write("half a thought")
        await until(lambda: conversation.row.draft == "half a thought")
        conversation.start_editing()
        edited = conversation.draft.edited_id
        conversation.draft.write("Hi, rewritten")
        await until(lambda: conversation.row.editing)
        assert conversation.row.editing == Editing(edited, "Hi, rewritten")
        await conversation.close()
        assert (await all_.core.store.conversation(conversation.id)).draft == "half a thought"


async def test_a_message_that_was_being_rewritten_is_rewritten_on(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        conversation.draft.write("half a thought")
        conversation.start_editing()
        edited = conversation.draft.edited_id
        conversation.draft.write("Hi, rewritten")
        all_.conversations.let_go(conversation)
        await settled(all_.scope)
        again = await all_.conversations.open(conversation.id)
        assert (again.draft.edited_id, again.draft.text) == (edited, "Hi, rewritten")
        again.draft.end_editing()
        assert again.draft.text == "half a thought"
        await until(lambda: again.row.editing is None)
        again.start_editing()
        again.delete_message(edited)
        await settled(all_.scope)
        assert (again.draft.edited_id, again.draft.text) == ("", "Hi\nhalf a thought")


async def test_deleting_everything_for_good_forgets_what_was_never_sent(desk) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.draft.write("a secret thought")
        await until(all_.core.locations.unsent.exists)
        await purge_all(all_.core.store, all_.core.locations.unsent)
        await all_.conversations.begin_anew()
        assert conversation.draft.text == ""
        assert not all_.core.locations.unsent.exists()
        await conversation.close()
        assert not all_.core.locations.unsent.exists()


async def test_what_was_written_before_an_edit_comes_back(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        conversation.draft.write("half a thought")
        conversation.start_editing()
        conversation.draft.write("Hi, rewritten")
        conversation.start_editing()
        conversation.draft.end_editing()
        assert conversation.draft.text == "half a thought"
        conversation.start_editing()
        conversation.send("Hi, rewritten")
        assert conversation.draft.text == "half a thought"
        await until(lambda: len(all_.turns.all) == 2 and all_.turns.last.is_running)
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_the_way_out_is_loaded_when_somebody_begins_to_write(desk, monkeypatch) -> None:
    calls = []

    async def warm_up(_core) -> None:
        calls.append("warm")

    monkeypatch.setattr(Core, "warm_up", warm_up)
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.draft.attach()
        await conversation.load()
        assert not calls
        for text in ("H", "Ho", "How"):
            conversation.draft.write(text)
        await until(lambda: calls)
        await conversation.close()
    assert calls == ["warm"]


async def test_draft_of_a_new_conversation_is_remembered(desk) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.draft.write("not sent yet")
        await conversation.close()
        assert unsent.recall(all_.core.locations.unsent).draft == "not sent yet"
        assert all_.conversations.new().draft.text == "not sent yet"


async def test_an_edited_answer_stays_an_answer_and_asks_nobody(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        await settled(all_.scope)
        answer = conversation.transcript.items[1].message
        conversation.start_editing(answer.id)
        assert conversation.edited_answer == answer
        conversation.send("Hello, said by me")
        await settled(all_.scope)
        items = conversation.transcript.items
        assert [(item.message.role, item.message.text) for item in items] == [
            (Role.USER, "Hi"), (Role.ASSISTANT, "Hello, said by me"),
        ]  # fmt: skip
        assert items[1].version == (2, 2)
        assert is_rewritten(items[1].message)
        assert not is_rewritten(answer)
        assert len(all_.turns.all) == 1
        assert (conversation.draft.edited_id, conversation.draft.text) == ("", "")
        conversation.send("Next")
        await until(lambda: len(all_.turns.all) == 2)
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        branch = await all_.core.store.branch(conversation.id)
        assert [message.text for message in branch[:3]] == ["Hi", "Hello, said by me", "Next"]


async def test_deleting_tells_how_many_go(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        first = conversation.transcript.items[0].message.id
        assert conversation.delete_message("unknown") == 0
        assert conversation.delete_message(first) == 2
        await settled(all_.scope)
        assert conversation.transcript.items == []


async def test_delete_a_message_and_bring_it_back(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        answer = conversation.branch.last_answer
        conversation.delete_message(answer.id)
        await settled(all_.scope)
        assert [item.message.text for item in conversation.transcript.items] == ["Hi"]
        conversation.restore_message(answer.id)
        await settled(all_.scope)
        assert [item.message.text for item in conversation.transcript.items] == ["Hi", "Hello"]


async def test_continuing_takes_the_place_of_the_cut_answer(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        all_.turns.last.say("cut he")
        all_.turns.last.finish(State.INCOMPLETE)
        await until(lambda: not conversation.is_streaming)
        assert conversation.turns.can_continue
        conversation.turns.continue_answer()
        await until(lambda: len(all_.turns.all) == 2)
        assert [item.message.role for item in conversation.transcript.items] == [
            Role.USER, Role.ASSISTANT,
        ]  # fmt: skip
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)


async def test_an_earlier_answer_goes_on_itself_and_nothing_else_is_asked(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("Hi")
        all_.turns.last.say("cut he")
        all_.turns.last.finish(State.TRUNCATED)
        await until(lambda: not conversation.is_streaming)
        cut = conversation.transcript.items[1].message.id
        conversation.send("Another thing")
        await until(lambda: len(all_.turns.all) == 2)
        all_.turns.last.say("whole")
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        whole = conversation.transcript.items[3].message.id
        conversation.turns.continue_answer(whole)
        assert not conversation.is_streaming, "a whole answer has nothing to go on with"
        conversation.turns.continue_answer(cut)
        await until(lambda: len(all_.turns.all) == 3)
        row = await all_.core.store.conversation(conversation.id)
        assert row.leaf == cut
        assert [item.message.text for item in conversation.transcript.items][:1] == ["Hi"]
        assert len(conversation.transcript.items) == 2
        all_.turns.last.finish()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        went_on = conversation.transcript.items[1].message.id
        conversation.step_version(-1, went_on)
        await settled(all_.scope)
        assert [item.message.id for item in conversation.transcript.items][1::2] == [cut, whole]


async def test_events_of_an_answer_are_kept_for_the_inspector(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        answer = conversation.branch.last_answer
        assert [(event.kind, event.text) for event in conversation.turns.events_of(answer.id)] == [
            ("text", "Hello")
        ]
        assert conversation.turns.events_of("unknown") == ()


PARAMETERS = Parameters(temperature=0.5, max_tokens=100, effort="low")


async def test_parameters_are_kept_with_the_conversation(desk) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")
        conversation.set_parameters("Be brief.", PARAMETERS)
        await settled(all_.scope)
        assert (conversation.system, conversation.parameters) == ("Be brief.", PARAMETERS)
        row = await all_.core.store.conversation(conversation.id)
        assert (row.system, row.parameters) == ("Be brief.", PARAMETERS)


async def test_parameters_of_a_new_conversation_go_into_its_row(desk) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.set_parameters("Be brief.", PARAMETERS)
        await settled(all_.scope)
        again = all_.conversations.new()
        assert (again.system, again.parameters) == ("Be brief.", PARAMETERS)
        await all_.answered("Hi", "Hello", conversation)
        row = await all_.core.store.conversation(conversation.id)
        assert (row.system, row.parameters) == ("Be brief.", PARAMETERS)
        assert all_.conversations.new().parameters == Parameters()


async def test_what_cannot_be_sent_comes_back_into_the_composer(desk, monkeypatch) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()

        async def full(*_args, **_more):
            raise StoreError("The disk is full.")

        with monkeypatch.context() as patched:
            patched.setattr(all_.core.store, "create_conversation", full)
            told = []
            conversation.failed.connect(lambda error: told.append(str(error)))
            conversation.send("a long thought")
            conversation.draft.write("and another")
            await until(lambda: not conversation.is_streaming)
        assert told == ["The disk is full."]
        assert conversation.draft.text == "a long thought\nand another"
        await all_.answered("works again", "Hello", conversation)


async def test_an_edit_that_cannot_be_sent_is_an_edit_again(desk, monkeypatch) -> None:
    async with desk() as all_:
        conversation = await all_.answered("Hi", "Hello")

        async def full(*_args, **_more):
            raise StoreError("The disk is full.")

        conversation.start_editing()
        edited = conversation.draft.edited_id
        with monkeypatch.context() as patched:
            patched.setattr(all_.core.store, "update_conversation", full)
            conversation.send("Hi, rewritten")
            await until(lambda: not conversation.is_streaming)
        assert (conversation.draft.text, conversation.draft.edited_id) == ("Hi, rewritten", edited)


@pytest.mark.parametrize("steps", range(6))
async def test_stop_at_any_moment_loses_no_question(desk, steps) -> None:
    async with desk() as all_:
        conversation = all_.conversations.new()
        conversation.send("a long thought")
        for _ in range(steps):
            await asyncio.sleep(0)
        conversation.turns.stop()
        await until(lambda: not conversation.is_streaming)
        await settled(all_.scope)
        assert conversation.transcript.items[0].message.text == "a long thought"
        assert conversation.transcript.items[-1].message.state is State.STOPPED


async def test_what_waits_is_in_the_draft_after_closing(desk) -> None:
    async with desk() as all_:
        conversation = await all_.asked("one")
        conversation.send("two")
        conversation.send("three")
        conversation.draft.write("four")
        await conversation.close()
        assert (await all_.core.store.conversation(conversation.id)).draft == "two\nthree\nfour"
