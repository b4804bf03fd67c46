"""The corpus of recorded streams and HTTP errors that lies beside the repository, where it does.

`NAME.expected.json` was made with the vendors' SDKs. Where that oracle itself is wrong, the cases
below say what is right instead (issue 3).
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli.replay import read
from desktop_app.wire.errors import Speaker, error_from_response

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PROTOCOLS = ("chat", "responses", "messages")
STREAMS = sorted(path for name in PROTOCOLS for path in (CORPUS / name).glob("*.sse"))
DERIVED = sorted((CORPUS / "derived").glob("*.sse"))
HTTP_ERRORS = sorted(path for name in PROTOCOLS for path in (CORPUS / name).glob("*.http.json"))

pytestmark = pytest.mark.skipif(not STREAMS, reason="the corpus does not lie beside the repository")

_CALL_OF_A_BAD_EVENT = {
    "id": "call_parallel",
    "name": "parallel",
    "arguments": json.dumps(
        {
            "tool_uses": [
                {
                    "recipient_name": "functions.weather",
                    "parameters": {"location": "San Francisco"},
                },
                {"recipient_name": "functions.cityAttractions", "parameters": {"city": "Rome"}},
            ]
        }
    ),
}
# What the SDK got wrong: it dies of one malformed event; it glues a message begun anew.
CORRECTIONS: dict[str, dict[str, Any]] = {
    "openai__unknown__err__bc4721ab": {"tool_calls": [_CALL_OF_A_BAD_EVENT]},
    "anthropic__claude-3-haiku-20240307__tools-reasoning__c1c26740": {
        "reasoning": "Let me call the tool.",
        "tool_calls": [
            {"id": "toolu_second", "name": "test-tool", "arguments": '{"value": "Sparkle Day"}'}
        ],
    },
}


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _expected(path: Path) -> dict[str, Any]:
    told = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    usage = told["usage"] or {}
    facts = {
        "text": told["text"],
        "refusal": told.get("refusal", ""),
        "model": told["model"],
        "tool_calls": [_call(call) for call in told["tool_calls"]],
        **_USAGE[path.parent.name](usage, told),
    }
    return facts | CORRECTIONS.get(path.stem, {})


def _chat(usage: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    written = usage.get("completion_tokens_details") or {}
    read_tokens = usage.get("prompt_tokens_details") or {}
    return {
        "reasoning": told["reasoning"],
        "stop_reason": told["finish_reason"],
        "usage": {
            "input": usage.get("prompt_tokens"),
            "output": usage.get("completion_tokens"),
            "reasoning": written.get("reasoning_tokens"),
            "cached": read_tokens.get("cached_tokens"),
        },
    }


def _responses(usage: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    reasoning = filter(None, (told["reasoning"], told["reasoning_summary"]))
    return {
        "reasoning": "\n\n".join(reasoning),
        "stop_reason": told["status"],
        "usage": {
            "input": usage.get("input_tokens"),
            "output": usage.get("output_tokens"),
            "reasoning": (usage.get("output_tokens_details") or {}).get("reasoning_tokens"),
            "cached": (usage.get("input_tokens_details") or {}).get("cached_tokens"),
        },
    }


def _messages(usage: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {
        "reasoning": told["reasoning"],
        "stop_reason": told["stop_reason"],
        "usage": {
            "input": usage.get("input_tokens"),
            "output": usage.get("output_tokens"),
            "reasoning": (usage.get("output_tokens_details") or {}).get("thinking_tokens"),
            "cached": usage.get("cache_read_input_tokens"),
        },
    }


_USAGE = {"chat": _chat, "responses": _responses, "messages": _messages}


def _call(call: dict[str, Any]) -> dict[str, Any]:
    arguments = call.get("arguments") or call.get("json") or json.dumps(call.get("input") or {})
    return {"id": call["id"] or "", "name": call["name"] or "", "arguments": arguments}


def _comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """Arguments that came whole are compared as JSON: their spelling is the server's."""
    calls = [call | {"arguments": _parsed(call["arguments"])} for call in answer["tool_calls"]]
    return answer | {"tool_calls": calls}


def _parsed(arguments: str) -> Any:
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


