"""Providers in order, the default rule, kinds recognised, endpoints made of both."""

import gzip
import json

import pytest

from desktop_app import paths
from desktop_app.domain.errors import SettingsError
from desktop_app.domain.provider import Model, Provider
from desktop_app.services.catalog import BUILT_IN, Catalog
from desktop_app.services.logs import Redactor
from desktop_app.services.origins import is_exposed, is_loopback
from desktop_app.services.secrets import Secret, Secrets
from desktop_app.settings.remembered import Remembered
from desktop_app.settings.store import Settings

KINDS = """
[[provider]]
name = "two"
title = "Two Voices"
base_url = "https://two.example/v1"
protocols = ["chat", "messages"]
base_urls = { messages = "https://two.example/anthropic" }
auth_by_protocol = { messages = "x-api-key" }
headers = { "X-App" = "rivulet" }
headers_by_protocol = { messages = { "anthropic-version" = "2026-10-21" } }
key_pattern = "two_[a-z]{6}"
billing_page = "https://two.example/pay"
quirks = ["odd"]

[[provider]]
name = "near"
title = "Near"
base_url = "http://localhost:4321/v1"
protocols = ["chat"]
local_port = 4321
auth = "none"

[[provider.field]]
key = "persona"
required = true
choices = "/personas"
"""
RULES = """
[[model]]
pattern = "*embed*"
facts = { chats = false }
"""
TABLE = {
    "two/big": {"max_input_tokens": 1000, "input_cost_per_token": 1e-6, "supports_vision": True},
    "big": {"max_input_tokens": 2000, "output_cost_per_token": 2e-6},
}


@pytest.fixture
def catalog(tmp_path):
    (tmp_path / "providers.toml").write_text(KINDS)
    (tmp_path / "models.toml").write_text(RULES)
    (tmp_path / "model-prices.json.gz").write_bytes(gzip.compress(json.dumps(TABLE).encode()))
    settings = Settings.load(tmp_path / "settings.toml")
    secrets = Secrets(Remembered(tmp_path / "state.toml"), Redactor(), {})

    async def fetch(provider):
        return [Model("big", context=7), Model("text-embedding-9"), Model("unknown")]

    return Catalog(settings, secrets, tmp_path, fetch)


def provider(name, base_url="https://x.example/v1", protocol="chat", **more):
    return Provider(name=name, base_url=base_url, protocol=protocol, **more)


def test_without_a_provider_the_built_in_one_answers(catalog):
    assert catalog.providers() == [BUILT_IN]
    assert catalog.default() == BUILT_IN


def test_the_built_in_one_stands_last_and_the_first_is_default(catalog):
    catalog.add(provider("a"))
    catalog.add(provider("b"))
    assert [one.name for one in catalog.providers()] == ["a", "b", "built-in"]
    assert catalog.default().name == "a"


def test_the_marked_default_wins_until_it_is_gone_or_off(catalog):
    catalog.add(provider("a"))
    catalog.add(provider("b"))
    catalog.set_default("b")
    assert catalog.default().name == "b"
    catalog.add(provider("b", is_enabled=False))
    assert catalog.default().name == "a"
    catalog.set_default("built-in")
    assert catalog.default() == BUILT_IN
    catalog.set_default("a")
    catalog.remove("a")
    assert catalog.default() == BUILT_IN
    with pytest.raises(SettingsError):
        catalog.set_default("nobody")


def test_adding_again_replaces_in_place_and_says_so(catalog):
    assert not catalog.add(provider("a"))
    assert not catalog.add(provider("b"))
    assert catalog.add(provider("a", model="new"))
    assert [(one.name, one.model) for one in catalog.providers()[:2]] == [("a", "new"), ("b", "")]


@pytest.mark.parametrize(
    ("name", "base_url", "words"),
    [
        ("built-in", "https://x/v1", "always there"),
        ("", "https://x/v1", "cannot be"),
        ("a|b", "https://x/v1", "cannot be"),
        ("a\n", "https://x/v1", "cannot be"),
        ("a", "ftp://x/v1", "begins with"),
        ("a", "https://x:port/v1", "Port"),
        ("a", "https://user:pw@x/v1", "key does not belong"),
    ],
)
def test_what_cannot_be_a_provider_is_refused(catalog, name, base_url, words):
    with pytest.raises(SettingsError, match=words):
        catalog.add(provider(name, base_url))
    assert catalog.providers() == [BUILT_IN]


def test_base_urls_are_repaired(catalog):
    catalog.add(provider("a", "https://x.example/v1/chat/completions/"))
    assert catalog.provider("a").base_url == "https://x.example/v1"


@pytest.mark.parametrize(
    ("name", "base_url", "kind"),
    [
        ("mine", "https://two.example/v1", "two"),
        ("mine", "https://two.example/anthropic", "two"),
        ("mine", "http://127.0.0.1:4321/v1", "near"),
        ("two", "http://127.0.0.1:9/v1", "two"),
        ("mine", "https://two.example:8443/v1", ""),
        ("mine", "https://four.example:4321/v1", ""),
    ],
)
def test_kinds_are_recognised(catalog, name, base_url, kind):
    catalog.add(provider(name, base_url))
    assert catalog.provider(name).kind == kind


def test_fields_of_a_kind(catalog):
    (field,) = catalog.kinds["near"].fields
    assert (field.key, field.required, field.choices) == ("persona", True, "/personas")


