"""One row of the list of providers, and the small sign in it that tells a provider's state.

The words of a sign are still to be translated.
"""

from typing import Literal

import msgspec

from desktop_app.domain.provider import Provider
from desktop_app.services.local_model import LocalModelState
from desktop_app.services.origins import is_loopback
from desktop_app.viewmodels.provider_check import Check

Tone = Literal["plain", "line", "success", "warning", "danger"]


class Chip(msgspec.Struct, frozen=True):
    """One sign. `icon` names a picture of resources/icons."""

    words: str
    tone: Tone
    icon: str


class ProviderRow(msgspec.Struct, frozen=True):
    """One row of the list.

    `action` is what its button does: check, paste, keys (where none of them is used), "" for none.
    """

    provider: Provider
    title: str
    line: str
    chip: Chip
    action: str
    has_key: bool
    is_default: bool
    is_built_in: bool
    can_move_up: bool
    can_move_down: bool


_FAULTS = {
    "KeyRejected": Chip("Key refused", "danger", "key-round"),
    "BalanceUsedUp": Chip("Balance used up", "warning", "wallet"),
    "RateLimited": Chip("Rate limited", "warning", "timer-reset"),
    "Overloaded": Chip("Too busy", "warning", "timer-reset"),
    "ModelUnknown": Chip("Model unknown", "danger", "cpu"),
    "SecretStoreError": Chip("Key not read", "warning", "lock"),
    "Offline": Chip("Not reached", "danger", "wifi-off"),
    "TimedOut": Chip("No answer", "danger", "clock"),
    "CertificateRejected": Chip("Not trusted", "danger", "shield"),
    "ProxyFailed": Chip("Proxy failed", "danger", "unplug"),
}
_BUILT_IN = {
    LocalModelState.ABSENT: Chip("Not installed", "warning", "triangle-alert"),
    LocalModelState.LOADING: Chip("Loading", "line", "loader"),
    LocalModelState.FAILED: Chip("Did not start", "danger", "circle-alert"),
}


def built_in_chip(state: LocalModelState) -> Chip:
    """The sign of the built-in model."""
    return _BUILT_IN.get(state, Chip("Ready", "success", "check"))


def chip_of(provider: Provider, check: Check | None, *, lacks_key: bool) -> Chip:
    """The sign of a provider, with its newest check in this run."""
    if not provider.is_enabled:
        return Chip("Off", "line", "power")
    if check and check.is_running:
        return Chip("Checking…", "line", "loader")
    if check and check.error and not (lacks_key and check.error.name == "KeyRejected"):
        return _FAULTS.get(check.error.name, Chip("Failed", "danger", "circle-alert"))
    if lacks_key:
        return Chip("No key", "line", "key-round")
    if check is None:
        return Chip("Not checked", "line", "circle")
    words = "Running" if is_loopback(provider.base_url) else "Works"
    return Chip(words, "success", "check")
