"""Deltas become a message: order, restarts, ends, and what new text costs."""

import msgspec
import pytest

from desktop_app.domain.delta import (
    ActivityDelta,
    CitationDelta,
    Failed,
    Finished,
    ImageDelta,
    OpaqueDelta,
    ReasoningDelta,
    RefusalDelta,
    Started,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
    UsageDelta,
)
from desktop_app.domain.errors import AppError, RateLimited
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    ActivityPart,
    Citation,
    ImagePart,
    Message,
    OpaquePart,
    ReasoningPart,
    RefusalPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    Usage,
)


def built(*deltas) -> MessageBuilder:
    builder = MessageBuilder()
    for delta in deltas:
        builder.apply(delta)
    return builder


def test_parts_come_in_the_order_in_which_they_began() -> None:
    raw = msgspec.Raw(b'{"a":1}')
    builder = built(
        Started("m", "id"),
        ReasoningDelta(0, "Hm"),
        TextDelta(0, "A"),
        ToolCallDelta(0, "c", "f", "{}"),
        ReasoningDelta(0, "."),
        ActivityDelta(0, "search", "running"),
        ImageDelta(0, "image/png", b"1", is_final=False),
        OpaqueDelta(0, raw, "kept", "chat"),
        RefusalDelta(0, "No."),
        TextDelta(0, "B"),
        CitationDelta(0, Citation("https://a.example")),
        ActivityDelta(0, "", "completed", "tides"),
        ImageDelta(0, "image/png", b"2"),
        UsageDelta(Usage(1)),
        UsageDelta(Usage(output=2)),
    )
    assert builder.parts() == (
        ReasoningPart("Hm."),
        TextPart("AB", (Citation("https://a.example"),)),
        ToolCallPart("c", "f", "{}", is_whole=False),
        ActivityPart("search", "completed", "tides"),
        ImagePart("image/png", data=b"2"),
        OpaquePart("chat", raw, "kept"),
        RefusalPart("No."),
    )
    assert [builder.kind(index) for index in range(len(builder))] == [
        "reasoning", "text", "tool_call", "activity", "image", "opaque", "refusal",
    ]  # fmt: skip
    assert [builder.length(index) for index in range(3)] == [3, 2, 2]
    assert (builder.model, builder.id, builder.usage) == ("m", "id", Usage(output=2))


def test_empty_words_make_no_part() -> None:
    assert len(built(TextDelta(0, ""), ReasoningDelta(0, ""), RefusalDelta(0, ""))) == 0


def test_dirty_parts_are_told_once() -> None:
    builder = built(TextDelta(0, "a"), TextDelta(1, "b"), TextDelta(0, "c"))
    assert builder.take_dirty() == [0, 1]
    assert builder.take_dirty() == []
    builder.apply(TextDelta(1, "d"))
    assert builder.take_dirty() == [1]


@pytest.mark.parametrize("count", [0, 1, 500, 511, 512, 513, 3000])
def test_new_text_is_what_follows_the_start(count: int) -> None:
    words = [f"w{number} " for number in range(count)]
    builder, seen = built(TextDelta(0, "!")), ""
    for number, word in enumerate(words):
        builder.apply(TextDelta(0, word))
        if number % 7 == 0:
            seen += builder.text_from(0, len(seen))
    whole = "!" + "".join(words)
    assert seen + builder.text_from(0, len(seen)) == whole
    assert builder.text_from(0, 0) == whole
    assert builder.text_from(0, len(whole)) == ""
    assert builder.part(0) == TextPart(whole)
    builder.apply(TextDelta(0, "end"))
    assert builder.text_from(0, len(whole)) == "end"
    assert builder.part(0) == TextPart(whole + "end")


def test_a_long_answer_that_nobody_looked_at_is_whole() -> None:
    builder = built(*(TextDelta(0, f"{number} ") for number in range(2000)))
    assert builder.part(0) == TextPart("".join(f"{number} " for number in range(2000)))


