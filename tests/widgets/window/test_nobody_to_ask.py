"""Who answers in a conversation that has not begun."""

from desktop_app.domain.provider import Provider
from tests.viewmodels.scripted import until


async def test_nothing_is_sent_to_nobody(seat) -> None:
    async with seat() as person:
        person.desk.core.catalog.add(Provider("local", "http://127.0.0.1:9/v1", "chat"))
        person.window.conversation.choose_model("local", "")
        person.window.composer.focus()
        person.type("Who is there?")
        person.press("Return")
        picker = person.window.layers._picker
        assert picker.isVisible()
        assert person.window.composer.text() == "Who is there?"
        assert not person.desk.turns.all
        picker.dismiss()
        person.window.conversation.choose_model("local", "fast")
        person.window.composer.focus()
        person.press("Return")
        await until(lambda: person.desk.turns.all and person.desk.turns.last.is_running)
        assert not picker.isVisible()
        person.desk.turns.last.finish()


async def test_an_untouched_conversation_begins_anew_with_the_default_of_now(seat) -> None:
    async with seat() as person:
        catalog = person.desk.core.catalog
        catalog.add(Provider("local", "http://127.0.0.1:9/v1", "chat", model="fast"))
        catalog.set_default("local")
        person.window.new_conversation()
        assert person.window.conversation.provider == "local"
        catalog.set_default("built-in")
        person.window.composer.focus()
        person.type("half a question")
        person.window.new_conversation()
        assert person.window.composer.text() == "half a question", "what is written stays"
