"""Framing, by the table of WIRE.md section 4: every case at every way to cut the bytes."""

import itertools
import random

import pytest

from desktop_app.wire.sse import SseEvent, SseParser

CASES: dict[str, tuple[bytes, list[tuple[bytes, bytes]]]] = {
    "lf": (b"data: a\n\ndata: b\n\n", [(b"a", b""), (b"b", b"")]),
    "crlf": (b"data: a\r\n\r\ndata: b\r\n\r\n", [(b"a", b""), (b"b", b"")]),
    "cr": (b"data: a\r\rdata: b\r\r", [(b"a", b""), (b"b", b"")]),
    "mixed": (b"data: a\n\r\ndata: b\r\n\ndata: c\r\r\n", [(b"a", b""), (b"b", b""), (b"c", b"")]),
    "bom": (b"\xef\xbb\xbfdata: a\n\n", [(b"a", b"")]),
    "bom inside is data": (b"data: \xef\xbb\xbf\n\n", [(b"\xef\xbb\xbf", b"")]),
    "no bom, its first byte": (b"\xef\xbbdata: x\n\ndata: a\n\n", [(b"a", b"")]),
    "several lines": (b"data: a\ndata: b\ndata\n\n", [(b"a\nb\n", b"")]),
    "no space": (b"data:a\n\n", [(b"a", b"")]),
    "two spaces": (b"data:  a\n\n", [(b" a", b"")]),
    "colon in value": (b"data: a: b:c\n\n", [(b"a: b:c", b"")]),
    "field without colon": (b"data\n\n", [(b"", b"")]),
    "unknown field": (b"what: x\ndata: a\nand more\n\n", [(b"a", b"")]),
    "comments": (b": ping\n\n:\ndata: a\n: in between\n\n", [(b"a", b"")]),
    "id, also with NUL, and bad retry": (b"id: \0\nretry: soon\ndata: a\n\n", [(b"a", b"")]),
    "name": (b"event: x\ndata: a\n\ndata: b\n\n", [(b"a", b"x"), (b"b", b"")]),
    "last name wins": (b"event: x\nevent: y\ndata: a\n\n", [(b"a", b"y")]),
    "no event without data": (b"event: x\n\nid: 1\n\ndata: a\n\n", [(b"a", b"")]),
    "more blank lines": (b"\n\n\ndata: a\n\n\n\ndata: b\n\n", [(b"a", b""), (b"b", b"")]),
    "line ends of unicode": (
        "data: a\u2028b\u2029c\u0085d\x0be\x0cf\x1cg\x1dh\x1ei\n\n".encode(),
        [("a\u2028b\u2029c\u0085d\x0be\x0cf\x1cg\x1dh\x1ei".encode(), b"")],
    ),
    "umlauts": ("data: Grüße 🌊\n\n".encode(), [("Grüße 🌊".encode(), b"")]),
    "no utf-8": (b"data: \xff\xfe\n\n", [(b"\xff\xfe", b"")]),
    "empty data": (b"data:\n\ndata: \n\n", [(b"", b""), (b"", b"")]),
    "half an event": (b"data: a\n\ndata: b\n", [(b"a", b"")]),
    "nothing": (b"", []),
}


def chunkings(body: bytes) -> list[list[bytes]]:
    """Whole, in ones, twos, threes, and thirty random ways."""
    ways = [[body]]
    ways += [[body[i : i + size] for i in range(0, len(body), size)] for size in (1, 2, 3)]
    for seed in range(30):
        dice = random.Random(seed)
        cuts = sorted(dice.randrange(len(body) + 1) for _ in range(dice.randrange(8)))
        edges = [0, *cuts, len(body)]
        ways.append([body[a:b] for a, b in itertools.pairwise(edges)])
    return ways


@pytest.mark.parametrize("name", CASES)
def test_events_are_the_same_however_the_bytes_are_cut(name: str) -> None:
    body, expected = CASES[name]
    for chunks in chunkings(body):
        parser = SseParser()
        events = [event for chunk in chunks for event in parser.feed(chunk)]
        assert [(event.data, event.name) for event in events] == expected, chunks


@pytest.mark.parametrize("body", [b"data: a\r\r", b"data: a\n\r", b"data: a\r\n\r", b"data: a\n\n"])
def test_event_comes_with_the_byte_that_ends_it(body: bytes) -> None:
    parser = SseParser()
    assert [parser.feed(body[i : i + 1]) for i in range(len(body) - 1)] == [[]] * (len(body) - 1)
    assert parser.feed(body[-1:]) == [SseEvent(b"a")]


def test_error_field_stands_in_for_data() -> None:
    parser = SseParser()
    assert parser.feed(b'data: a\n\nerror: {"code":500}\n\ndata: b\n\n') == [
        SseEvent(b"a"),
        SseEvent(b'{"code":500}', is_error=True),
        SseEvent(b"b"),
    ]


@pytest.mark.parametrize(
    ("rest", "event"),
    [
        (b"data: [DONE]", SseEvent(b"[DONE]")),
        (b"event: x\ndata: {}\n", SseEvent(b"{}", b"x")),
        (b"event: x\n", None),
        (b"", None),
    ],
)
def test_flush_gives_what_has_no_blank_line(rest: bytes, event: SseEvent | None) -> None:
    parser = SseParser()
    parser.feed(b"data: a\n\n" + rest)
    assert parser.flush() == event
    assert parser.flush() is None


@pytest.mark.parametrize(
    ("body", "is_stream"),
    [
        (b": ping\n\n", True),
        (b"\n\nevent: x\n", True),
        (b"error: x", True),
        (b"da", True),
        (b"\xef\xbb", False),
        (b"what: x\ndata: a\n\n", True),
        (b"<html>\n<body>\n", False),
        (b'{\n "data": 1\n}', False),
        (b"upstream error", False),
        (b" \n", False),
        (b"", False),
    ],
)
def test_a_page_is_told_from_a_stream(body: bytes, is_stream: bool) -> None:
    for chunks in chunkings(body):
        parser = SseParser()
        for chunk in chunks:
            parser.feed(chunk)
        parser.flush()
        assert parser.is_stream is is_stream


@pytest.mark.parametrize(
    "body",
    [
        b"data: ok\n\ndata: " + b"x" * 100 + b"\n\ndata: never\n\n",
        b"data: ok\n\n" + b"data: xxxxxxxxxx\n" * 10 + b"\ndata: never\n\n",
        b"data: ok\n\nid: " + b"x" * 100 + b"\n\ndata: never\n\n",
        b"data: ok\n\ndata:" + b"x" * 100 + b"\n\ndata: never\n\n",
    ],
)
def test_an_endless_event_ends_the_stream_at_the_same_place(body: bytes) -> None:
    for chunks in chunkings(body):
        parser = SseParser(limit=64)
        events = [event for chunk in chunks for event in parser.feed(chunk)]
        assert events == [SseEvent(b"ok")]
        assert parser.is_too_long
        assert parser.flush() is None
