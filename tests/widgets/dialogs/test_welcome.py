"""The welcome page: three doors, by keys too, and no key left behind."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.services import doctor
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.welcome.page import WelcomePage

KEY = "agnic_tok_T0pSecretSigns4242"


def shown(window, core, appearance, scope) -> WelcomePage:
    page = WelcomePage(core, appearance, scope)
    window.setCentralWidget(page)
    return page


def button(page, words: str) -> Button:
    return next(x for x in page.findChildren(Button) if x.text() == words)


async def test_it_never_takes_the_focus_by_itself(
    world, window, appearance, doctored, until
) -> None:
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        await until(page._look.isEnabled)
        assert not page.isAncestorOf(QApplication.focusWidget() or window)


async def test_start_by_keys(world, window, appearance, doctored, qtbot) -> None:
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        with qtbot.waitSignal(page.started):
            qtbot.keyClick(button(page, "Start"), Qt.Key.Key_Return)


async def test_servers_that_run_here_are_offered(
    world, window, appearance, doctored, until, qtbot, models
) -> None:
    doctored.servers = [doctor.LocalServer("ollama", "http://127.0.0.1:11434/v1", tuple(models))]
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        await until(lambda: len(page._servers.rows) == 2)
        assert doctored.ports[11434] == "ollama"
        assert doctored.ports[1234]
        use = button(page, "Use")
        assert use.accessibleName() == "Use Ollama"
        with qtbot.waitSignal(page.model_ready) as heard:
            qtbot.keyClick(use, Qt.Key.Key_Return)
        assert heard.args == ["ollama", ""]  # two models: the picker is to ask
        assert [x.name for x in core.settings.providers()] == ["ollama"]
        doctored.servers = []
        button(page, "Look again").click()
        await until(page._look.isEnabled)
        assert (
            "None is running"
            in page._servers.rows[1].findChildren(type(page._servers.words))[0].text()
        )


async def test_a_pasted_key_leads_to_a_model(
    world, window, appearance, doctored, until, qtbot, memory_keyring, texts
) -> None:
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        door, ready = page._keys, []
        page.model_ready.connect(lambda *what: ready.append(what))
        assert not door._button.isEnabled()
        qtbot.keyClicks(door._key.edit, KEY)
        assert door._told.text() == "This is a key for Agnic."
        qtbot.keyClick(door._key.edit, Qt.Key.Key_Return)
        await until(lambda: ready)
        assert ready == [("agnic", "")]
        assert door._steps.text() == "Name resolved, 2 models, Key accepted"
        assert list(memory_keyring.entries.values()) == [KEY]
        assert KEY not in texts(window)


async def test_a_key_of_nobody_known_asks_whose_it_is(
    world, window, appearance, doctored, until, qtbot, memory_keyring
) -> None:
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        qtbot.keyClicks(page._keys._key.edit, "0123456789abcdef")
        qtbot.keyClick(page._keys._key.edit, Qt.Key.Key_Return)
        owner = page._keys._owner
        assert "does not say whose it is" in owner.accessibleName()
        titles = [x.text() for x in owner.buttons]
        assert titles[0] == "NagaAI"  # those without a shape of their own come first
        assert titles.index("DeepSeek") > titles.index("Mistral")
        assert (titles[-1], "Ollama" in titles) == ("Another server…", False)
        assert core.settings.providers() == []
        assert owner.buttons[0].hasFocus()
        for letter, title in (("m", "Mistral"), ("m", "Mavera"), ("t", "Together")):
            qtbot.keyClicks(QApplication.focusWidget(), letter)
            assert QApplication.focusWidget().text() == title
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: doctored.keys == ["0123456789abcdef"])
        assert [x.name for x in core.settings.providers()] == ["together"]
        assert not owner.isVisible()


async def test_a_key_of_two_shapes_is_sent_nowhere_before_it_is_asked_about(
    world, window, appearance, doctored, until, qtbot, memory_keyring
) -> None:
    key = "sk-0123456789abcdef0123456789abcdef"
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        qtbot.keyClicks(page._keys._key.edit, key)
        assert not page._keys._told.isVisible()
        qtbot.keyClick(page._keys._key.edit, Qt.Key.Key_Return)
        owner = page._keys._owner
        assert "OpenAI or DeepSeek" in owner.accessibleName()
        assert [x.text() for x in owner.buttons] == ["OpenAI", "DeepSeek", "Another server…"]
        assert doctored.keys == []
        qtbot.keyClick(owner.buttons[1], Qt.Key.Key_Return)
        await until(lambda: doctored.keys == [key])
        assert [x.name for x in core.settings.providers()] == ["deepseek"]


async def test_another_server_is_added_in_the_settings(
    world, window, appearance, doctored, qtbot, texts
) -> None:
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        qtbot.keyClicks(page._keys._key.edit, "0123456789abcdef")
        page._keys._button.click()
        with qtbot.waitSignal(page.settings_wanted):
            page._keys._owner.buttons[-1].click()
        assert "0123456789abcdef" not in texts(window)


async def test_a_provider_that_needs_more_than_a_key_asks_for_it(
    world, window, appearance, doctored, until, qtbot, memory_keyring
) -> None:
    async with world() as (core, scope):
        door = shown(window, core, appearance, scope)._keys
        qtbot.keyClicks(door._key.edit, "mvra_live_abcdefgh1234")
        qtbot.keyClick(door._key.edit, Qt.Key.Key_Return)
        assert "needs this" in door._own["persona_id"].error
        assert core.settings.providers() == []
        qtbot.keyClicks(door._own["persona_id"].edit, "p-7")
        qtbot.keyClick(door._own["persona_id"].edit, Qt.Key.Key_Return)
        await until(lambda: doctored.keys == ["mvra_live_abcdefgh1234"])
        assert core.settings.providers()[0].fields == {"persona_id": "p-7"}


async def test_no_keyring_is_said_and_nothing_is_sent_before_consent(
    world, window, appearance, doctored, until, qtbot, home
) -> None:
    async with world() as (core, scope):
        door = shown(window, core, appearance, scope)._keys
        qtbot.keyClicks(door._key.edit, KEY)
        door._button.click()
        await until(lambda: door.findChildren(ErrorCard))
        assert doctored.keys == []
        button(door, "Keep the key for this session only").click()
        await until(lambda: doctored.keys == [KEY])
    assert all(KEY.encode() not in x.read_bytes() for x in home.rglob("*") if x.is_file())


async def test_a_page_that_goes_takes_its_work_along(
    world, window, appearance, doctored, until
) -> None:
    async with world() as (core, scope):
        page = shown(window, core, appearance, scope)
        await until(page._look.isEnabled)
        page.look_for_servers()
        page.deleteLater()
        del page
        await until(lambda: not scope.tasks)
        core.settings.set("models.default", "built-in")  # nobody who is gone is told
