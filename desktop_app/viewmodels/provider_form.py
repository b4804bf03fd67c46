"""What a person enters to set a provider up, and what is wrong with it. Holds no key.

Header values and a proxy's password may be secrets: `parted` takes them out before anything is
saved.
"""

import re
from collections.abc import Container
from typing import Any

import msgspec

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import Provider, ProviderKind
from desktop_app.services import own_headers
from desktop_app.services.network_choices import parted_proxy
from desktop_app.services.origins import is_exposed, origin
from desktop_app.services.own_headers import KEPT
from desktop_app.services.secrets import Kept
from desktop_app.settings.declared import declared

LIMITS = ("connect", "first", "between", "total", "retries")  # of Network, as in the settings
ASK_SERVER = ""  # a protocol that is found out when the provider is checked
_PREFERRED = "chat"


class ProviderForm(msgspec.Struct, frozen=True):
    """The fields as written. `name` is empty for a new provider, `kind` for an unknown server."""

    name: str = ""
    title: str = ""
    kind: str = ""
    base_url: str = ""
    protocol: str = ASK_SERVER
    model: str = ""
    fields: dict[str, str] = {}
    headers: str = ""  # JSON
    body: str = ""  # JSON
    proxy: str = ""  # empty: as the settings say
    ca_file: str = ""
    limits: dict[str, str] = {}  # by field of Network; empty: as the settings say
    is_streamed: bool = True

    @classmethod
    def of(cls, provider: Provider) -> "ProviderForm":
        """The form of a provider that is set up already."""
        return cls(
            name=provider.name,
            title=provider.title,
            kind=provider.kind,
            base_url=provider.base_url,
            protocol=provider.protocol,
            model=provider.model,
            fields=provider.fields,
            headers=_json(provider.headers),
            body=_json(provider.body),
            proxy=provider.network.proxy,
            ca_file=provider.network.ca_file,
            limits={name: _number(getattr(provider.network, name)) for name in LIMITS},
            is_streamed=provider.is_streamed,
        )

    @classmethod
    def for_kind(cls, kind: ProviderKind) -> "ProviderForm":
        """The form of a known provider, ready for its key."""
        return cls(
            title=kind.title, kind=kind.name, base_url=kind.base_url, protocol=kind.protocols[0]
        )


def complaints(
    form: ProviderForm,
    kind: ProviderKind | None,
    before: Provider | None = None,
    *,
    has_kept: bool = False,
    has_entered: bool = False,
    accepted: Container[str] = (),
) -> dict[str, str]:
    """What is wrong, in words, by the name of the field; empty if it can be saved.

    `before` is the provider that is changed. `has_kept` and `has_entered` tell whether there is a
    key of it, or a new one. What only wants a second thought (base_url with http, key at another
    server) is no complaint any more once its field is among the `accepted`.
    """
    found = _about_address(form, before, has_kept, has_entered, accepted)
    for field in kind.fields if kind else ():
        if field.required and not form.fields.get(field.key, "").strip():
            found[field.key] = f"{kind.title if kind else ''} needs this.".strip()
    if _parsed(form.headers, dict[str, str]) is None:
        found["headers"] = 'Write it like {"X-Team": "blue"}.'
    if _parsed(form.body, dict[str, Any]) is None:
        found["body"] = 'Write it like {"seed": 7}.'
    if form.proxy.strip():
        try:
            parted_proxy(form.proxy.strip())
        except SettingsError as error:
            found["proxy"] = str(error).removeprefix("network.proxy: ")
    for name, text in form.limits.items():
        try:
            _limit(name, text)
        except SettingsError as error:
            found[name] = str(error).removeprefix(f"network.{name}: ")
    return found


def _about_address(
    form: ProviderForm,
    before: Provider | None,
    has_kept: bool,
    has_entered: bool,
    accepted: Container[str],
) -> dict[str, str]:
    from desktop_app.wire.urls import repair_base_url

    found: dict[str, str] = {}
    try:
        base_url = repair_base_url(form.base_url)
    except ValueError as error:
        found["base_url"] = str(error)
    else:
        is_moved = before is not None and origin(before.base_url) != origin(base_url)
        is_sent = has_entered or (has_kept and not is_moved)
        if is_sent and is_exposed(base_url) and "base_url" not in accepted:
            found["base_url"] = "With http, others on the way can read the key."
        if is_moved and has_kept and not has_entered and "key" not in accepted:
            found["key"] = "The key was given for another server. Paste the one for this server."
        if is_moved and KEPT in form.headers:
            found["headers"] = "Enter the values again: they were given for another server."
    return found


def built(
    form: ProviderForm,
    kind: ProviderKind | None,
    taken: Container[str],
    before: Provider | None = None,
) -> Provider:
    """The provider that a form without complaints describes.

    What the form does not ask for is kept as it is in `before`; a new name is not in `taken`.
    """
    from desktop_app.wire.urls import repair_base_url

    base_url = repair_base_url(form.base_url)
    known = kind.protocols[0] if kind else _PREFERRED
    name = form.name or _free_name(form, base_url, taken)
    before = before or Provider(name, base_url, "")
    return msgspec.structs.replace(
        before,
        name=name,
        base_url=base_url,
        protocol=form.protocol or known,
        model=form.model.strip(),
        kind=form.kind,
        title=form.title.strip(),
        headers=_parsed(form.headers, dict[str, str]) or {},
        body=_parsed(form.body, dict[str, Any]) or {},
        fields={key: text.strip() for key, text in form.fields.items() if text.strip()},
        is_streamed=form.is_streamed,
        network=msgspec.structs.replace(
            before.network,
            proxy=form.proxy.strip(),
            ca_file=form.ca_file.strip(),
            **{name: _limit(name, text) for name, text in form.limits.items()},
        ),
    )


def parted(provider: Provider) -> tuple[Provider, list[Kept]]:
    """The provider as the settings may hold it, and the secrets that were written into it."""
    provider, kept = own_headers.parted(provider)
    proxy, login = parted_proxy(provider.network.proxy) if provider.network.proxy else ("", [])
    network = msgspec.structs.replace(provider.network, proxy=proxy)
    return msgspec.structs.replace(provider, network=network), kept + login


def _free_name(form: ProviderForm, base_url: str, taken: Container[str]) -> str:
    """A short name from the kind, the title or the host, numbered where it is taken."""
    host = re.sub(r"^https?://|[:/].*$", "", base_url)
    wanted = form.kind or re.sub(r"[^a-z0-9]+", "-", form.title.lower()).strip("-") or host
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def _limit(name: str, text: str) -> Any:
    """The number that was written, None to follow the settings. Raises SettingsError."""
    return declared(f"network.{name}").parse(text.strip()) if text.strip() else None


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _json(table: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(table), indent=2).decode() if table else ""


def _parsed(text: str, kind: Any) -> Any:
    """The table that the JSON text holds, {} for no text, None if it is none."""
    if not text.strip():
        return {}
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError:
        return None
