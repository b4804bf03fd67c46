"""A key that is pasted into the composer is not sent to a model by mistake."""

from PySide6.QtWidgets import QLineEdit

from tests.viewmodels.scripted import until

KEY = "agnic_tok_T0pSecretSigns4242"


def notices(person) -> list[str]:
    return [notice._words.text() for notice in person.page.toast.notices]


async def test_it_is_held_back_and_kept_as_a_key(seat) -> None:
    async with seat() as person:
        person.window.composer.focus()
        person.type(f" {KEY} ")
        person.press("Return")
        assert "looks like a key for Agnic" in notices(person)[-1]
        assert not person.window.conversation.has_messages
        assert person.window.composer.text().strip() == KEY
        person.page.toast.act()
        assert person.window.composer.text() == ""
        field = person.window.focusWidget()
        assert isinstance(field, QLineEdit)
        assert field.text() == KEY
        assert field.echoMode() == QLineEdit.EchoMode.Password


async def test_pressed_again_it_is_sent(seat) -> None:
    async with seat() as person:
        person.window.composer.focus()
        person.type(KEY)
        person.press("Return")
        person.press("Return")
        turns = person.desk.turns
        await until(lambda: turns.all and turns.last.is_running)
        turns.last.finish()


async def test_words_about_keys_are_sent(seat) -> None:
    async with seat() as person:
        person.window.composer.focus()
        person.type(f"What is {KEY}?")
        person.press("Return")
        turns = person.desk.turns
        await until(lambda: turns.all and turns.last.is_running)
        turns.last.finish()
        assert notices(person) == []
