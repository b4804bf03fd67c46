"""Warnings in the window: said in time, once, with what to do about it."""

import datetime

import msgspec

from desktop_app.domain.message import State, Usage
from desktop_app.domain.provider import Model
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
from tests.viewmodels.scripted import until


def cards(person) -> list[ErrorCard]:
    return [card for card in person.window.findChildren(ErrorCard) if card.isVisible()]


def press(card: ErrorCard, words: str) -> None:
    next(button for button in card.findChildren(Button) if button.text() == words).click()


async def filled(person, used: int):
    """A conversation whose last answer counted so many tokens."""
    conversation = await person.desk.answered("What?", "This.", person.window.conversation)
    answer = msgspec.structs.replace(
        conversation.branch.last_answer, state=State.COMPLETE, usage=Usage(input=used, output=1)
    )
    conversation._shown.show(conversation.branch.without_last().with_message(answer))
    conversation.changed.emit()
    return conversation


async def test_a_context_that_is_nearly_full_is_said_once(seat, monkeypatch) -> None:
    known = Model("m", context=1000)
    monkeypatch.setattr("desktop_app.viewmodels.who.Who.model", lambda *_: known)
    async with seat() as person:
        conversation = await filled(person, 850)
        (card,) = cards(person)
        assert "85 % full" in card.accessibleName()
        press(card, "Not now")
        await until(lambda: not cards(person))
        conversation.changed.emit()
        assert not cards(person)
        await filled(person, 990)
        await until(lambda: cards(person))
        press(cards(person)[0], "Other model")
        await until(lambda: "Search models" in person.window.focusWidget().accessibleName())
        person.press("Esc")


async def test_money_is_said_once_a_day_and_blocks_nothing(seat) -> None:
    async with seat() as person:
        core = person.desk.core
        core.settings.set("spending.day", 1.0)
        today = datetime.date.today().isoformat()  # noqa: DTZ011  # the own day
        row = (today, "gone", "p", "m", 1, 0, 1, 0, 1, 2.0, 0, 0, 0)

        def spend(db) -> None:
            db.execute(f"INSERT INTO spent VALUES ({', '.join('?' * 13)})", row)

        await core.store._writer.run(spend)
        await person.desk.answered("What?", "This.", person.window.conversation)
        await until(lambda: cards(person))
        assert "more than the $1.00 you set" in cards(person)[0].accessibleName()
        press(cards(person)[0], "Not now")
        await until(lambda: not cards(person))
        await person.desk.answered("And?", "That.", person.window.conversation)
        await person.settled()
        assert not cards(person)


async def test_what_is_left_out_is_said_and_sent_again_at_a_press(seat) -> None:
    async with seat() as person:
        await person.desk.answered("First?", "One.", person.window.conversation)
        conversation = await person.desk.answered("Second?", "Two.", person.window.conversation)
        person.window.run_remedy("leave_out")
        person.press("Return")
        await until(lambda: "2 earlier messages left out" in conversation.status_words())
        await person.settled()
        person.window._run("answer.send_all")
        await until(lambda: "2 earlier messages left out" not in conversation.status_words())
        assert conversation.parameters.begins_with == ""
        await person.settled()
