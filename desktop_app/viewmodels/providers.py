"""Models & keys without pixels: who can answer, what state each is in, checks, keys.

A key passes through as a `Secret` and is never kept here longer than the keyring takes, or until
the person consents to memory only. Work runs in the scope that was given; nothing here waits.
"""

import asyncio
from collections.abc import Callable, Container

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError, SecretStoreError, SettingsError
from desktop_app.domain.provider import Provider, ProviderField, ProviderKind
from desktop_app.services import own_headers
from desktop_app.services.core import Core
from desktop_app.services.named_keys import NamedKey
from desktop_app.services.origins import is_exposed, origin
from desktop_app.services.secrets import Kept, Secret, Source
from desktop_app.services.task_scope import TaskScope
from desktop_app.settings.store import PROVIDERS
from desktop_app.viewmodels.errands import Errands
from desktop_app.viewmodels.kept_secrets import KeptSecrets
from desktop_app.viewmodels.provider_check import (
    Check,
    asked_for_protocol,
    choices_of,
    servers_here,
)
from desktop_app.viewmodels.provider_form import (
    ASK_SERVER,
    ProviderForm,
    built,
    complaints,
    parted,
)
from desktop_app.viewmodels.provider_keys import ProviderKeys
from desktop_app.viewmodels.provider_rows import ProviderRows
from desktop_app.viewmodels.provider_signs import ProviderRow


