"""The recorded streams over a real socket, from the first byte to the saved message's state."""

import itertools
import json
import random
from pathlib import Path

import pytest

from desktop_app.domain.errors import AppError, ConnectionLost
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import State
from desktop_app.services.completions import run_completion
from desktop_app.services.http import Http
from desktop_app.services.watchdog import Limits
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.reader import StreamReader
from tests.services.net.conftest import Collector, ask, endpoint
from tests.services.net.gateway import Gateway


async def over_the_wire(bodies: list[tuple[str, bytes]]) -> list[tuple[State, Collector]]:
    """Serve each body in pieces of chance and see how the completion ends."""
    chance = random.Random(7)
    serving = itertools.count()

    async def replayed(call) -> None:
        body = bodies[next(serving)][1]
        await call.begin()
        while body:
            size = chance.choice([1, 7, 64, 1400, 16384])
            await call.write(body[:size])
            body = body[size:]
        await call.end()

    http, ends = Http(), []
    async with Gateway({"replayed": replayed}) as gateway:
        for protocol, _ in bodies:
            sink = Collector()
            request = ask(endpoint(gateway.url("replayed"), protocol))
            try:
                await run_completion(http, request, None, sink, Limits(retries=0))
                ends.append((sink.builder.state, sink))
            except ConnectionLost:
                ends.append((State.TRUNCATED, sink))
            except AppError:
                ends.append((State.FAILED, sink))
        await http.close()
    return ends


async def test_derived_streams_end_as_they_must(corpus: Path) -> None:
    files = sorted((corpus / "derived").glob("*.sse"))
    bodies = [(file.name.partition("_")[0], file.read_bytes()) for file in files]
    for file, (state, sink) in zip(files, await over_the_wire(bodies), strict=True):
        must = json.loads(file.with_suffix(".expected.json").read_text())["must"]
        if "state" in must:
            assert state == must["state"], file.name
        if "text" in must:
            assert sink.text == must["text"], file.name


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
async def test_recordings_lose_nothing_on_the_way(corpus: Path, protocol) -> None:
    files = sorted((corpus / protocol).glob("*.sse"))[::3]
    bodies = [(protocol, file.read_bytes()) for file in files]
    for file, (_, sink) in zip(files, await over_the_wire(bodies), strict=True):
        reader, builder = StreamReader(PROTOCOLS[protocol]), MessageBuilder()
        for delta in [*reader.feed(file.read_bytes()), *reader.close()]:
            builder.apply(delta)
        if builder.state is not State.FAILED:
            assert sink.builder.parts() == builder.parts(), file.name
            assert sink.builder.usage == builder.usage, file.name
            assert sink.builder.stop_reason == builder.stop_reason, file.name
