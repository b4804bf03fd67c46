"""The words of the status line."""

from desktop_app.domain.message import Message, Role, State, TextPart, Timing, Usage
from desktop_app.viewmodels.status import ended_words, streaming_words, waiting_words


def message(state: State, usage: Usage | None = None, timing: Timing | None = None) -> Message:
    return Message("m", Role.ASSISTANT, state, (TextPart("x"),), 0.0, usage=usage, timing=timing)


def test_waiting() -> None:
    assert waiting_words(0.84) == ("waiting for the first token · 0.8 s",)
    assert waiting_words(2, "loading the model") == ("loading the model · 2.0 s",)


def test_streaming_says_when_it_only_guesses() -> None:
    assert streaming_words(400, None, 0.4, 1.4) == ("~100 tok", "~100 tok/s", "first token 0.4 s")
    assert streaming_words(400, Usage(output=50), 0.4, 1.4)[:2] == ("50 tok", "50 tok/s")
    assert streaming_words(4, None, 0.4, 0.5, "quiet for 20 s") == (
        "quiet for 20 s", "~1 tok", "first token 0.4 s",
    )  # fmt: skip


def test_ended() -> None:
    whole = message(State.COMPLETE, Usage(1000, 1204, cost=0.0031), Timing(0.4, 14.4))
    assert ended_words(whole, 10_000) == (
        "Finished", "1,204 tok", "86 tok/s", "first token 0.4 s", "$0.0031", "context 22 %",
    )  # fmt: skip
    assert ended_words(message(State.STOPPED)) == ("Stopped by you",)
    assert ended_words(message(State.STREAMING)) == ()
