"""Who can answer: the person's providers, the built-in one, and what is known about each kind.

Facts of `resources/providers.toml`, choices of the settings, and how the two become an endpoint. It
must not send anything itself: the model list is fetched by whoever composed it.
"""

import functools
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop_app.domain.errors import SettingsError
from desktop_app.domain.profile import ModelRule, Profile, profile_of, rules_in
from desktop_app.domain.provider import Endpoint, Model, OwnModel, Provider, ProviderKind
from desktop_app.services.model_facts import ModelFacts
from desktop_app.services.model_server import CONTEXT_TOKENS, MODEL_ID
from desktop_app.services.origins import is_loopback, origin
from desktop_app.services.secrets import Secrets
from desktop_app.settings.declared import declared
from desktop_app.settings.store import Settings

BUILT_IN = Provider(
    name="built-in",
    title="Built-in model",
    base_url="",
    protocol="chat",
    model=MODEL_ID,
    kind="built-in",
)
BUILT_IN_MODEL = Model(
    id=MODEL_ID,
    title="SmolLM2 135M (tiny, only for trying Rivulet)",
    context=CONTEXT_TOKENS,
    has_images=False,
    has_tools=False,
    has_reasoning=False,
)
_HEADERS = {"messages": {"anthropic-version": "2023-06-01"}}  # WIRE.md 1.1: gateways know no other
FetchModels = Callable[[Provider], Awaitable[list[Model]]]


