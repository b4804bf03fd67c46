"""The words for how an answer stands: its end line, its error card, what thinking took.

Pure text and names of icons and actions; knows no pixels.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain import endings
from desktop_app.domain.endings import WITH_ERROR, ending_words
from desktop_app.domain.message import Message, State, TextPart
from desktop_app.domain.opening import is_opening
from desktop_app.domain.rewriting import is_rewritten

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
    if message.error is not None and message.state in WITH_ERROR:
        return None
    if message.state is State.COMPLETE:
        return None if is_opening(message) else _whole(message)
    if message.state not in _LINES:
        return None
    icon, buttons = _LINES[message.state]
    if not message.parts:  # nothing to go on from
        buttons = tuple(dict.fromkeys(_RETRY if each is _CONTINUE else each for each in buttons))
    return Ending(icon, ending_words(message), buttons)


def notice(text: str, buttons: Buttons) -> Ending:
    """What is told under an answer that still streams."""
    return Ending("clock", text, buttons) if text else Ending("", "")


_LINES: dict[State, tuple[str, Buttons]] = {
    State.STOPPED: ("circle-stop", (_CONTINUE,)),
    State.INCOMPLETE: ("scissors", (_CONTINUE,)),
    State.TRUNCATED: ("unplug", (_CONTINUE, _RETRY)),
    State.BLOCKED: ("ban", (_DETAILS,)),
    State.INTERRUPTED: ("history", (_CONTINUE, ("keep", "Keep"))),
    State.FAILED: ("circle-alert", (_RETRY,)),
}


def _whole(message: Message) -> Ending | None:
    if message.tool_calls:
        return None
    has_words = any(not isinstance(part, TextPart) or part.text.strip() for part in message.parts)
    if not has_words:
        who = message.origin.provider if message.origin else "The provider"
        return Ending("circle-alert", f"{who} sent an empty answer", (_RETRY,))
    if is_rewritten(message):
        return Ending("pencil", "Edited by you")
    return Ending("check", "Finished")


def fault_title(message: Message) -> tuple[str, str]:
    """Title and reason of a message's error card."""
    error = message.error
    if error is None:
        return "", ""
    title = endings.fault_title(message)
    reason = error.hint if title == error.text else f"{error.text} {error.hint}"
    reason = f"{reason} What came until then is kept.".strip() if message.text else reason
    return title.removesuffix("."), reason


def fault_detail(message: Message) -> tuple[tuple[str, str], ...]:
    """The technical facts of a message's error as (label, words), to be shown and copied."""
    error, origin = message.error, message.origin
    if error is None:
        return ()
    facts = [_fact(words) for words in error.detail.split(" · ") if words]
    who = f"{origin.model} at {origin.base_url}, {origin.protocol}" if origin else ""
    when = datetime.fromtimestamp(message.created).astimezone().strftime("%d %b %Y, %H:%M:%S")
    more = (("Kind", error.name), ("Asked", who), ("Time", when))
    return tuple(fact for fact in (*facts, *more) if fact[1])


def _fact(words: str) -> tuple[str, str]:
    """What a piece of the details is about, as far as its first word tells."""
    first, _, rest = words.partition(" ")
    if first in {"status", "request"} and rest:
        return first.capitalize(), rest
    return "Said", words


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
