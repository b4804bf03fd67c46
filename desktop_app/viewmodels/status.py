"""The status line's words: what the stream does now, or what the last answer came to.

Pure functions of facts; durations in seconds.
"""

from desktop_app.domain.message import Message, State, Usage
from desktop_app.domain.provider import Model
from desktop_app.viewmodels.context_use import LETTERS_PER_TOKEN

_ENDS = {
    State.COMPLETE: "Finished",
    State.INCOMPLETE: "Cut at the token limit",
    State.STOPPED: "Stopped by you",
    State.INTERRUPTED: "Interrupted",
    State.TRUNCATED: "Connection lost",
    State.FAILED: "Failed",
    State.BLOCKED: "Blocked",
}


def waiting_words(seconds: float, said: str = "") -> tuple[str, ...]:
    """Before the first token: what is waited for, and since when."""
    return (f"{said or 'waiting for the first token'} · {seconds:.1f} s",)


def streaming_words(
    letters: int,
    usage: Usage | None,
    first: float,
    elapsed: float,
    said: str = "",
    *,
    model: Model | None = None,
    protocol: str = "",
    given: int = 0,
    before: int = 0,
) -> tuple[str, ...]:
    """While text arrives. `first` and `elapsed` count from sending.

    `given` is about how many tokens were sent, for as long as the provider has not counted.
    `before` of the letters were there already: an answer goes on.
    """
    counted = usage.output if usage else None
    tokens = counted if counted is not None else round(letters / LETTERS_PER_TOKEN)
    about = "" if counted is not None else "~"
    words = [f"{about}{tokens:,} tok"]
    if elapsed - first > 0.5:
        came = tokens if counted is not None else round((letters - before) / LETTERS_PER_TOKEN)
        words.append(f"{about}{came / (elapsed - first):,.0f} tok/s")
    words.append(f"first token {first:.1f} s")
    words += _bill(usage, tokens, model, protocol, given)
    return (said, *words) if said else tuple(words)


def ended_words(
    message: Message, model: Model | None = None, given: int = 0, left_out: int = 0
) -> tuple[str, ...]:
    """After the end: how it ended and the figures the provider gave.

    `model` is what is known of the one that answered: its prices and how much it holds. `given` is
    about how many tokens were sent, `left_out` how many messages were not.
    """
    words = [_ENDS.get(message.state, "")]
    usage, timing = message.usage, message.timing
    counted = usage.output if usage else None
    tokens = counted if counted is not None else round(_letters(message) / LETTERS_PER_TOKEN)
    about = "" if counted is not None else "~"
    if tokens:
        words.append(f"{about}{tokens:,} tok")
        if timing and timing.total and timing.total - (timing.first or 0) > 0.05:
            words.append(f"{about}{tokens / (timing.total - (timing.first or 0)):,.0f} tok/s")
    if timing and timing.first is not None:
        words.append(f"first token {timing.first:.1f} s")
    protocol = message.origin.protocol if message.origin else ""
    words += _bill(usage, tokens, model, protocol, given)
    if left_out:
        words.append(f"{left_out:,} earlier messages left out")
    return tuple(word for word in words if word)


def _bill(
    usage: Usage | None, output: int, model: Model | None, protocol: str, given: int
) -> tuple[str, ...]:
    """What it costs and how full the model is, as far as both are known or can be guessed."""
    cached = (usage.cached if usage else None) or 0
    fresh = usage.input if usage else None
    about = ""
    if fresh is None:
        fresh, cached, about = (given if output else 0), 0, "~"
    elif protocol != "messages":  # which alone counts cached ones apart
        fresh = max(0, fresh - cached)
    words = []
    if usage and usage.cost is not None:
        words.append(_dollars(usage.cost))
    elif model and (fresh or cached) and (cost := _cost(fresh, cached, output, model)):
        words.append(f"~{_dollars(cost)}")
    if model and model.context and (fresh or cached):
        words.append(f"context {about}{100 * (fresh + cached + output) / model.context:.0f} %")
    return tuple(words)


def _cost(fresh: int, cached: int, output: int, model: Model) -> float | None:
    """US dollars by the list prices, None where one is unknown."""
    if model.input_price is None or model.output_price is None:
        return None
    again = model.input_price if model.cached_price is None else model.cached_price
    return fresh * model.input_price + cached * again + output * model.output_price


def _dollars(cost: float) -> str:
    """Four digits behind the point; what costs anything is never said to cost nothing."""
    return f"${max(cost, 0.0001) if cost else 0:.4f}"


def _letters(message: Message) -> int:
    return len(message.text) + len(message.reasoning)
