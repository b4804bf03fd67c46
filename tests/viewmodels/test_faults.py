"""The catalogue of errors: whole, and its remedies offered only where they can do something."""

import importlib
import pkgutil

import pytest

import desktop_app
from desktop_app.domain.errors import AppError
from desktop_app.domain.message import ErrorRecord
from desktop_app.viewmodels.faults import FAULTS, Place, fault_of

OF_THE_CONSOLE = {"WrongUsage"}
BESIDE_NO_ANSWER = {"NotUnderstood", "PictureRefused"}


def every_error() -> set[str]:
    """The names of all classes of errors that the product has."""
    for module in pkgutil.walk_packages(desktop_app.__path__, "desktop_app."):
        if ".cli" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, left = {"AppError"}, [AppError]
    while left:
        below = left.pop().__subclasses__()
        found |= {each.__name__ for each in below if each.__module__.startswith("desktop_app")}
        left += below
    return found - OF_THE_CONSOLE


def names(error: ErrorRecord, **place: bool) -> list[str]:
    return [remedy.name for remedy in fault_of(error, Place(**place)).remedies]


def test_every_class_of_error_is_in_the_catalogue() -> None:
    assert every_error() == set(FAULTS)


def test_a_class_that_is_missing_would_be_seen() -> None:
    class Unheard(AppError):
        __module__ = "desktop_app.domain.errors"

    assert every_error() - set(FAULTS) == {"Unheard"}
    del Unheard
    import gc

    gc.collect()


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_beside_an_answer_there_is_always_something_to_do(name: str) -> None:
    found = fault_of(ErrorRecord(name, "It went wrong."), Place())
    assert found.remedies or name in BESIDE_NO_ANSWER
    assert len({remedy.words for remedy in found.remedies}) == len(found.remedies)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_beside_no_message_nothing_is_offered_that_needs_one(name: str) -> None:
    needs_one = {"retry", "continue", "retry_with", "paste_key", "leave_out", "without", "check"}
    assert not needs_one & set(names(ErrorRecord(name, "It went wrong."), is_answer=False))


def test_remedies_fit_the_facts() -> None:
    too_long = ErrorRecord("ContextTooLong", "Too long.")
    assert names(too_long, has_earlier=True) == ["leave_out", "retry_with"]
    assert names(too_long) == ["retry_with", "edit_question"]
    lost = ErrorRecord("ConnectionLost", "Lost.")
    assert names(lost, has_text=True)[0] == "continue"
    assert names(lost) == ["retry"]
    certificate = ErrorRecord("CertificateRejected", "Not trusted.")
    assert names(certificate) == ["ca_file", "retry"]
    refused = ErrorRecord("Offline", "Nothing answers.", param="port")
    assert names(refused) == ["retry", "address"]
    unnamed = ErrorRecord("Offline", "Not found.", param="host")
    assert names(unnamed) == ["retry", "address", "network"]
    assert names(ErrorRecord("Offline", "Not reached.")) == ["retry", "network"]
    chosen = ErrorRecord("CertificateRejected", "Bad file.", param="network.ca_file")
    assert names(chosen)[0] == "system_certificates"


def test_a_refused_field_is_named_by_the_button() -> None:
    found = fault_of(ErrorRecord("RequestRefused", "No.", param="top_p"), Place())
    assert found.remedies[0].words == "Leave out “top_p” and try again"
    assert names(ErrorRecord("RequestRefused", "No.")) == ["retry_with", "edit_question"]


def test_only_a_page_on_the_web_is_a_billing_page() -> None:
    hint = "Add credit or raise the limit: https://pay.example/credit"
    found = fault_of(ErrorRecord("BalanceUsedUp", "Used up.", hint), Place()).remedies
    assert (found[0].name, found[0].payload) == ("open_link", "https://pay.example/credit")
    assert names(ErrorRecord("BalanceUsedUp", "Used up.", "javascript:x")) == [
        "retry_with",
        "retry",
    ]


def test_an_error_of_a_later_version_is_shown_as_any_error() -> None:
    assert names(ErrorRecord("FromTheFuture", "Hm.")) == ["retry", "report"]
