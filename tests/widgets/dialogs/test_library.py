"""The pages of assistants and prompts: written, ordered, given away and brought back, by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.completion import Parameters
from desktop_app.domain.library import Assistant, Prompt
from desktop_app.settings.library import entries_in
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.settings_dialog.assistant_form import AssistantForm
from desktop_app.widgets.settings_dialog.dialog import SettingsDialog
from desktop_app.widgets.settings_dialog.prompts_page import PromptForm

COOK = Assistant("cook", "Cook", "You cook.", parameters=Parameters(temperature=0.5))
GUIDE = Assistant("guide", "Guide", opening="Where to?")
Key = Qt.Key


@pytest.fixture
def open_page(world, window, appearance):
    """Opens a section over a library with two assistants and a prompt."""

    async def opened(section, check):
        async with world() as (core, scope):
            core.library.assistants.change(lambda _: [COOK, GUIDE])
            core.library.prompts.change(lambda _: [Prompt("p", "Shorten", "Shorter.")])
            dialog = SettingsDialog(window, core, appearance, scope)
            dialog.open_at(section)
            await check(core, dialog, dialog._pages[section])

    return opened


def written(qtbot, text):
    qtbot.keyClicks(QApplication.focusWidget(), text)


def press(qtbot, key, times=1):
    for _ in range(times):
        qtbot.keyClick(QApplication.focusWidget(), key)


async def test_an_assistant_is_written_by_keys(open_page, qtbot, until) -> None:
    async def check(core, dialog, page):
        page._new.setFocus()
        press(qtbot, Key.Key_Return)
        form = dialog.findChild(AssistantForm)
        assert page._list.isHidden()
        press(qtbot, Key.Key_Return)  # in the empty name
        assert form._name.error == "It needs a name."
        written(qtbot, "Poet")
        press(qtbot, Key.Key_Tab)
        written(qtbot, "You rhyme.")
        press(qtbot, Key.Key_Tab, 2)
        assert QApplication.focusWidget() is form._opening.edit
        written(qtbot, "A verse?")
        press(qtbot, Key.Key_Tab)
        press(qtbot, Key.Key_Space)  # opens the parameters
        press(qtbot, Key.Key_Tab)
        written(qtbot, "9")
        form._save()
        fields = form._parameters._controls
        assert fields["temperature"].error == "A number from 0 to 2."
        assert len(core.library.assistants.entries) == 2
        fields["temperature"].edit.selectAll()
        written(qtbot, "1,5")
        form._name.setFocus()
        press(qtbot, Key.Key_Return)
        assert page._list.isVisible()
        poet = core.library.assistants.entries[-1]
        assert (poet.name, poet.system, poet.opening) == ("Poet", "You rhyme.", "A verse?")
        assert poet.parameters == Parameters(temperature=1.5)
        assert list(page._rows) == ["cook", "guide", poet.id]

    await open_page("Assistants", check)


async def test_a_model_of_its_own_is_chosen_and_let_go(open_page, qtbot) -> None:
    async def check(core, dialog, page):
        asked = []
        dialog.library.model_wanted.connect(lambda *what: asked.append(what))
        page._do("cook", "edit")
        form = dialog.findChild(AssistantForm)
        form._model.click()
        take, provider, model = asked[0]
        assert (provider, model) == ("", "")
        take("built-in", "smollm2-135m")
        assert form._model.text() == "smollm2-135m · Built-in model"
        form._save()
        cook = core.library.assistants.find("cook")
        assert (cook.provider, cook.model) == ("built-in", "smollm2-135m")
        assert cook.parameters == COOK.parameters
        page._do("cook", "edit")
        form = dialog.findChildren(AssistantForm)[-1]
        form._any.click()
        form._save()
        assert core.library.assistants.find("cook") == COOK

    await open_page("Assistants", check)


async def test_order_copies_and_the_default(open_page) -> None:
    async def check(core, _dialog, page):
        shelf = core.library.assistants
        page._do("cook", "down")
        assert [one.id for one in shelf.entries] == ["guide", "cook"]
        page._do("guide", "up")  # it is the first already
        page._do("guide", "duplicate")
        assert [one.name for one in shelf.entries] == ["Guide", "Guide, copy", "Cook"]
        page._do("cook", "default")
        assert core.settings.get("assistants.default") == "cook"
        assert page._rows["cook"]._default.isVisible()
        assert page.lines[0].control.currentText() == "Cook"
        page._do("cook", "no_default")
        assert core.settings.is_default("assistants.default")

    await open_page("Assistants", check)


async def test_alt_with_an_arrow_and_the_mouse_move_a_row(open_page, qtbot, until) -> None:
    async def check(core, _dialog, page):
        shelf = core.library.assistants
        page._rows["cook"].take_focus()
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert [one.id for one in shelf.entries] == ["guide", "cook"]
        assert page._rows["cook"].isAncestorOf(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert [one.id for one in shelf.entries] == ["guide", "cook"]
        row = page._rows["guide"]
        await until(lambda: row.y() < page._rows["cook"].y())
        qtbot.mousePress(row, Qt.MouseButton.LeftButton, pos=row.rect().center())
        below = row.rect().center() + QPoint(0, row.height() + 20)
        qtbot.mouseRelease(row, Qt.MouseButton.LeftButton, pos=below)
        assert [one.id for one in shelf.entries] == ["cook", "guide"]

    await open_page("Assistants", check)


async def test_what_is_removed_comes_back_to_its_place(open_page, qtbot) -> None:
    async def check(core, _dialog, page):
        page._do("cook", "remove")
        assert [one.id for one in core.library.assistants.entries] == ["guide"]
        assert page._said.text() == "“Cook” is removed."
        assert QApplication.focusWidget() is page._undo
        press(qtbot, Key.Key_Return)
        assert core.library.assistants.entries == (COOK, GUIDE)
        assert not page._notice.isVisible()

    await open_page("Assistants", check)


async def test_out_into_a_file_and_in_again(open_page, until, tmp_path) -> None:
    async def check(core, _dialog, page):
        target = tmp_path / "mine.toml"
        page.shelf.give_away(target, page.exported(page.shelf.entries))
        await until(lambda: page._said.text() == "Saved as mine.toml")
        assert entries_in(target.read_text()) == ((COOK, GUIDE), ())
        other = Assistant("cook", "Cook", "You bake.")
        core.library.assistants.change(lambda _: [other])
        page.shelf.take_in(target)
        await until(page._undo.isVisible)
        assert page._said.text() == "Came in: 2 assistants."
        found = core.library.assistants.entries
        assert [one.name for one in found] == ["Cook", "Cook", "Guide"]
        assert found[0] == other  # what was here is as it was
        page.shelf.take_in(target)
        await until(lambda: page._said.text() == "Came in: 1 assistant.")
        page.shelf.undo()
        assert core.library.assistants.entries == found
        core.library.assistants.change(lambda _: [COOK, GUIDE])
        page.shelf.take_in(target)
        await until(lambda: page._said.text() == "All of it was here already.")
        page.shelf.take_in(tmp_path / "missing.toml")
        await until(page._trouble.count)

    await open_page("Assistants", check)


async def test_a_prompt_is_written_and_says_what_it_asks_for(open_page, qtbot) -> None:
    async def check(core, dialog, page):
        dialog.write_prompt("Explain {{what}} in {{style=short}} words, {{what}}.")
        form = dialog.findChild(PromptForm)
        assert form._variables.text() == "Asks for what, style."
        assert QApplication.focusWidget() is form._name.edit
        press(qtbot, Key.Key_Return)
        assert form._name.error
        written(qtbot, "Explain")
        press(qtbot, Key.Key_Return)
        names = [one.name for one in core.library.prompts.entries]
        assert names == ["Shorten", "Explain"]
        page._do("p", "edit")
        form = dialog.findChildren(PromptForm)[-1]
        form._text.set_text("  ")
        form._save()
        assert form._text.is_wrong
        assert core.library.prompts.find("p").text == "Shorter."

    await open_page("Prompts", check)


async def test_a_half_written_form_outlives_the_dialog(open_page, qtbot) -> None:
    async def check(_core, dialog, page):
        page._do("p", "edit")
        form = dialog.findChild(PromptForm)
        form._text.set_text("Half a thou")
        dialog.dismiss()
        dialog.open_at("Prompts")
        assert form.isVisible()
        assert form._text.text == "Half a thou"

    await open_page("Prompts", check)


async def test_what_a_hand_wrote_is_seen_and_told(open_page, until) -> None:
    async def check(core, dialog, page):
        path = core.locations.library
        text = path.read_text() + '\n[[assistant]]\nname = "By hand"\n\n[[prompt]]\nname = 3\n'
        path.write_text(text)
        page.shelf.refresh()
        assert "By hand" in page._rows
        assert "1 entry of library.toml could not be understood." in page._said.text()

    await open_page("Assistants", check)


async def test_the_search_of_the_settings_finds_a_page_by_its_name(open_page, qtbot) -> None:
    async def check(_core, dialog, page):
        dialog.show_section("General")
        dialog._search_field.set_text("promp")
        assert page.isVisible()
        dialog._search_field.set_text("assistant")
        assert not page.isVisible()
        assert dialog._title.text() == "Found"
        dialog._search_field.set_text("")
        assert dialog._title.text() == "General"

    await open_page("Prompts", check)


async def test_a_page_without_prompts_shows_what_one_could_be(open_page, until) -> None:
    async def check(core, _dialog, page):
        assert page._example.isHidden()
        core.library.prompts.change(lambda _: [])
        page.rebuild()
        assert not page._example.isHidden()
        page._example.findChild(Button).click()
        form = page.findChild(PromptForm)
        assert form._name.text == "Summary"
        assert "Asks for how many" in form._variables.text()
        form._save()
        assert [entry.name for entry in core.library.prompts.entries] == ["Summary"]
        await until(page._example.isHidden)

    await open_page("Prompts", check)
