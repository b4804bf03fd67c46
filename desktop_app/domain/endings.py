"""The words for how a message ended, wherever they are shown: window, documents, screen reader."""

from desktop_app.domain.message import Message, State

WITH_ERROR = frozenset({State.TRUNCATED, State.BLOCKED, State.FAILED})  # states that its words tell


def ending_words(message: Message) -> str:
    """How a message that is not whole came to its end, or that it did not yet; empty if whole."""
    count = _count(len(message.text))
    before = f"after {count}" if message.text else "before the first words"
    return {
        State.STREAMING: "Still being written",
        State.COMPLETE: "",
        State.STOPPED: f"Stopped by you {before}",
        State.INCOMPLETE: "Cut at the token limit",
        State.TRUNCATED: f"Connection lost {before}",
        State.BLOCKED: "Blocked by the provider",
        State.INTERRUPTED: "Interrupted when the app closed",
        State.FAILED: "Failed",
    }[message.state]


def fault_title(message: Message) -> str:
    """What is told first about a message's error; empty where it has none."""
    error = message.error
    if error is None:
        return ""
    if error.name == "ConnectionLost" and message.text:
        return f"Connection lost after {_count(len(message.text))}"
    return error.text


def told(message: Message) -> str:
    """What a document says below a message: the error if one ended it, else how it ended."""
    return (fault_title(message) if message.state in WITH_ERROR else "") or ending_words(message)


def _count(letters: int) -> str:
    return "1 character" if letters == 1 else f"{letters:,} characters"
