"""Bytes to deltas: how an answer may end, what is no stream, and the bounds."""

import pytest

from desktop_app.domain.delta import Failed, Finished, TextDelta
from desktop_app.domain.message import State
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.errors import Speaker
from desktop_app.wire.reader import StreamReader

CHUNK = b'data: {"model":"m","choices":[{"index":0,"delta":{"content":"%s"}}]}\n\n'


def reader(**limits: int) -> StreamReader:
    return StreamReader(PROTOCOLS["chat"], Speaker("Demo"), **limits)


def test_it_counts_what_a_watchdog_needs() -> None:
    one = reader()
    one.feed(b": ping\n\n: ping\n\n")
    assert (one.events, one.data_events) == (0, 0)
    one.feed(b"data:\n\n" + CHUNK % b"a")
    assert (one.events, one.data_events) == (2, 1)


def test_nothing_is_read_behind_the_end() -> None:
    one = reader()
    one.feed(CHUNK % b"a" + b"data: [DONE]\n\n" + CHUNK % b"b")
    assert one.is_finished
    assert one.has_ended
    assert one.feed(CHUNK % b"c") == []
    assert one.close() == []


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize(
    ("limits", "what"), [({"event_limit": 90}, "event"), ({"answer_limit": 100}, "answer")]
)
def test_what_is_too_large_fails_and_keeps_what_came(
    limits: dict[str, int], what: str, size: int
) -> None:
    one, body = reader(**limits), CHUNK % b"a" + CHUNK % (b"b" * 100)
    deltas = [delta for i in range(0, len(body), size) for delta in one.feed(body[i : i + size])]
    assert [delta.text for delta in deltas if isinstance(delta, TextDelta)] == ["a"]
    assert isinstance(deltas[-1], Failed)
    assert f"Demo sent an {what} larger" in str(deltas[-1].error)
    assert one.is_finished
    assert one.close() == []


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"<html><title>502 Bad Gateway</title></html>", "WireError", "502 Bad Gateway"),
        (b"no healthy upstream", "WireError", "no healthy upstream"),
        (b'{"error":{"message":"slow down","code":429}}', "RateLimited", "slow down"),
        (b'[{"error":{"message":"slow down","code":429}}]', "RateLimited", "slow down"),
        (b'{"hello":1}', "WireError", ""),
        (b"[]", "WireError", ""),
    ],
)
def test_a_body_that_is_no_stream_fails_in_words(body: bytes, name: str, words: str) -> None:
    for size in (1, 1000):
        one = reader()
        for start in range(0, len(body), size):
            assert one.feed(body[start : start + size]) == []
        (failed,) = one.close()
        assert isinstance(failed, Failed)
        assert failed.error.name == name
        assert words in failed.error.detail
        assert "<" not in failed.error.detail
        assert one.has_ended


def test_a_whole_answer_in_place_of_a_stream_is_an_answer() -> None:
    one = reader()
    one.feed(b'{"model":"m","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}')
    deltas = one.close()
    assert TextDelta("text", "Hi") in deltas
    assert deltas[-1] == Finished("stop", State.COMPLETE)


@pytest.mark.parametrize("body", [b"", b"\n\n", b": ping\n\n", b'data: {"choices', b"event: x\n"])
def test_nothing_or_half_an_event_is_left_to_the_caller(body: bytes) -> None:
    one = reader()
    assert one.feed(body) + one.close() == []
    assert not one.has_ended
    assert one.skipped == 0


def test_unknown_events_are_named() -> None:
    one = StreamReader(PROTOCOLS["messages"])
    one.feed(b'data: {"type":"novelty"}\n\ndata: {"type":"novelty"}\n\n')
    assert one.unknown == {"novelty"}
    assert one.skipped == 2
