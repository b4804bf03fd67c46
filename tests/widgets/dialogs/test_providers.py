"""Models & keys: set up, checked, moved, switched off; and no key anywhere but in the keyring."""

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import (
    AppError,
    BalanceUsedUp,
    KeyRejected,
    ModelUnknown,
    Offline,
    ProxyFailed,
)
from desktop_app.domain.provider import Network, Provider
from desktop_app.services import doctor
from desktop_app.services.core import Core
from desktop_app.services.field_choices import FieldChoice
from desktop_app.services.own_headers import KEPT
from desktop_app.services.secrets import Secret
from desktop_app.viewmodels.other_hands import OtherHands
from desktop_app.viewmodels.provider_form import ProviderForm
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.settings_dialog.dialog import SettingsDialog

KEY = "agnic_tok_T0pSecretSigns4242"


def opened_page(core, scope, window, appearance):
    dialog = SettingsDialog(window, core, appearance, scope)
    dialog.open_at("Models & keys")
    return dialog, dialog._pages["Models & keys"]


def below(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_a_pasted_key_is_nowhere_but_in_the_keyring(
    world, window, appearance, qtbot, until, doctored, memory_keyring, texts, home
) -> None:
    async with world() as (core, scope):
        dialog, page = opened_page(core, scope, window, appearance)
        qtbot.keyClick(page._add, Qt.Key.Key_Return)
        form = page._form
        qtbot.keyClicks(form._key.edit, KEY)
        assert KEY in texts(window)  # the dump does see what is typed
        assert form._kind.value == "agnic"  # recognised by its shape
        assert form._base_url.text == "https://api.agnic.ai/v1"
        qtbot.keyClick(form._key.edit, Qt.Key.Key_Return)
        await until(lambda: doctored.keys)
        await until(lambda: not dialog.providers.check_of("agnic").is_running)
        assert doctored.keys == [KEY]
        assert list(memory_keyring.entries.values()) == [KEY]
        assert page._form is None
        assert KEY not in texts(window)
        row = dialog.providers.row("agnic")
        assert "key ending 4242" in row.line
        assert "2 models" in row.line
        assert (row.chip.words, row.action) == ("Works", "check")
        assert KEY not in repr(vars(dialog.providers))
    assert KEY.encode() not in below(home)
    assert b"agnic" in below(home)  # the search does read the files


async def test_without_a_keyring_memory_only_is_asked_for(
    world, window, appearance, until, doctored, texts, home
) -> None:
    async with world() as (core, scope):
        dialog, page = opened_page(core, scope, window, appearance)
        await until(lambda: "never written into a file" in page._keyring.words.text())
        core.catalog.add(Provider("agnic", "https://api.agnic.ai/v1", "chat"))
        dialog.providers.put_key("agnic", Secret(KEY))
        await until(lambda: page._views["agnic"].findChildren(ErrorCard))
        card = page._views["agnic"].findChildren(ErrorCard)[0]
        assert "no key store" in card.accessibleName()
        assert doctored.keys == []
        assert KEY not in texts(window)
        button = next(x for x in card.findChildren(Button) if "session only" in x.text())
        button.click()
        await until(lambda: doctored.keys == [KEY])
        assert await core.secrets.source(core.catalog.provider("agnic")) == "session"
        assert "until you close Rivulet" in dialog.providers.row("agnic").line
    assert KEY.encode() not in below(home)


async def test_a_key_belongs_to_its_server(
    world, window, appearance, until, doctored, memory_keyring, naga
) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        await core.secrets.put(naga, Secret(KEY))
        dialog, page = opened_page(core, scope, window, appearance)
        await until(lambda: dialog.providers.row("naga").action == "check")
        page.open_form(ProviderForm.of(core.catalog.provider("naga")))
        page._form._base_url.set_text("https://elsewhere.example/v1")
        page._form._save()
        assert "given for another server" in page._form._key.error
        assert core.catalog.provider("naga").base_url == naga.base_url
        assert doctored.keys == []  # nothing was sent there
        assert page._form._save_button.text() == "Save anyway"
        page._form._save()
        await until(lambda: dialog.providers.row("naga").action == "paste")
        await until(lambda: not memory_keyring.entries)
        assert KEY not in doctored.keys


async def test_what_is_wrong_stands_below_its_field(
    world, window, appearance, doctored, until
) -> None:
    async with world() as (core, scope):
        _, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm())
        form = page._form
        form._choose("mavera")
        form._kind.set_value("mavera")
        form._base_url.set_text("ftp://x")
        form._advanced._areas["headers"][0].set_text("not json")
        form._advanced._fields["proxy"].set_text("ftp://user:secret@proxy")
        form._save()
        assert "begins with https" in form._base_url.error
        assert "needs this" in form._kind_fields["persona_id"].error
        assert "X-Team" in form._advanced._areas["headers"][1].text()
        assert form._advanced._fields["proxy"].error
        assert "secret" not in form._advanced._fields["proxy"].error
        assert form._advanced._areas["headers"][0].isVisible()
        form._key.set_text("a key")
        form._save()
        assert "not a key" in form._key.error
        assert core.settings.providers() == []


