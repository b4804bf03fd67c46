"""The words of the status line."""

import msgspec
import pytest

from desktop_app.domain.message import Message, Origin, Role, State, TextPart, Timing, Usage
from desktop_app.domain.provider import Model
from desktop_app.viewmodels.status import ended_words, streaming_words, waiting_words


def message(state: State, usage: Usage | None = None, timing: Timing | None = None) -> Message:
    return Message("m", Role.ASSISTANT, state, (TextPart("x"),), 0.0, usage=usage, timing=timing)


def test_waiting() -> None:
    assert waiting_words(0.84) == ("waiting for the first token · 0.8 s",)
    assert waiting_words(2, "loading the model") == ("loading the model · 2.0 s",)


def test_streaming_says_when_it_only_guesses() -> None:
    assert streaming_words(400, None, 0.4, 1.4) == ("~100 tok", "~100 tok/s", "first token 0.4 s")
    assert streaming_words(400, Usage(output=50), 0.4, 1.4)[:2] == ("50 tok", "50 tok/s")
    assert streaming_words(400, None, 0.4, 1.4, before=300)[:2] == ("~100 tok", "~25 tok/s")
    assert streaming_words(4, None, 0.4, 0.5, "quiet for 20 s") == (
        "quiet for 20 s", "~1 tok", "first token 0.4 s",
    )  # fmt: skip


def test_ended() -> None:
    whole = message(State.COMPLETE, Usage(1000, 1204, cost=0.0031), Timing(0.4, 14.4))
    assert ended_words(whole, Model("m", context=10_000)) == (
        "Finished", "1,204 tok", "86 tok/s", "first token 0.4 s", "$0.0031", "context 22 %",
    )  # fmt: skip
    assert ended_words(message(State.STOPPED)) == ("Stopped by you",)
    assert ended_words(message(State.STREAMING)) == ()


PRICED = Model("m", context=1000, input_price=1e-3, output_price=2e-3, cached_price=1e-4)


@pytest.mark.parametrize(
    ("protocol", "usage", "words"),
    [
        ("chat", Usage(100, 50), ("~$0.2000", "context 15 %")),
        ("chat", Usage(100, 50, cached=40), ("~$0.1640", "context 15 %")),
        ("messages", Usage(60, 50, cached=40), ("~$0.1640", "context 15 %")),
        ("chat", Usage(100, 50, cost=0.0), ("$0.0000", "context 15 %")),
        ("chat", Usage(None, 50), ()),
    ],
)
def test_price_and_context_by_what_each_protocol_counts(protocol, usage, words) -> None:
    answer = msgspec.structs.replace(
        message(State.COMPLETE, usage), origin=Origin("p", "http://x", protocol, "m")
    )
    assert ended_words(answer, PRICED)[2:] == words
    assert streaming_words(4, usage, 0.4, 0.5, model=PRICED, protocol=protocol)[2:] == words


def test_without_figures_price_and_context_are_a_guess() -> None:
    answer = msgspec.structs.replace(message(State.COMPLETE), parts=(TextPart("x" * 400),))
    assert ended_words(answer, PRICED, given=100)[1:] == ("~100 tok", "~$0.3000", "context ~20 %")
    streaming = streaming_words(400, None, 0.4, 0.5, model=PRICED, given=100)
    assert streaming[2:] == ("~$0.3000", "context ~20 %")
    failed = message(State.FAILED)
    empty = msgspec.structs.replace(failed, parts=())
    assert ended_words(empty, PRICED, given=100) == ("Failed",)


def test_what_is_left_out_is_said() -> None:
    assert ended_words(message(State.STOPPED), left_out=3)[-1] == "3 earlier messages left out"


def test_what_is_not_known_is_not_said() -> None:
    answer = message(State.COMPLETE, Usage(100, 50))
    assert ended_words(answer) == ended_words(answer, Model("m")) == ("Finished", "50 tok")
    free = Model("m", input_price=0.0, output_price=0.0)
    assert ended_words(answer, free) == ("Finished", "50 tok")
    cheap = Model("m", input_price=1e-9, output_price=1e-9)
    assert ended_words(answer, cheap)[-1] == "~$0.0001"
