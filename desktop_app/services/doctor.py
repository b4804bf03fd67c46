"""Asking servers about themselves: does this provider work, what does it offer, who is there.

Each question is answered in words for a person. Nothing here remembers anything: what was found
goes to whoever asked.
"""

import asyncio
import contextlib
import time
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from desktop_app.domain.completion import CompletionRequest, Parameters
from desktop_app.domain.delta import Delta
from desktop_app.domain.errors import (
    AppError,
    KeyRejected,
    ModelUnknown,
    ProviderError,
    SettingsError,
    WireError,
)
from desktop_app.domain.message import Message, Role, State, TextPart
from desktop_app.domain.provider import Endpoint, Model, ProviderKind
from desktop_app.services import way_errors
from desktop_app.services.completions import run_completion
from desktop_app.services.field_choices import FieldChoice, parse_choices
from desktop_app.services.http import ERROR_BODY_LIMIT, Http, proxy_for
from desktop_app.services.model_list import parse_models
from desktop_app.services.notices import Notice
from desktop_app.services.secrets import Secret
from desktop_app.services.watchdog import Limits
from desktop_app.services.way_errors import Way
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.errors import Speaker, error_from_response
from desktop_app.wire.urls import base_urls_to_try, completion_url, repair_base_url

_LIST_LIMIT = 16 * 1024 * 1024  # bytes of a model list; the largest known has 0.7 MB
_LIST_PATIENCE = 30.0  # seconds
_LOCAL_PATIENCE = 1.0
_MOST_PAGES = 10
_USUAL = Limits()
_FEW_TOKENS = 16  # the fewest that every provider takes


class Step(msgspec.Struct, frozen=True):
    """One thing that was tried, and how many seconds it took.

    `step` is name, connection, proxy, certificate, models, key or answer. `error` is what made it
    fail; its text and hint are the `words`. `model` is who was asked for an answer.
    """

    step: str
    ok: bool
    seconds: float
    words: str
    error: AppError | None = None
    model: str = ""

    @classmethod
    def failed(cls, step: str, error: AppError, seconds: float = 0.0) -> "Step":
        """A step that ended with this error."""
        return cls(step, False, round(seconds, 3), f"{error} {error.hint}".strip(), error)


class LocalServer(msgspec.Struct, frozen=True):
    """A server that runs on this computer. `kind` names an entry of providers.toml."""

    kind: str
    base_url: str
    models: tuple[Model, ...]


class Spoken(msgspec.Struct, frozen=True):
    """What an unknown server speaks, and the base URL below which it does."""

    base_url: str
    protocols: tuple[str, ...]


async def check(
    http: Http,
    endpoint: Endpoint,
    key: Secret | None,
    *,
    model: str = "",
    kind: ProviderKind | None = None,
    limits: Limits = _USUAL,
    chats: Callable[[str], bool] = lambda _model: True,
    on_step: Callable[[Step], None] = lambda _step: None,
) -> list[Step]:
    """Try a provider from the name of its host to a few tokens of an answer.

    Ends with the first step that makes the next ones pointless. `on_step` gets each as it ends.
    Without `model` the first one listed that `chats` is asked.
    """
    return await _Check(http, endpoint, key, kind=kind, limits=limits, on_step=on_step).run(
        model, chats
    )