PERSONAS = [FieldChoice("persona_1", "Gen Z"), FieldChoice("persona_2", "Boomer")]
MAVERA_KEY = "mvra_live_T0pSecretSigns4242"


async def test_values_that_a_provider_lists_are_chosen(
    world, window, appearance, qtbot, until, doctored, memory_keyring
) -> None:
    doctored.choices = PERSONAS
    async with world() as (core, scope):
        _, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm())
        form = page._form
        qtbot.keyClicks(form._key.edit, MAVERA_KEY)
        assert form._kind.value == "mavera"
        assert doctored.asked_for == []  # half a key is sent nowhere
        persona = form._kind_fields["persona_id"]
        assert not persona.field.isHidden()
        qtbot.keyClick(form._key.edit, Qt.Key.Key_Tab)
        await until(persona.choice.isVisible)
        base_url = core.catalog.kinds["mavera"].base_url
        assert doctored.asked_for == [(base_url, "/personas", MAVERA_KEY)]
        assert not persona.field.isVisible()
        shown = [persona.choice.itemText(index) for index in range(persona.choice.count())]
        assert shown == ["Choose…", "Gen Z", "Boomer"]
        form._save()
        assert "needs this" in persona.error
        persona.choice.setFocus()
        qtbot.keyClick(persona.choice, Qt.Key.Key_Down)
        assert persona.error == ""
        form._save()
        await until(lambda: doctored.keys)
        kept = core.catalog.provider("mavera")
        assert kept.fields == {"persona_id": "persona_1"}
        assert core.catalog.endpoint(kept).body == {"persona_id": "persona_1"}
        # Edited later, the list is asked for with the key that is kept; what is set stays chosen.
        page.open_form(ProviderForm.of(msgspec.structs.replace(kept, fields={"persona_id": "x"})))
        again = page._form._kind_fields["persona_id"]
        await until(again.choice.isVisible)
        assert (again.text, again.choice.count()) == ("x", 4)
        assert len(doctored.asked_for) == 2


async def test_where_the_list_cannot_be_had_the_value_is_written(
    world, window, appearance, qtbot, until, doctored
) -> None:
    doctored.choices = KeyRejected("Mavera refused this key (401).")
    async with world() as (core, scope):
        dialog, page = opened_page(core, scope, window, appearance)
        answers = []
        dialog.providers.choices_found.connect(lambda key, found: answers.append((key, found)))
        page.open_form(ProviderForm.for_kind(core.catalog.kinds["mavera"]))
        form = page._form
        form._ask_for_choices()
        assert doctored.asked_for == []  # there is no key yet
        form._key.set_text(MAVERA_KEY)
        form._base_url.set_text("http://far.example/v1")
        form._ask_for_choices()  # the key is not sent in the open
        form._base_url.set_text("https://far.example/v1")
        form._kind_fields["persona_id"].field.set_text("persona_9")
        form._ask_for_choices()
        await until(lambda: answers == [("persona_id", [])])
        assert [asked[0] for asked in doctored.asked_for] == ["https://far.example/v1"]
        assert form._kind_fields["persona_id"].field.isVisible()
        assert form._kind_fields["persona_id"].text == "persona_9"


