"""How each kind of error is shown and what a person can do about it: the one catalogue.

The cards beside messages, the cards on pages and the gallery are derived from it. Icons are names,
remedies are words for actions; it must not know how a card looks nor how an action is done.
"""

import re
from typing import NamedTuple

import msgspec

from desktop_app.domain.errors import AppError
from desktop_app.domain.message import ErrorRecord

_PAGE = re.compile(r"https://\S+$")  # the billing page, at the end of what to do
CA_FILE = "network.ca_file"  # what a certificate error is about where the chosen file is at fault


class Remedy(NamedTuple):
    """A button: what it does, its words, and what it works on (an address, a field)."""

    name: str
    words: str
    payload: str = ""
    icon: str = ""


class Fault(NamedTuple):
    """An error as it is shown. The first remedy is the main one."""

    icon: str
    remedies: tuple[Remedy, ...]
    is_warning: bool = False


class Place(msgspec.Struct, frozen=True):
    """Where an error stands. `is_answer` False: beside no message, so nothing can be repeated."""

    is_answer: bool = True
    has_text: bool = False
    has_earlier: bool = False  # messages before the question, which could be left out


RETRY = Remedy("retry", "Try again")
CONTINUE = Remedy("continue", "Continue")
OTHER_MODEL = Remedy("retry_with", "Other model")
EDIT = Remedy("edit_question", "Edit the message")
PROVIDERS = Remedy("providers", "Models & keys")
NETWORK = Remedy("network", "Network settings")
ADDRESS = Remedy("address", "Edit the address")
DATA = Remedy("data", "Privacy & data")
REPORT = Remedy("report", "Copy report")
_KEY = Remedy("paste_key", "Paste a new key")
_CHECK = Remedy("check", "Check")
_BILLING = Remedy("open_link", "Open billing page", icon="external-link")
_LEAVE_OUT = Remedy("leave_out", "Leave out earlier messages…")
_WITHOUT = Remedy("without", "Leave out “{0}” and try again")
_CA_FILE = Remedy("ca_file", "Choose a CA file…")
_SYSTEM = Remedy("system_certificates", "Use system certificates")
_UNLOCK = Remedy("unlock", "Unlock")
_SESSION = Remedy("session_key", "Use a key for this session only")
_FOLDER = Remedy("data_folder", "Show the folder")

# What can be done without a message to do it to.
_ANYWHERE = {"providers", "network", "data", "report", "unlock", "data_folder"}

FAULTS: dict[str, Fault] = {
    "AppError": Fault("circle-alert", (RETRY, REPORT)),
    "ProviderError": Fault("circle-alert", (CONTINUE, RETRY, OTHER_MODEL)),
    "KeyRejected": Fault("key-round", (_KEY, _CHECK)),
    "BalanceUsedUp": Fault("wallet", (_BILLING, OTHER_MODEL, RETRY), is_warning=True),
    "RateLimited": Fault("timer-reset", (CONTINUE, RETRY, OTHER_MODEL), is_warning=True),
    "ModelUnknown": Fault("circle-alert", (OTHER_MODEL, RETRY)),
    "ContextTooLong": Fault("scissors", (_LEAVE_OUT, OTHER_MODEL, EDIT), is_warning=True),
    "RequestRefused": Fault("circle-alert", (_WITHOUT, OTHER_MODEL, EDIT)),
    "Blocked": Fault("ban", (EDIT, OTHER_MODEL), is_warning=True),
    "Overloaded": Fault("timer-reset", (CONTINUE, RETRY, OTHER_MODEL), is_warning=True),
    "ServerFailed": Fault("circle-alert", (CONTINUE, RETRY, OTHER_MODEL)),
    "NetworkError": Fault("globe", (RETRY, PROVIDERS)),
    "Offline": Fault("wifi-off", (RETRY, ADDRESS, NETWORK)),
    "TimedOut": Fault("clock", (CONTINUE, RETRY, NETWORK._replace(words="Time limits"))),
    "CertificateRejected": Fault("shield", (_SYSTEM, _CA_FILE, RETRY)),
    "ProxyFailed": Fault("unplug", (NETWORK._replace(words="Proxy settings"), RETRY)),
    "ConnectionLost": Fault("unplug", (CONTINUE, RETRY)),
    "WireError": Fault("circle-alert", (PROVIDERS, RETRY)),
    "ToolError": Fault("wrench", (RETRY, OTHER_MODEL)),
    "StoreError": Fault("circle-alert", (RETRY, DATA)),
    "DiskFull": Fault("circle-alert", (_FOLDER, RETRY)),
    "Corrupt": Fault("circle-alert", (DATA._replace(words="Restore a backup"), RETRY)),
    "Locked": Fault("lock", (RETRY, _FOLDER)),
    "NewerVersion": Fault("circle-alert", (DATA._replace(words="Restore a backup"), _FOLDER)),
    "ReadOnly": Fault("lock", (_FOLDER, RETRY)),
    "SettingsError": Fault("settings-2", (OTHER_MODEL, PROVIDERS)),
    "SettingsFileError": Fault("settings-2", (_FOLDER, RETRY)),
    "SecretStoreError": Fault("lock", (_UNLOCK, _SESSION, RETRY), is_warning=True),
    "LocalModelError": Fault("cpu", (RETRY, OTHER_MODEL)),
    "AttachmentError": Fault("paperclip", (RETRY, EDIT)),
    "NotSaved": Fault("save", (_FOLDER,)),
    "PictureRefused": Fault("image", (), is_warning=True),
    "NotUnderstood": Fault("import", (), is_warning=True),
}


def fault_of(error: ErrorRecord, place: Place) -> Fault:
    """How this error is shown at this place, with the remedies that can work there.

    An error of a later version, which the catalogue does not know, is shown as any error.
    """
    found = FAULTS.get(error.name, FAULTS["AppError"])
    fitting = [_fitted(remedy, error, place) for remedy in found.remedies]
    return found._replace(remedies=tuple(remedy for remedy in fitting if remedy is not None))


def _fitted(remedy: Remedy, error: ErrorRecord, place: Place) -> Remedy | None:
    """The remedy with what it works on; None where it could do nothing."""
    if not place.is_answer and remedy.name not in _ANYWHERE:
        return None
    if remedy is _BILLING:
        page = _PAGE.search(error.hint)
        return remedy._replace(payload=page[0]) if page else None
    if remedy is _KEY and error.param == "key":
        return remedy._replace(words="Paste a key")
    if remedy is _WITHOUT:
        words = remedy.words.format(error.param)
        return remedy._replace(words=words, payload=error.param) if error.param else None
    is_possible = {
        CONTINUE: place.has_text,
        _LEAVE_OUT: place.has_earlier,
        EDIT: not (error.name == "ContextTooLong" and place.has_earlier),
        _SYSTEM: error.param == CA_FILE,
        ADDRESS: error.param in {"host", "port"},
        NETWORK: error.param != "port",  # a machine was reached, no server in it
        RETRY: not (error.name == "BalanceUsedUp" and _PAGE.search(error.hint)),
    }
    return remedy if is_possible.get(remedy, True) else None


def recorded(error: AppError) -> ErrorRecord:
    """An error that stands beside no message, in the form of one that does."""
    return ErrorRecord(error.name, str(error), error.hint, error.detail, error.param)
