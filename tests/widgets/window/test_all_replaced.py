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
