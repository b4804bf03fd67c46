"""The way out of this computer: one HTTP client per proxy and trust store, and what can go wrong.

The only module that imports the HTTP library; none of its exceptions leave here. Knows nothing of
protocols, streams or answers: bytes go out, bytes come in, and every fault of the way between is
an `AppError` in plain words that holds no key (WIRE.md 3.3 and 8.5).
"""

import asyncio
import contextlib
import http.cookiejar
import importlib
import logging
import re
import ssl
import types
import urllib.parse
import urllib.request
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import msgspec
import socksio

from desktop_app import __version__
from desktop_app.domain.errors import AppError, ProxyFailed, RequestRefused
from desktop_app.domain.provider import Endpoint
from desktop_app.services import name_lookup, way_errors
from desktop_app.services.lean_httpx import httpx
from desktop_app.services.origins import is_loopback
from desktop_app.services.secrets import Secret
from desktop_app.services.way_errors import Way, clean_header, clean_key

ERROR_BODY_LIMIT = 64 * 1024
_WRITE_LIMIT = 60.0  # seconds a server may refuse to take the next bytes of a request
_POOL_LIMIT = 10.0
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32  # recognised by the first bytes
_FAULTS = (httpx.HTTPError, httpx.InvalidURL, socksio.ProtocolError, OSError)
_SECRET_NAME = re.compile(r"auth|key|token|secret|password", re.IGNORECASE)

# At debug level these two log response headers, which hold cookies.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Route(msgspec.Struct, frozen=True):
    """The way to one provider, as the person set it.

    `proxy` is "system", "none" or an address (http, https, socks5, socks5h); `ca_file` is trusted
    beside the system's own certificates. Servers on this computer are reached directly, unless
    `covers_loopback` says that the proxy was set for this very provider.
    """

    proxy: str = "system"
    user: str = ""
    password: Secret | None = None
    ca_file: str = ""
    covers_loopback: bool = False


RouteOf = Callable[[str], Route]


def proxy_for(route: Route, url: str) -> str:
    """The address of the proxy that a request to `url` takes, or "" for none.

    The system's choice is asked anew each time, so a laptop may change its network.
    """
    if route.proxy == "none" or (is_loopback(url) and not route.covers_loopback):
        return ""
    if route.proxy != "system":
        return route.proxy
    target = urllib.parse.urlsplit(url)
    if urllib.request.proxy_bypass(target.netloc):
        return ""
    known = urllib.request.getproxies()
    found = known.get(target.scheme) or known.get("all") or known.get("socks") or ""
    found = found if "://" in found or not found else f"http://{found}"
    return "socks5" + found[len("socks") :] if found.startswith("socks://") else found


