"""Pictures of the web: only what was asked for, bounded, with nothing of the person's."""

import asyncio
import zlib

import pytest

from desktop_app.domain.errors import AppError, Offline
from desktop_app.services import remote_pictures
from desktop_app.services.http import Http
from desktop_app.services.logs import Redactor
from desktop_app.services.network_choices import NetworkChoices
from desktop_app.services.secrets import Secrets
from desktop_app.services.task_scope import TaskScope
from desktop_app.settings.remembered import Remembered
from desktop_app.settings.store import Settings
from tests.services.net.gateway import Call, Gateway

PNG = b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x" * 5000)


async def picture(call: Call) -> None:
    await call.whole(200, PNG, "image/png", {"Set-Cookie": "id=1"})


async def page(call: Call) -> None:
    await call.whole(200, "<html>hello</html>", "image/png")


async def missing(call: Call) -> None:
    await call.whole(404, "no", "text/plain")


async def elsewhere(call: Call) -> None:
    await call.whole(302, "", "text/plain", {"Location": "https://tracker.example/p.png"})


async def endless(call: Call) -> None:
    await call.begin(200, "image/png")
    while True:
        await call.write(PNG[:8] + bytes(100_000))


async def announced(call: Call) -> None:
    await call.begin(200, "image/png", framing=99_000_000)
    await call.forever()


async def broken(call: Call) -> None:
    await call.begin(200, "image/png", framing=len(PNG) + 10)
    await call.write(PNG)
    call.keeps_alive = False


async def silent(call: Call) -> None:
    await call.forever()


SCENARIOS = {
    each.__name__: each
    for each in (picture, page, missing, elsewhere, endless, announced, broken, silent)
}


@pytest.fixture
def network(tmp_path) -> NetworkChoices:
    secrets = Secrets(Remembered(tmp_path / "state.json"), Redactor())
    return NetworkChoices(Settings.load(tmp_path / "settings.toml"), secrets)


async def fetched(network, gateway, name, told=()) -> bytes:
    http = Http(network.route)
    try:
        url = f"{gateway.origin}/{name}/a.png"
        return await remote_pictures.fetch(
            http, network, url, told.append if told != () else lambda _size: None
        )
    finally:
        await http.close()


async def test_it_comes_and_nothing_of_the_person_goes(network) -> None:
    told: list[int] = []
    async with Gateway(SCENARIOS) as gateway:
        assert await fetched(network, gateway, "picture", told) == PNG
        assert await fetched(network, gateway, "picture") == PNG
        sent = gateway.received[-1]
    assert told[-1] == len(PNG)
    assert sent.method == "GET"
    for name in ("authorization", "cookie", "referer", "origin", "content-type"):
        assert sent.header(name) is None, name
    assert sent.header("accept").startswith("image/png")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("page", "What 127.0.0.1 sent is no picture that can be shown."),
        ("missing", "127.0.0.1 has no such picture (404)."),
        ("elsewhere", "127.0.0.1 keeps it elsewhere."),
        ("announced", "It is too large: 99.0 MB, at most 10.0 MB are loaded."),
        ("broken", None),
    ],
)
async def test_what_is_no_picture_is_told_in_words(network, name, words) -> None:
    async with Gateway(SCENARIOS) as gateway:
        with pytest.raises(AppError) as caught:
            await fetched(network, gateway, name)
    if words:
        assert str(caught.value) == words


async def test_what_never_ends_is_bounded(network, monkeypatch) -> None:
    async with Gateway(SCENARIOS) as gateway:
        with pytest.raises(remote_pictures.PictureRefused, match="too large"):
            await fetched(network, gateway, "endless")
        monkeypatch.setattr(remote_pictures, "PATIENCE", 0.05)
        with pytest.raises(remote_pictures.PictureRefused, match="took longer"):
            await fetched(network, gateway, "silent")


async def test_giving_up_closes_the_connection(network) -> None:
    bugs: list[BaseException] = []
    async with Gateway(SCENARIOS) as gateway:
        scope = TaskScope("test", bugs.append)
        scope.start(fetched(network, gateway, "silent"), "picture")
        while not gateway.received:
            await asyncio.sleep(0.001)
        await scope.close()
        async with asyncio.timeout(5):
            await gateway.received[0].left.wait()
    assert not bugs


async def test_no_way_there_is_told_like_any_other(network) -> None:
    async with Gateway(SCENARIOS) as gateway:
        pass
    with pytest.raises(Offline):
        await fetched(network, gateway, "picture")
