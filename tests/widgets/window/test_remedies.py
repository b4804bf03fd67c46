"""The buttons of errors in the window: each is known, and what needs no server does its work."""

from pathlib import Path

import msgspec
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import AppError, SecretStoreError, StoreError
from desktop_app.domain.message import ErrorRecord, Origin, State
from desktop_app.domain.provider import Network, Provider
from desktop_app.viewmodels.faults import FAULTS
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
from desktop_app.widgets.remedying.new_key import NewKey
from desktop_app.widgets.settings_dialog.provider_form_view import ProviderFormView
from tests.viewmodels.scripted import until

OPENED_BY_THE_TRANSCRIPT = {"open_link"}


async def failed(person, error: ErrorRecord):
    """A conversation on the screen whose last answer failed like this."""
    person.desk.core.catalog.add(Provider("mine", "http://127.0.0.1:9/v1", "chat"))
    conversation = await person.desk.answered("What?", "", person.window.conversation)
    answer = msgspec.structs.replace(
        conversation.branch.last_answer,
        state=State.FAILED,
        error=error,
        origin=Origin("mine", "http://127.0.0.1:9/v1", "chat", "m"),
    )
    conversation._shown.show(conversation.branch.without_last().with_message(answer))
    return conversation, answer.id


async def answered_again(person, count: int) -> None:
    """The question was asked again, for the `count`-th time altogether."""
    turns = person.desk.turns
    await until(lambda: len(turns.all) == count and turns.last.is_running)
    turns.last.finish()
    await until(lambda: not person.window.conversation.is_streaming)
    await person.settled()


def cards(person) -> list[ErrorCard]:
    found = person.window.findChildren(ErrorCard)
    return [card for card in found if card.isVisible()]


async def test_every_remedy_of_the_catalogue_is_known_to_the_window(seat) -> None:
    async with seat() as person:
        known = set(person.window._rooms.messages._table) | OPENED_BY_THE_TRANSCRIPT
        offered = {remedy.name for fault in FAULTS.values() for remedy in fault.remedies}
        assert offered - known == set()


async def test_an_error_beside_no_message_stays_until_it_is_answered(seat) -> None:
    async with seat() as person:
        person.window.tell(StoreError("It cannot be saved.", hint="Make room."))
        person.window.tell(StoreError("Still not."))
        assert [card.accessibleName() for card in cards(person)] == ["Still not.. "]
        words = [button.text() for button in cards(person)[0].findChildren(Button)]
        assert words == ["Privacy & data", "Understood"]
        person.window.escape()
        assert not cards(person)


async def test_a_field_is_left_out_until_parameters_change(seat) -> None:
    async with seat() as person:
        error = ErrorRecord("RequestRefused", "No.", param="top_p")
        conversation, message_id = await failed(person, error)
        person.window.transcript.action_requested.emit("without", message_id)
        await answered_again(person, 2)
        assert conversation.parameters.without == ("top_p",)


async def test_system_certificates_take_the_chosen_file_back(seat) -> None:
    async with seat() as person:
        settings = person.desk.core.settings
        _, message_id = await failed(person, ErrorRecord("CertificateRejected", "No."))
        settings.set("network.ca_file", "/nowhere.pem")
        person.window.transcript.action_requested.emit("system_certificates", message_id)
        assert settings.get("network.ca_file") == ""
        await answered_again(person, 2)


async def test_a_provider_with_a_ca_file_of_its_own_loses_that_one(seat) -> None:
    async with seat() as person:
        core = person.desk.core
        _, message_id = await failed(person, ErrorRecord("CertificateRejected", "No."))
        core.settings.set("network.ca_file", "/for-all.pem")
        own = Provider("mine", "http://127.0.0.1:9/v1", "chat", network=Network(ca_file="/no.pem"))
        core.catalog.add(own)
        person.window.transcript.action_requested.emit("system_certificates", message_id)
        assert core.catalog.provider("mine").network.ca_file == ""
        assert core.settings.get("network.ca_file") == "/for-all.pem"
        await answered_again(person, 2)


async def test_where_nothing_answers_the_address_can_be_changed(seat) -> None:
    async with seat() as person:
        error = ErrorRecord("Offline", "Nothing answers at 127.0.0.1:9.", param="port")
        _, message_id = await failed(person, error)
        person.window._rooms.messages._table["address"](message_id)
        form = person.window.findChild(ProviderFormView)
        await until(lambda: QApplication.focusWidget() is form._base_url.edit)
        assert form._base_url.text == "http://127.0.0.1:9/v1"


async def test_a_report_has_facts_and_no_secret(seat) -> None:
    async with seat() as person:
        core = person.desk.core
        core.redactor.learn("sk-very-secret-1234")
        error = ErrorRecord("AppError", "It broke.", detail="with sk-very-secret-1234 inside")
        _, message_id = await failed(person, error)
        person.window.transcript.action_requested.emit("report", message_id)
        await until(lambda: "It broke." in QGuiApplication.clipboard().text())
        told = QGuiApplication.clipboard().text()
        assert told.startswith("Rivulet ")
        assert "sk-very" not in told
        assert str(Path.home()) not in told


