"""The status line's words: what the stream does now, or what the last answer came to.

Pure functions of facts; durations in seconds.
"""

from desktop_app.domain.message import Message, State, Usage

_ENDS = {
    State.COMPLETE: "Finished",
    State.INCOMPLETE: "Cut at the token limit",
    State.STOPPED: "Stopped by you",
    State.INTERRUPTED: "Interrupted",
    State.TRUNCATED: "Connection lost",
    State.FAILED: "Failed",
    State.BLOCKED: "Blocked",
}
_LETTERS_PER_TOKEN = 4  # where a provider has not counted yet


def waiting_words(seconds: float, said: str = "") -> tuple[str, ...]:
    """Before the first token: what is waited for, and since when."""
    return (f"{said or 'waiting for the first token'} · {seconds:.1f} s",)


def streaming_words(
    letters: int, usage: Usage | None, first: float, elapsed: float, said: str = ""
) -> tuple[str, ...]:
    """While text arrives. `first` and `elapsed` count from sending."""
    counted = usage.output if usage else None
    tokens = counted if counted is not None else round(letters / _LETTERS_PER_TOKEN)
    about = "" if counted is not None else "~"
    words = [f"{about}{tokens:,} tok"]
    if elapsed - first > 0.5:
        words.append(f"{about}{tokens / (elapsed - first):.0f} tok/s")
    words.append(f"first token {first:.1f} s")
    return (said, *words) if said else tuple(words)


def ended_words(message: Message, context: int | None = None) -> tuple[str, ...]:
    """After the end: how it ended and the figures the provider gave."""
    words = [_ENDS.get(message.state, "")]
    usage, timing = message.usage, message.timing
    counted = usage.output if usage else None
    tokens = counted if counted is not None else round(_letters(message) / _LETTERS_PER_TOKEN)
    about = "" if counted is not None else "~"
    if tokens:
        words.append(f"{about}{tokens:,} tok")
        if timing and timing.total and timing.total - (timing.first or 0) > 0.05:
            words.append(f"{about}{tokens / (timing.total - (timing.first or 0)):.0f} tok/s")
    if timing and timing.first is not None:
        words.append(f"first token {timing.first:.1f} s")
    if usage and usage.cost is not None:
        words.append(f"${usage.cost:.4f}")
    if context and usage and usage.input is not None:
        used = usage.input + (usage.output or 0)
        words.append(f"context {100 * used / context:.0f} %")
    return tuple(word for word in words if word)


def _letters(message: Message) -> int:
    return len(message.text) + len(message.reasoning)
