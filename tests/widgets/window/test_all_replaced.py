"""Restoring and deleting everything, as the window sees it."""

from tests.viewmodels.scripted import until


async def test_a_window_lists_anew_and_lets_go_of_what_it_showed(seat) -> None:
    async with seat() as person:
        window = person.window
        shown = (await person.desk.answered("one", "1", window.conversation)).id
        conversations = person.desk.conversations
        assert conversations.list.ids == [shown]
        settings = window._layers.show_settings("Privacy & data")
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
        page = window._layers.show_settings("Privacy & data")._pages["Privacy & data"]
        page._delete_button.click()
        page._question.buttons["trash"].click()
        await until(lambda: not person.desk.conversations.list.ids)
        await person.settled()
        assert not conversation.is_streaming
        answer = (await store.branch(conversation.id))[-1]
        assert (answer.text, answer.state) == ("half an ans", "stopped")
        assert (await store.conversation(conversation.id)).trashed