async def test_an_edit_keeps_what_the_form_does_not_ask(
    world, window, appearance, doctored, until, naga
) -> None:
    async with world() as (core, scope):
        network = Network(first=300.0, retries=1)
        core.catalog.add(msgspec.structs.replace(naga, network=network, is_enabled=False))
        _, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm.of(core.catalog.provider("naga")))
        page._form._advanced._fields["proxy"].set_text("socks5://127.0.0.1:1080")
        page._form._save()
        saved = core.settings.providers()[0]
        assert saved.network == msgspec.structs.replace(network, proxy="socks5://127.0.0.1:1080")
        assert not saved.is_enabled


async def test_http_beyond_this_computer_wants_a_second_press(
    world, window, appearance, doctored, memory_keyring
) -> None:
    async with world() as (core, scope):
        _, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm(base_url="http://far.example/v1", protocol="chat"))
        form = page._form
        form._key.set_text(KEY)
        assert form._base_url.text == "http://far.example/v1"  # what a person wrote stays
        form._save()
        assert "can read the key" in form._base_url.error
        assert core.settings.providers() == []
        assert form._save_button.text() == "Save anyway"
        form._save()
        assert [x.base_url for x in core.settings.providers()] == ["http://far.example/v1"]


async def test_an_unknown_server_is_asked_what_it_speaks(
    world, window, appearance, doctored, until
) -> None:
    async with world() as (core, scope):
        doctored.spoken = doctor.Spoken("http://localhost:9999/v1", ("messages", "chat"))
        dialog, _ = opened_page(core, scope, window, appearance)
        assert dialog.providers.save(ProviderForm(base_url="localhost:9999"), None) == {}
        await until(lambda: doctored.keys)
        provider = core.catalog.provider("localhost")
        assert (provider.protocol, provider.base_url) == ("messages", "http://localhost:9999/v1")


async def test_rows_are_moved_switched_off_and_removed(
    world, window, appearance, until, memory_keyring, naga
) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        core.catalog.add(Provider("agnic", "https://api.agnic.ai/v1", "chat"))
        await core.secrets.put(naga, Secret(KEY))
        dialog, page = opened_page(core, scope, window, appearance)
        assert list(page._views) == ["naga", "agnic", "built-in"]
        page._do("naga", "down")
        assert list(page._views) == ["agnic", "naga", "built-in"]
        page._do("naga", "default")
        assert [x.provider.name for x in dialog.providers.rows() if x.is_default] == ["naga"]
        page._do("naga", "off")
        assert dialog.providers.row("naga").chip.words == "Off"
        assert [x.provider.name for x in dialog.providers.rows() if x.is_default] == ["agnic"]
        page._do("naga", "remove")
        await until(lambda: not memory_keyring.entries)
        assert list(page._views) == ["agnic", "built-in"]
        assert not dialog.providers.row("built-in").can_move_up


async def test_rows_are_put_in_order_by_keys_and_by_mouse(
    world, window, appearance, qtbot, until, naga
) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        for name in ("one", "two"):
            core.catalog.add(Provider(name, f"https://{name}.example/v1", "chat"))
        _, page = opened_page(core, scope, window, appearance)
        await until(lambda: page._views["two"].y() > page._views["one"].y() > 0)
        page._views["naga"].take_focus()
        press = Qt.KeyboardModifier.AltModifier
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, press)
        assert list(page._views) == ["one", "naga", "two", "built-in"]
        await until(page._views["naga"]._more.hasFocus)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up, press)
        assert list(page._views) == ["naga", "one", "two", "built-in"]
        await until(lambda: page._views["two"].y() > page._views["one"].y() > 0)
        handle = page._views["naga"].handle
        below = handle.mapFrom(page._card, page._views["two"].geometry().bottomLeft())
        qtbot.mousePress(handle, Qt.MouseButton.LeftButton)
        qtbot.mouseMove(handle, below)
        assert page._dragging._line.isVisible()
        qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=below)
        assert list(page._views) == ["one", "two", "naga", "built-in"]
        assert not page._dragging._line.isVisible()


