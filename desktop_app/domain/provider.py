"""Who answers and how to reach them: providers, endpoints, models. Facts only, no keys."""

from typing import Any

import msgspec

PROTOCOL_NAMES = ("chat", "responses", "messages")  # compared with the table of `wire` by a test


class ProviderField(msgspec.Struct, frozen=True, omit_defaults=True):
    """A body field of the provider's own, asked for beside the key (Mavera's `persona_id`)."""

    key: str
    title: str = ""
    required: bool = False
    choices: str = ""  # path below the base URL that lists the values, or empty


class ProviderKind(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `resources/providers.toml` knows about one provider."""

    name: str
    title: str
    base_url: str
    protocols: tuple[str, ...]  # the preferred one first: chat, responses, messages
    base_urls: dict[str, str] = {}  # per protocol, where it differs from `base_url`
    auth: str = "bearer"  # bearer, x-api-key, api-key or none
    auth_by_protocol: dict[str, str] = {}
    headers: dict[str, str] = {}
    headers_by_protocol: dict[str, dict[str, str]] = {}
    models_path: str = "/models"
    key_pattern: str = ""  # a regular expression over the whole key, or empty
    key_page: str = ""
    billing_page: str = ""
    local_port: int = 0  # the port a server on this computer usually has, or 0
    quirks: tuple[str, ...] = ()
    fields: tuple[ProviderField, ...] = ()


class Network(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where one provider's way differs from the settings; empty and None follow them.

    Each field is named like its setting below `network.` and obeys the same rules. Times are in
    seconds, `total` 0 is no limit. `proxy` may hold a user but never a password.
    """

    proxy: str = ""
    ca_file: str = ""
    connect: float | None = None
    first: float | None = None  # also for a server on this computer
    between: float | None = None
    total: float | None = None
    quiet: float | None = None
    retries: int | None = None


class OwnModel(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person says about a model; it wins over its server and over the bundled table.

    Empty and None leave it as it is known. Prices in US dollars per token. `title` is a name of the
    person's own.
    """

    title: str = ""
    is_hidden: bool = False
    is_streamed: bool = True  # False for one that cannot stream
    context: int | None = None
    max_output: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    cached_price: float | None = None
    has_images: bool | None = None
    has_tools: bool | None = None
    has_reasoning: bool | None = None


class Provider(msgspec.Struct, frozen=True, omit_defaults=True):
    """A provider as the person set it up. Its key lies elsewhere, under name and origin.

    `kind` names an entry of providers.toml, empty for an unknown server.
    """

    name: str
    base_url: str
    protocol: str
    model: str = ""
    kind: str = ""
    title: str = ""
    is_enabled: bool = True
    is_streamed: bool = True  # False for one that cannot stream: its answers come in one piece
    key_hint: str = ""  # the last four signs of a stored key
    headers: dict[str, str] = {}  # values may be secrets: see services/secrets
    body: dict[str, Any] = {}
    fields: dict[str, str] = {}
    network: Network = Network()
    models: dict[str, OwnModel] = {}  # by id, only those that the person changed


class Endpoint(msgspec.Struct, frozen=True):
    """Where one completion goes: everything but the key, which the sender adds.

    `url` is the whole address of the completion call, `auth` how the key is sent, `quirks` words of
    providers.toml that the protocol's request builder understands.
    """

    provider: str
    title: str
    base_url: str
    protocol: str
    url: str
    auth: str = "bearer"
    headers: dict[str, str] = {}
    body: dict[str, Any] = {}
    quirks: tuple[str, ...] = ()
    billing_page: str = ""


class Model(msgspec.Struct, frozen=True, omit_defaults=True):
    """One model of a provider's list. Prices in US dollars per token; None where unknown."""

    id: str
    title: str = ""
    context: int | None = None
    max_output: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    cached_price: float | None = None
    has_images: bool | None = None
    has_tools: bool | None = None
    has_reasoning: bool | None = None
