"""Requests as they leave, and each way a connection can fail, in a person's words."""

import asyncio
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.domain.errors import (
    AppError,
    CertificateRejected,
    ConnectionLost,
    KeyRejected,
    NetworkError,
    Offline,
    ProxyFailed,
    RequestRefused,
    SettingsError,
    TimedOut,
)
from desktop_app.services.http import Http, Route, proxy_for
from desktop_app.services.secrets import Secret
from tests.services.net.gateway import Gateway, self_signed
from tests.services.net.proxies import HttpProxy, SocksProxy
from tests.services.net.scenarios import SCENARIOS

BODY = b'{"model":"m","stream":true}'


async def fetch(http, endpoint, key=None, **choices) -> tuple[int, bytes]:
    async with http.exchange(endpoint, key, body=BODY, **choices) as exchange:
        body = b""
        while (chunk := await exchange.read()) is not None:
            body += chunk
        return exchange.status, body


async def failure(http, endpoint, key=None, **choices) -> AppError:
    with pytest.raises(AppError) as caught:
        await fetch(http, endpoint, key, **choices)
    error = caught.value
    words = f"{error} {error.hint} {error.detail}"
    assert str(error).endswith("."), "a whole sentence"
    assert error.hint
    assert "TOPSECRET" not in words
    assert "httpx" not in words
    return error


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ("bearer", "authorization", "Bearer sk-TOPSECRET-0123456789"),
        ("x-api-key", "x-api-key", "sk-TOPSECRET-0123456789"),
        ("api-key", "api-key", "sk-TOPSECRET-0123456789"),
        ("none", "authorization", "Bearer sk-TOPSECRET-0123456789"),
    ],
)
async def test_what_leaves(net, endpoint, key, auth, header, value) -> None:
    async with net() as (gateway, http):
        place = endpoint(gateway.url("plain"), auth=auth, headers={"X-Title": "Rivulet"})
        status, body = await fetch(http, place, key)
    sent = gateway.last
    assert status == 200
    assert body.endswith(b"data: [DONE]\n\n")
    assert (sent.method, sent.path) == ("POST", "/plain/v1/chat/completions")
    assert sent.body == BODY
    carried = {name for name in ("authorization", "x-api-key", "api-key") if sent.header(name)}
    assert carried == {header}
    assert sent.header(header) == value
    assert sent.header("connection") == "close"
    assert sent.header("accept-encoding") == "identity"
    assert sent.header("accept").startswith("text/event-stream")
    assert sent.header("content-type") == "application/json"
    assert sent.header("user-agent").startswith("Rivulet/")
    assert sent.header("x-title") == "Rivulet"
    assert sent.header("cookie") is None


async def test_a_key_is_cleaned_of_what_pasting_left(net, endpoint) -> None:
    async with net() as (gateway, http):
        await fetch(http, endpoint(gateway.url("plain")), Secret("\u00a0 sk-1\u200b\n"))
    assert gateway.last.header("authorization") == "Bearer sk-1"


@pytest.mark.parametrize("text", ["sk-TOPSECRET\nX: y", "sk-TOPSECRETÜ", "sk-\x00TOPSECRET"])
async def test_a_key_that_cannot_be_sent_is_refused_here(net, endpoint, text) -> None:
    async with net() as (gateway, http):
        error = await failure(http, endpoint(gateway.url("plain")), Secret(text))
    assert isinstance(error, KeyRejected)
    assert gateway.received == []


async def test_a_header_that_cannot_be_sent_is_refused_here(net, endpoint) -> None:
    async with net() as (gateway, http):
        place = endpoint(gateway.url("plain"), headers={"X-Token": "TOPSECRET\r\nEvil: 1"})
        error = await failure(http, place)
    assert isinstance(error, SettingsError)
    assert gateway.received == []


async def test_cookies_are_not_kept(net, endpoint) -> None:
    async def sets_a_cookie(call) -> None:
        await call.whole(200, {}, headers={"Set-Cookie": "tracked=1; Path=/"})

    http = Http()
    async with Gateway({**SCENARIOS, "cookie": sets_a_cookie}) as gateway:
        for _ in range(2):
            await fetch(http, endpoint(gateway.url("cookie")))
        await http.close()
    assert [received.header("cookie") for received in gateway.received] == [None, None]


