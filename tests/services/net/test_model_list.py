"""Model lists in every recorded shape."""

import json
from pathlib import Path

import pytest

from desktop_app.domain.errors import WireError
from desktop_app.domain.provider import Model
from desktop_app.services.model_list import parse_models


def parse(value: object) -> list[Model]:
    return parse_models(json.dumps(value).encode(), "NagaAI").models


@pytest.mark.parametrize(
    "value",
    [
        {"object": "list", "data": [{"id": "m"}]},
        {"models": [{"name": "models/m"}]},
        [{"id": "m"}],
        {"data": [{"id": "m"}, "nonsense", {"no": "id"}, {"id": None}]},
        {"data": [{"id": "m", "pricing": "free", "capabilities": [], "context_length": "big"}]},
    ],
)
def test_shapes(value) -> None:
    assert parse(value) == [Model("m")]


def test_an_empty_list_is_one() -> None:
    assert parse({"data": []}) == []


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error":{}}', b"null", b'"x"', b"\xff"])
def test_no_list(body) -> None:
    with pytest.raises(WireError, match="NagaAI"):
        parse_models(body, "NagaAI")


def test_facts_in_their_many_spellings() -> None:
    openrouter = {
        "id": "openai/gpt-5-nano",
        "name": "OpenAI: GPT-5 Nano",
        "context_length": 400000,
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        "pricing": {"prompt": "0.00000005", "completion": "0.0000004", "input_cache_read": "-1"},
        "top_provider": {"max_completion_tokens": 128000},
        "supported_parameters": ["tools", "max_tokens"],
    }
    assert parse([openrouter]) == [
        Model(
            "openai/gpt-5-nano",
            "OpenAI: GPT-5 Nano",
            context=400000,
            max_output=128000,
            input_price=5e-8,
            output_price=4e-7,
            has_images=True,
            has_tools=True,
            has_reasoning=False,
        )
    ]
    per_million = {"input": 10, "output": 50, "cache_read": 1, "unit": "usd_per_1m_tokens"}
    priced = parse([{"id": "m", "pricing": per_million}])[0]
    assert priced.input_price == pytest.approx(1e-5)
    assert priced.output_price == pytest.approx(5e-5)
    assert priced.cached_price == pytest.approx(1e-6)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "w", "output_modalities": ["transcription"]},
        {"id": "w", "architecture": {"output_modalities": ["image"]}},
        {"name": "models/w", "supportedGenerationMethods": ["embedContent"]},
        {"id": "w", "capabilities": {"completion_chat": False}},
        {"id": "w", "capabilities": {"type": "embeddings"}},
        {"id": "w", "type": "rerank"},
        {"id": "w", "mode": "image_generation"},
    ],
)
def test_what_does_not_chat_is_left_out(entry) -> None:
    assert parse([entry]) == []


def test_pages() -> None:
    page = {"data": [{"id": "a"}], "has_more": True, "last_id": "a"}
    assert parse_models(json.dumps(page).encode(), "").next_after == "a"
    last = {**page, "has_more": False}
    assert parse_models(json.dumps(last).encode(), "").next_after == ""


def test_the_recorded_lists(corpus: Path) -> None:
    seen = 0
    for file in sorted((corpus / "models").glob("*__200__*.json")):
        models = parse_models(file.read_bytes(), file.name).models
        assert models, file.name
        assert all(model.id and "/REDACTED/" not in model.id for model in models)
        seen += 1
    assert seen >= 13
    for file in (corpus / "models").glob("*__40*.json"):
        with pytest.raises(WireError):
            parse_models(file.read_bytes(), file.name)


@pytest.mark.parametrize(
    ("name", "model", "facts"),
    [
        ("anthropic", "claude-opus-4-7", {"context": 1000000, "max_output": 128000}),
        ("anthropic", "claude-opus-4-7", {"title": "Claude Opus 4.7", "has_reasoning": True}),
        ("anthropic", "claude-opus-4-7", {"has_images": True}),
        ("copilot", "claude-opus-4.7", {"context": 264000, "has_tools": True, "has_images": True}),
        ("gemini", "gemini-2.5-flash", {"context": 1048576, "max_output": 65536}),
        ("groq", "groq/compound-mini", {"context": 131072, "max_output": 8192}),
        ("mistral", "mistral-medium-2505", {"context": 131072, "has_tools": True}),
        ("openrouter", "anthropic/claude-sonnet-4", {"input_price": 3e-6, "output_price": 1.5e-5}),
    ],
)
def test_recorded_facts(corpus: Path, name, model, facts) -> None:
    file = next((corpus / "models").glob(f"{name}*__200__*.json"))
    listed = {each.id: each for each in parse_models(file.read_bytes(), name).models}
    for fact, value in facts.items():
        assert getattr(listed[model], fact) == value
