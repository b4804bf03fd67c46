"""What both faces stand on: settings, keys, conversations, providers and the way to them.

Composes the services and closes them; the window and the console use it alike. Building it reads
two small files: whatever is slow (the HTTP client, the keyring, the built-in model) waits until
someone needs it.
"""

import asyncio
import functools
import importlib
import logging
import sys
import time
import types
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from desktop_app import __version__, paths
from desktop_app.domain import opening
from desktop_app.domain.completion import CompletionRequest, Parameters
from desktop_app.domain.errors import SecretStoreError, SettingsError, StoreError
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
from desktop_app.domain.provider import Endpoint, Model, OwnModel, Provider
from desktop_app.services import logs, own_headers, unsent
from desktop_app.services.catalog import BUILT_IN, Catalog
from desktop_app.services.local_model import LocalModel
from desktop_app.services.network_choices import NetworkChoices
from desktop_app.services.secrets import Secret, Secrets
from desktop_app.services.store import Store, new_id
from desktop_app.services.store.files import Files
from desktop_app.services.store.parts import storable
from desktop_app.settings.remembered import Remembered
from desktop_app.settings.store import Settings

if TYPE_CHECKING:
    from desktop_app.services.completions import Sink
    from desktop_app.services.doctor import Step
    from desktop_app.services.field_choices import FieldChoice
    from desktop_app.services.http import Http
    from desktop_app.services.turns import Turn
    from desktop_app.settings.library import Library