async def test_connections_are_used_again(net, endpoint) -> None:
    async with net() as (gateway, http):
        for _ in range(5):
            # On this computer connections are closed unless the person's own header says otherwise.
            place = endpoint(gateway.url("plain"), headers={"Connection": "keep-alive"})
            await fetch(http, place)
    assert gateway.connections == 1


# Redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_key_never_follows_to_another_host(net, endpoint, key, status) -> None:
    async with net() as (gateway, http), Gateway(SCENARIOS) as other:
        place = endpoint(gateway.url(f"redirect~{status}.{other.port}"))
        error = await failure(http, place, key)
    assert isinstance(error, RequestRefused)
    assert f"127.0.0.1:{other.port}" in str(error)
    assert "base URL" in error.hint
    assert other.connections == 0
    assert len(gateway.received) == 1


@pytest.mark.parametrize("status", [307, 308])
async def test_the_same_host_may_move_a_path_once(net, endpoint, key, status) -> None:
    async with net() as (gateway, http):
        code, body = await fetch(http, endpoint(gateway.url(f"redirect~{status}.same")), key)
    assert code == 200
    assert body.endswith(b"[DONE]\n\n")
    assert [r.path for r in gateway.received] == [
        f"/redirect~{status}.same/v1/chat/completions",
        "/plain/v1/chat/completions",
    ]
    assert gateway.last.body == BODY
    assert gateway.last.header("authorization") == f"Bearer {key.reveal()}"


@pytest.mark.parametrize("place", ["redirect~302.same", "redirect~307.loop"])
async def test_other_redirects_are_told(net, endpoint, place) -> None:
    async with net() as (gateway, http):
        error = await failure(http, endpoint(gateway.url(place)))
    assert isinstance(error, RequestRefused)
    assert len(gateway.received) == (2 if "loop" in place else 1)


# The way is closed ----------------------------------------------------------------------------


def unused_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


async def test_refused(net, endpoint) -> None:
    async with net() as (_, http):
        exchange = http.exchange(endpoint(f"http://127.0.0.1:{unused_port()}/v1"), body=BODY)
        with pytest.raises(Offline, match="Nothing answers at 127"):
            await exchange.__aenter__()
        assert exchange.was_sent is False


