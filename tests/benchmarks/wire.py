"""Recorded-style bytes to deltas, beside the openai SDK's iterator and bare framing, in one run.

Ratios, since machines differ: at least 20 times the SDK, at least 0.6 of framing plus typed JSON
decoding. `python tests/benchmarks/wire.py` prints them; `measure` is what the other benchmarks
call.
"""

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from desktop_app.domain.fold import MessageBuilder
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.chat_completions.shapes import Chunk
from desktop_app.wire.reader import StreamReader
from desktop_app.wire.sse import SseParser

CHUNK_SIZE = 1400  # bytes: what one packet of a real network carries
DECODER = msgspec.json.Decoder(Chunk)


def chat_body(events: int) -> bytes:
    """A chat stream as OpenAI sends it, padding included: about 300 bytes an event."""
    frames = []
    for number in range(events):
        chunk = {
            "id": "chatcmpl-CQ4xVpD2",
            "object": "chat.completion.chunk",
            "created": 1762855743,
            "model": "demo-1-2026-10-01",
            "service_tier": "default",
            "system_fingerprint": None,
            "choices": [
                {
                    "index": 0,
                    "delta": {"content": f" word{number}"},
                    "logprobs": None,
                    "finish_reason": None,
                }
            ],
            "obfuscation": "x" * (number % 16),
        }
        frames.append(b"data: " + json.dumps(chunk).encode() + b"\n\n")
    return b"".join([*frames, b"data: [DONE]\n\n"])


def chunks(body: bytes) -> list[bytes]:
    """The body as it would arrive."""
    return [body[start : start + CHUNK_SIZE] for start in range(0, len(body), CHUNK_SIZE)]


def ours(parts: list[bytes]) -> int:
    """Bytes to deltas."""
    reader = StreamReader(PROTOCOLS["chat"])
    return sum(len(reader.feed(part)) for part in parts)


def bare(parts: list[bytes]) -> int:
    """Framing and typed JSON decoding, and nothing made of it."""
    parser, count = SseParser(), 0
    for part in parts:
        for event in parser.feed(part):
            if event.data != b"[DONE]":
                DECODER.decode(event.data)
                count += 1
    return count


def openai_sdk(parts: list[bytes]) -> int:
    """The vendor's raw iterator over the same bytes."""
    import httpx
    import openai
    from openai import OpenAI
    from openai.types.chat import ChatCompletionChunk

    class Body:
        """What the SDK's stream needs of a response."""

        def __init__(self) -> None:
            self.headers: dict[str, str] = {}
            self.request = httpx.Request("POST", "https://demo.example")

        def iter_bytes(self) -> Iterator[bytes]:
            yield from parts

        def close(self) -> None:
            """Nothing to close."""

    client = OpenAI(api_key="none", base_url="https://demo.example")
    response: Any = Body()
    stream = openai.Stream(cast_to=ChatCompletionChunk, response=response, client=client)
    return sum(1 for _ in stream)


def seconds(work: Callable[[list[bytes]], int], parts: list[bytes], times: int) -> list[float]:
    """How much of the processor each run took: the machine is shared with others."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work(parts)
        taken.append(time.process_time() - start)
    return taken


def folded(parts: list[bytes]) -> int:
    """Bytes to a message, read along as the transcript and the journal do."""
    reader, builder, seen = StreamReader(PROTOCOLS["chat"]), MessageBuilder(), 0
    for part in parts:
        for delta in reader.feed(part):
            builder.apply(delta)
        if len(builder):
            seen += len(builder.text_from(0, seen))
    return seen


def large() -> dict[str, float]:
    """How time grows with size: 1 is linear. Peak memory as a multiple of the text that is kept."""
    word = b"x" * 2000
    frame = b'data: {"model":"m","choices":[{"index":0,"delta":{"content":"%s"}}]}\n\n'
    small, big = (chunks(frame % word * count) for count in (1000, 10_000))
    tenth, whole = chunks(frame % (b"x" * 500_000)), chunks(frame % (b"x" * 5_000_000))
    tracemalloc.start()
    characters = folded(big)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "wire_20_mb_time_per_byte": _best(big) / _best(small) / 10,
        "wire_20_mb_peak_per_byte": peak / characters,
        "wire_5_mb_event_time_per_byte": _best(whole) / _best(tenth) / 10,
    }


def _best(parts: list[bytes]) -> float:
    return min(seconds(folded, parts, 5))


def measure(short: bool) -> dict[str, Any]:
    """Return the two ratios and their samples; `short` takes a second or two."""
    parts = chunks(chat_body(1000 if short else 5000))
    times = 3 if short else 9
    seconds(ours, parts, 1)
    seconds(openai_sdk, parts, 1)
    sdk, framing = [], []
    for _ in range(times):
        # The best of a few in turn: the machine is shared, and only the ratio counts.
        mine = min(seconds(ours, parts, 3))
        framing.append(min(seconds(bare, parts, 3)) / mine)
        sdk.append(seconds(openai_sdk, parts, 1)[0] / mine)
    return {
        "wire_vs_openai_sdk": statistics.median(sdk),
        "wire_vs_openai_sdk_samples": sdk,
        "wire_vs_framing": statistics.median(framing),
        "wire_vs_framing_samples": framing,
    }


if __name__ == "__main__":
    print(json.dumps(measure(short=False) | large()))
