"""A provider without a chosen model: the message waits until somebody is chosen to answer."""

from desktop_app.domain.provider import Provider
from tests.viewmodels.scripted import until


async def test_nothing_is_sent_to_nobody(seat) -> None:
    async with seat() as person:
        person.desk.core.catalog.add(Provider("local", "http://127.0.0.1:9/v1", "chat"))
        person.window.conversation.choose_model("local", "")
        person.window.composer.focus()
        person.type("Who is there?")
        person.press("Return")
        picker = person.window._layers._picker
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
