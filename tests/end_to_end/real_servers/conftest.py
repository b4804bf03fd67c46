"""The real servers, each started when the first test asks for it and ended with the last."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.real_servers.servers import (
    PROTOCOLS,
    Server,
    folder_for,
    litellm_proxy,
    llama_server,
)


@pytest.fixture(scope="session")
def llama() -> Iterator[Server]:
    """The built-in model's server."""
    with folder_for("llama") as folder, llama_server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def litellm(llama: Server) -> Iterator[Server]:
    """LiteLLM in front of it."""
    with folder_for("litellm") as folder, litellm_proxy(llama, folder) as server:
        yield server


@pytest.fixture(params=["llama", "litellm"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each real server in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=PROTOCOLS)
def protocol(request: pytest.FixtureRequest) -> str:
    """Each protocol in turn."""
    return request.param


@pytest.fixture(autouse=True)
def no_system_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine is set to must not decide a test."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