async def test_a_failed_check_says_why_and_what_to_do(
    world, window, appearance, until, doctored, naga, memory_keyring
) -> None:
    doctored.steps = [
        doctor.Step("name", True, 0.01, "found"),
        doctor.Step.failed("key", KeyRejected("NagaAI refused this key (401).")),
    ]
    async with world() as (core, scope):
        core.catalog.add(naga)
        await core.secrets.put(naga, Secret(KEY))
        dialog, page = opened_page(core, scope, window, appearance)
        await until(lambda: dialog.providers.row("naga").action == "check")
        view = page._views["naga"]
        view._button.click()
        await until(lambda: view.findChildren(ErrorCard))
        assert dialog.providers.row("naga").chip.words == "Key refused"
        assert view._check.steps.text() == "Name resolved, Key refused"
        paste = view.findChildren(ErrorCard)[0].findChildren(Button)[0]
        assert paste.text() == "Paste a new key"
        paste.click()
        assert page._form is not None
        assert page._form._key.text == ""


@pytest.mark.parametrize(
    ("fault", "chip", "remedy"),
    [
        (BalanceUsedUp("No credits are left."), "Balance used up", "Open billing page"),
        (ModelUnknown("There is no model m."), "Model unknown", "Choose another model"),
        (ProxyFailed("The proxy refused."), "Proxy failed", "Check again"),
    ],
)
async def test_the_card_is_of_the_errors_own_class(
    world, window, appearance, until, doctored, naga, memory_keyring, fault: AppError, chip, remedy
) -> None:
    doctored.steps = [
        doctor.Step("key", True, 0.01, "the key was accepted"),
        doctor.Step.failed("answer", fault),
    ]
    async with world() as (core, scope):
        core.catalog.add(naga)
        await core.secrets.put(naga, Secret(KEY))
        dialog, page = opened_page(core, scope, window, appearance)
        await until(lambda: dialog.providers.row("naga").action == "check")
        dialog.providers.check("naga")
        await until(lambda: page._views["naga"].findChildren(ErrorCard))
        assert dialog.providers.check_of("naga").error is fault
        assert dialog.providers.row("naga").chip.words == chip
        card = page._views["naga"].findChildren(ErrorCard)[0]
        assert card.findChildren(Button)[0].text() == remedy


async def test_where_no_model_was_named_the_one_that_answered_is_taken(
    world, window, appearance, until, doctored
) -> None:
    doctored.steps = [doctor.Step("answer", True, 0.4, "fast answers", model="fast")]
    own = Provider("own", "http://127.0.0.1:9/v1", "chat", model="mine")
    async with world() as (core, scope):
        core.catalog.add(Provider("new", "http://127.0.0.1:9/v1", "chat"))
        core.catalog.add(own)
        dialog, _ = opened_page(core, scope, window, appearance)
        for name, model in (("new", "fast"), ("own", "mine")):
            dialog.providers.check(name)
            await until(lambda name=name: not dialog.providers.check_of(name).is_running)
            assert core.catalog.provider(name).model == model
        doctored.steps = [doctor.Step("models", True, 0.1, "2 models")]
        core.catalog.add(Provider("new", "http://127.0.0.1:9/v1", "chat"))
        dialog.providers.check("new")
        await until(lambda: not dialog.providers.check_of("new").is_running)
        assert core.catalog.provider("new").model == ""


async def test_a_server_that_is_not_there_has_its_address_edited(
    world, window, appearance, until, doctored, naga, memory_keyring
) -> None:
    doctored.steps = [doctor.Step.failed("name", Offline("api.naga.ac is not known."))]
    async with world() as (core, scope):
        core.catalog.add(naga)
        dialog, page = opened_page(core, scope, window, appearance)
        await until(dialog._list.hasFocus)
        dialog.providers.check("naga")
        await until(lambda: page._views["naga"].findChildren(ErrorCard))
        card = page._views["naga"].findChildren(ErrorCard)[0]
        next(x for x in card.findChildren(Button) if x.text() == "Edit the address").click()
        assert QApplication.focusWidget() is page._form._base_url.edit


