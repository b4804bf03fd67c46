"""The ways out as the person chose them: time limits, proxies with their logins, certificates.

What a provider has of its own wins over the settings. Passwords of proxies are secrets: settings
hold addresses without them.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from desktop_app.domain.provider import Network, Provider
from desktop_app.services.origins import is_loopback, origin
from desktop_app.services.secrets import Kept, Secret, Secrets
from desktop_app.settings.declared import declared
from desktop_app.settings.store import Settings

if TYPE_CHECKING:
    from desktop_app.services.http import Route
    from desktop_app.services.watchdog import Limits

_AS_SET = Network()  # a provider that goes the way of the settings


class NetworkChoices:
    """Reads the settings anew each time; passwords are those that `learn` was last told."""

    def __init__(self, settings: Settings, secrets: Secrets) -> None:
        self._settings = settings
        self._secrets = secrets
        self._passwords: dict[str, Secret | None] = {}  # by the proxy's address

    def limits(self, base_url: str, own: Network = _AS_SET) -> "Limits":
        """The person's time limits; models on this computer may take long to load."""
        from desktop_app.services.watchdog import Limits

        def chosen(name: str, setting: str = "") -> Any:
            value = getattr(own, name)
            return self._settings.get(f"network.{setting or name}") if value is None else value

        return Limits(
            connect=chosen("connect"),
            first=chosen("first", "first_local" if is_loopback(base_url) else ""),
            between=chosen("between"),
            total=chosen("total") or None,
            quiet=chosen("quiet"),
            retries=chosen("retries"),
        )

    def route(self, provider: str) -> "Route":
        """The way to the provider of this name, as far as `learn` knows the proxy's password."""
        from desktop_app.services.http import Route

        known = {one.name: one.network for one in self._settings.providers()}
        own = known.get(provider, _AS_SET)
        proxy = self._proxy(own)
        user = urlsplit(proxy).username or ""
        return Route(
            proxy=proxy.replace(f"{user}@", "", 1) if user else proxy,
            user=unquote(user),
            password=self._passwords.get(proxy) if user else None,
            ca_file=own.ca_file or self._settings.get("network.ca_file"),
            covers_loopback=own.proxy not in {"", "system"},
        )

    async def learn(self, own: Network) -> None:
        """Fetch the password of the proxy on this way, if it wants one. Raises SecretStoreError."""
        if login := self.login(own):
            self._passwords[login.base_url] = await self._secrets.get(login)

    def login(self, own: Network = _AS_SET) -> Provider | None:
        """Under what the proxy's password is kept in `secrets`, None if it wants no login."""
        proxy = self._proxy(own)
        return _login(proxy) if urlsplit(proxy).username else None

    async def set_proxy(self, address: str, *, session_only: bool = False) -> None:
        """Choose a proxy; a password in its address goes to the keyring.

        The password of the one before is forgotten, unless a provider still goes that way. Raises
        SettingsError or SecretStoreError, and then nothing has changed but what was forgotten.
        """
        before = self.login()
        bare, kept = parted_proxy(address)
        for login in kept:
            await self._secrets.put(login.provider, login.secret, session_only=session_only)
        self._settings.set("network.proxy", bare)
        is_same = before is not None and origin(before.base_url) == origin(bare)
        if before is not None and before.base_url != bare and not (is_same and kept):
            await self.forget(before)

    async def forget(self, login: Provider | None) -> None:
        """Delete the password of a proxy that nobody goes through any more.

        Raises SecretStoreError.
        """
        ways = [_AS_SET, *(one.network for one in self._settings.providers())]
        if login is not None and login not in map(self.login, ways):
            await self._secrets.delete(login)

    async def kept_proxy(self, address: str) -> str:
        """The address of a proxy as a provider's `Network` may hold it.

        Its password is in the keyring then. Raises SettingsError or SecretStoreError.
        """
        bare, kept = parted_proxy(address)
        for login in kept:
            await self._secrets.put(login.provider, login.secret)
        return bare

    def _proxy(self, own: Network) -> str:
        return own.proxy or str(self._settings.get("network.proxy"))


def parted_proxy(address: str) -> tuple[str, list[Kept]]:
    """A proxy's address without its password, and the password as `Secrets` keeps it.

    Raises SettingsError for an address that cannot be one.
    """
    password = urlsplit(address).password
    if password is None:
        declared("network.proxy").check(address)
        return address, []
    bare = address.replace(f":{password}@", "@", 1)
    declared("network.proxy").check(bare)
    return bare, [Kept(_login(bare), Secret(unquote(password)))]


def _login(address: str) -> Provider:
    """Under what the password of a proxy is kept; `RIVULET_KEY_PROXY` in the environment."""
    return Provider(name="proxy", base_url=address, protocol="")