async def test_a_fault_of_ours_offers_a_report(seat) -> None:
    async with seat() as person:
        person.window.tell(AppError("Something went wrong inside Rivulet."))
        words = [button.text() for button in cards(person)[0].findChildren(Button)]
        assert words == ["Copy report", "Understood"]


async def test_unlocking_asks_the_keyring_and_then_the_provider_again(seat, monkeypatch) -> None:
    async with seat() as person:
        asked = []

        async def unlock() -> None:
            asked.append("unlock")

        monkeypatch.setattr(person.desk.core.secrets, "unlock", unlock)
        _, message_id = await failed(person, ErrorRecord("SecretStoreError", "It is locked."))
        person.window.transcript.action_requested.emit("unlock", message_id)
        await answered_again(person, 2)
        assert asked == ["unlock"]


async def test_a_keyring_that_stays_locked_is_told_and_nothing_is_sent(seat, monkeypatch) -> None:
    async with seat() as person:

        async def unlock() -> None:
            raise SecretStoreError("It stays locked.")

        monkeypatch.setattr(person.desk.core.secrets, "unlock", unlock)
        _, message_id = await failed(person, ErrorRecord("SecretStoreError", "It is locked."))
        person.window.transcript.action_requested.emit("unlock", message_id)
        await until(lambda: cards(person))
        assert cards(person)[0].accessibleName().startswith("It stays locked.")
        assert len(person.desk.turns.all) == 1


async def test_a_key_for_this_session_is_kept_in_memory_only(seat) -> None:
    async with seat() as person:
        core = person.desk.core
        _, message_id = await failed(person, ErrorRecord("SecretStoreError", "It is locked."))
        person.window.transcript.action_requested.emit("session_key", message_id)
        person.type("sk-of-this-session")
        person.press("Return")
        await answered_again(person, 2)
        mine = core.catalog.provider("mine")
        assert await core.secrets.source(mine) == "session"
        assert (await core.secrets.get(mine)).reveal() == "sk-of-this-session"


async def test_without_a_key_store_a_new_key_is_for_this_session_and_it_says_so(seat) -> None:
    async with seat() as person:
        _, message_id = await failed(person, ErrorRecord("KeyRejected", "Refused."))
        secrets = person.desk.core.secrets
        secrets._environment = {"RIVULET_KEY_MINE": "sk-wrong"}
        person.window.transcript.action_requested.emit("paste_key", message_id)
        layer = person.window.findChild(NewKey)
        await until(layer._said.text)
        assert "RIVULET_KEY_MINE in the environment wins" in layer._said.text()
        assert "no key store" in layer._said.text()
        assert "keyring" not in layer._said.text()
        assert layer._button.text() == "Keep for this session and try again"
        person.press("Esc")


async def test_what_is_no_key_is_said_beside_the_field(seat) -> None:
    async with seat() as person:
        _, message_id = await failed(person, ErrorRecord("KeyRejected", "Refused."))
        person.window.transcript.action_requested.emit("paste_key", message_id)
        field = person.window.focusWidget()
        person.type("not a key")
        person.press("Return")
        await person.settled()
        assert field.text() == "not a key"
        assert len(person.desk.turns.all) == 1
        person.press("Esc")
        assert field.text() == ""


async def test_a_blocked_question_is_taken_back_into_the_composer(seat) -> None:
    async with seat() as person:
        conversation, message_id = await failed(person, ErrorRecord("Blocked", "No."))
        person.window.transcript.action_requested.emit("edit_question", message_id)
        assert person.window.composer.text() == "What?"
        assert conversation.draft.edited_id == conversation.branch.last_own.id


async def test_cards_above_the_composer_are_reached_by_tab(seat) -> None:
    async with seat() as person:
        person.window.resize(1200, 800)
        person.window.tell(StoreError("It cannot be saved."))
        person.window.composer.focus()
        person.press("Shift+Tab")
        assert person.window.focusWidget().text() == "Understood"
        person.press("Shift+Tab")
        assert person.window.focusWidget().text() == "Privacy & data"


async def test_in_a_low_window_the_newest_card_is_enough(seat) -> None:
    async with seat() as person:
        notices = person.window.transcript.notices
        person.window.resize(480, 400)
        notices.warn("one", AppError("First."), "gauge", [], print)
        notices.warn("two", AppError("Second."), "gauge", [], print)
        assert [card.accessibleName() for card in cards(person)] == ["Second.. "]
        person.window.resize(1200, 800)
        assert len(cards(person)) == 2
        person.window.resize(480, 400)
        person.window.escape()
        assert [card.accessibleName() for card in cards(person)] == ["First.. "]
