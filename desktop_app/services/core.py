"""What both faces stand on: settings, keys, conversations, providers and the way to them.

Composes the services and closes them; the window and the console use it alike. Building it reads
two small files: whatever is slow (the HTTP client, the keyring, the built-in model) waits until
someone needs it.
"""

import asyncio
import functools
import logging
import sys
import time
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec

from desktop_app import __version__, paths
from desktop_app.domain.completion import CompletionRequest, Parameters
from desktop_app.domain.errors import SettingsError, StoreError
from desktop_app.domain.message import (
    FilePart,
    ImagePart,
    Message,
    Origin,
    Part,
    Role,
    State,
    TextPart,
)
from desktop_app.domain.provider import Endpoint, Model, Network, Provider
from desktop_app.services import logs, own_headers
from desktop_app.services.catalog import BUILT_IN, Catalog
from desktop_app.services.local_model import LocalModel
from desktop_app.services.origins import is_loopback
from desktop_app.services.secrets import Secret, Secrets
from desktop_app.services.store import Store, new_id
from desktop_app.services.store.files import Files
from desktop_app.settings.declared import declared
from desktop_app.settings.remembered import Remembered
from desktop_app.settings.store import Settings

if TYPE_CHECKING:
    from desktop_app.services.completions import Sink
    from desktop_app.services.doctor import Step
    from desktop_app.services.http import Http, Route
    from desktop_app.services.turns import Turn
    from desktop_app.services.watchdog import Limits

log = logging.getLogger(__name__)
_DAY = 86_400.0  # seconds
_AS_SET = Network()  # a provider that goes the way of the settings
_SAVE_DELAY = 1.0  # seconds that a remembered fact may wait for others