class _Check:
    def __init__(
        self,
        http: Http,
        endpoint: Endpoint,
        key: Secret | None,
        *,
        kind: ProviderKind | None,
        limits: Limits,
        on_step: Callable[[Step], None],
    ) -> None:
        self._http = http
        self._endpoint = endpoint
        self._key = key
        self._kind = kind
        self._limits = msgspec.structs.replace(limits, retries=0)
        self._on_step = on_step
        self._route = http.route(endpoint.provider)
        self._way = Way(endpoint.title, endpoint.url, proxy_for(self._route, endpoint.url))
        self._steps: list[Step] = []
        self._models: list[Model] = []
        self._refusal: KeyRejected | None = None

    async def run(self, model: str, chats: Callable[[str], bool]) -> list[Step]:
        if await self._reach():
            await self._try("models", self._list)
            model = model or next((one.id for one in self._models if chats(one.id)), "")
            if self._refusal is None and model:
                await self._ask(model)
            elif self._refusal is not None:
                self._add("key", 0.0, self._refusal)
        return self._steps

    async def _reach(self) -> bool:
        """Whether there is a way to the server at all."""
        if self._way.proxy:
            return await self._try("proxy", self._knock_at_proxy)
        if not await self._try("name", self._resolve):
            return False
        if not await self._try("connection", self._knock):
            return False
        is_secure = self._way.url.startswith("https:")
        return not is_secure or await self._try("certificate", self._shake_hands)

    async def _resolve(self) -> str:
        host, port = _place(self._way.url)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port)
        except OSError as error:
            raise way_errors.not_connected(self._way, error) from None
        addresses = dict.fromkeys(str(entry[4][0]) for entry in found)
        return f"{host} is {', '.join(list(addresses)[:2])}"

    async def _knock(self) -> str:
        await self._open(self._way.url)
        return f"{self._way.host} answers"

    async def _knock_at_proxy(self) -> str:
        await self._open(self._way.proxy)
        return f"the proxy {way_errors.host_of(self._way.proxy)} answers"

    async def _shake_hands(self) -> str:
        await self._open(self._way.url, is_secure=True)
        return "encrypted, and this computer trusts the certificate"

    async def _open(self, url: str, *, is_secure: bool = False) -> None:
        context = await self._http.context(self._route.ca_file) if is_secure else None
        limit = self._limits.connect
        try:
            async with asyncio.timeout(limit):
                _, writer = await asyncio.open_connection(*_place(url), ssl=context)
        except TimeoutError:
            raise way_errors.connect_timed_out(self._way, limit) from None
        except OSError as error:
            raise way_errors.not_connected(self._way, error) from None
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _list(self) -> str:
        try:
            self._models = await list_models(self._http, self._endpoint, self._key, self._kind)
        except KeyRejected as error:
            self._refusal = error
            raise
        except ProviderError as error:
            if error.status in {404, 405, 501}:
                return f"there is no list of models ({error.status})"
            raise
        count = len(self._models)
        return "1 model" if count == 1 else f"{count} models"

    async def _ask(self, model: str) -> None:
        """A few tokens, which also prove the key: some servers list models to anybody."""
        began = time.monotonic()
        ears = _Ears(began)
        problem: AppError | None = None
        try:
            await run_completion(
                self._http, _small(self._endpoint, model), self._key, ears, self._limits
            )
        except WireError as error:
            problem = None if ears.has_heard else error
        except AppError as error:
            problem = error
        seconds = time.monotonic() - began
        if isinstance(problem, KeyRejected):
            self._add("key", seconds, problem)
            return
        if self._key is not None and (problem is None or isinstance(problem, ProviderError)):
            self._add("key", seconds, "the key was accepted")
        self._add("answer", seconds, problem or ears.words(model), model)

    async def _try(self, name: str, work: Callable[[], Awaitable[str]]) -> bool:
        began = time.monotonic()
        outcome: str | AppError
        try:
            outcome = await work()
        except AppError as error:
            outcome = error
        self._add(name, time.monotonic() - began, outcome)
        return not isinstance(outcome, AppError)

    def _add(self, name: str, seconds: float, outcome: str | AppError, model: str = "") -> None:
        if isinstance(outcome, AppError):
            step = Step.failed(name, outcome, seconds)
        else:
            step = Step(name, True, round(seconds, 3), outcome, model=model)
        self._steps.append(step)
        self._on_step(step)


