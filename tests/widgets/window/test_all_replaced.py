"""Restoring and deleting everything, as the window sees it."""

from desktop_app.domain.message import Message, Role, State, TextPart
from tests.viewmodels.scripted import until


async def test_a_window_lists_anew_and_lets_go_of_what_it_showed(seat) -> None:
    async with seat() as person:
        window = person.window
        shown = (await person.desk.answered("one", "1", window.conversation)).id
        conversations = person.desk.conversations
        assert conversations.list.ids == [shown]
        settings = window.layers.show_settings("Privacy & data")
        page = settings._pages["Privacy & data"]
        page._delete_button.click()
        page._question.buttons["purge"].click()
        await until(lambda: not conversations.list.ids)
        assert settings.isVisible()  # the row says what happened
        settings.dismiss()
        await person.settled()
        assert window.conversation.id != shown
        assert not window.conversation.id


async def test_an_answer_is_stopped_and_kept_before_everything_goes(seat) -> None:
    async with seat() as person:
        window, store = person.window, person.desk.core.store
        conversation = await person.desk.asked("one", window.conversation)
        person.desk.turns.last.say("half an ans")
        page = window.layers.show_settings("Privacy & data")._pages["Privacy & data"]
        page._delete_button.click()
        page._question.buttons["trash"].click()
        await until(lambda: not person.desk.conversations.list.ids)
        await person.settled()
        assert not conversation.is_streaming
        answer = (await store.branch(conversation.id))[-1]
        assert (answer.text, answer.state) == ("half an ans", "stopped")
        assert (await store.conversation(conversation.id)).trashed


async def test_what_a_backup_brings_back_is_shown_as_it_was(seat, tmp_path) -> None:
    async with seat() as person:
        window, desk = person.window, person.desk
        kept = (await desk.answered("one", "1", window.conversation)).id
        other = await desk.answered("two", "2")
        await desk.core.store.purge(other.id)  # as if the backup did not know it
        parts = (TextPart("from the backup"),)
        last = (await desk.core.store.branch(kept))[-1]
        more = Message("more", Role.USER, State.COMPLETE, parts, last.created + 1, last.id)
        await desk.core.store.add_message(kept, more)
        ended = []
        desk.conversations.ended.connect(lambda conversation: ended.append(conversation.id))
        await desk.conversations.begin_anew()
        assert ended == [other.id]
        assert window.conversation.id == kept
        assert window.conversation.branch.messages[-1].text == "from the backup"
