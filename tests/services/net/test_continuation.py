"""Where an old text meets a new one."""

import msgspec
import pytest

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.delta import Finished, OpaqueDelta, ReasoningDelta, Started, TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import (
    ActivityPart,
    Citation,
    ImagePart,
    Message,
    OpaquePart,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    Usage,
)
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Endpoint
from desktop_app.services.continuation import Continuation, overlap

ENDPOINT = Endpoint("p", "P", "https://p.test/v1", "chat", "https://p.test/v1/chat/completions")


def cut(*parts: Part, usage: Usage | None = None) -> Message:
    return Message("cut", Role.ASSISTANT, State.TRUNCATED, parts, 1.0, "q", usage=usage)


def begun(message: Message, *, has_prefill: bool = False) -> tuple[Continuation, MessageBuilder]:
    continuation = Continuation(message)
    question = Message("q", Role.USER, State.COMPLETE, (TextPart("Hi"),), 0.0)
    profile = Profile(has_prefill=has_prefill)
    continuation.request(CompletionRequest(ENDPOINT, "m", (question,), profile=profile))
    builder = MessageBuilder()
    for delta in continuation.seed():
        builder.apply(delta)
    return continuation, builder


def go_on(continuation: Continuation, builder: MessageBuilder, *deltas) -> None:
    for delta in continuation.joined(deltas):
        builder.apply(delta)


@pytest.mark.parametrize(
    ("old", "new", "anchor", "whole"),
    [
        ("The quick brown", " fox", "", "The quick brown fox"),
        ("The quick brown ", " fox", "", "The quick brown fox"),
        ("One.\n\n", "\n\nTwo.", "", "One.\n\nTwo."),
        ("The quick brown", "quick brown fox", "", "The quick brown fox"),
        ("The quick brown", "The quick brown fox", "The quick brown", "The quick brown fox"),
        ("The quick brown", "“…The quick brown fox”", "The quick brown", "The quick brown fox”"),
        ("The quick bro", "The quick brown", "The quick bro", "The quick brown"),
        ("The quick brown ", "quick brown fox", "quick brown", "The quick brown fox"),
        ("a cat", "at last", "", "a catat last"),  # three letters in common are chance
        ("", "All", "", "All"),
        ("All", "", "", "All"),
    ],
)
def test_the_seam_is_nowhere_in_the_text(old, new, anchor, whole) -> None:
    assert old + new[overlap(old, new, anchor) :] == whole


def test_every_part_of_the_old_answer_stays_as_it_was() -> None:
    parts = (
        ReasoningPart("Let me see.", 2.5),
        TextPart("One ", (Citation("https://a.test"),)),
        ToolCallPart("c1", "f", "{}"),
        ToolCallPart("c2", "f", '{"a', is_whole=False),
        ActivityPart("search", "done"),
        ImagePart("image/png", "ab12"),
        RefusalPart("No."),
        TextPart("two"),
    )
    opaque = OpaquePart("chat", msgspec.Raw(b"{}"), "signature")
    continuation, builder = begun(cut(*parts, opaque))
    go_on(
        continuation,
        builder,
        Started("m"),
        OpaqueDelta("x", "chat", msgspec.Raw(b"{}")),
        ReasoningDelta("r", "Hm."),
        TextDelta("t", " three and more than enough to be sure of where the seam is, as ever"),
        Finished("stop", State.COMPLETE),
    )
    joined = continuation.parts(builder.parts())
    assert joined[:7] == parts[:7]
    assert joined[7].text.startswith("two three and more")
    assert joined[8] == ReasoningPart("Hm.")
    assert [part.name for part in joined[9:]] == ["seam"]


def test_a_provider_that_begins_anew_does_not_take_the_old_text_away() -> None:
    continuation, builder = begun(cut(TextPart("One two")), has_prefill=True)
    go_on(continuation, builder, Started("m"), TextDelta("t", " thr"), Started("m"))
    assert builder.text_from(0, 0) == "One two"
    go_on(continuation, builder, TextDelta("t", " three"), Finished("stop", State.COMPLETE))
    assert builder.text_from(0, 0) == "One two three"
    assert len(builder) == 1


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_seam_is_the_same_however_the_words_come(size) -> None:
    old, new = "It was the best of times, it was", "of times, it was the worst of times."
    continuation, builder = begun(cut(TextPart(old)))
    pieces = [new[at : at + size] for at in range(0, len(new), size)]
    go_on(continuation, builder, *(TextDelta("t", piece) for piece in pieces))
    for delta in continuation.flush():
        builder.apply(delta)
    whole = "It was the best of times, it was the worst of times."
    assert builder.text_from(0, 0) == whole


def test_a_second_text_part_stays_one() -> None:
    continuation, builder = begun(cut(TextPart("One")), has_prefill=True)
    go_on(continuation, builder, TextDelta("a", " two."), TextDelta("b", "Three."))
    assert [part.text for part in builder.parts()] == ["One two.", "Three."]


def test_an_answer_cut_before_its_first_word_is_simply_asked_again() -> None:
    continuation, builder = begun(cut())
    question = Message("q", Role.USER, State.COMPLETE, (TextPart("Hi"),), 0.0)
    request = continuation.request(CompletionRequest(ENDPOINT, "m", (question,)))
    assert request.messages == (question,)
    go_on(continuation, builder, TextDelta("t", "All"))
    assert [part.text for part in builder.parts()] == ["All"]


def test_words_that_only_touch_are_parted() -> None:
    continuation, builder = begun(cut(TextPart("The quick")))
    go_on(continuation, builder, TextDelta("t", "brown fox"), Finished("stop", State.COMPLETE))
    assert builder.text_from(0, 0) == "The quick brown fox"


@pytest.mark.parametrize(
    ("old", "new", "whole"),
    [
        (
            "Stones and sand, a list an",
            "d a paragraph.",
            "Stones and sand, a list and a paragraph.",
        ),
        ("The riv", "er is a river.", "The river is a river."),
        ("It runs into the sea in", "to it.", "It runs into the sea into it."),
        ("It runs into the sea, to me in", "to it.", "It runs into the sea, to me in to it."),
        ("Nothing said bef", "ore helps.", "Nothing said bef ore helps."),
    ],
)
def test_halves_of_a_word_that_stands_elsewhere_are_one_word(old, new, whole) -> None:
    continuation, builder = begun(cut(TextPart(old)))
    go_on(continuation, builder, TextDelta("t", new), Finished("stop", State.COMPLETE))
    assert builder.parts()[0].text == whole


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (Usage(1, 2), Usage(3, 4), Usage(4, 6)),
        (Usage(1, 2, cost=0.5), Usage(3, 4), Usage(4, 6, cost=0.5)),
        (None, Usage(3, 4), Usage(3, 4)),
        (Usage(1, 2), None, Usage(1, 2)),
        (None, None, None),
    ],
)
def test_usage_is_of_both(first, second, both) -> None:
    assert Continuation(cut(usage=first)).usage(second) == both
