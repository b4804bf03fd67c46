"""Checks of a provider and the search for servers on this computer, as the screen tells them.

The doctor does the work. It brings the HTTP library along, which is loaded beside the event loop
and only when there is somebody to ask.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from desktop_app.domain.errors import AppError
from desktop_app.domain.provider import Provider, ProviderField, ProviderKind
from desktop_app.services.core import Core
from desktop_app.services.field_choices import FieldChoice
from desktop_app.services.listening import listening
from desktop_app.services.secrets import Secret

if TYPE_CHECKING:
    from desktop_app.services.doctor import Step

log = logging.getLogger(__name__)
_WENT_WELL = {
    "name": "Name resolved",
    "connection": "Connected",
    "proxy": "Proxy answers",
    "certificate": "TLS",
    "key": "Key accepted",
    "answer": "Streaming works",
}
_FAILED = {
    "name": "Name not found",
    "connection": "Not connected",
    "proxy": "Proxy failed",
    "certificate": "Certificate not trusted",
    "models": "No list of models",
    "key": "Key refused",
    "no key": "Needs a key",
    "answer": "No answer",
}


class FoundServer(msgspec.Struct, frozen=True):
    """A server that runs on this computer. `models` are ids."""

    kind: ProviderKind
    title: str
    base_url: str
    models: tuple[str, ...]

    @property
    def address(self) -> str:
        """Host and port."""
        return urlsplit(self.base_url).netloc


@dataclass
class Check:
    """A check as far as it came."""

    steps: list[tuple[str, bool | None]] = field(default_factory=list)
    listed: str = ""  # how many models, in words
    error: AppError | None = None
    is_running: bool = True
    has_key: bool = True
    tried: list["Step"] = field(default_factory=list)

    async def run(self, core: Core, provider: Provider, on_step: Callable[[], None]) -> None:
        """Try the provider, step by step; where no model was named, the one that answered is taken.

        Raises AppError where it cannot even be begun.
        """
        await core.warm_up()

        def take(step: "Step") -> None:
            self._take(step)
            on_step()

        await core.check(provider, take)
        answered = next((step.model for step in self.tried if step.ok and step.model), "")
        if answered and not provider.model:
            core.catalog.add(msgspec.structs.replace(provider, model=answered))

    def lines(self) -> list[str]:
        """Each step with its result, its time and its words."""
        return [
            f"{'ok  ' if step.ok else 'fail'} {step.step:<11} {step.seconds:6.2f} s  {step.words}"
            for step in self.tried
        ]

    def _take(self, step: "Step") -> None:
        self.tried.append(step)
        short = _WENT_WELL if step.ok else _FAILED
        name = step.step if step.step != "key" or self.has_key else "no key"
        self.steps.append((short.get(name, step.words), step.ok))
        if step.step == "models" and step.ok:
            self.listed = step.words
        if step.error:
            self.error = step.error


async def asked_for_protocol(core: Core, provider: Provider) -> Provider:
    """The provider with the protocol and address that its server answers to. Raises AppError."""
    await core.warm_up()
    from desktop_app.services import doctor

    _, key = await core.reach(provider)
    spoken = await doctor.find_protocols(core.http, provider.base_url, key)
    return msgspec.structs.replace(provider, base_url=spoken.base_url, protocol=spoken.protocols[0])


async def choices_of(
    core: Core, provider: Provider, field: ProviderField, secret: Secret | None
) -> list[FieldChoice]:
    """The values that the server lists for this field; none where they cannot be had."""
    await core.warm_up()
    try:
        return await core.choices(provider, field.choices, secret)
    except AppError as error:
        log.info("no values for %s of %s: %s", field.key, provider.name, error)
        return []


async def servers_here(core: Core) -> list[FoundServer]:
    """The servers that run on this computer, asked for a second at most."""
    kinds = core.catalog.kinds
    usual = {kind.local_port: kind.name for kind in kinds.values() if kind.local_port}
    ports = {port: usual[port] for port in await listening(usual)}
    if not ports:
        return []
    await core.warm_up()
    from desktop_app.services import doctor

    found = []
    for server in await doctor.find_local_servers(core.http, ports):
        kind = kinds[server.kind]
        # The name the person knows: localhost rather than 127.0.0.1.
        is_usual = urlsplit(kind.base_url).port == urlsplit(server.base_url).port
        base_url = kind.base_url if is_usual else server.base_url
        models = tuple(model.id for model in server.models)
        found.append(FoundServer(kind, kind.title, base_url, models))
    return found
