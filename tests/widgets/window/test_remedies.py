"""The buttons of errors in the window: each is known, and what needs no server does its work."""

from pathlib import Path

import msgspec
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.errors import AppError, StoreError
from desktop_app.domain.message import ErrorRecord, Origin, State
from desktop_app.domain.provider import Network, Provider
from desktop_app.viewmodels.faults import FAULTS
from desktop_app.widgets.controls.button import Button
from desktop_app.widgets.controls.error_card import ErrorCard
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
    conversation._branch = conversation.branch.without_last().with_message(answer)
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
        known = set(person.window._messages._table) | OPENED_BY_THE_TRANSCRIPT
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