class Core:
    """One person's Rivulet without a face. `face` is "window" or "console" and names the log.

    Settings, keys and catalog work at once, the store and the logs from `start` to `close`.
    `crash` are words about a crash of an earlier run, "" if there was none to tell of.
    """

    def __init__(self, locations: paths.Locations, face: str = "window") -> None:
        self.locations = locations
        self.settings = Settings.load(locations.settings)
        self.remembered = Remembered(locations.state)
        self.redactor = logs.Redactor()
        self.secrets = Secrets(self.remembered, self.redactor)
        self.catalog = Catalog(self.settings, self.secrets, paths.resources(), self._fetch_models)
        self.local_model = LocalModel(
            locations.data, lambda: int(self.settings.get("local_model.threads"))
        )
        self.logs = logs.Logs(locations.logs, face, self.redactor)
        self.crash = ""
        self._face = face
        self._store: Store | None = None
        self._saving: asyncio.TimerHandle | None = None
        self._proxy_passwords: dict[str, Secret | None] = {}

    @classmethod
    async def open(
        cls, locations: paths.Locations, face: str = "window", *, is_temporary: bool = False
    ) -> "Core":
        """Everything, with the store open; a temporary one writes nothing to the disk.

        Raises StoreError, SettingsError or another AppError that says what to do.
        """
        core = cls(locations, face)
        await core.start(is_temporary=is_temporary)
        return core

    async def start(self, *, is_temporary: bool = False) -> None:
        """Open the store and the logs. Raises AppError; there is nothing to close then."""
        if is_temporary:
            self._store = await Store.temporary()
            return
        make_data_folder(self.locations)
        self._look_for_crash()
        self.logs.start()
        log.info("Rivulet %s on %s, Python %s", __version__, sys.platform, sys.version.split()[0])
        try:
            self._store = await Store.open(self.locations.database)
        finally:
            if self._store is None:
                self.logs.close()
        self.remembered.on_change = self._save_soon

    def _look_for_crash(self) -> None:
        self.crash = logs.crash_words(self.locations.logs)
        if self.crash and self._face == "window":  # the console leaves the telling to the window
            logs.crash_was_told(self.locations.logs)

    async def close(self) -> None:
        """End the model's process, close connections and the store, save what is remembered."""
        self.remembered.on_change = None
        self._save()
        await self.local_model.close()
        if "http" in self.__dict__:
            await self.http.close()
        if self._store is not None:
            await self._store.close()
        self.logs.close()

    async def __aenter__(self) -> "Core":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def store(self) -> Store:
        """The conversations; there after `start`."""
        assert self._store is not None, "the core was not started"
        return self._store

    @functools.cached_property
    def http(self) -> "Http":
        """The way out. Importing it costs what a frame may not: see `warm_up`."""
        from desktop_app.services.http import Http

        return Http(self._route)

    async def warm_up(self) -> None:
        """Load what the first question needs, beside the event loop; once there is time."""
        await asyncio.to_thread(_import_way_out)

    async def reach(
        self,
        provider: Provider,
        protocol: str = "",
        on_loading: Callable[[str], None] | None = None,
    ) -> tuple[Endpoint, Secret | None]:
        """Where a provider is reached and with which key; the built-in model is started.

        Raises SecretStoreError or LocalModelError.
        """
        if provider.name == BUILT_IN.name:
            base_url, token = await self.local_model.start(on_loading)
            self.redactor.learn(token)
            here = Provider(BUILT_IN.name, base_url, BUILT_IN.protocol, title=BUILT_IN.title)
            return self.catalog.endpoint(here, protocol), Secret(token)
        if login := self.proxy_login(provider.network):
            self._proxy_passwords[login.base_url] = await self.secrets.get(login)
        provider = await own_headers.restored(self.secrets, provider)
        return self.catalog.endpoint(provider, protocol), await self.secrets.get(provider)

    async def remove_provider(self, provider: Provider) -> None:
        """Forget a provider with its key, header values and its proxy's password.

        Raises SecretStoreError.
        """
        await self.secrets.delete(provider)
        await own_headers.forget(self.secrets, provider)
        self.catalog.remove(provider.name)
        login = self.proxy_login(provider.network)
        others = (self.proxy_login(one.network) for one in self.catalog.providers())
        if login and login not in others:  # the built-in one stands for the setting
            await self.secrets.delete(login)

    async def set_proxy(self, address: str) -> None:
        """Choose a proxy; a password in its address goes to the keyring.

        Raises SettingsError or SecretStoreError, and then nothing has changed.
        """
        self.settings.set("network.proxy", await self.kept_proxy(address))

    async def kept_proxy(self, address: str) -> str:
        """The address of a proxy as settings may hold it: its password is in the keyring then.

        For `Network.proxy` of one provider as for the setting. Raises SettingsError or
        SecretStoreError.
        """
        parts = urlsplit(address)
        bare = address
        if parts.password is not None:
            bare = address.replace(f":{parts.password}@", "@", 1)
        declared("network.proxy").check(bare)
        if parts.password is not None:
            await self.secrets.put(_proxy_login(bare), Secret(unquote(parts.password)))
        return bare

    def new_turn(
        self,
        conversation_id: str,
        asked: str | Sequence[Part] | None,
        provider: str,
        model: str,
        listener: "Sink",
        *,
        protocol: str = "",
        is_streamed: bool | None = None,
        record: Path | None = None,
    ) -> "Turn":
        """A turn at the end of the conversation's active branch, ready to be run.

        `asked` is the person's new message; None answers the branch's end again, or goes on where
        its last answer was cut. `is_streamed` None follows the settings, `record` takes the body as
        it arrives. Raises SettingsError for a provider that is not there.
        """
        from desktop_app.services.turns import Asked, Turn

        who = self.catalog.provider(provider)
        protocol = protocol or who.protocol
        if is_streamed is None:
            is_streamed = self.settings.get("conversation.stream")

        async def prepare(messages: Sequence[Message], on_loading: Callable[[str], None]) -> Asked:
            endpoint, key = await self.reach(who, protocol, on_loading)
            row = await self.store.conversation(conversation_id)
            request = CompletionRequest(
                endpoint=endpoint,
                model=model,
                messages=await self._with_files(messages),
                system=row.system if row else "",
                parameters=row.parameters if row else Parameters(),
                is_streamed=is_streamed,
                profile=self.catalog.profile(model),
            )
            return Asked(request, key, self.limits(endpoint.base_url, who.network))

        return Turn(
            self.http,
            self.store,
            conversation_id,
            prepare,
            listener,
            user_message=None if asked is None else _question(asked),
            origin=Origin(who.name, who.base_url, protocol, model),
            record=record,
        )

    async def _with_files(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        files = self.store.files
        if files is None:
            return tuple(messages)
        return await asyncio.to_thread(lambda: tuple(_loaded(files, each) for each in messages))

    async def check(self, provider: Provider, on_step: "Callable[[Step], None]") -> bool:
        """Try a provider step by step; whether all of it works.

        `on_step` gets each step as it ends. Raises SecretStoreError or LocalModelError.
        """
        from desktop_app.services import doctor

        endpoint, key = await self.reach(provider)
        kind = self.catalog.kind(provider)
        steps = await doctor.check(
            self.http,
            endpoint,
            key,
            model=provider.model,
            kind=kind,
            limits=self.limits(endpoint.base_url, provider.network),
            chats=lambda model: self.catalog.profile(model).chats,
            on_step=on_step,
        )
        return all(step.ok for step in steps)

    async def only_model(self, provider: Provider) -> str:
        """The model of a provider that has just one. Raises SettingsError where one must choose."""
        models = await self.catalog.models(provider)
        if len(models) == 1:
            return models[0].id
        some = ", ".join(model.id for model in models[:3])
        raise SettingsError(
            f"No model is chosen for {self.catalog.title(provider)}.",
            hint=f"It has {len(models)}: {some} …" if some else "It lists none.",
        )

    def limits(self, base_url: str, own: Network = _AS_SET) -> "Limits":
        """The person's time limits; models on this computer may take long to load.

        What the provider has of its `own` wins.
        """
        from desktop_app.services.watchdog import Limits

        def chosen(name: str, setting: str = "") -> Any:
            value = getattr(own, name)
            return self.settings.get(f"network.{setting or name}") if value is None else value

        return Limits(
            connect=chosen("connect"),
            first=chosen("first", "first_local" if is_loopback(base_url) else ""),
            between=chosen("between"),
            total=chosen("total") or None,
            quiet=chosen("quiet"),
            retries=chosen("retries"),
        )

    async def look_after(self) -> None:
        """Check the conversations, keep the daily copy, empty the trash as the person wants it.

        May take long: for after the first paint. Raises StoreError.
        """
        days = self.settings.get("privacy.trash_days")
        await self.store.look_after(days * _DAY if days else None)

    def proxy_login(self, own: Network = _AS_SET) -> Provider | None:
        """Under what the proxy's password is kept in `secrets`, None if it wants no login."""
        proxy = own.proxy or self.settings.get("network.proxy")
        return _proxy_login(proxy) if urlsplit(proxy).username else None

    def _route(self, provider: str) -> "Route":
        from desktop_app.services.http import Route

        known = {one.name: one.network for one in self.settings.providers()}
        own = known.get(provider, _AS_SET)
        proxy = own.proxy or self.settings.get("network.proxy")
        user = urlsplit(proxy).username or ""
        return Route(
            proxy=proxy.replace(f"{user}@", "", 1) if user else proxy,
            user=unquote(user),
            password=self._proxy_passwords.get(proxy) if user else None,
            ca_file=own.ca_file or self.settings.get("network.ca_file"),
            covers_loopback=own.proxy not in {"", "system"},
        )

    async def _fetch_models(self, provider: Provider) -> list[Model]:
        from desktop_app.services.doctor import list_models

        endpoint, key = await self.reach(provider)
        return await list_models(self.http, endpoint, key, self.catalog.kind(provider))

    def _save_soon(self) -> None:
        if self._saving is None:
            self._saving = asyncio.get_running_loop().call_later(_SAVE_DELAY, self._save)

    def _save(self) -> None:
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        try:
            self.remembered.save()
        except SettingsError as error:
            log.warning("what was remembered is lost: %s", error)


def make_data_folder(locations: paths.Locations) -> None:
    """The folder the conversations lie in, for their owner alone. Raises StoreError."""
    try:
        paths.make_private_dir(locations.data)
    except OSError as error:
        raise StoreError(
            "The folder for your conversations cannot be made.",
            hint=f"Check that {locations.data} may be written.",
            detail=str(error),
        ) from error


def _proxy_login(address: str) -> Provider:
    """Under what the password of a proxy is kept; `RIVULET_KEY_PROXY` in the environment."""
    return Provider(name="proxy", base_url=address, protocol="")


def _question(asked: str | Sequence[Part]) -> Message:
    parts = (TextPart(asked),) if isinstance(asked, str) else tuple(asked)
    return Message(new_id(), Role.USER, State.COMPLETE, parts, time.time())


def _loaded(files: Files, message: Message) -> Message:
    """The message with the bytes of its attachments."""
    parts = tuple(
        files.loaded(part) if isinstance(part, ImagePart | FilePart) else part
        for part in message.parts
    )
    return msgspec.structs.replace(message, parts=parts)


def _import_way_out() -> None:
    import desktop_app.services.turns  # noqa: F401  # brings the HTTP library along