async def test_header_values_and_a_proxys_password_are_secrets(
    world, window, appearance, until, doctored, memory_keyring, naga, home
) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        dialog, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm.of(core.catalog.provider("naga")))
        page._form._advanced._areas["headers"][0].set_text('{"X-Team": "blue-0123456789"}')
        page._form._advanced._fields["proxy"].set_text("http://m:hunter2@proxy.example:3128")
        page._form._key.set_text(KEY)
        page._form._save()
        await until(lambda: doctored.keys == [KEY])
        kept = core.catalog.provider("naga")
        assert kept.headers == {"X-Team": KEPT}
        assert kept.network.proxy == "http://m@proxy.example:3128"
        assert sorted(memory_keyring.entries.values()) == [KEY, "blue-0123456789", "hunter2"]
        endpoint, _ = await core.reach(kept)
        assert endpoint.headers["X-Team"] == "blue-0123456789"
        assert core.http.route("naga").password.reveal() == "hunter2"
        # What is not written anew stays, what is taken out is forgotten.
        page.open_form(ProviderForm.of(kept))
        assert KEPT in page._form._advanced._areas["headers"][0].text
        page._form._advanced._areas["headers"][0].set_text(
            f'{{"X-Team": "{KEPT}", "X-More": "green-0123456789"}}'
        )
        page._form._save()
        await until(lambda: "green-0123456789" in memory_keyring.entries.values())
        page.open_form(ProviderForm.of(core.catalog.provider("naga")))
        page._form._advanced._areas["headers"][0].set_text("")
        page._form._advanced._fields["proxy"].set_text("")
        page._form._save()
        await until(lambda: not core.catalog.provider("naga").headers)
        await until(lambda: "blue-0123456789" not in memory_keyring.entries.values())
        await until(lambda: list(memory_keyring.entries.values()) == [KEY])
        dialog.providers.remove("naga")
        await until(lambda: KEY not in memory_keyring.entries.values())
    for secret in (KEY, "blue-0123456789", "green-0123456789", "hunter2"):
        assert secret.encode() not in below(home)


async def test_header_values_belong_to_their_server(
    world, window, appearance, doctored, memory_keyring, naga
) -> None:
    async with world() as (core, scope):
        core.catalog.add(msgspec.structs.replace(naga, headers={"X-Team": KEPT}))
        _, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm.of(core.catalog.provider("naga")))
        page._form._base_url.set_text("https://elsewhere.example/v1")
        page._form._save()
        assert "another server" in page._form._advanced._areas["headers"][1].text()
        assert core.catalog.provider("naga").base_url == naga.base_url


async def test_without_a_keyring_all_that_was_entered_waits_for_consent(
    world, window, appearance, until, doctored, naga, home
) -> None:
    async with world() as (core, scope):
        dialog, _ = opened_page(core, scope, window, appearance)
        waits = []
        dialog.providers.key_waits.connect(lambda name, _error: waits.append(name))
        form = msgspec.structs.replace(
            ProviderForm.of(naga), name="", headers='{"X-Team": "blue-0123456789"}'
        )
        assert dialog.providers.save(form, Secret(KEY)) == {}
        await until(lambda: waits == ["naga"])
        dialog.providers.keep_for_session("naga")
        await until(lambda: doctored.keys == [KEY])
        endpoint, _ = await core.reach(core.catalog.provider("naga"))
        assert endpoint.headers["X-Team"] == "blue-0123456789"
    assert b"blue" not in below(home)


async def test_tab_goes_from_top_to_bottom(world, window, appearance, qtbot, until, naga) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        _, page = opened_page(core, scope, window, appearance)
        await until(page._views["built-in"]._more.isVisible)
        page._add.setFocus()
        seen = []
        for _ in range(5):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            seen.append(QApplication.focusWidget())
        views = page._views
        first = page.lines[0].control
        naga_row, built_in = views["naga"], views["built-in"]
        assert seen[:4] == [naga_row._button, naga_row._more, built_in._more, first]


async def test_by_keys_alone(world, window, appearance, qtbot, until, doctored) -> None:
    async with world() as (core, scope):
        dialog, page = opened_page(core, scope, window, appearance)
        await until(dialog._list.hasFocus)
        for _ in range(4):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() is page._add:
                break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        assert QApplication.focusWidget() is page._form._key.edit
        qtbot.keyClicks(QApplication.focusWidget(), "agnic_tok_abcdefgh")
        for _ in range(12):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() is page._form._save_button:
                break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: [x.name for x in core.settings.providers()] == ["agnic"])
        # There is no keyring here: the card that asks for consent has the keyboard.
        await until(lambda: "session only" in getattr(QApplication.focusWidget(), "text", str)())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: doctored.keys == ["agnic_tok_abcdefgh"])
        row = page._views["agnic"]
        assert row.isAncestorOf(QApplication.focusWidget()), "the card is gone, the place is not"


