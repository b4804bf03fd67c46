"""Several keys of one provider in the dialog: switched, named, replaced, removed; by keys alone."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.provider import Provider
from desktop_app.services.key_store import KeyringState
from desktop_app.services.secrets import Secret
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.settings_dialog.dialog import SettingsDialog

WORK, HOME = "agnic_tok_0123456789-work", "agnic_tok_0123456789-home"


async def with_two(core, provider) -> None:
    secrets = core.secrets
    core.catalog.add(provider)
    await secrets.put(provider, Secret(WORK), key=secrets.another(provider, "Work"))
    await secrets.put(provider, Secret(HOME), key=secrets.another(provider, "Home"))


def opened_keys(core, scope, window, appearance, name="naga"):
    dialog = SettingsDialog(window, core, appearance, scope)
    dialog.open_at("Models & keys")
    page = dialog._pages["Models & keys"]
    page._do(name, "keys")
    return dialog, page, page._form


def press(qtbot, *keys) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


async def test_another_key_is_used_at_once_and_checked(
    world, window, appearance, qtbot, until, doctored, memory_keyring, naga, texts
) -> None:
    async with world() as (core, scope):
        await with_two(core, naga)
        dialog, page, view = opened_keys(core, scope, window, appearance)
        shown = [(row.title, row.line, row.is_used) for row in view._keys.rows()]
        assert shown == [("Work", "ending work", False), ("Home", "ending home", True)]
        assert WORK not in texts(window)
        view._views[""]._use.click()
        await until(lambda: doctored.keys == [WORK])
        assert not view._views["2"]._chip.isVisible()
        assert "key ending work (Work)" in dialog.providers.row("naga").line
        qtbot.keyClicks(view._title.edit, "Guest")
        qtbot.keyClicks(view._key.edit, "agnic_tok_0123456789-gues")
        qtbot.keyClick(view._key.edit, Qt.Key.Key_Return)
        await until(lambda: doctored.keys[-1].endswith("gues"))
        assert [key.title for key in core.secrets.keys(naga)] == ["Work", "Home", "Guest"]
        assert page._form is None
        assert page._views["naga"]._more.hasFocus()
        assert len(memory_keyring.entries) == 3


async def test_renamed_replaced_and_removed_by_keys(
    world, window, appearance, qtbot, until, doctored, memory_keyring, naga
) -> None:
    async with world() as (core, scope):
        await with_two(core, naga)
        _, page, view = opened_keys(core, scope, window, appearance)
        await until(view._views[""]._more.hasFocus)
        press(qtbot, Qt.Key.Key_F2)
        qtbot.keyClicks(QApplication.focusWidget(), "Office")
        press(qtbot, Qt.Key.Key_Return)
        assert core.secrets.keys(naga)[0].title == "Office"
        assert view._views[""]._more.hasFocus()
        view._do("2", "remove")
        assert "cannot be brought back" in view._place.question.accessibleName()
        assert "No other key takes its place" in view._place.question.accessibleName()
        press(qtbot, Qt.Key.Key_Escape)
        assert len(memory_keyring.entries) == 2
        view._do("2", "remove")
        press(qtbot, Qt.Key.Key_Backtab, Qt.Key.Key_Return)
        await until(lambda: list(memory_keyring.entries.values()) == [WORK])
        await until(lambda: list(view._views) == [""])
        assert core.secrets.used(naga) is None
        view._do("", "replace")
        assert view._entry_title.text() == "Another text for “Office”"
        qtbot.keyClicks(QApplication.focusWidget(), HOME)
        press(qtbot, Qt.Key.Key_Return)
        await until(lambda: list(memory_keyring.entries.values()) == [HOME])
        await until(lambda: doctored.keys)  # tried, without the key
        await until(lambda: not page._providers.check_of("naga").is_running)
        assert core.secrets.used(naga) is None  # replaced, and still not used
        row = page._providers.row("naga")
        assert "none of its keys is in use" in row.line
        assert (row.action, row.chip.words) == ("keys", "No key")


async def test_the_environment_is_named_where_it_wins(
    world, window, appearance, until, memory_keyring, naga, monkeypatch
) -> None:
    monkeypatch.setenv("RIVULET_KEY_NAGA", "agnic_tok_0123456789-envi")
    async with world() as (core, scope):
        await with_two(core, naga)
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.open_at("Models & keys")
        await until(lambda: "from the environment" in dialog.providers.row("naga").line)
        assert "key ending envi" in dialog.providers.row("naga").line
        assert dialog.providers.keys_of("naga").environment == "RIVULET_KEY_NAGA"


async def test_http_beyond_this_computer_wants_a_second_press(
    world, window, appearance, qtbot, until, doctored, memory_keyring
) -> None:
    async with world() as (core, scope):
        core.catalog.add(Provider("far", "http://far.example/v1", "chat"))
        _, _, view = opened_keys(core, scope, window, appearance, "far")
        qtbot.keyClicks(view._key.edit, WORK)
        view._save_button.click()
        assert "can read the key" in view._key.error
        assert memory_keyring.entries == {}
        view._save_button.click()
        await until(lambda: list(memory_keyring.entries.values()) == [WORK])


@pytest.mark.parametrize("text", ["", "two words"])
async def test_what_is_no_key_is_said_below_it(
    world, window, appearance, memory_keyring, naga, text
) -> None:
    async with world() as (core, scope):
        await with_two(core, naga)
        _, _, view = opened_keys(core, scope, window, appearance)
        view._key.set_text(text)
        view._save_button.click()
        assert view._key.error
        assert len(memory_keyring.entries) == 2


async def test_limits_of_one_provider(world, window, appearance, doctored, naga) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.open_at("Models & keys")
        page = dialog._pages["Models & keys"]
        page._do("naga", "edit")
        fields = page._form._advanced._fields
        fields["connect"].set_text("0")
        fields["retries"].set_text("many")
        page._form._save()
        assert "not within" in fields["connect"].error
        assert "not a whole number" in fields["retries"].error
        assert fields["connect"].isVisible()
        fields["connect"].set_text("2.5")
        fields["first"].set_text("300")
        fields["retries"].set_text("0")
        page._form._advanced._streaming.click()
        page._form._save()
        kept = core.catalog.provider("naga")
        assert (kept.network.connect, kept.network.first, kept.network.retries) == (2.5, 300.0, 0)
        assert not kept.is_streamed
        assert core.network.limits(kept.base_url, kept.network).connect == 2.5
        page._do("naga", "edit")
        assert page._form._advanced._fields["connect"].text == "2.5"
        page._form._advanced._fields["connect"].set_text("")
        page._form._save()
        assert core.catalog.provider("naga").network.connect is None


async def test_what_the_key_store_holds_is_listed_and_taken_out(
    world, window, appearance, qtbot, until, memory_keyring, naga
) -> None:
    async with world() as (core, scope):
        await with_two(core, naga)
        header = msgspec.structs.replace(naga, name="naga X-Team")
        await core.secrets.put(header, Secret("blue-0123456789"))
        await core.secrets.put(Provider("gone", "https://gone.example/v1", "chat"), Secret(WORK))
        await core.network.set_proxy("http://m:hunter2@proxy.example:3128")
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.open_at("Models & keys")
        page = dialog._pages["Models & keys"]
        listed = [(row.title, row.line) for row in page._kept._shown]
        assert listed == [
            ("gone", "key ending work · gone.example · its provider is gone"),
            ("NagaAI", "header X-Team ending 6789 · api.naga.ac"),
            ("NagaAI", "key “Work” ending work · api.naga.ac"),
            ("NagaAI", "key “Home” ending home · api.naga.ac"),
            ("Proxy", "password · http://proxy.example:3128"),
        ]
        page._kept._card.rows[0].findChildren(Button)[0].click()
        assert "Remove gone, key ending work" in page._kept._place.question.accessibleName()
        press(qtbot, Qt.Key.Key_Backtab, Qt.Key.Key_Return)
        await until(lambda: len(memory_keyring.entries) == 4)
        await until(lambda: page._kept._shown[0].title == "NagaAI")
        page._do("naga", "edit")
        assert not page._kept.isVisible()
        page.close_form()
        assert page._kept.isVisible()


async def test_a_locked_store_is_unlocked_from_the_page(
    world, window, appearance, qtbot, until, memory_keyring, monkeypatch
) -> None:
    is_locked = True

    async def state(_self) -> KeyringState:
        words = "Keys are kept in the system keyring (Secret Service), which is locked."
        return KeyringState("x", True, is_locked, words if is_locked else "Keys are kept.")

    async def unlock(_self) -> None:
        nonlocal is_locked
        is_locked = False

    monkeypatch.setattr("desktop_app.services.secrets.Secrets.state", state)
    monkeypatch.setattr("desktop_app.services.secrets.Secrets.unlock", unlock)
    async with world() as (core, scope):
        dialog = SettingsDialog(window, core, appearance, scope)
        dialog.open_at("Models & keys")
        line = dialog._pages["Models & keys"]._keyring
        await until(line.unlock.isVisible)
        assert "which is locked" in line.words.text()
        qtbot.keyClick(line.unlock, Qt.Key.Key_Return)
        await until(lambda: not line.unlock.isVisible())
        assert line.words.text().startswith("Keys are kept.")