async def test_an_unknown_name(net, endpoint, monkeypatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    async with net() as (_, http):
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
        error = await failure(http, endpoint("http://no-such-host.test/v1"))
    assert isinstance(error, Offline)
    assert str(error) == "The name no-such-host.test was not found."
    assert error.detail == "Name or service not known"


async def test_nobody_takes_the_connection(net, endpoint) -> None:
    with socket.socket() as sock:  # its queue is full, so the next one waits
        sock.bind(("127.0.0.1", 0))
        sock.listen(0)
        port = sock.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        async with net() as (_, http):
            error = await failure(http, endpoint(f"http://127.0.0.1:{port}/v1"), connect=0.1)
        for one in waiting:
            one.close()
    assert isinstance(error, TimedOut)
    assert error.which == "connect"
    assert "0.1 s" in str(error)


@pytest.mark.parametrize("scenario", ["resets", "closes"])
async def test_a_connection_that_breaks_before_the_answer(net, endpoint, scenario) -> None:
    async with net() as (gateway, http):
        exchange = http.exchange(endpoint(gateway.url(scenario)), body=BODY)
        with pytest.raises(ConnectionLost, match="closed the connection without an answer"):
            await exchange.__aenter__()
    assert exchange.was_sent is True


@pytest.mark.parametrize("scenario", ["reset-mid", "cut-chunk"])
async def test_a_connection_that_breaks_in_the_answer(net, endpoint, scenario) -> None:
    body = bytearray()

    async def collect(gateway, http) -> None:
        async with http.exchange(endpoint(gateway.url(scenario)), body=BODY) as exchange:
            while (chunk := await exchange.read()) is not None:
                body.extend(chunk)

    async with net() as netted:
        with pytest.raises(ConnectionLost, match="was lost"):
            await collect(*netted)
    assert b" words" in body, "what came before is handed on"


async def test_compression_nobody_asked_for(net, endpoint) -> None:
    async with net() as (gateway, http):
        _, body = await fetch(http, endpoint(gateway.url("gzip-cut")))
    assert body.count(b"word ") > 100
    assert not body.endswith(b"[DONE]\n\n"), "the end of the socket proves nothing"


async def test_a_body_that_is_not_what_it_says(net, endpoint) -> None:
    async with net() as (gateway, http):
        error = await failure(http, endpoint(gateway.url("gzip-broken")))
    assert "cannot be read" in str(error)


async def test_an_error_body_is_capped(net, endpoint) -> None:
    async with net() as (gateway, http):
        async with http.exchange(endpoint(gateway.url("huge-error")), body=BODY) as exchange:
            body = await exchange.read_all(64 * 1024)
        assert len(body) == 64 * 1024
        await gateway.last.left.wait()


@pytest.mark.parametrize("url", ["", "api.example.com/v1", "ftp://host/v1", "http://[::1/v1"])
async def test_an_address_that_is_none(net, endpoint, url) -> None:
    async with net() as (_, http):
        error = await failure(http, endpoint(url))
    assert type(error) is NetworkError
    assert "cannot be used" in str(error)


# Leaving --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["silent", "silent-body", "stalls", "comments"])
async def test_cancelling_closes_the_connection(net, endpoint, scenario) -> None:
    async with net() as (gateway, http):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await fetch(http, endpoint(gateway.url(scenario)))
        await gateway.last.left.wait()
        assert not gateway.last.answered.is_set()


# Certificates -----------------------------------------------------------------------------------


async def test_a_certificate_nobody_trusts(endpoint, key, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    http = Http()
    async with Gateway(SCENARIOS, context) as gateway:
        error = await failure(http, endpoint(gateway.url("plain")), key)
        await http.close()
    assert isinstance(error, CertificateRejected)
    assert "self-signed" in error.detail
    assert gateway.received == []


async def test_a_ca_file_of_the_persons_choice(endpoint, key, tmp_path: Path) -> None:
    context, file = self_signed(tmp_path)
    http = Http(lambda _: Route(ca_file=str(file)))
    async with Gateway(SCENARIOS, context) as gateway:
        status, _ = await fetch(http, endpoint(gateway.url("plain")), key)
        await http.close()
    assert status == 200


@pytest.mark.parametrize("content", [None, "this is no certificate"])
async def test_a_ca_file_that_is_none(endpoint, tmp_path: Path, content) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    http = Http(lambda _: Route(ca_file=str(file)))
    error = await failure(http, endpoint("https://127.0.0.1:1/v1"))
    await http.close()
    assert isinstance(error, CertificateRejected)
    assert str(file) in str(error)


async def test_https_to_a_plain_port(net, endpoint) -> None:
    async with net() as (gateway, http):
        error = await failure(http, endpoint(f"https://127.0.0.1:{gateway.port}/plain/v1"))
    assert "does not speak TLS" in str(error)
    assert "http://" in error.hint


async def test_http_to_a_tls_port(endpoint, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    http = Http()
    async with Gateway(SCENARIOS, context) as gateway:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's own fault
        error = await failure(http, endpoint(f"http://127.0.0.1:{gateway.port}/plain/v1"))
        await http.close()
    assert isinstance(error, ConnectionLost)
    assert "https://" in error.hint


async def test_the_system_decides_what_is_trusted() -> None:
    http = Http()
    context = await http.context("")
    assert type(context).__module__.startswith("truststore")
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


# Proxies ----------------------------------------------------------------------------------------

FAR = "http://gateway.test/plain/v1"


async def through(route: Route, endpoint, url: str = FAR, key=None) -> AppError | int:
    http = Http(lambda _: route)
    try:
        return (await fetch(http, endpoint(url), key))[0]
    except AppError as error:
        return error
    finally:
        await http.close()


async def test_an_http_proxy(endpoint) -> None:
    async with Gateway(SCENARIOS) as gateway, HttpProxy(gateway.port) as proxy:
        assert await through(Route(proxy.url), endpoint) == 200
    assert proxy.seen[0].startswith(b"POST http://gateway.test/plain/v1/chat/completions")


async def test_a_tunnel_through_an_http_proxy(endpoint, key, tmp_path: Path) -> None:
    context, file = self_signed(tmp_path)
    async with Gateway(SCENARIOS, context) as gateway, HttpProxy(gateway.port) as proxy:
        route = Route(proxy.url, ca_file=str(file))
        assert await through(route, endpoint, "https://gateway.test/plain/v1", key) == 200
    assert proxy.seen[0].startswith(b"CONNECT gateway.test:443")
    assert b"TOPSECRET" not in b"".join(proxy.seen), "the proxy never sees the key"


async def test_a_socks_proxy(endpoint) -> None:
    async with Gateway(SCENARIOS) as gateway, SocksProxy(gateway.port) as proxy:
        assert await through(Route(proxy.url), endpoint) == 200
    assert proxy.seen == [b"gateway.test"]


async def test_a_socks_proxy_that_refuses(endpoint) -> None:
    async with SocksProxy(0, status=2) as proxy:
        error = await through(Route(proxy.url), endpoint)
    assert isinstance(error, ProxyFailed)


@pytest.mark.parametrize("url", [FAR, "https://gateway.test/plain/v1"])
async def test_a_proxy_that_wants_a_login(endpoint, url) -> None:
    async with (
        Gateway(SCENARIOS) as gateway,
        HttpProxy(gateway.port, login="ann:TOPSECRET") as proxy,
    ):
        error = await through(Route(proxy.url), endpoint, url)
        assert isinstance(error, ProxyFailed)
        assert "asks for a login" in str(error)
        known = Route(proxy.url, user="ann", password=Secret("TOPSECRET"))
        if url == FAR:
            assert await through(known, endpoint, url) == 200
        wrong = Route(proxy.url, user="ann", password=Secret("TOPSECRET-not"))
        assert isinstance(await through(wrong, endpoint, url), ProxyFailed)


@pytest.mark.parametrize("status", [403, 502])
async def test_a_proxy_that_refuses(endpoint, key, status) -> None:
    async with HttpProxy(0, status=status) as proxy:
        error = await through(Route(proxy.url), endpoint, "https://gateway.test/v1", key)
    assert isinstance(error, ProxyFailed)
    assert f"127.0.0.1:{proxy.port} did not reach gateway.test" in str(error)
    assert str(status) in error.detail


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_is_not_there(endpoint, scheme) -> None:
    error = await through(Route(f"{scheme}://127.0.0.1:{unused_port()}"), endpoint)
    assert isinstance(error, ProxyFailed)
    assert "does not answer" in str(error)


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://host:1", "http://[::1"])
async def test_a_proxy_address_that_is_none(endpoint, proxy) -> None:
    error = await through(Route(proxy), endpoint)
    assert isinstance(error, ProxyFailed)


def test_which_proxy_is_taken(monkeypatch) -> None:
    monkeypatch.setenv("https_proxy", "http://company:3128")
    monkeypatch.setenv("http_proxy", "company-plain:3128")
    monkeypatch.setenv("no_proxy", "inside.test")
    own = Route("socks5://own:1080")
    assert proxy_for(Route(), "https://api.test/v1") == "http://company:3128"
    assert proxy_for(Route(), "http://api.test/v1") == "http://company-plain:3128"
    assert proxy_for(Route(), "https://inside.test/v1") == ""
    assert proxy_for(Route("none"), "https://api.test/v1") == ""
    assert proxy_for(own, "https://inside.test/v1") == "socks5://own:1080"
    for near in ("http://localhost:1/", "http://127.0.0.1:1/", "http://[::1]:1/"):
        assert proxy_for(Route(), near) == ""
        assert proxy_for(own, near) == ""
        assert proxy_for(Route("socks5://own:1080", covers_loopback=True), near)


def test_the_systems_socks_proxy(monkeypatch) -> None:
    monkeypatch.setenv("all_proxy", "socks://company:1080")
    assert proxy_for(Route(), "https://api.test/v1") == "socks5://company:1080"


def test_nothing_is_left_to_be_loaded_when_the_first_request_goes_out() -> None:
    code = (
        "import asyncio, sys\n"
        "from desktop_app.services.http import Http, Route\n"
        "async def main():\n"
        "    http = Http()\n"
        "    await http.client(Route(), '')\n"
        "    before = set(sys.modules)\n"
        "    import httpcore, anyio, anyio._backends._asyncio, sniffio\n"
        "    print(sorted(set(sys.modules) - before))\n"
        "    await http.close()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