async def test_half_a_key_does_not_outlive_the_dialog(
    world, window, appearance, qtbot, texts
) -> None:
    async with world() as (core, scope):
        dialog, page = opened_page(core, scope, window, appearance)
        page.open_form(ProviderForm())
        qtbot.keyClicks(page._form._key.edit, KEY[:-4])
        assert KEY[:-4] in texts(window)
        dialog.dismiss()
        dialog.open()
        assert page._form is None
        assert page._list.isVisible()
        QApplication.sendPostedEvents(None, 0)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert KEY[:-4] not in texts(window)


async def test_without_a_key_one_is_asked_for(
    world, window, appearance, until, doctored, naga
) -> None:
    doctored.steps = [doctor.Step.failed("key", KeyRejected("NagaAI needs a key (401)."))]
    async with world() as (core, scope):
        core.catalog.add(naga)
        dialog, page = opened_page(core, scope, window, appearance)
        dialog.providers.check("naga")
        view = page._views["naga"]
        await until(lambda: view.findChildren(ErrorCard))
        assert view.findChildren(ErrorCard)[0].findChildren(Button)[0].text() == "Paste a key"
        assert view._check.steps.text() == "Needs a key"
        assert dialog.providers.row("naga").chip.words == "No key"


async def test_a_check_is_copied_for_support_without_secrets(
    world, window, appearance, until, doctored, naga, memory_keyring
) -> None:
    fault = KeyRejected("NagaAI refused this key (401).", detail=f"status 401 · you sent {KEY}")
    doctored.steps = [
        doctor.Step("name", True, 0.012, "api.naga.ac is 192.0.2.1"),
        doctor.Step.failed("key", fault, 1.5),
    ]
    async with world() as (core, scope):
        core.catalog.add(naga)
        await core.secrets.put(naga, Secret(KEY))
        dialog, page = opened_page(core, scope, window, appearance)
        dialog.providers.check("naga")
        view = page._views["naga"]._check
        await until(view._fold.isVisible)
        assert not view._body.isVisible()
        view._fold.click()
        assert view._body.isVisible()
        view._copy.click()
        copied = QApplication.clipboard().text().splitlines()
        assert copied[0].startswith("Rivulet ")
        assert copied[1] == "NagaAI, https://api.naga.ac/v1, chat"
        assert copied[2].split() == ["ok", "name", "0.01", "s", *["api.naga.ac", "is", "192.0.2.1"]]
        assert copied[3].startswith("fail key           1.50 s  NagaAI refused this key (401).")
        assert copied[4] == "status 401 · you sent ••••"


async def test_what_the_console_does_is_seen_at_once(
    world, window, appearance, until, memory_keyring, naga
) -> None:
    async with world() as (core, scope):
        dialog, page = opened_page(core, scope, window, appearance)
        hands = OtherHands(core, dialog)
        other = Core(core.locations, "console")
        other.catalog.add(naga)
        await until(lambda: list(page._views) == ["naga", "built-in"])
        await other.secrets.put(naga, Secret(KEY))
        await until(lambda: "key ending 4242" in dialog.providers.row("naga").line)
        core.remembered.set("kept", "ours")  # not written yet, and not lost
        await other.remove_provider(naga)
        await until(lambda: list(page._views) == ["built-in"])
        assert core.remembered.get("kept") == "ours"
        hands.deleteLater()


@pytest.mark.parametrize("width", [480, 1280])
async def test_a_page_is_never_wider_than_its_place(
    world, window, appearance, until, naga, width
) -> None:
    async with world() as (core, scope):
        core.catalog.add(naga)
        window.resize(width, 400)
        dialog, page = opened_page(core, scope, window, appearance)
        await until(lambda: page.isVisible() and page.width() > 100)
        assert page.minimumSizeHint().width() <= dialog._scroll.viewport().width()
        page.open_form(ProviderForm())
        assert page.minimumSizeHint().width() <= dialog._scroll.viewport().width()
