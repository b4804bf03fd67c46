"""Random cuts and mutations: nothing raises, and what was complete is not lost.

A few hundred examples by default; `RIVULET_FUZZ=100000` sets another number for all of them.
"""

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.cli.replay import read
from desktop_app.domain.provider import PROTOCOL_NAMES
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.errors import Speaker, error_from_response

EXAMPLES = int(os.environ.get("RIVULET_FUZZ", "300"))
FOLDER = Path(__file__).parent / "recordings"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SEEDS = [
    (path.parent.name, path.read_bytes())
    for folder in (FOLDER, CORPUS)
    for protocol in PROTOCOLS
    for path in sorted((folder / protocol).glob("*.sse"))
    if path.stat().st_size < 12_000
]
# What real servers confuse, and what breaks parsers.
SWAPS = [
    (b"null", b"{}"), (b'"', b""), (b"{}", b"[]"), (b"0", b'"x"'), (b":", b":["),
    (b"\n\n", b"\r"), (b'""', b'{"a":[1]}'), (b"[", b"[null,"), (b'index":0', b'index":-1'),
    (b'index":0', b'index":99999999999999999999'), (b":", b':"\\ud800",'), (b"data", b"error"),
    (b"}", b"}}"), (b'":"', b'":5,"x":"'), (b'type":"', b'type":"x'), (b'{"', b'[{"'),
    (b'"delta":', b'"delta":[],"d":'), (b'"usage":', b'"usage":[1],"u":'), (b" ", b"\xff"),
    (b"data: ", b"data: [DONE]\n\ndata: "), (b"\n\n", b"\n\ndata: {}\n\n"), (b"true", b"1e999"),
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    protocol, body = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(body)))
        kind = draw(st.sampled_from(("cut", "byte", "hole", "insert", "swap", "swap", "swap")))
        if kind == "cut":
            body = body[:place]
        elif kind == "byte":
            body = body[:place] + draw(st.binary(min_size=1, max_size=1)) + body[place + 1 :]
        elif kind == "hole":
            body = body[:place] + body[place + draw(st.integers(1, 200)) :]
        elif kind == "insert":
            body = body[:place] + draw(st.binary(max_size=8)) + body[place:]
        else:
            old, new = draw(st.sampled_from(SWAPS))
            found = body.find(old, place)
            if found >= 0:
                body = body[:found] + new + body[found + len(old) :]
    return protocol, body


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(case=mutated(), size=st.sampled_from((1, 2, 3, 7, 64)))
def test_nothing_raises_and_chunks_do_not_matter(case: tuple[str, bytes], size: int) -> None:
    protocol, body = case
    whole = read(body, protocol)
    assert whole == read(body, protocol, size)
    whole["text"].encode()
    assert whole["state"] in {"complete", "incomplete", "failed", "truncated"}
    assert (whole["state"] == "failed") == (whole["error"] is not None)


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(seed=st.sampled_from(SEEDS), data=st.data())
def test_a_cut_loses_nothing_that_was_complete(
    seed: tuple[str, bytes], data: st.DataObject
) -> None:
    protocol, body = seed
    end = data.draw(st.integers(0, len(body)))
    boundaries = [match.end() for match in re.finditer(rb"\r\n\r\n|\n\n|\r\r", body[:end])]
    complete = read(body[: boundaries[-1]] if boundaries else b"", protocol)
    cut = read(body[:end], protocol)
    assert cut["text"].startswith(complete["text"])
    assert cut["reasoning"].startswith(complete["reasoning"])
    assert len(cut["tool_calls"]) >= len(complete["tool_calls"])


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(
    status=st.integers(300, 599),
    body=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        (
                            "error",
                            "message",
                            "code",
                            "type",
                            "detail",
                            "metadata",
                            "details",
                            "status",
                        )
                    ),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ).map(lambda value: repr(value).replace("'", '"').encode("utf-8", "replace")),
    ),
    wait=st.text(max_size=20),
)
def test_no_error_body_raises(status: int, body: bytes, wait: str) -> None:
    headers = {"retry-after": wait, "date": wait}
    error = error_from_response(status, headers, body, Speaker("Demo"))
    assert str(error)


def test_the_seeds_are_there() -> None:
    """Negative control: an empty list of seeds would let everything pass."""
    assert {protocol for protocol, _ in SEEDS} == set(PROTOCOLS) == set(PROTOCOL_NAMES)
    with pytest.raises(KeyError):
        read(b"", "unknown")