class Catalog:
    """Providers in the person's order, the built-in one always last."""

    def __init__(
        self, settings: Settings, secrets: Secrets, resources: Path, fetch: FetchModels
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._resources = resources
        self._fetch = fetch
        self._facts = ModelFacts(resources / "model-prices.json.gz")
        self._listed: dict[tuple[str, str], Model] = {}

    @functools.cached_property
    def kinds(self) -> dict[str, ProviderKind]:
        """What providers.toml knows, by name, in its order."""
        text = (self._resources / "providers.toml").read_text("utf-8")
        tables = msgspec.toml.decode(text)["provider"]
        return {table["name"]: _kind(table) for table in tables}

    def kind(self, provider: Provider) -> ProviderKind | None:
        """The known facts about a provider's kind, None for an unknown server."""
        return self.kinds.get(provider.kind)

    def title(self, provider: Provider) -> str:
        """What to call it on the screen: the person's words before ours."""
        kind = self.kind(provider)
        is_plain = kind is not None and kind.name == provider.name
        return provider.title or (kind.title if kind and is_plain else provider.name)

    def providers(self) -> list[Provider]:
        """All of them, also those switched off, with the last signs of their keys."""
        own = [one for one in self._settings.providers() if one.name != BUILT_IN.name]
        hint = self._secrets.hint
        return [*(msgspec.structs.replace(one, key_hint=hint(one)) for one in own), BUILT_IN]

    def provider(self, name: str) -> Provider:
        """The provider of this name. Raises SettingsError that names what is near."""
        found = {one.name: one for one in self.providers()}
        if name in found:
            return found[name]
        import difflib

        near = difflib.get_close_matches(name, found, n=1) or list(found)
        raise SettingsError(f"There is no provider “{name}”.", hint=f"There is: {', '.join(near)}.")

    def default(self) -> Provider:
        """Who answers in a new conversation: the marked one, else the first switched on."""
        usable = [one for one in self.providers() if one.is_enabled]
        marked = self._settings.get("models.default")
        return next((one for one in usable if one.name == marked), usable[0])

    def add(self, provider: Provider) -> bool:
        """Save a provider, in the place of one of the same name; whether there was one.

        The base URL is repaired and the kind recognised by it. Raises SettingsError.
        """
        provider = self._completed(provider)
        was_there = False

        def change(found: list[Provider]) -> list[Provider]:
            nonlocal was_there
            names = [one.name for one in found]
            was_there = provider.name in names
            if not was_there:
                return [*found, provider]
            found[names.index(provider.name)] = provider
            return found

        self._settings.change_providers(change)
        return was_there

    def remove(self, name: str) -> None:
        """Forget a provider; its key is deleted with `Secrets.delete`. Raises SettingsError."""
        self._settings.change_providers(lambda found: [one for one in found if one.name != name])
        if self._settings.get("models.default") == name:
            self._settings.reset("models.default")

    def set_default(self, name: str) -> None:
        """Let new conversations start with this provider. Raises SettingsError."""
        self._settings.set("models.default", self.provider(name).name)

    def endpoint(self, provider: Provider, protocol: str = "") -> Endpoint:
        """Where a completion goes; `protocol` in place of the provider's own."""
        from desktop_app.wire import PROTOCOLS  # not needed before the first question
        from desktop_app.wire.urls import completion_url

        protocol = protocol or provider.protocol
        kind = self.kind(provider)
        base_url = provider.base_url
        headers = _HEADERS.get(protocol, {})
        if kind is not None:
            if base_url == kind.base_url:
                base_url = kind.base_urls.get(protocol, base_url)
            headers = headers | kind.headers | kind.headers_by_protocol.get(protocol, {})
        return Endpoint(
            provider=provider.name,
            title=self.title(provider),
            base_url=base_url,
            protocol=protocol,
            url=completion_url(base_url, PROTOCOLS[protocol].path),
            auth=_auth(kind, protocol),
            headers=headers | provider.headers,
            body=provider.body | provider.fields,
            quirks=kind.quirks if kind else (),
            billing_page=kind.billing_page if kind else "",
        )

    async def models(self, provider: Provider) -> list[Model]:
        """What the provider offers right now for a conversation, with what is known about it.

        Raises AppError.
        """
        if provider.name == BUILT_IN.name:
            return [BUILT_IN_MODEL]
        found = [self.completed(model, provider) for model in await self._fetch(provider)]
        self._listed |= {(provider.name, model.id): model for model in found}
        return [_owned(model, provider) for model in found if self.profile(model.id).chats]

    def model(self, provider: Provider, model_id: str) -> Model:
        """What is known without asking, with what the person says of it."""
        return _owned(self.known_model(provider, model_id), provider)

    def known_model(self, provider: Provider, model_id: str) -> Model:
        """What was listed in this run, else the bundled facts; the person was not asked."""
        if provider.name == BUILT_IN.name:
            return BUILT_IN_MODEL
        listed = self._listed.get((provider.name, model_id))
        return listed or self.completed(Model(model_id), provider)

    def change_model(self, name: str, model_id: str, own: OwnModel) -> None:
        """Take the person's word about a model of this provider. Raises SettingsError."""

        def changed(one: Provider) -> Provider:
            others = {key: model for key, model in one.models.items() if key != model_id}
            models = others if own == OwnModel() else others | {model_id: own}
            return msgspec.structs.replace(one, models=models)

        self._settings.change_providers(
            lambda found: [changed(one) if one.name == name else one for one in found]
        )

    def completed(self, model: Model, provider: Provider) -> Model:
        """The model with the bundled facts where the server was silent."""
        is_free = is_loopback(provider.base_url)
        return self._facts.completed(model, provider.kind, is_free=is_free)

    @functools.cached_property
    def _rules(self) -> tuple[ModelRule, ...]:
        return rules_in((self._resources / "models.toml").read_text("utf-8"))

    def profile(self, model: str) -> Profile:
        """What a request may say to this model."""
        return profile_of(model, self._rules)

    def recognise(self, key: str) -> list[ProviderKind]:
        """The kinds whose keys look like this one."""
        kinds = self.kinds.values()
        return [one for one in kinds if one.key_pattern and re.fullmatch(one.key_pattern, key)]

    def _completed(self, provider: Provider) -> Provider:
        name = provider.name
        if not name or not name.isprintable() or name.strip() != name or "|" in name:
            raise SettingsError(
                f"“{name}” cannot be a provider's name.", hint="Letters and digits are best."
            )
        if name == BUILT_IN.name:
            raise SettingsError(
                "The built-in provider is always there.", hint="Choose another name."
            )
        from desktop_app.wire.urls import repair_base_url

        try:
            base_url = repair_base_url(provider.base_url)
            origin(base_url)  # complains of a port that is none
        except ValueError as error:
            raise SettingsError(
                str(error), hint="A base URL looks like https://api.example.com/v1."
            ) from error
        for setting, value in msgspec.structs.asdict(provider.network).items():
            if value not in {None, ""}:
                declared(f"network.{setting}").check(value)
        kind = provider.kind or self._kind_at(base_url, name)
        return msgspec.structs.replace(provider, base_url=base_url, kind=kind, key_hint="")

    def _kind_at(self, base_url: str, name: str) -> str:
        """The kind that lives at this origin, else the one of this name (a proxy before it)."""
        for kind in self.kinds.values():
            homes = {origin(url) for url in (kind.base_url, *kind.base_urls.values())}
            is_local = kind.local_port == urlsplit(base_url).port and is_loopback(base_url)
            if is_local or origin(base_url) in homes:
                return kind.name
        return name if name in self.kinds else ""


def _kind(table: dict[str, Any]) -> ProviderKind:
    fields = table.pop("field", [])
    return msgspec.convert(table | {"fields": fields}, ProviderKind)


def _owned(model: Model, provider: Provider) -> Model:
    own = provider.models.get(model.id)
    if own is None:
        return model
    said = {
        name: value
        for name, value in msgspec.structs.asdict(own).items()
        if name in Model.__struct_fields__ and value not in {None, ""}
    }
    return msgspec.structs.replace(model, **said)


def _auth(kind: ProviderKind | None, protocol: str) -> str:
    if kind is None:
        return "x-api-key" if protocol == "messages" else "bearer"
    auth = kind.auth_by_protocol.get(protocol, kind.auth)
    return "bearer" if auth == "none" else auth  # "none" wants no key; one that was given is sent
