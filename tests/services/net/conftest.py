"""A gateway on loopback, and what the net tests need around it."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[3])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)  # the stand-in is shared with scripts and end-to-end tests

from desktop_app.domain.provider import Endpoint  # noqa: E402
from desktop_app.services.http import Http  # noqa: E402
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
