"""A gateway on loopback that answers as the real ones do, and breaks in every way they break.

The first path segment of a request chooses the scenario, so one running gateway serves them all:
`http://127.0.0.1:PORT/naga/v1` behaves like NagaAI, `…/reset-mid/v1` breaks off in the middle, and
`…/drip~0.2/v1` hands the scenario an argument. `GET /` lists them. What arrived is kept in
`received`: headers, body, and when the client left before the end.

As a script: `python tests/services/net/gateway.py --port 8400 [--tls]`.
"""

import argparse
import asyncio
import contextlib
import json
import re
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


TLS_HELLO = b"\x16"


class ClientLeft(Exception):
    """The client closed the connection before the answer was whole."""


class Received:
    """One request as it came in. `left` is set when the client closed before the end."""

    def __init__(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.arrived = time.monotonic()
        self.answered = asyncio.Event()  # the scenario ran to its end
        self.left = asyncio.Event()
        self.left_at: float | None = None

    @property
    def json(self) -> Any:
        """The body, parsed; None if there is none."""
        return json.loads(self.body) if self.body else None

    def header(self, name: str) -> str | None:
        """The value of one header, None if it was not sent."""
        for given, value in self.headers:
            if given.lower() == name.lower():
                return value
        return None


class Call:
    """What a scenario works with: the request, and the ways to answer it."""

    def __init__(
        self, gateway: "Gateway", received: Received, writer: asyncio.StreamWriter
    ) -> None:
        self.gateway = gateway
        self.received = received
        self.name, self.argument = _chosen(received.path)
        self.writer = writer
        self._is_chunked = False
        self.keeps_alive = True

    @property
    def endpoint(self) -> str:
        """chat, responses, messages, models or what else the path ends with."""
        path = self.received.path.partition("?")[0]
        return "chat" if path.endswith("/chat/completions") else path.rpartition("/")[2]

    @property
    def is_streamed(self) -> bool:
        """Whether the client asked for a stream."""
        return bool((self.received.json or {}).get("stream"))

    async def begin(
        self,
        status: int = 200,
        content_type: str = "text/event-stream",
        headers: dict[str, str] | None = None,
        framing: str | int = "chunked",
    ) -> None:
        """Send the head. `framing`: chunked, eof (closing ends the body) or a length."""
        fields = {"Content-Type": content_type, **(headers or {})}
        self._is_chunked = framing == "chunked"
        if self._is_chunked:
            fields["Transfer-Encoding"] = "chunked"
        elif framing == "eof":
            fields["Connection"] = "close"
            self.keeps_alive = False
        else:
            fields["Content-Length"] = str(framing)
        head = f"HTTP/1.1 {status} Whatever\r\n" + "".join(
            f"{k}: {v}\r\n" for k, v in fields.items()
        )
        await self.raw(head.encode() + b"\r\n")

    async def write(self, data: bytes) -> None:
        """Send a piece of the body."""
        await self.raw(b"%x\r\n%b\r\n" % (len(data), data) if self._is_chunked else data)

    async def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def end(self) -> None:
        """End the body as its framing wants it."""
        if self._is_chunked:
            await self.raw(b"0\r\n\r\n")

    async def whole(
        self,
        status: int,
        body: Any,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer with one body: bytes, text, or a value as JSON."""
        if isinstance(body, str):
            body = body.encode()
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        await self.begin(status, content_type, headers, len(data))
        await self.write(data)

    async def stream(self, frames: list[bytes], pause: float = 0.0) -> None:
        """Send frames as one event stream, each in a write of its own."""
        await self.begin()
        for frame in frames:
            await self.write(frame)
            await asyncio.sleep(pause)
        await self.end()

    async def forever(self) -> None:
        """Say nothing more until the client goes."""
        self.keeps_alive = False
        await asyncio.Event().wait()

    def reset(self) -> None:
        """Break the connection as a crashed server does: RST, not FIN."""
        self.keeps_alive = False
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self) -> None:
        """Close the connection without another word."""
        self.keeps_alive = False
        self.writer.close()


Scenario = Callable[[Call], Coroutine[Any, Any, None]]


class Gateway:
    """The server. `async with Gateway(scenarios) as gateway`, then `gateway.url("naga")`."""

    def __init__(self, scenarios: dict[str, Scenario], tls: ssl.SSLContext | None = None) -> None:
        self.scenarios = scenarios
        self.received: list[Received] = []
        self.counts: dict[str, int] = {}  # requests per path, for scenarios that fail a few times
        self.connections = 0  # ever opened
        self.open_connections = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; `port` 0 takes any free one."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", port, ssl=self._tls, limit=64 * 1024 * 1024
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def __aenter__(self) -> "Gateway":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop listening and drop whoever is still connected."""
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()
        while self.open_connections:
            await asyncio.sleep(0.001)
        if self._tls:
            await asyncio.sleep(0.02)  # handshakes that the client broke off end by themselves

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def url(self, scenario: str, rest: str = "/v1") -> str:
        """The base URL that behaves like `scenario`."""
        return f"{self.origin}/{scenario}{rest}"

    @property
    def last(self) -> Received:
        """The newest request."""
        return self.received[-1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        self._writers.add(writer)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass  # the client went; that is part of what is tested
        finally:
            self.open_connections -= 1
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pushed_back = b""
        while True:
            received = await _read_request(reader, writer, pushed_back)
            if received is None:
                return
            self.received.append(received)
            call = Call(self, received, writer)
            scenario = self.scenarios.get(call.name, _unknown)
            pushed_back = await _run(scenario, call, reader)
            if not call.keeps_alive:
                return


async def _run(scenario: Scenario, call: Call, reader: asyncio.StreamReader) -> bytes:
    """Run a scenario while watching for the client's leaving; returns what was read too early."""
    early = b""

    async def watch() -> None:
        nonlocal early
        try:
            early = await reader.read(1)
        except ConnectionError:
            early = b""
        if not early and not call.received.answered.is_set():
            call.received.left_at = time.monotonic()
            call.received.left.set()
            raise ClientLeft

    try:
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(watch())
            await scenario(call)
            call.received.answered.set()
            watcher.cancel()
    except* (ClientLeft, ConnectionError):
        call.keeps_alive = False
    return early


async def _read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, start: bytes
) -> Received | None:
    try:
        start = start or await reader.readexactly(1)
        if start == TLS_HELLO:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            return None
        head = start + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ")
    path = re.sub(r"^https?://[^/]+", "", path)  # what comes through a proxy names the host too
    headers = [(k, v.strip()) for k, _, v in (line.partition(":") for line in lines[1:] if line)]
    length = next((int(v) for k, v in headers if k.lower() == "content-length"), 0)
    return Received(method, path, headers, await reader.readexactly(length))


def _chosen(path: str) -> tuple[str, str]:
    """Scenario and argument, as the first path segment names them."""
    segment = path.removeprefix("/").split("/")[0].split("?")[0]
    name, _, argument = segment.partition("~")
    return name, argument


async def _unknown(call: Call) -> None:
    names = sorted(call.gateway.scenarios)
    is_index = call.received.path == "/"
    await call.whole(200 if is_index else 404, {"scenarios": names})


def self_signed(folder: Path, host: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A server's TLS context with a certificate that nobody trusts, and that certificate's file."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gateway stand-in")])
    now = datetime.now(UTC)
    names = [
        x509.DNSName("localhost"),
        x509.DNSName("gateway.test"),
        x509.IPAddress(ip_address(host)),
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "gateway.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "gateway-key.pem").write_bytes(private)
    file.write_bytes(public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, folder / "gateway-key.pem")
    return context, file


async def _run_as_script(port: int, tls: bool) -> None:
    import tempfile

    from tests.services.net.scenarios import SCENARIOS

    context = self_signed(Path(tempfile.mkdtemp()))[0] if tls else None
    gateway = Gateway(SCENARIOS, context)
    await gateway.start(port)
    print(json.dumps({"origin": gateway.origin, "scenarios": sorted(SCENARIOS)}), flush=True)
    seen = 0
    while True:  # one line per request, for whoever watches
        await asyncio.sleep(0.1)
        for received in gateway.received[seen:]:
            print(f"{received.method} {received.path} {received.body[:300]!r}", flush=True)
        seen = len(gateway.received)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--tls", action="store_true")
    chosen = arguments.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run_as_script(chosen.port, chosen.tls))
