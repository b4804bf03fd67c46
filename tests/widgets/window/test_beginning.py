"""An empty conversation is calm for whoever has some, and begins with an assistant by keys."""

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.library import Assistant, Prompt
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.inspector.inspector import Inspector
from desktop_app.widgets.palette import ENTRY, Palette
from desktop_app.widgets.settings_dialog.prompts_page import PromptForm
from desktop_app.widgets.transcript.actions import offered
from desktop_app.widgets.transcript.endings import ending
from desktop_app.widgets.welcome.empty_page import KNOWN, EmptyPage
from desktop_app.widgets.welcome.start_page import StartPage
from tests.viewmodels.scripted import until

COOK = Assistant("cook", "Cook", "You cook.", opening="What is in the house?")
GUIDE = Assistant("guide", "Guide", "You guide.")


@pytest.fixture
def doors(monkeypatch) -> list[QWidget]:
    made: list[QWidget] = []

    def make(_self):
        page = QWidget()
        QVBoxLayout(page).addWidget(QPushButton("a door"))
        made.append(page)
        return page

    monkeypatch.setattr("desktop_app.widgets.layers.Layers.welcome", make)
    return made


def stock(person) -> None:
    library = person.desk.core.library
    library.assistants.change(lambda _: [COOK, GUIDE])
    library.prompts.change(lambda _: [Prompt("p", "Shorten", "Shorter, {{how}}.")])


def page_of(person) -> StartPage:
    return person.window.findChild(StartPage)


async def test_doors_for_somebody_new_and_calm_from_the_first_conversation_on(seat, doors) -> None:
    async with seat() as person:
        assert doors[0].isVisible()
        assert not page_of(person).isVisible()
        await person.desk.answered("one", "1", person.window.conversation)
        person.press("Ctrl+N")
        assert page_of(person).isVisible()
        assert person.desk.core.remembered.get(KNOWN)
        assert person.window.composer.field.hasFocus()


async def test_the_doors_stay_reachable_and_there_is_a_way_back(seat, doors) -> None:
    async with seat() as person:
        person.desk.core.remembered.set(KNOWN, True)
        empty = person.window.findChild(EmptyPage)
        empty._close_doors()
        buttons = page_of(person).findChildren(Button)
        next(x for x in buttons if x.text() == "Connect a model").setFocus()
        person.press("Return")
        assert doors[0].isVisible()
        assert empty._back.hasFocus()
        person.press("Return")
        assert page_of(person).isVisible()
        assert page_of(person)._write.hasFocus()


async def test_an_assistant_is_taken_and_let_go_by_keys(seat, doors) -> None:
    async with seat() as person:
        stock(person)
        await person.desk.answered("one", "1", person.window.conversation)
        person.press("Ctrl+N")
        page, window = page_of(person), person.window
        assert [row.text() for row in page._rows] == ["Cook", "Guide"]
        page.take_focus()
        person.press("Down")
        person.press("Return")
        assert window.conversation.assistant == GUIDE
        assert window.composer.field.hasFocus()
        assert [row.isChecked() for row in page._rows] == [False, True]
        assert window.transcript.header.title.text() == "New conversation with Guide"
        page._rows[1].setFocus()
        person.press("Return")
        assert window.conversation.assistant is None
        page.take_focus()
        person.press("Return")
        assert not page.isVisible()  # the opening words stand there
        assert window.conversation.transcript.items[0].message.text == COOK.opening


async def test_the_key_and_the_palette_begin_with_one(seat, doors) -> None:
    async with seat() as person:
        stock(person)
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+Shift+A")
        person.type("gui")
        person.press("Return")
        assert window.conversation is not conversation
        assert window.conversation.assistant == GUIDE
        person.press("Ctrl+Shift+A")
        palette = window.findChildren(Palette)[-1]
        titles = [
            entry.title
            for row in range(palette._rows.rowCount())
            if not isinstance(entry := palette._rows.index(row).data(ENTRY), str)
        ]
        assert titles == ["Cook", "Guide", "No assistant", "Write and change assistants…"]
        person.type("no assist")
        person.press("Return")
        assert window.conversation.assistant is None
        person.press("Ctrl+K")
        person.type("guide")
        person.press("Return")
        assert window.conversation.assistant == GUIDE


async def test_opening_words_offer_nothing_but_a_copy(seat, doors) -> None:
    async with seat() as person:
        stock(person)
        person.press("Ctrl+Shift+A")
        person.press("Return")
        view = person.page._view
        person.press("Alt+Up")
        assert view.keys.entry == 0
        assert offered(view.model.items[0].message) == ("copy",)
        assert ending(view.model.items[0].message) is None


async def test_the_system_prompt_is_written_beside_the_conversation(seat, doors) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+Shift+I")
        inspector = window.findChild(Inspector)
        assert inspector._parameters._system.edit.hasFocus()
        person.type("Be brief.")
        person.press("Tab")
        person.type("0.3")
        person.press("Ctrl+N")  # what was being written belongs to the conversation before
        await until(lambda: conversation.parameters.temperature == 0.3)
        assert conversation.system == "Be brief."
        assert window.conversation.system == ""
        assert inspector._parameters._system.text == ""
        row = await person.desk.core.store.conversation(conversation.id)
        assert (row.system, row.parameters.temperature) == ("Be brief.", 0.3)


async def test_an_own_message_becomes_a_prompt(seat, doors) -> None:
    async with seat() as person:
        conversation = await person.desk.answered(
            "Explain {{what}}.", "1", person.window.conversation
        )
        own = conversation.branch.messages[0]
        person.page.action_requested.emit("prompt", own.id)
        form = person.window.findChild(PromptForm)
        assert form._text.text == "Explain {{what}}."
        person.type("Explain")
        person.press("Return")
        assert person.desk.core.library.prompts.entries[0].name == "Explain"


async def test_a_prompt_is_chosen_from_the_list_and_sent_once_it_is_filled(
    seat, doors, qtlog
) -> None:
    async with seat() as person:
        stock(person)
        window = person.window
        person.press("Ctrl+J")
        person.press("Return")
        assert window.composer.text() == "Shorter, {{how}}."
        person.press("Return")
        assert not person.desk.turns.asked
        person.type("please")
        person.press("Return")
        await until(lambda: person.desk.turns.asked)
        assert person.desk.turns.asked[0][0] == "Shorter, please."
        await until(lambda: person.desk.turns.last.is_running)
        person.desk.turns.last.finish()
    assert not [record for record in qtlog.records if "out of range" in record.message]