class Providers(QObject):
    """The list and everything that can be done to it."""

    changed = Signal()  # other providers, or in another order
    row_changed = Signal(str)  # the row of this provider says something else
    check_ended = Signal(str)  # `check_of` tells how
    key_stored = Signal(str)
    key_waits = Signal(str, object)  # the keyring refused (SecretStoreError): ask for consent
    servers_found = Signal(list)  # of FoundServer
    choices_found = Signal(str, list)  # for this own field: FieldChoices, none if not to be had
    failed = Signal(str, object)  # AppError: what was asked for could not be done

    def __init__(self, core: Core, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._catalog = core.catalog
        self._scope = scope
        self._errands = Errands(scope)
        self._unasked: set[str] = set()  # whose protocol the server is still to be asked for
        self._checks: dict[str, Check] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sources: dict[str, Source] = {}
        self._rows = ProviderRows(core, self._checks, self._sources)
        self._waiting: dict[str, list[Kept]] = {}
        self.destroyed.connect(core.settings.subscribe(self._settings_changed))
        self.destroyed.connect(core.secrets.subscribe(self.refresh))
        self.destroyed.connect(self._errands.give_up)
        self.refresh()

    def refresh(self) -> None:
        """Look again at where the keys come from."""
        self._errands.start(self._look_at_keys(), "keys of the providers")

    # What is shown

    def kinds(self) -> list[ProviderKind]:
        """All known providers, in the order of the list that is bundled."""
        return list(self._catalog.kinds.values())

    def kind(self, name: str) -> ProviderKind | None:
        """What is known about one of them."""
        return self._catalog.kinds.get(name)

    def recognised(self, key: str) -> list[ProviderKind]:
        """The known providers whose keys look like this text."""
        try:
            return self._catalog.recognise(Secret.cleaned(key).reveal())
        except SettingsError:
            return []

    def rows(self) -> list[ProviderRow]:
        """All providers in the person's order, the built-in one last."""
        return self._rows.all()

    def row(self, name: str) -> ProviderRow:
        """One of the rows."""
        return next(row for row in self.rows() if row.provider.name == name)

    def check_of(self, name: str) -> Check | None:
        """The newest check of this provider in this run, also while it goes on."""
        return self._checks.get(name)

    def report_of(self, name: str) -> str:
        """The newest check of this provider, for whoever is asked for help; without secrets."""
        return self._rows.report_of(self._catalog.provider(name))

    def keys_of(self, name: str) -> ProviderKeys:
        """All keys of this provider, for as long as they are looked at."""
        return ProviderKeys(self._core, self._scope, self, name)

    def kept(self, parent: QObject) -> KeptSecrets:
        """What the keyring holds, for as long as `parent` shows it."""
        return KeptSecrets(self._core, self._scope, parent)

    def key_source(self, name: str) -> Source:
        """Where this provider's key comes from."""
        return self._sources.get(name, "none")

    def key_hint(self, name: str) -> str:
        """The last signs of the key in force, "" for none or a name that is still to be given."""
        known = self._known(name)
        return known.key_hint if known else ""

    def default_choices(self) -> dict[str, str]:
        """Names to titles for the choice of who starts new conversations."""
        first = {"": self.tr("The first in the list")}
        return first | {one.name: self.title(one) for one in self._catalog.providers()}

    def title(self, provider: Provider) -> str:
        """What a person calls it."""
        return self._catalog.title(provider)

    # What can be done

    def add(
        self, kind: ProviderKind, base_url: str = "", fields: dict[str, str] | None = None
    ) -> Provider:
        """Set up a known provider with its own fields. Raises SettingsError.

        One of the same kind and origin is taken instead of a second one.
        """
        form = ProviderForm.for_kind(kind)
        form = msgspec.structs.replace(
            form, base_url=base_url or form.base_url, fields=fields or {}
        )
        same = [
            one
            for one in self._catalog.providers()
            if one.kind == kind.name and origin(one.base_url) == origin(form.base_url)
        ]
        before = same[0] if same else None
        if before is not None:
            form = msgspec.structs.replace(ProviderForm.of(before), fields=fields or before.fields)
        provider = built(form, kind, self._names(), before)
        self._catalog.add(provider)
        return self._catalog.provider(provider.name)

    def save(
        self, form: ProviderForm, secret: Secret | None, accepted: Container[str] = ()
    ) -> dict[str, str]:
        """Save what was entered and keep the key. Returns complaints by field, or nothing.

        `accepted` are fields whose complaint the person has read and wants it so.
        """
        kind = self.kind(form.kind)
        before = self._known(form.name)
        found = complaints(
            form,
            kind,
            before,
            has_kept=self.key_source(form.name) != "none",
            has_entered=secret is not None,
            accepted=accepted,
        )
        if found:
            return found
        provider, kept = parted(built(form, kind, self._names(), before))
        try:
            self._catalog.add(provider)
        except SettingsError as error:
            return {"base_url": str(error)}
        self._forget_check(provider.name)
        if kind is None and form.protocol == ASK_SERVER:
            self._unasked.add(provider.name)
        if before is not None:
            self._errands.start(self._forget_old(before, provider), "old keys")
        if secret is not None:
            kept.append(Kept(provider, secret))
        if kept:
            self._keep(provider.name, kept)
        else:
            self.check(provider.name)
        return {}

    def look_for_choices(self, form: ProviderForm, secret: Secret | None) -> None:
        """Ask the server for the values of its own fields; `choices_found` answers for each.

        Nothing is asked before there is a key that may be sent.
        """
        kind = self.kind(form.kind)
        try:
            provider = built(form, kind, self._names(), self._known(form.name))
        except ValueError:  # no address yet
            return
        has_key = secret is not None or not self._rows.lacks_key(provider)
        if has_key and not is_exposed(provider.base_url):
            for field in kind.fields if kind else ():
                if field.choices:
                    work = self._look_for_choices(provider, field, secret)
                    self._errands.start(work, f"choices of {field.key}")

    def put_key(self, name: str, secret: Secret, key: NamedKey | None = None) -> None:
        """Keep a key, as `key` or in the place of the one that is used.

        `key_stored` or `key_waits` tells how it went.
        """
        self._keep(name, [Kept(self._catalog.provider(name), secret, key)])

    def keep_for_session(self, name: str) -> None:
        """The person's consent to memory only, after `key_waits`."""
        if kept := self._waiting.pop(name, None):
            self._keep(name, kept, session_only=True)

    def try_key_again(self, name: str) -> None:
        """Ask the keyring once more, after `key_waits`."""
        if kept := self._waiting.pop(name, None):
            self._keep(name, kept)

    def make_default(self, name: str) -> None:
        """Let new conversations start with it."""
        self._do(name, lambda: self._catalog.set_default(name))

    def set_enabled(self, name: str, *, is_enabled: bool) -> None:
        """Switch it on or off; switched off it keeps its key and answers nothing."""
        provider = msgspec.structs.replace(self._catalog.provider(name), is_enabled=is_enabled)
        self._do(name, lambda: self._catalog.add(provider))

    def move(self, name: str, step: int) -> None:
        """Up (negative) or down in the list, by so many places."""

        def change(found: list[Provider]) -> list[Provider]:
            names = [one.name for one in found]
            place = names.index(name)
            found.insert(max(0, place + step), found.pop(place))
            return found

        self._do(name, lambda: self._core.settings.change_providers(change))

    def remove(self, name: str) -> None:
        """Forget the provider, its key and its other secrets."""
        self._forget_check(name)
        self._waiting.pop(name, None)
        self._errands.start(self._remove(self._catalog.provider(name)), f"key of {name}")

    def check(self, name: str) -> None:
        """Try the provider, step by step; a check that runs already is begun anew."""
        self._forget_check(name)
        has_key = self.key_source(name) != "none"
        self._checks[name] = Check(has_key=has_key)
        work = self._check(self._catalog.provider(name), self._checks[name])
        self._running[name] = self._errands.start(work, f"check of {name}")
        self.row_changed.emit(name)

    def _do(self, name: str, change: Callable[[], object]) -> None:
        try:
            change()
        except SettingsError as error:
            self.failed.emit(name, error)

    def _keep(self, name: str, kept: list[Kept], *, session_only: bool = False) -> None:
        self._waiting.pop(name, None)
        self._errands.start(self._store(name, kept, session_only=session_only), f"key of {name}")

    def _names(self) -> set[str]:
        return {one.name for one in self._catalog.providers()}

    def _known(self, name: str) -> Provider | None:
        return next((one for one in self._catalog.providers() if one.name == name), None)

    def _forget_check(self, name: str) -> None:
        if task := self._running.pop(name, None):
            task.cancel()
        self._checks.pop(name, None)

    async def _look_at_keys(self) -> None:
        for one in self._catalog.providers():
            self._sources[one.name] = await self._core.secrets.source(one)
        self.changed.emit()

    async def _store(self, name: str, kept: list[Kept], *, session_only: bool) -> None:
        try:
            for provider, secret, key in kept:
                await self._core.secrets.put(provider, secret, key=key, session_only=session_only)
        except SecretStoreError as error:
            self._waiting[name] = kept
            self.key_waits.emit(name, error)
            return
        await self._look_at_keys()
        self.key_stored.emit(name)
        self.check(name)

    async def _forget_old(self, before: Provider, after: Provider) -> None:
        """What was given for another server, a header not sent any more, a proxy not used."""
        is_moved = origin(before.base_url) != origin(after.base_url)
        try:
            if is_moved:
                await self._core.secrets.delete(before)
            await own_headers.forget(
                self._core.secrets, before, but=() if is_moved else after.headers
            )
            await self._core.network.forget(self._core.network.login(before.network))
        except SecretStoreError as error:
            self.failed.emit(before.name, error)
        await self._look_at_keys()

    async def _remove(self, provider: Provider) -> None:
        try:
            await self._core.remove_provider(provider)
        except AppError as error:
            self.failed.emit(provider.name, error)
        await self._look_at_keys()

    def look_for_servers(self) -> None:
        """Ask the usual ports of this computer; `servers_found` answers within a second."""
        self._errands.start(self._look_for_servers(), "servers on this computer")

    async def _look_for_servers(self) -> None:
        self.servers_found.emit(await servers_here(self._core))

    async def _look_for_choices(
        self, provider: Provider, field: ProviderField, secret: Secret | None
    ) -> None:
        found = await choices_of(self._core, provider, field, secret)
        self.choices_found.emit(field.key, found)

    async def _check(self, provider: Provider, check: Check) -> None:
        name = provider.name
        try:
            if name in self._unasked:
                provider = await asked_for_protocol(self._core, provider)
                self._unasked.discard(name)
                self._catalog.add(provider)
            await check.run(self._core, provider, lambda: self.row_changed.emit(name))
        except AppError as error:
            check.error = error
        check.is_running = False
        self.row_changed.emit(name)
        self.check_ended.emit(name)

    def _settings_changed(self, key: str) -> None:
        if key in {PROVIDERS, "models.default"}:
            self.refresh()
            self.changed.emit()