@pytest.mark.parametrize("path", STREAMS, ids=_name)
def test_stream_ends_as_recorded_at_every_chunk_size(path: Path) -> None:
    body, protocol = path.read_bytes(), path.parent.name
    answers = [read(body, protocol, size) for size in (None, 64, 7, 3, 2, 1)]
    expected = _comparable(_expected(path))
    got = _comparable(answers[0])
    assert {key: got[key] for key in expected} == expected
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("path", STREAMS, ids=_name)
def test_cut_at_an_event_it_ends_truncated_or_equal(path: Path) -> None:
    body, protocol = path.read_bytes(), path.parent.name
    whole = read(body, protocol)
    boundaries = [match.end() for match in re.finditer(rb"\r\n\r\n|\n\n|\r\r", body)]
    for end in boundaries[:: max(1, len(boundaries) // 40)] + boundaries[-6:]:
        cut = read(body[:end], protocol)
        is_equal = (cut["state"], cut["text"]) == (whole["state"], whole["text"])
        # An error may follow the end that a server told first (OpenRouter at the token limit).
        assert cut["state"] == "truncated" or is_equal or whole["state"] == "failed"
        assert whole["text"].startswith(cut["text"]) or path.stem in CORRECTIONS


@pytest.mark.parametrize("path", DERIVED, ids=_name)
def test_failure_ends_as_it_must(path: Path) -> None:
    must = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))["must"]
    protocol = path.name.partition("_")[0]
    answers = [read(path.read_bytes(), protocol, size) for size in (None, 64, 7, 3, 2, 1)]
    runnable = must.pop("executable_tool_calls", None)
    assert {key: answers[0][key] for key in must} == must
    assert all(answer == answers[0] for answer in answers)
    if runnable is not None:
        assert answers[0]["state"] != "complete" or answers[0]["tool_calls"] == runnable


ERRORS = {
    "azure__http401": "KeyRejected",
    "azure__http429": "RateLimited",
    "deepseek__http400__invalid-request-error__5f78c60b": "ContextTooLong",
    "deepseek__http400__invalid-request-error__90939420": "RequestRefused",
    "deepseek__http401": "KeyRejected",
    "doubleword__http403": "RequestRefused",
    "doubleword__http404": "ModelUnknown",
    "groq__http400": "RequestRefused",
    "groq__http404": "ModelUnknown",
    "llamacpp__http400__400__0d857fb5": "RequestRefused",
    "llamacpp__http400__400__c16b3286": "ContextTooLong",
    "llamacpp__http401": "KeyRejected",
    "llamacpp__http500": "ServerFailed",
    "mistral__http400": "ModelUnknown",
    "mistral__http401": "KeyRejected",
    "ollama__http401": "KeyRejected",
    "openai__http400__invalid-function-parameters": "RequestRefused",
    "openai__http400__invalid-image-url": "RequestRefused",
    "openai__http400__model-not-found": "ModelUnknown",
    "openai__http400__previous-response-not-found": "RequestRefused",
    "openai__http401": "KeyRejected",
    "openai__http404": "ModelUnknown",
    "openrouter__http400__400__16c5fbde": "ContextTooLong",
    "openrouter__http400__400__4dff95b4": "ModelUnknown",
    "openrouter__http429": "RateLimited",
    "perplexity__http401": "KeyRejected",
    "together__http401": "KeyRejected",
    "anthropic__http400": "RequestRefused",
    "anthropic__http401": "KeyRejected",
    "anthropic__http404": "ModelUnknown",
    "chatgpt__http401": "KeyRejected",
    "xai__http400": "KeyRejected",
}


@pytest.mark.parametrize("path", HTTP_ERRORS, ids=_name)
def test_http_error_becomes_the_error_a_person_understands(path: Path) -> None:
    told = json.loads(path.read_text("utf-8"))
    error = error_from_response(
        told["status"], told["headers"], told["body"].encode(), Speaker("Provider")
    )
    kinds = [kind for prefix, kind in ERRORS.items() if path.name.startswith(prefix)]
    assert [error.name] == kinds
    words = f"{error} {error.hint} {error.detail}"
    assert "<" not in words
    assert "sk-fake-key" not in words
    assert "failed_generation" not in words
    assert len(words) < 1500