class _Ears:
    """Listens for the first token."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._first = 0.0
        self.has_heard = False

    def deltas_arrived(self, _deltas: Sequence[Delta]) -> None:
        if not self.has_heard:
            self._first = time.monotonic() - self._began
        self.has_heard = True

    def noticed(self, notice: Notice) -> None:
        """Nobody listens to notices here."""

    def words(self, model: str) -> str:
        return f"{model} answers, first token after {self._first:.1f} s"


def _small(endpoint: Endpoint, model: str) -> CompletionRequest:
    question = Message("", Role.USER, State.COMPLETE, (TextPart("Say OK."),), 0.0)
    few = Parameters(max_tokens=_FEW_TOKENS)
    return CompletionRequest(endpoint, model, (question,), parameters=few)


def _place(url: str) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(url)
    ports = {"https": 443, "http": 80, "socks5": 1080, "socks5h": 1080}
    return parts.hostname or "", parts.port or ports.get(parts.scheme, 80)


async def list_models(
    http: Http, endpoint: Endpoint, key: Secret | None, kind: ProviderKind | None = None
) -> list[Model]:
    """What the provider offers, as far as it says. Raises AppError."""
    path = kind.models_path if kind else "/models"
    if endpoint.protocol == "messages" and not path.startswith("/v1"):
        path = f"/v1{path}"
    url = completion_url(endpoint.base_url, path)
    models: list[Model] = []
    after = ""
    for _ in range(_MOST_PAGES):
        joint = "&" if "?" in url else "?"
        query = f"{joint}after_id={urllib.parse.quote(after)}" if after else ""
        page = parse_models(await _get(http, endpoint, key, url + query), endpoint.title)
        models += page.models
        after = page.next_after
        if not after:
            break
    return models


async def list_choices(
    http: Http, endpoint: Endpoint, key: Secret | None, path: str
) -> list[FieldChoice]:
    """The values that the provider lists at `path` for a field of its own. Raises AppError."""
    url = completion_url(endpoint.base_url, path)
    return parse_choices(await _get(http, endpoint, key, url), endpoint.title)


async def _get(http: Http, endpoint: Endpoint, key: Secret | None, url: str) -> bytes:
    try:
        async with (
            asyncio.timeout(_LIST_PATIENCE),
            http.exchange(endpoint, key, url=url) as exchange,
        ):
            if not 200 <= exchange.status < 300:
                body = await exchange.read_all(ERROR_BODY_LIMIT)
                speaker = Speaker(endpoint.title, endpoint.billing_page, has_key=key is not None)
                raise error_from_response(
                    exchange.status, exchange.headers, body, speaker, hidden=exchange.hidden
                )
            return await exchange.read_all(_LIST_LIMIT)
    except TimeoutError:
        raise way_errors.fell_silent(endpoint.title, _LIST_PATIENCE) from None


async def find_local_servers(http: Http, ports: Mapping[int, str]) -> list[LocalServer]:
    """Who answers on this computer, asked all at once and for a second at most.

    `ports` names the kind that usually listens there. Nothing beyond this computer is asked.
    """
    found = await asyncio.gather(*(_local(http, port, kind) for port, kind in ports.items()))
    return [server for server in found if server is not None]


async def _local(http: Http, port: int, kind: str) -> LocalServer | None:
    base_url = f"http://127.0.0.1:{port}/v1"
    endpoint = Endpoint(kind, kind, base_url, "chat", base_url)
    try:
        async with asyncio.timeout(_LOCAL_PATIENCE):
            models = await list_models(http, endpoint, None)
    except KeyRejected:
        models = []  # it is there, and wants a key
    except (AppError, TimeoutError):
        return None
    return LocalServer(kind, base_url, tuple(models))


async def find_protocols(http: Http, base_url: str, key: Secret | None) -> Spoken:
    """Which protocols an unknown server speaks, the richest first.

    An empty request is sent to each address: whoever complains of it knows it, and nobody bills it.
    Raises KeyRejected where the key alone is answered to, SettingsError for an address that cannot
    be one, or what kept the server from answering.
    """
    try:
        candidates = base_urls_to_try(repair_base_url(base_url))
    except ValueError as error:
        raise SettingsError(str(error), hint="It looks like https://host/v1.") from None
    for candidate in candidates:
        names = tuple(PROTOCOLS)
        told = await asyncio.gather(*(_speaks(http, candidate, name, key) for name in names))
        spoken = tuple(name for name, answer in zip(names, told, strict=True) if answer)
        if spoken:
            return Spoken(candidate, tuple(name for name in _RICHEST if name in spoken))
        if None in told:
            raise KeyRejected(
                "This server says what it speaks only to a valid key.",
                hint="Enter the key, or choose the protocol yourself.",
            )
    raise WireError(
        "This server speaks none of the protocols that Rivulet knows.",
        hint="Check the base URL. A base URL looks like https://host/v1.",
    )


_RICHEST = ("responses", "messages", "chat")


async def _speaks(http: Http, base_url: str, protocol: str, key: Secret | None) -> bool | None:
    """Whether this protocol is spoken there; None where only the key was looked at."""
    auth = "x-api-key" if protocol == "messages" else "bearer"
    headers = {"anthropic-version": "2023-06-01"} if protocol == "messages" else {}
    url = completion_url(base_url, PROTOCOLS[protocol].path)
    title = urllib.parse.urlsplit(base_url).netloc
    endpoint = Endpoint("", title, base_url, protocol, url, auth=auth, headers=headers)
    try:
        async with (
            asyncio.timeout(_LIST_PATIENCE),
            http.exchange(endpoint, key, body=b"{}") as exchange,
        ):
            if exchange.status in {401, 403}:
                return None
            body = await exchange.read_all(ERROR_BODY_LIMIT)
            if "html" in exchange.headers.get("content-type", ""):
                return False
            error = error_from_response(exchange.status, exchange.headers, body, Speaker(title))
            return exchange.status not in {404, 405, 501} or isinstance(error, ModelUnknown)
    except TimeoutError:
        raise way_errors.fell_silent(title, _LIST_PATIENCE) from None
