"""The network page: a proxy with its login, whose password is in the keyring and leaves it."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop_app.domain.errors import ProxyFailed
from desktop_app.domain.provider import Network, Provider
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.settings_dialog.dialog import SettingsDialog

ADDRESS = "http://proxy.example:3128"


def opened(core, scope, window, appearance):
    dialog = SettingsDialog(window, core, appearance, scope)
    dialog.open_at("Network")
    page = dialog._pages["Network"]
    rows = next(x for x in page.children() if type(x).__name__ == "_ProxyRows")
    return dialog, page, rows


def enter(qtbot, field, text) -> None:
    field.set_text("")
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


async def test_a_login_is_entered_and_leaves_with_its_proxy(
    world, window, appearance, qtbot, until, memory_keyring, home, texts
) -> None:
    async with world() as (core, scope):
        _, page, rows = opened(core, scope, window, appearance)
        assert not rows._address.isVisible()
        rows._choose("address")
        assert rows._address.isVisible()
        enter(qtbot, rows._address, ADDRESS)
        await until(lambda: core.settings.get("network.proxy") == ADDRESS)
        enter(qtbot, rows._user, "m@work")
        await until(
            lambda: core.settings.get("network.proxy") == "http://m%40work@proxy.example:3128"
        )
        enter(qtbot, rows._password, "hunter2!")
        await until(lambda: list(memory_keyring.entries.values()) == ["hunter2!"])
        assert "hunter2!" not in texts(window)
        assert (rows._address.text, rows._user.text) == (ADDRESS, "m@work")
        await until(lambda: rows._password.edit.placeholderText() == "One is kept")
        await core.network.learn(Network())
        route = core.network.route("nobody")
        assert (route.proxy, route.user) == (ADDRESS, "m@work")
        assert route.password.reveal() == "hunter2!"
        # Another address: the password was not given for it.
        enter(qtbot, rows._address, "http://other.example:3128")
        await until(lambda: memory_keyring.entries == {})
        enter(qtbot, rows._password, "swordfish")
        await until(lambda: list(memory_keyring.entries.values()) == ["swordfish"])
        rows._choose("system")
        await until(lambda: memory_keyring.entries == {})
        assert core.settings.is_default("network.proxy")
        assert not rows._address.isVisible()
        assert page._keys[0] == "network.proxy"
    for secret in (b"hunter2!", b"swordfish"):
        assert not [x for x in home.rglob("*") if x.is_file() and secret in x.read_bytes()]


async def test_a_password_in_the_address_goes_to_the_keyring_also_from_the_search(
    world, window, appearance, qtbot, until, memory_keyring
) -> None:
    async with world() as (core, scope):
        dialog, _, rows = opened(core, scope, window, appearance)
        rows._choose("address")
        enter(qtbot, rows._address, "http://m:hunter2@proxy.example:3128")
        await until(lambda: list(memory_keyring.entries.values()) == ["hunter2"])
        await until(lambda: rows._user.text == "m")
        dialog._search_field.set_text("network.proxy")
        line = dialog._page.lines[0]
        enter(qtbot, line.control, "http://m:swordfish@proxy.example:3128")
        await until(lambda: list(memory_keyring.entries.values()) == ["swordfish"])
        assert core.settings.get("network.proxy") == "http://m@proxy.example:3128"
        enter(qtbot, line.control, "nonsense")
        assert "system, none" in line.help.text()


async def test_a_provider_that_still_goes_that_way_keeps_the_password(
    world, window, appearance, qtbot, until, memory_keyring, naga
) -> None:
    async with world() as (core, _):
        await core.network.set_proxy("http://m:hunter2@proxy.example:3128")
        bare = core.settings.get("network.proxy")
        core.catalog.add(naga)
        own = Provider("own", "https://own.example/v1", "chat")
        core.catalog.add(msgspec.structs.replace(own, network=Network(proxy=bare)))
        await core.network.set_proxy("system")
        assert list(memory_keyring.entries.values()) == ["hunter2"]
        await core.remove_provider(core.catalog.provider("own"))
        assert memory_keyring.entries == {}


async def test_without_a_keyring_the_password_waits_for_consent(
    world, window, appearance, qtbot, until
) -> None:
    async with world() as (core, scope):
        _, _, rows = opened(core, scope, window, appearance)
        rows._choose("address")
        rows._address.set_text(ADDRESS)
        rows._user.set_text("m")
        enter(qtbot, rows._password, "hunter2")
        await until(lambda: rows._card is not None)
        rows._take()  # the field loses the focus: nothing is taken without the password
        await until(lambda: rows._card is not None)
        assert core.settings.is_default("network.proxy")
        rows._card.findChildren(Button)[0].click()
        await until(lambda: core.settings.get("network.proxy") == "http://m@proxy.example:3128")
        login = core.network.login()
        assert (await core.secrets.get(login)).reveal() == "hunter2"
        assert await core.secrets.source(login) == "session"


@pytest.mark.parametrize("works", [True, False])
async def test_the_way_is_tried(
    world, window, appearance, qtbot, until, naga, monkeypatch, works
) -> None:
    async def try_way(_http, endpoint):
        if works:
            return f"{endpoint.provider} answers"
        raise ProxyFailed("The proxy says no.")

    monkeypatch.setattr("desktop_app.services.way_test.try_way", try_way)
    async with world() as (core, scope):
        core.catalog.add(naga)
        _, _, rows = opened(core, scope, window, appearance)
        qtbot.keyClick(rows._try, Qt.Key.Key_Return)
        assert not rows._try.isEnabled()
        await until(rows._try.isEnabled)
        if works:
            assert rows._tried.help.text() == "naga answers"
        else:
            assert "The proxy says no." in rows._card.accessibleName()


async def test_nobody_to_ask_is_said(world, window, appearance, qtbot, until) -> None:
    async with world() as (core, scope):
        _, _, rows = opened(core, scope, window, appearance)
        rows._try.click()
        await until(lambda: rows._card is not None)
        assert "nobody to ask" in rows._card.accessibleName()


async def test_a_certificate_file_is_chosen(world, window, appearance, until, tmp_path) -> None:
    async with world() as (core, scope):
        _, page, _ = opened(core, scope, window, appearance)
        row = next(x for x in page.children() if type(x).__name__ == "_CaFileRow")
        row._file._choose()
        dialog = window.findChildren(QFileDialog)[0]
        dialog.fileSelected.emit(str(tmp_path / "ca.pem"))
        dialog.reject()
        assert core.settings.get("network.ca_file") == str(tmp_path / "ca.pem")
        assert row._file.field.text == str(tmp_path / "ca.pem")
        page._reset_all()
        assert row._file.field.text == ""
