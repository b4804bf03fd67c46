"""The proxy of the settings without pixels: its address in parts, its password, a try.

A password passes through on its way to the keyring and is never kept here longer than that takes,
or until the person consents to memory only.
"""

import asyncio
from urllib.parse import quote, unquote, urlsplit

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import AppError, SecretStoreError, SettingsError
from desktop_app.domain.provider import Provider
from desktop_app.services.catalog import BUILT_IN
from desktop_app.services.core import Core
from desktop_app.services.network_choices import parted_proxy
from desktop_app.services.origins import is_loopback
from desktop_app.services.secrets import Secret
from desktop_app.services.task_scope import TaskScope
from desktop_app.viewmodels.errands import Errands

_PROXY = "network.proxy"


class ProxyChoice(QObject):
    """`changed` tells of another proxy or password; the others how what was asked for went."""

    changed = Signal()
    waits = Signal(object)  # SecretStoreError: the keyring did not take the password
    failed = Signal(object)  # AppError
    tried = Signal(str)  # there is a way, in words

    def __init__(self, core: Core, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._errands = Errands(scope)
        self._order = asyncio.Lock()  # what was chosen last is done last
        self._waiting: Secret | None = None  # an address with a password in it
        self.destroyed.connect(core.settings.subscribe(self._settings_changed))
        self.destroyed.connect(core.secrets.subscribe(self.changed.emit))

    @property
    def kind(self) -> str:
        """What is chosen: system, none or address."""
        chosen = str(self._core.settings.get(_PROXY))
        return chosen if chosen in {"system", "none"} else "address"

    @property
    def address(self) -> str:
        """Scheme, host and port, "" unless an address is chosen."""
        if self.kind != "address":
            return ""
        parts = urlsplit(str(self._core.settings.get(_PROXY)))
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    @property
    def user(self) -> str:
        """Who logs in there, "" where nobody does."""
        if self.kind != "address":
            return ""
        return unquote(urlsplit(str(self._core.settings.get(_PROXY))).username or "")

    @property
    def has_password(self) -> bool:
        """Whether one is kept for it."""
        login = self._core.network.login()
        return login is not None and self._core.secrets.used(login) is not None

    def take(self, address: str, user: str = "", password: str = "") -> str:
        """Choose `address`, `system` or `none`. Returns the complaint, empty if it is taken.

        A login may stand in the address, or beside it. What the keyring says comes later.
        """
        whole = self._whole(address.strip(), user.strip(), password)
        try:
            parted_proxy(whole)
        except (SettingsError, ValueError) as error:
            return str(error).removeprefix(f"{_PROXY}: ")
        self._start(Secret(whole))
        return ""

    def _whole(self, address: str, user: str, password: str) -> str:
        scheme, mark, rest = address.partition("://")
        if not (mark and user) or "@" in rest:
            return address
        login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        return f"{scheme}://{login}@{rest}"

    def keep_for_session(self) -> None:
        """The person's consent to memory only, after `waits`."""
        if self._waiting is not None:
            self._start(self._waiting, session_only=True)

    def try_again(self) -> None:
        """Ask the keyring once more, after `waits`."""
        if self._waiting is not None:
            self._start(self._waiting)

    def _start(self, whole: Secret, *, session_only: bool = False) -> None:
        self._waiting = None
        self._errands.start(self._take(whole, session_only=session_only), "key of the proxy")

    async def _take(self, whole: Secret, *, session_only: bool) -> None:
        try:
            async with self._order:
                await self._core.network.set_proxy(whole.reveal(), session_only=session_only)
        except SecretStoreError as error:
            self._waiting = whole
            self.waits.emit(error)
        except SettingsError as error:
            self.failed.emit(error)
        else:
            self.changed.emit()

    @property
    def asked_title(self) -> str:
        """Whom a try asks, "" for nobody."""
        asked = self._asked()
        return self._core.catalog.title(asked) if asked else ""

    def _asked(self) -> Provider | None:
        """The first provider beyond this computer that goes the settings' way."""
        found = [one for one in self._core.catalog.providers() if one.name != BUILT_IN.name]
        there = (x for x in found if x.is_enabled and not is_loopback(x.base_url))
        return next((one for one in there if not one.network.proxy), None)

    def try_way(self) -> None:
        """Ask somebody beyond this computer for anything; `tried` or `failed` answers."""
        self._errands.start(self._try_way(), "try of the network")

    async def _try_way(self) -> None:
        asked = self._asked()
        if asked is None:
            words = self.tr("There is nobody to ask: no provider beyond this computer is set up.")
            self.failed.emit(AppError(words, hint=self.tr("Add one in Models & keys.")))
            return
        await self._core.warm_up()
        from desktop_app.services.way_test import try_way

        try:
            await self._core.network.learn(asked.network)
            self.tried.emit(await try_way(self._core.http, self._core.catalog.endpoint(asked)))
        except AppError as error:
            self.failed.emit(error)

    def _settings_changed(self, key: str) -> None:
        if key == _PROXY:
            self.changed.emit()
