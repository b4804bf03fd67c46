"""The words for how an answer stands: its end line, its error card, what thinking took.

Pure text and names of icons and actions; knows no pixels.
"""

import re
from dataclasses import dataclass, replace

from desktop_app.domain.message import ErrorRecord, Message, State, TextPart
from desktop_app.domain.opening import is_opening

Buttons = tuple[tuple[str, str], ...]
_PAGE = re.compile(r"https://\S+$")  # the billing page, at the end of what to do
_CONTINUE = ("continue", "Continue")
_RETRY = ("retry", "Try again")
_DETAILS = ("details", "Details")
_NO_KEY = "needs a key"  # a record keeps the error's words and nothing more exact
_PROVIDERS = ("settings", "Models & keys")


@dataclass(frozen=True, slots=True)
class Ending:
    """One muted line: icon, words and buttons as (action, words)."""

    icon: str
    words: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as it is shown: icon, buttons as (action, words), the first being the main one."""

    icon: str
    buttons: Buttons
    is_warning: bool = False
    page: str = ""  # where to go for help, offered first


_FAULTS = {
    "KeyRejected": Fault("key-round", (("settings", "Paste a new key"), _RETRY)),
    "BalanceUsedUp": Fault("wallet", (("retry_with", "Other model"), _PROVIDERS), True),
    "RateLimited": Fault("timer-reset", (_RETRY, ("retry_with", "Other model")), True),
    "ModelUnknown": Fault("circle-alert", (("retry_with", "Other model"), _RETRY)),
    "ContextTooLong": Fault(
        "scissors", (("retry_with", "Other model"), ("branch", "Branch")), True
    ),
    "Blocked": Fault("ban", (("edit", "Edit the message"), _RETRY), True),
    "Offline": Fault("wifi-off", (_RETRY, ("network", "Network settings"))),
    "TimedOut": Fault("clock", (_RETRY, ("network", "Time limits"))),
    "CertificateRejected": Fault("shield", (("network", "Certificates"), _RETRY)),
    "ProxyFailed": Fault("globe", (("network", "Proxy settings"), _RETRY)),
    "ConnectionLost": Fault("unplug", (_CONTINUE, _RETRY)),
    "WireError": Fault("circle-alert", (_PROVIDERS, _RETRY)),
    "SecretStoreError": Fault("lock", (("settings", "Open settings"), _RETRY)),
}
_ANY_FAULT = Fault("circle-alert", (_RETRY, ("retry_with", "Other model")))


def fault(error: ErrorRecord, *, has_text: bool) -> Fault:
    """How an error is shown. Without text there is nothing to continue."""
    found = _FAULTS.get(error.name, _ANY_FAULT)
    if error.name == "KeyRejected" and _NO_KEY in error.text:
        found = replace(found, buttons=(("settings", "Paste a key"), _RETRY))
    if not has_text:
        buttons = tuple(button for button in found.buttons if button != _CONTINUE)
        found = replace(found, buttons=buttons)
    page = _PAGE.search(error.hint) if error.name == "BalanceUsedUp" else None
    return replace(found, buttons=found.buttons[:1], page=page[0]) if page else found


def ending(message: Message) -> Ending | None:
    """The end line of a message that ended; None where an error card or a tool goes on from it."""
    if message.error is not None and message.state in _WITH_ERROR:
        return None
    if message.state is State.COMPLETE:
        return None if is_opening(message) else _whole(message)
    return _line(message.state, len(message.text))


def notice(text: str, buttons: Buttons) -> Ending:
    """What is told under an answer that still streams."""
    return Ending("clock", text, buttons) if text else Ending("", "")


_WITH_ERROR = {State.TRUNCATED, State.BLOCKED, State.FAILED}


def _line(state: State, letters: int) -> Ending | None:
    count = _count(letters)
    lines = {
        State.STOPPED: Ending("circle-stop", f"Stopped by you after {count}", (_CONTINUE,)),
        State.INCOMPLETE: Ending("scissors", "Cut at the token limit", (_CONTINUE,)),
        State.TRUNCATED: Ending("unplug", f"Connection lost after {count}", (_CONTINUE, _RETRY)),
        State.BLOCKED: Ending("ban", "Blocked by the provider", (_DETAILS,)),
        State.INTERRUPTED: Ending(
            "history", "Interrupted when the app closed", (_CONTINUE, ("keep", "Keep"))
        ),
        State.FAILED: Ending("circle-alert", "Failed", (_RETRY,)),
    }
    return lines.get(state)


def _whole(message: Message) -> Ending | None:
    if message.tool_calls:
        return None
    has_words = any(not isinstance(part, TextPart) or part.text.strip() for part in message.parts)
    if not has_words:
        who = message.origin.provider if message.origin else "The provider"
        return Ending("circle-alert", f"{who} sent an empty answer", (_RETRY,))
    return Ending("check", "Finished")


def _count(letters: int) -> str:
    return "1 character" if letters == 1 else f"{letters:,} characters"


def fault_title(message: Message) -> tuple[str, str]:
    """Title and reason of a message's error card."""
    error = message.error
    if error is None:
        return "", ""
    if error.name == "ConnectionLost" and message.text:
        return f"Connection lost after {_count(len(message.text))}", f"{error.text} {error.hint}"
    return error.text, error.hint


def thinking(seconds: float | None, *, is_live: bool) -> str:
    """The fold line of reasoning."""
    if is_live:
        return f"Thinking… {seconds:.0f} s" if seconds is not None else "Thinking…"
    return f"Thought for {_duration(seconds)}" if seconds else "Thought"


def _duration(seconds: float) -> str:
    if seconds < 2:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
