"""providers.toml: every block is a whole ProviderKind, and says only what the wire understands."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from desktop_app.domain.provider import ProviderKind
from desktop_app.wire import PROTOCOLS
from desktop_app.wire.urls import completion_url, repair_base_url

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "resources" / "providers.toml").read_text("utf-8")


def _kind(table: dict[str, object]) -> ProviderKind:
    table = table | {"fields": table.get("field", [])}
    unknown = set(table) - set(ProviderKind.__struct_fields__) - {"field"}
    assert not unknown
    return msgspec.convert(table, ProviderKind)


KINDS = [_kind(table) for table in msgspec.toml.decode(TEXT)["provider"]]
NAMES = {
    "naga", "agnic", "mavera", "megallm", "openai", "anthropic", "openrouter", "gemini", "groq",
    "mistral", "deepseek", "xai", "together", "fireworks", "azure", "ollama", "lmstudio",
    "llamacpp", "vllm", "litellm", "vercel", "perplexity", "cerebras", "jan",
}  # fmt: skip


def test_everyone_is_there_once() -> None:
    names = [kind.name for kind in KINDS]
    assert set(names) >= NAMES
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_provider_is_whole(kind: ProviderKind) -> None:
    assert kind.protocols
    assert set(kind.protocols) <= set(PROTOCOLS)
    assert set(kind.auth_by_protocol) | set(kind.headers_by_protocol) <= set(kind.protocols)
    assert {kind.auth, *kind.auth_by_protocol.values()} <= {
        "bearer",
        "x-api-key",
        "api-key",
        "none",
    }
    for url in (kind.base_url, *kind.base_urls.values()):
        assert repair_base_url(url) == url
    for page in filter(None, (kind.key_page, kind.billing_page)):
        assert urlsplit(page).scheme == "https"
    re.compile(kind.key_pattern)
    assert kind.local_port or kind.key_page


def test_quirks_are_words_that_the_wire_reads() -> None:
    read = "".join(path.read_text("utf-8") for path in (ROOT / "desktop_app/wire").rglob("*.py"))
    for quirk in {quirk for kind in KINDS for quirk in kind.quirks}:
        assert f'"{quirk}" in' in read
        assert f"#   {quirk} " in TEXT


@pytest.mark.parametrize(
    ("name", "protocol", "url"),
    [
        ("naga", "responses", "https://api.naga.ac/v1/responses"),
        ("naga", "messages", "https://api.naga.ac/v1/messages"),
        ("agnic", "chat", "https://api.agnic.ai/v1/chat/completions"),
        ("mavera", "responses", "https://app.mavera.io/api/v1/responses"),
        ("megallm", "chat", "https://ai.megallm.io/v1/chat/completions"),
        ("megallm", "messages", "https://ai.megallm.io/v1/messages"),
        ("anthropic", "messages", "https://api.anthropic.com/v1/messages"),
        ("deepseek", "chat", "https://api.deepseek.com/chat/completions"),
        ("deepseek", "messages", "https://api.deepseek.com/anthropic/v1/messages"),
    ],
)
def test_where_calls_go(name: str, protocol: str, url: str) -> None:
    (kind,) = (kind for kind in KINDS if kind.name == name)
    base_url = kind.base_urls.get(protocol, kind.base_url)
    assert completion_url(base_url, PROTOCOLS[protocol].path) == url


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("agnic_tok_12345678", ["agnic"]),
        ("mvra_live_12345678", ["mavera"]),
        ("sk-mega-12345678", ["megallm"]),
        ("sk-ant-api03-12345678901234567890", ["anthropic"]),
        ("sk-or-v1-12345678901234567890", ["openrouter"]),
        ("sk-proj-12345678901234567890", ["openai"]),
        ("sk-0123456789abcdef0123456789abcdef", ["openai", "deepseek"]),
        ("sk-1234567890123456789012", ["openai", "litellm"]),
        ("0123456789abcdef0123456789abcdef", []),
    ],
)
def test_a_key_tells_whose_it_is(key: str, names: list[str]) -> None:
    found = [k.name for k in KINDS if k.key_pattern and re.fullmatch(k.key_pattern, key)]
    assert found == names


def test_mavera_asks_for_its_persona() -> None:
    (mavera,) = (kind for kind in KINDS if kind.name == "mavera")
    (field,) = mavera.fields
    assert (field.key, field.required, field.choices) == ("persona_id", True, "/personas")
