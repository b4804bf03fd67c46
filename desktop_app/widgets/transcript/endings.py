"""The words for how an answer stands: its end line, its error card, what thinking took.

Pure text and names of icons and actions; knows no pixels.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.message import Message, State, TextPart
from desktop_app.domain.opening import is_opening

Buttons = tuple[tuple[str, str], ...]
_CONTINUE = ("continue", "Continue")
_RETRY = ("retry", "Try again")
_DETAILS = ("details", "Details")


@dataclass(frozen=True, slots=True)
class Ending:
    """One muted line: icon, words and buttons as (action, words)."""

    icon: str
    words: str
    buttons: Buttons = ()


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


def fault_detail(message: Message) -> str:
    """The technical words of a message's error, a fact per line, to be shown and copied."""
    error, origin = message.error, message.origin
    if error is None:
        return ""
    when = datetime.fromtimestamp(message.created).astimezone().isoformat(" ", "seconds")
    who = f"{origin.model} at {origin.base_url}, {origin.protocol}" if origin else ""
    return "\n".join(filter(None, (*error.detail.split(" · "), error.name, who, when)))


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
