"""Real proxies, on this computer only, between the product's core and the gateway stand-in.

The stand-in listens on loopback, where proxies are bypassed: each is set for the provider itself,
which covers loopback too. What they do differently:

- tinyproxy answers a missing login with 407 and a wrong one with 401. Without a tunnel (http) that
  401 cannot be told from the provider's own, and is taken for a refused key.
- mitmproxy holds an answer back until it is whole, unless it is told to stream.
- SOCKS proxies that want no login refuse clients that offer nothing but one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop_app.domain.message import Message, State
from desktop_app.domain.provider import Network
from desktop_app.services.doctor import Step
from tests.end_to_end.real_servers.servers import (
    Person,
    Server,
    free_port,
    listens,
    person,
    program,
    running,
)
from tests.services.net.gateway import Gateway, self_signed
from tests.services.net.scenarios import SCENARIOS

pytestmark = pytest.mark.slow

LOGIN = "mia:s%2Ecret-proxy-word"
WORD = "s.cret-proxy-word"


class Proxy(NamedTuple):
    """A running proxy: its address without a login, what it wrote, and a CA file of its own."""

    scheme: str
    port: int
    log: Path
    ca_file: str = ""

    def address(self, login: str = "") -> str:
        return f"{self.scheme}://{login + '@' if login else ''}127.0.0.1:{self.port}"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def started(scheme: str, command: list[str], port: int, folder: Path) -> Iterator[Proxy]:
    log = folder / "proxy.txt"
    with running(command, lambda: listens(port), log):
        yield Proxy(scheme, port, log)


@contextlib.contextmanager
def tinyproxy(folder: Path, *, login: bool) -> Iterator[Proxy]:
    port = free_port()
    lines = [f"Port {port}", "Listen 127.0.0.1", "Allow 127.0.0.1", "LogLevel Connect"]
    lines += [f"BasicAuth mia {WORD}"] if login else []
    file = folder / "tinyproxy.conf"
    file.write_text("\n".join(lines) + "\n")
    with started("http", [program("tinyproxy"), "-d", "-c", str(file)], port, folder) as proxy:
        yield proxy


@contextlib.contextmanager
def microsocks(folder: Path, *, login: bool) -> Iterator[Proxy]:
    port = free_port()
    command = [program("microsocks"), "-i", "127.0.0.1", "-p", str(port)]
    command += ["-u", "mia", "-P", WORD] if login else []
    with started("socks5", command, port, folder) as proxy:
        yield proxy


@contextlib.contextmanager
def dante(folder: Path, *, login: bool) -> Iterator[Proxy]:
    assert not login, "its logins are those of the system"
    port = free_port()
    file = folder / "danted.conf"
    rule = "{ from: 127.0.0.0/8 to: 0.0.0.0/0\n log: connect }"
    lines = ["logoutput: stderr", f"internal: 127.0.0.1 port = {port}", "external: lo"]
    lines += [
        "clientmethod: none",
        "socksmethod: none",
        f"client pass {rule}",
        f"socks pass {rule}",
    ]
    file.write_text("\n".join(lines) + "\n")
    with started("socks5h", [program("danted"), "-f", str(file)], port, folder) as proxy:
        yield proxy


@contextlib.contextmanager
def mitmproxy(folder: Path, *, login: bool, streams: bool = False) -> Iterator[Proxy]:
    port = free_port()
    choices = [f"confdir={folder}", "ssl_insecure=true", "flow_detail=1"]
    choices += [f"proxyauth=mia:{WORD}"] if login else []
    choices += ["stream_large_bodies=1"] if streams else []
    command = [program("mitmdump"), "--listen-host", "127.0.0.1", "-p", str(port)]
    command += [word for choice in choices for word in ("--set", choice)]
    with started("http", command, port, folder) as proxy:
        yield proxy._replace(ca_file=str(folder / "mitmproxy-ca-cert.pem"))


ALL = [
    pytest.param(tinyproxy, False, id="tinyproxy"),
    pytest.param(tinyproxy, True, id="tinyproxy-login"),
    pytest.param(microsocks, False, id="microsocks"),
    pytest.param(microsocks, True, id="microsocks-login"),
    pytest.param(dante, False, id="dante"),
    pytest.param(mitmproxy, False, id="mitmproxy"),
    pytest.param(mitmproxy, True, id="mitmproxy-login"),
]
WITH_LOGIN = [one for one in ALL if one.values[1]]


@contextlib.asynccontextmanager
async def through(
    proxy: Proxy, gateway: Gateway, scenario: str, address: str, ca_file: str = ""
) -> AsyncIterator[Person]:
    """Somebody whose provider is reached through the proxy at `address` only."""
    server = Server("gateway", gateway.url(scenario), "sk-right", "stand-in-1", proxy.log)
    async with person(server, "chat") as someone:
        kept = await someone.core.network.kept_proxy(address)
        own = Network(proxy=kept, ca_file=ca_file, retries=0)
        someone.take(network=own)
        yield someone


@pytest.mark.parametrize("is_secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(("kind", "login"), ALL)
async def test_an_answer_through_it(kind, login, is_secure, tmp_path, home, memory_keyring) -> None:
    context, ca_file = self_signed(tmp_path)
    with kind(tmp_path, login=login) as proxy:
        async with Gateway(SCENARIOS, context if is_secure else None) as gateway:
            trusted = (proxy.ca_file or str(ca_file)) if is_secure else ""
            address = proxy.address(LOGIN if login else "")
            async with through(proxy, gateway, "guarded", address, trusted) as someone:
                answer = await someone.ask("Hi")
                steps: list[Step] = []
                assert await someone.core.check(someone.provider, steps.append), steps
            assert len(gateway.received) == 3
    assert (answer.state, answer.error) == (State.COMPLETE, None)
    assert answer.text
    assert [step.step for step in steps] == ["proxy", "models", "key", "answer"]
    assert str(gateway.port).encode() in proxy.log.read_bytes(), "each tells where it went"
    assert_nothing_was_written(home)


def assert_nothing_was_written(home: Path) -> None:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert WORD.encode() not in path.read_bytes(), path
        assert b"s%2Ecret" not in path.read_bytes(), path


@pytest.mark.parametrize("is_secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("wrong", ["", "mia:wrong-0123456789"], ids=["no-login", "wrong-login"])
@pytest.mark.parametrize(("kind", "login"), WITH_LOGIN)
async def test_without_the_login(kind, login, wrong, is_secure, tmp_path, memory_keyring) -> None:
    context, ca_file = self_signed(tmp_path)
    with kind(tmp_path, login=login) as proxy:
        async with Gateway(SCENARIOS, context if is_secure else None) as gateway:
            trusted = str(ca_file) if is_secure else ""
            async with through(proxy, gateway, "plain", proxy.address(wrong), trusted) as someone:
                answer = await someone.ask("Hi")
            assert gateway.received == []
    if kind is tinyproxy and wrong and not is_secure:
        assert_failed(answer, "KeyRejected")
        return
    assert_failed(answer, "ProxyFailed")
    assert answer.error.text == f"The proxy {proxy.place} asks for a login."
    assert "user and password" in answer.error.hint


@pytest.mark.parametrize("kind", [microsocks, dante])
async def test_a_login_that_nobody_wants(kind, tmp_path, memory_keyring) -> None:
    with kind(tmp_path, login=False) as proxy:
        async with (
            Gateway(SCENARIOS) as gateway,
            through(proxy, gateway, "plain", proxy.address(LOGIN)) as someone,
        ):
            answer = await someone.ask("Hi")
    assert_failed(answer, "ProxyFailed")
    assert answer.error.text == f"The proxy {proxy.place} takes no login."


def assert_failed(answer: Message, name: str) -> None:
    assert (answer.state, answer.error.name) == (State.FAILED, name), answer.error
    words = f"{answer.error}"
    assert "wrong-0123456789" not in words
    assert WORD not in words


async def test_certificates_that_a_company_replaces(tmp_path, memory_keyring) -> None:
    """The system's trust refuses them and says what to do; the company's CA file does it."""
    context, _ = self_signed(tmp_path)
    with mitmproxy(tmp_path, login=False) as proxy:
        async with Gateway(SCENARIOS, context) as gateway:
            async with through(proxy, gateway, "plain", proxy.address()) as someone:
                refused = await someone.ask("Hi")
                assert gateway.received == [], "nothing went out before the certificate was seen"
                steps: list[Step] = []
                assert not await someone.core.check(someone.provider, steps.append)
                own = someone.provider.network
                someone.take(network=Network(proxy=own.proxy, ca_file=proxy.ca_file))
                accepted = await someone.ask("Hi")
            gateway_place = gateway.origin.removeprefix("https://")
    assert_failed(refused, "CertificateRejected")
    assert refused.error.text == (
        f"This computer does not trust the certificate it got for {gateway_place}."
    )
    assert "choose its CA file in Settings › Network" in refused.error.hint
    assert "certificate" in steps[-1].words
    assert (accepted.state, accepted.error) == (State.COMPLETE, None)


@pytest.mark.parametrize(
    "kind",
    [tinyproxy, microsocks, dante, lambda *a, **k: mitmproxy(*a, **k, streams=True)],
    ids=["tinyproxy", "microsocks", "dante", "mitmproxy"],
)
async def test_stop_reaches_the_provider(kind, tmp_path, memory_keyring) -> None:
    with kind(tmp_path, login=False) as proxy:
        async with (
            Gateway(SCENARIOS) as gateway,
            through(proxy, gateway, "drip~0.02", proxy.address()) as someone,
        ):
            turn = await someone.stop_when_heard("Hi")
            async with asyncio.timeout(10):
                await gateway.last.left.wait()
    assert turn.message.state is State.STOPPED


async def test_a_proxy_that_is_not_there(tmp_path, memory_keyring) -> None:
    proxy = Proxy("http", free_port(), tmp_path / "nothing.txt")
    async with Gateway(SCENARIOS) as gateway:
        async with through(proxy, gateway, "plain", proxy.address()) as someone:
            answer = await someone.ask("Hi")
            steps: list[Step] = []
            assert not await someone.core.check(someone.provider, steps.append)
        assert gateway.received == []
    assert_failed(answer, "ProxyFailed")
    assert answer.error.text == f"The proxy {proxy.place} does not answer."
    assert [(step.step, step.ok) for step in steps] == [("proxy", False)]


async def test_a_provider_that_is_not_there_behind_a_proxy(tmp_path, memory_keyring) -> None:
    context, _ = self_signed(tmp_path)
    async with Gateway(SCENARIOS, context) as gone:
        pass
    with tinyproxy(tmp_path, login=False) as proxy:
        async with through(proxy, gone, "plain", proxy.address()) as someone:
            answer = await someone.ask("Hi")
    assert_failed(answer, "ProxyFailed")
    assert answer.error.text == f"The proxy {proxy.place} did not reach {gone.origin[8:]}."
