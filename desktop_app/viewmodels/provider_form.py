"""What a person enters to set a provider up, and what is wrong with it. Holds no key."""

import re
from collections.abc import Container
from typing import Any

import msgspec

from desktop_app.domain.provider import Provider, ProviderKind
from desktop_app.services.origins import is_exposed
from desktop_app.wire.urls import repair_base_url

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
        )

    @classmethod
    def for_kind(cls, kind: ProviderKind) -> "ProviderForm":
        """The form of a known provider, ready for its key."""
        return cls(
            title=kind.title, kind=kind.name, base_url=kind.base_url, protocol=kind.protocols[0]
        )


def complaints(
    form: ProviderForm, kind: ProviderKind | None, *, has_key: bool, is_exposure_accepted: bool
) -> dict[str, str]:
    """What is wrong, in words, by the name of the field; empty if it can be saved."""
    found: dict[str, str] = {}
    try:
        base_url = repair_base_url(form.base_url)
    except ValueError as error:
        found["base_url"] = str(error)
    else:
        if has_key and is_exposed(base_url) and not is_exposure_accepted:
            found["base_url"] = "With http, others on the way can read the key."
    for field in kind.fields if kind else ():
        if field.required and not form.fields.get(field.key, "").strip():
            found[field.key] = f"{kind.title if kind else ''} needs this.".strip()
    if _parsed(form.headers, dict[str, str]) is None:
        found["headers"] = 'Write it like {"X-Team": "blue"}.'
    if _parsed(form.body, dict[str, Any]) is None:
        found["body"] = 'Write it like {"seed": 7}.'
    return found


def built(form: ProviderForm, kind: ProviderKind | None, taken: Container[str]) -> Provider:
    """The provider that a form without complaints describes; its name is not in `taken`."""
    base_url = repair_base_url(form.base_url)
    known = kind.protocols[0] if kind else _PREFERRED
    return Provider(
        name=form.name or _free_name(form, base_url, taken),
        base_url=base_url,
        protocol=form.protocol or known,
        model=form.model.strip(),
        kind=form.kind,
        title=form.title.strip(),
        headers=_parsed(form.headers, dict[str, str]) or {},
        body=_parsed(form.body, dict[str, Any]) or {},
        fields={key: text.strip() for key, text in form.fields.items() if text.strip()},
    )


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