log = logging.getLogger(__name__)
_DETAILED_LOGS = "privacy.detailed_logs"
_DAY = 86_400.0  # seconds
_WAY_OUT = "desktop_app.services.turns"  # brings the HTTP library along
_SAVE_DELAY = 0.3  # seconds that a remembered fact may wait for others: a draft has one in all


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
        self.network = NetworkChoices(self.settings, self.secrets)
        self.catalog = Catalog(self.settings, self.secrets, paths.resources(), self._fetch_models)
        self.local_model = LocalModel(
            locations.data, lambda: int(self.settings.get("local_model.threads"))
        )
        self.logs = logs.Logs(locations.logs, face, self.redactor)
        self.crash = ""
        # What must be still before all conversations are replaced; set by who lets answers run.
        self.come_to_rest: Callable[[], Awaitable[None]] = _nothing
        self._face = face
        self._store: Store | None = None
        self._saving: asyncio.TimerHandle | None = None

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
        self._take_log_setting(_DETAILED_LOGS)
        self.settings.subscribe(self._take_log_setting)
        log.info("Rivulet %s on %s, Python %s", __version__, sys.platform, sys.version.split()[0])
        try:
            self._store = await Store.open(self.locations.database)
        finally:
            if self._store is None:
                self.logs.close()
        self.remembered.on_change = self._save_soon

    def _take_log_setting(self, key: str) -> None:
        if key == _DETAILED_LOGS:
            self.logs.set_detailed(is_detailed=self.settings.get(key))

    def _look_for_crash(self) -> None:
        self.crash = logs.crash_words(self.locations.logs)
        if self.crash and self._face == "window":  # the console leaves the telling to the window
            self.crash = logs.crash_was_told(self.locations.logs, self.crash)

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

        return Http(self.network.route)

    @functools.cached_property
    def library(self) -> "Library":
        """The person's assistants and prompts, read when first asked for."""
        from desktop_app.settings.library import Library

        return Library.load(self.locations.library)

    async def warm_up(self) -> None:
        """Load what the first question needs, beside the event loop: somebody is about to ask.

        A window that only lies there does without it, and without its memory.
        """
        if _WAY_OUT not in sys.modules:
            await asyncio.to_thread(importlib.import_module, _WAY_OUT)

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
        await self.network.learn(provider.network)
        provider = await own_headers.restored(self.secrets, provider)
        return self.catalog.endpoint(provider, protocol), await self.secrets.get(provider)

    async def remove_provider(self, provider: Provider) -> None:
        """Forget a provider with its key, header values and its proxy's password.

        It is gone also where SecretStoreError tells that its secrets stayed.
        """
        self.catalog.remove(provider.name)
        try:
            await self.secrets.delete(provider)
            await own_headers.forget(self.secrets, provider)
            await self.network.forget(self.network.login(provider.network))
        except SecretStoreError as error:
            raise SecretStoreError(
                f"{self.catalog.title(provider)} is removed, but its key stayed: {error}",
                hint=error.hint,
                detail=error.detail,
            ) from error

    def take_changes(self) -> None:
        """See what another process did to settings and keys. Raises SettingsError."""
        known = self.secrets.kept()
        self.remembered.refresh()
        if self.secrets.kept() != known:
            self.secrets.refresh()
        self.settings.refresh()

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
        its last answer was cut. `is_streamed` None follows provider and settings, `record` takes
        the body as it arrives. Raises SettingsError for a provider that is not there.
        """
        from desktop_app.services.turns import Asked, Turn

        who = self.catalog.provider(provider)
        protocol = protocol or who.protocol
        if is_streamed is None:
            can_stream = who.is_streamed and who.models.get(model, OwnModel()).is_streamed
            is_streamed = can_stream and self.settings.get("conversation.stream")

        async def prepare(messages: Sequence[Message], on_loading: Callable[[str], None]) -> Asked:
            endpoint, key = await self.reach(who, protocol, on_loading)
            row = await self.store.conversation(conversation_id)
            parameters = row.parameters if row else Parameters()
            system, messages = opening.told(row.system if row else "", messages)
            request = CompletionRequest(
                endpoint=endpoint,
                model=model,
                messages=await self._with_files(parameters.sent_of(messages)),
                system=system,
                parameters=parameters,
                is_streamed=is_streamed,
                without=frozenset(parameters.without),
                profile=self.catalog.profile(model),
            )
            return Asked(request, key, self.network.limits(endpoint.base_url, who.network))

        return Turn(
            self.http,
            self.store,
            conversation_id,
            prepare,
            listener,
            redactor=self.redactor,
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
            limits=self.network.limits(endpoint.base_url, provider.network),
            chats=lambda model: self.catalog.profile(model).chats,
            on_step=lambda step: on_step(self._cleaned(step)),
        )
        return all(step.ok for step in steps)

    def _cleaned(self, step: "Step") -> "Step":
        if step.error:
            self.redactor.clean_error(step.error)
        return msgspec.structs.replace(step, words=self.redactor.clean(step.words))

    async def choices(
        self, provider: Provider, path: str, key: Secret | None = None
    ) -> "list[FieldChoice]":
        """What the provider lists for a field of its own; `key` in place of the one that is kept.

        Raises AppError.
        """
        from desktop_app.services.doctor import list_choices

        endpoint, kept = await self.reach(provider)
        return await list_choices(self.http, endpoint, key or kept, path)

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

    async def look_after(self) -> None:
        """Check the conversations, keep the daily copy, empty the trash as the person wants it.

        May take long: for after the first paint. Raises StoreError.
        """
        days = self.settings.get("privacy.trash_days")
        held = [part.sha256 for part in unsent.recall(self.locations.unsent).attachments]
        await self.store.look_after(days * _DAY if days else None, held)

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


async def _nothing() -> None:
    """Without a window no answer outlives what asked for it."""


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


def _question(asked: str | Sequence[Part]) -> Message:
    parts = (TextPart(asked),) if isinstance(asked, str) else tuple(asked)
    return Message(new_id(), Role.USER, State.COMPLETE, tuple(map(_sayable, parts)), time.time())


def _sayable(part: Part) -> Part:
    """Half of a sign, such as a broken paste has, can neither be sent nor kept."""
    if not isinstance(part, TextPart):
        return part
    return msgspec.structs.replace(part, text=storable(part.text))


def _loaded(files: Files, message: Message) -> Message:
    """The message with the bytes of its attachments."""
    parts = tuple(
        files.loaded(part) if isinstance(part, ImagePart | FilePart) else part
        for part in message.parts
    )
    return msgspec.structs.replace(message, parts=parts)
