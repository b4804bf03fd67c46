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
    has_key: bool,
    is_exposure_accepted: bool,
) -> dict[str, str]:
    """What is wrong, in words, by the name of the field; empty if it can be saved."""
    from desktop_app.wire.urls import repair_base_url

    found: dict[str, str] = {}
    try:
        base_url = repair_base_url(form.base_url)
    except ValueError as error:
        found["base_url"] = str(error)
    else:
        if has_key and is_exposed(base_url) and not is_exposure_accepted:
            found["base_url"] = "With http, others on the way can read the key."
        if before and origin(before.base_url) != origin(base_url) and KEPT in form.headers:
            found["headers"] = "Enter the values again: they were given for another server."
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
        network=msgspec.structs.replace(
            before.network, proxy=form.proxy.strip(), ca_file=form.ca_file.strip()
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
