"""A gateway on loopback, and what the net tests need around it."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[3])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)  # the stand-in is shared with scripts and end-to-end tests

from desktop_app.domain.completion import CompletionRequest  # noqa: E402
from desktop_app.domain.delta import Delta  # noqa: E402
from desktop_app.domain.fold import MessageBuilder  # noqa: E402
from desktop_app.domain.message import Message, Role, State, TextPart  # noqa: E402
from desktop_app.domain.provider import Endpoint  # noqa: E402
from desktop_app.services.http import Http  # noqa: E402
from desktop_app.services.notices import Notice  # noqa: E402
from desktop_app.services.secrets import Secret  # noqa: E402
from tests.services.net.gateway import Gateway  # noqa: E402  # found through the line above
from tests.services.net.scenarios import SCENARIOS  # noqa: E402

Netted = AbstractAsyncContextManager[tuple[Gateway, Http]]


@pytest.fixture(autouse=True)
def no_system_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine is set to must not decide a test."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@asynccontextmanager
async def net() -> AsyncIterator[tuple[Gateway, Http]]:
    """A running gateway and a client, both closed at the end."""
    http = Http()
    async with Gateway(SCENARIOS) as gateway:
        try:
            yield gateway, http
        finally:
            await http.close()


@pytest.fixture(name="net")
def net_fixture() -> Callable[[], Netted]:
    """`async with net() as (gateway, http)`."""
    return net


@pytest.fixture
def key() -> Secret:
    """A key whose text must never be seen again."""
    return Secret("sk-TOPSECRET-0123456789")


def endpoint(base_url: str, protocol: str = "chat", **facts: object) -> Endpoint:
    """Where a completion goes, as the catalog would say it."""
    path = {"chat": "/chat/completions", "responses": "/responses", "messages": "/messages"}
    return Endpoint(
        **{
            "provider": "stand-in",
            "title": "Stand-in",
            "base_url": base_url,
            "protocol": protocol,
            "url": base_url + path[protocol],
            **facts,
        }
    )


@pytest.fixture(name="endpoint")
def endpoint_fixture() -> Callable[..., Endpoint]:
    """`endpoint(base_url, protocol, **facts)`."""
    return endpoint


def ask(place: Endpoint, text: str = "Say hello", **more: object) -> CompletionRequest:
    """A request with one message of a person."""
    question = Message("m1", Role.USER, State.COMPLETE, (TextPart(text),), created=1.0)
    return CompletionRequest(place, "stand-in-1", (question,), **more)


class Collector:
    """A sink that folds what arrives and keeps every notice."""

    def __init__(self) -> None:
        self.builder = MessageBuilder()
        self.notices: list[Notice] = []
        self.deltas: list[Delta] = []
        self.on_notice: Callable[[Notice], None] = lambda _notice: None

    def deltas_arrived(self, deltas: Sequence[Delta]) -> None:
        self.deltas += deltas
        for delta in deltas:
            self.builder.apply(delta)

    def noticed(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.on_notice(notice)

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.builder.parts() if isinstance(part, TextPart))

    def told(self, kind: type) -> list[Notice]:
        return [notice for notice in self.notices if isinstance(notice, kind)]


@pytest.fixture(name="ask")
def ask_fixture() -> Callable[..., CompletionRequest]:
    """`ask(endpoint, text)`."""
    return ask


@pytest.fixture
def sink() -> Collector:
    """Takes what arrives."""
    return Collector()