class Http:
    """The clients, built when first needed and shared from then on. Belongs to one event loop.

    `route_of` is asked for the way to a provider (by name) before each request, so a changed
    setting acts at once.
    """

    def __init__(self, route_of: RouteOf = lambda _provider: Route()) -> None:
        self._route_of = route_of
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._clients: dict[tuple[str, ...], httpx.AsyncClient] = {}
        self._building = asyncio.Lock()

    def exchange(
        self,
        endpoint: Endpoint,
        key: Secret | None = None,
        *,
        url: str = "",
        body: bytes | None = None,
        connect: float = 10.0,
    ) -> "Exchange":
        """One request to `url` (else to the completion address): POST with a body, else GET.

        `connect` in seconds. Raises KeyRejected or SettingsError for a key or header that cannot
        be sent.
        """
        return Exchange(self, endpoint, key, url or endpoint.url, body, connect=connect)

    def route(self, provider: str) -> Route:
        """The way to `provider` at this moment."""
        return self._route_of(provider)

    async def context(self, ca_file: str) -> ssl.SSLContext:
        """What is trusted. Raises CertificateRejected if the CA file cannot be used."""
        if ca_file not in self._contexts:
            try:
                self._contexts[ca_file] = await asyncio.to_thread(_trust, ca_file)
            except OSError as error:
                raise way_errors.ca_file_unusable(ca_file, error) from None
        return self._contexts[ca_file]

    async def client(self, route: Route, proxy: str) -> httpx.AsyncClient:
        """The shared client for this way. Raises ProxyFailed for an address that is none."""
        password = route.password.reveal() if route.password else ""
        name = (proxy, route.user, password, route.ca_file)
        async with self._building:
            if name not in self._clients:
                name_lookup.use(asyncio.get_running_loop())
                context = await self.context(route.ca_file)
                login = (route.user, password) if route.user else None
                # In a thread: importing and building take long enough to be seen in a window.
                self._clients[name] = await asyncio.to_thread(_build, context, proxy, login)
        return self._clients[name]

    async def close(self) -> None:
        """Close every connection, also those in use."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()


def _trust(ca_file: str) -> ssl.SSLContext:
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


def _build(context: ssl.SSLContext, proxy: str, login: tuple[str, str] | None) -> httpx.AsyncClient:
    # The library would load these at the first request, in the thread that paints.
    for late in ("sniffio", "anyio._backends._asyncio"):
        with contextlib.suppress(ImportError):
            importlib.import_module(late)
    no_cookies = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    try:
        return httpx.AsyncClient(
            verify=context,
            proxy=_proxy(proxy, context, login) if proxy else None,
            trust_env=False,
            follow_redirects=False,
            cookies=no_cookies,
            limits=httpx.Limits(max_connections=None, keepalive_expiry=30.0),
        )
    except (ValueError, httpx.InvalidURL):
        raise ProxyFailed(
            "The proxy's address cannot be used.",
            hint="It looks like http://host:port or socks5://host:port. See Settings › Network.",
        ) from None


def _proxy(url: str, context: ssl.SSLContext, login: tuple[str, str] | None) -> httpx.Proxy:
    is_secure = url.startswith("https:")
    return httpx.Proxy(url, ssl_context=context if is_secure else None, auth=login)


class Exchange:
    """One request and its response: `async with http.exchange(…) as exchange`.

    Leaving the block closes the connection unless the response was read to its end, at once and
    also when the task is cancelled. `was_sent` tells whether the request left this computer whole:
    from then on repeating it may cost money twice.
    """

    def __init__(
        self,
        owner: Http,
        endpoint: Endpoint,
        key: Secret | None,
        url: str,
        body: bytes | None,
        *,
        connect: float,
    ) -> None:
        self._http = owner
        title = endpoint.title or endpoint.provider
        self._way = Way(title, url)
        self._provider = endpoint.provider
        shown_key = clean_key(key.reveal(), title) if key else ""
        self._headers = _headers(endpoint, shown_key, has_body=body is not None)
        self._body = body
        self._timeout = httpx.Timeout(
            connect=connect, read=None, write=_WRITE_LIMIT, pool=_POOL_LIMIT
        )
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._unpack: zlib._Decompress | None = None
        self._raw_socks: Any = None
        self.was_sent = False

    @property
    def hidden(self) -> list[str]:
        """What was sent that nobody may see again: the key, and headers that look like one."""
        sent = (value for name, value in self._headers.items() if _SECRET_NAME.search(name))
        return [word for value in sent for word in value.split() if word != "Bearer"]

    @property
    def status(self) -> int:
        """The HTTP status."""
        assert self._response is not None
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response's headers; names are found in any spelling."""
        assert self._response is not None
        return self._response.headers

    async def __aenter__(self) -> "Exchange":
        try:
            httpx.URL(self._way.url)
            route = self._http.route(self._provider)
            self._way = msgspec.structs.replace(self._way, proxy=proxy_for(route, self._way.url))
            client = await self._http.client(route, self._way.proxy)
            response = await self._send(client, self._way.url)
            if response.has_redirect_location:
                await response.aclose()
                response = await self._send(client, self._followed(response))
        except _FAULTS as error:
            raise self._explain(error) from None
        if response.has_redirect_location or response.status_code == 407:
            await response.aclose()
            if response.status_code == 407:
                raise way_errors.proxy_wants_login(self._way.proxy)
            raise self._redirected(response)
        self._response = response
        if response.headers.get("content-encoding", "identity") != "identity":
            self._unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
        return self

    def _followed(self, response: httpx.Response) -> str:
        """The address that a redirect may be followed to; RequestRefused where it may not.

        Only 307 and 308 keep the method, and a key belongs to one scheme, host and port.
        """
        old, new = response.request.url, _target(response)
        same = (old.scheme, old.host, old.port) == (new.scheme, new.host, new.port)
        if response.status_code not in {307, 308} or not same:
            raise self._redirected(response)
        return str(new)

    def _redirected(self, response: httpx.Response) -> RequestRefused:
        target = _target(response)
        place = f"{target.scheme}://{target.netloc.decode('ascii')}"
        return RequestRefused(
            f"{self._way.title} sends this request to {place}.",
            hint="Nothing was sent there. If you trust that address, change the base URL to it.",
            detail=f"HTTP {response.status_code}, Location: {place}{target.path}",
            status=response.status_code,
        )

    async def _send(self, client: httpx.AsyncClient, url: str) -> httpx.Response:
        request = client.build_request(
            "GET" if self._body is None else "POST",
            url,
            headers=self._headers,
            content=self._body,
            timeout=self._timeout,
            extensions={"trace": self._trace},
        )
        try:
            return await client.send(request, stream=True)
        except BaseException:
            if self._raw_socks is not None and not self.was_sent:
                await self._raw_socks.aclose()  # the library forgets a proxy that says no
            raise

    async def _trace(self, name: str, info: Mapping[str, Any]) -> None:
        if name.endswith("send_request_body.complete"):
            self.was_sent = True
        elif name == "socks.connect_tcp.complete":
            self._raw_socks = info["return_value"]

    async def read(self) -> bytes | None:
        """The next bytes of the body as they come, None at its end. Raises NetworkError."""
        assert self._response is not None
        self._chunks = self._chunks or self._response.aiter_raw()
        try:
            chunk = await anext(self._chunks, None)
            return self._unpacked(chunk) if chunk and self._unpack else chunk
        except _FAULTS as error:
            raise self._explain(error) from None

    def _unpacked(self, chunk: bytes) -> bytes:
        """Some servers compress although nobody asked."""
        assert self._unpack is not None
        try:
            return self._unpack.decompress(chunk)
        except zlib.error:
            raise way_errors.undecodable(self._way) from None

    async def read_all(self, limit: int) -> bytes:
        """The body, cut after `limit` bytes. A connection lost on the way ends it early."""
        gathered = bytearray()
        with contextlib.suppress(AppError):
            while len(gathered) < limit and (chunk := await self.read()) is not None:
                gathered += chunk
        return bytes(gathered[:limit])

    def _explain(self, error: Exception) -> AppError:
        way = self._way
        match error:
            case httpx.ProxyError() | socksio.ProtocolError():
                return way_errors.proxy_failed(way, str(error))
            case httpx.ConnectTimeout() | httpx.PoolTimeout():
                return way_errors.connect_timed_out(way, self._timeout.connect)
            case httpx.ConnectError():
                return way_errors.not_connected(way, error)
            case httpx.UnsupportedProtocol() | httpx.InvalidURL() | httpx.LocalProtocolError():
                return way_errors.address_unusable(way)  # the last one's text may quote headers
            case _:
                return way_errors.broken(
                    way,
                    error,
                    was_sent=self.was_sent,
                    has_response=self._response is not None,
                )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        if self._response is None:
            return
        with contextlib.suppress(*_FAULTS):  # a broken connection is closed already
            await self._response.aclose()
        if self._chunks is None:
            return
        with contextlib.suppress(*_FAULTS):
            # The library nests generators; read into the closed connection, all of them end
            # here. Left to the garbage collector, each would end in a task of its own.
            while await anext(self._chunks, None) is not None:
                pass


def _headers(endpoint: Endpoint, key: str, *, has_body: bool) -> dict[str, str]:
    """What every request carries; the person's own headers win over ours."""
    title = endpoint.title or endpoint.provider
    headers = {
        "Accept": "text/event-stream, application/json",
        "Accept-Encoding": "identity",  # compressed streams come late and end without an error
        "User-Agent": f"Rivulet/{__version__}",
    }
    if has_body:
        headers["Content-Type"] = "application/json"
    if is_loopback(endpoint.url):
        # llama.cpp drops connections it promised to keep, and nothing is gained by one here.
        headers["Connection"] = "close"
    if key and endpoint.auth in {"bearer", "none"}:  # a server without keys may be given one
        headers["Authorization"] = f"Bearer {key}"
    elif key:
        headers[endpoint.auth] = key  # x-api-key and api-key are the header's own names
    own = {name: clean_header(name, text, title) for name, text in endpoint.headers.items()}
    return headers | own


def _target(response: httpx.Response) -> httpx.URL:
    return response.request.url.join(response.headers["location"])