def test_an_endpoint_of_a_known_kind(catalog):
    catalog.add(provider("two", "https://two.example/v1", headers={"X-App": "mine"}))
    two = catalog.provider("two")
    chat, messages = catalog.endpoint(two), catalog.endpoint(two, "messages")
    assert chat.url == "https://two.example/v1/chat/completions"
    assert (chat.auth, chat.title, chat.quirks) == ("bearer", "Two Voices", ("odd",))
    assert chat.headers == {"X-App": "mine"}
    assert chat.billing_page == "https://two.example/pay"
    assert messages.base_url == "https://two.example/anthropic"
    assert messages.auth == "x-api-key"
    assert messages.headers["anthropic-version"] == "2026-10-21"


def test_an_endpoint_of_an_unknown_server(catalog):
    catalog.add(
        provider("own", "http://127.0.0.1:9/v1", "messages", body={"seed": 1}, fields={"f": "v"})
    )
    endpoint = catalog.endpoint(catalog.provider("own"))
    assert endpoint.url == "http://127.0.0.1:9/v1/messages"
    assert endpoint.auth == "x-api-key"
    assert endpoint.headers == {"anthropic-version": "2023-06-01"}
    assert endpoint.body == {"seed": 1, "f": "v"}
    assert endpoint.title == "own"


def test_the_persons_own_name_is_its_title(catalog):
    catalog.add(provider("work", "https://two.example/v1"))
    assert catalog.title(catalog.provider("work")) == "work"
    catalog.add(provider("work", "https://two.example/v1", title="At work"))
    assert catalog.title(catalog.provider("work")) == "At work"


def test_a_key_is_sent_to_a_server_that_usually_wants_none(catalog):
    catalog.add(provider("near", "http://127.0.0.1:4321/v1"))
    assert catalog.endpoint(catalog.provider("near")).auth == "bearer"


def test_an_address_of_ones_own_is_kept_for_every_protocol(catalog):
    catalog.add(provider("two", "http://127.0.0.1:9/v1"))
    endpoint = catalog.endpoint(catalog.provider("two"), "messages")
    assert endpoint.base_url == "http://127.0.0.1:9/v1"


def test_keys_are_recognised_by_their_shape(catalog):
    assert [kind.name for kind in catalog.recognise("two_abcdef")] == ["two"]
    assert catalog.recognise("two_abcdefg") == []


async def test_the_last_signs_of_a_key_come_with_the_provider(catalog, memory_keyring):
    catalog.add(provider("a"))
    await catalog._secrets.put(catalog.provider("a"), Secret("sk-0123456789abcd"))
    assert catalog.provider("a").key_hint == "abcd"
    catalog.add(catalog.provider("a"))
    assert "abcd" not in catalog._settings._file.path.read_text()


async def test_what_the_server_says_wins_over_the_table(catalog):
    catalog.add(provider("two", "https://two.example/v1"))
    big, unknown = await catalog.models(catalog.provider("two"))
    assert (big.context, big.input_price, big.has_images) == (7, 1e-6, True)
    assert big.output_price is None
    assert unknown == Model("unknown")


@pytest.mark.parametrize(
    ("model", "chats"),
    [
        ("gpt-4o", True),
        ("openai/gpt-oss-safeguard-20b", True),
        ("gemini-3-pro-image", True),
        ("chatgpt-4o-latest", True),
        ("text-embedding-3-small", False),
        ("openai/whisper-1", False),
        ("gpt-4o-mini-tts-2025-03-20", False),
        ("gpt-realtime-2", False),
        ("gpt-image-1.5", False),
        ("omni-moderation-latest", False),
    ],
)
def test_models_for_other_work_are_known(catalog, model, chats):
    catalog._resources = paths.resources()
    assert catalog.profile(model).chats is chats


async def test_models_on_this_computer_cost_nothing(catalog):
    catalog.add(provider("own", "http://127.0.0.1:9/v1"))
    big, _ = await catalog.models(catalog.provider("own"))
    assert big.output_price is None


async def test_the_built_in_provider_knows_its_one_model(catalog):
    (model,) = await catalog.models(BUILT_IN)
    assert model.id == BUILT_IN.model


def test_an_unknown_name_says_which_there_are(catalog):
    catalog.add(provider("naga"))
    with pytest.raises(SettingsError) as caught:
        catalog.provider("nagaa")
    assert "naga" in caught.value.hint


@pytest.mark.parametrize(
    ("url", "near", "exposed"),
    [
        ("http://127.0.0.1:80", True, False),
        ("http://127.8.8.8", True, False),
        ("http://[::1]:8080/v1", True, False),
        ("http://localhost", True, False),
        ("http://a.localhost", True, False),
        ("http://127.0.0.1.evil.example", False, True),
        ("http://192.168.1.5", False, True),
        ("https://example.com", False, False),
    ],
)
def test_which_addresses_are_this_computer(url, near, exposed):
    assert is_loopback(url) is near
    assert is_exposed(url) is exposed


async def test_a_model_is_known_without_asking_and_better_once_it_was_listed(catalog):
    one = provider("a", "https://two.example/v1", kind="two")
    assert catalog.model(one, "big").context == 1000
    await catalog.models(one)
    assert catalog.model(one, "big").context == 7
    assert catalog.model(one, "big").has_images is True
    assert catalog.model(one, "nobody knows") == Model("nobody knows")
    assert catalog.model(BUILT_IN, BUILT_IN.model).has_images is False