def test_arguments_are_text_too() -> None:
    builder = built(ToolCallDelta("k", "c", "f"))
    assert builder.text_from(0, 0) == ""
    assert builder.part(0) == ToolCallPart("c", "f", "", is_whole=False)
    builder.apply(ToolCallDelta("k", arguments='{"a"'))
    assert builder.text_from(0, 2) == 'a"'
    builder.apply(ToolCallEnded("k", '{"b":1}'))
    assert builder.part(0) == ToolCallPart("c", "f", '{"b":1}')
    assert builder.length(0) == 7


@pytest.mark.parametrize(
    ("arguments", "is_whole"), [("", True), ("{}", True), ('{"a":', False), ("[" * 5000, False)]
)
def test_a_call_is_whole_when_it_ended_and_is_json(arguments: str, is_whole: bool) -> None:
    builder = built(ToolCallDelta(0, "c", "f", arguments), ToolCallEnded(0))
    part = builder.part(0)
    assert isinstance(part, ToolCallPart)
    assert part.is_whole is is_whole
    assert part.arguments == (arguments or "{}")


@pytest.mark.parametrize("state", [State.FAILED, State.STOPPED, State.TRUNCATED, State.INCOMPLETE])
def test_a_call_in_an_answer_that_broke_is_never_whole(state: State) -> None:
    builder = built(ToolCallDelta(0, "c", "f", "{}"), ToolCallEnded(0))
    builder.end(state)
    part = builder.part(0)
    assert isinstance(part, ToolCallPart)
    assert not part.is_whole


def test_a_second_start_forgets_what_was() -> None:
    wrong = (TextDelta(0, "x"), UsageDelta(Usage(1)), Finished("end", State.COMPLETE))
    builder = built(Started("m"), *wrong, Started("n"), TextDelta(0, "Right"))
    assert builder.parts() == (TextPart("Right"),)
    assert (builder.restarts, builder.model, builder.usage) == (1, "n", None)
    assert (builder.state, builder.stop_reason) == (State.STREAMING, "")


def test_what_the_person_or_a_failure_ended_stays_ended() -> None:
    builder = built(Started("m"), TextDelta(0, "a"))
    builder.end(State.STOPPED)
    for delta in (Finished("stop", State.COMPLETE), Failed(AppError("x")), Started("n")):
        builder.apply(delta)
    assert (builder.state, builder.error, builder.model) == (State.STOPPED, None, "m")


def test_an_error_wins_over_the_end() -> None:
    builder = built(Finished("length", State.INCOMPLETE), Failed(RateLimited("slow")))
    builder.apply(Finished("stop", State.COMPLETE))
    assert (builder.state, builder.stop_reason) == (State.FAILED, "length")
    assert str(builder.error) == "slow"


def test_the_caller_ends_only_what_still_streams() -> None:
    error = AppError("lost")
    builder = built(TextDelta(0, "a"))
    builder.end(State.TRUNCATED, error)
    assert (builder.state, builder.error) == (State.TRUNCATED, error)
    done = built(Finished("stop", State.COMPLETE))
    done.end(State.TRUNCATED, error)
    assert (done.state, done.error) == (State.COMPLETE, None)


def test_an_answer_that_declines_is_blocked() -> None:
    assert built(RefusalDelta(0, "No."), Finished("stop", State.COMPLETE)).state is State.BLOCKED
    cut = built(RefusalDelta(0, "No"), Finished("length", State.INCOMPLETE))
    assert cut.state is State.INCOMPLETE


def test_a_message_gives_its_words_by_kind() -> None:
    parts = (
        ReasoningPart("a"), TextPart("b"), ReasoningPart("c"), TextPart("d"), RefusalPart("e"),
        ToolCallPart("i", "f", "{}"),
    )  # fmt: skip
    message = Message("1", Role.ASSISTANT, State.COMPLETE, parts, 0.0)
    assert (message.text, message.reasoning, message.refusal) == ("bd", "a\n\nc", "e")
    assert message.tool_calls == (ToolCallPart("i", "f", "{}"),)
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message
