"""Error bodies in every shape, and the words a person gets."""

import json
from typing import Any

import pytest

from desktop_app.domain.errors import ProviderError, RateLimited
from desktop_app.wire.errors import Speaker, error_from_event, error_from_page, error_from_response
from desktop_app.wire.told import BODY_LIMIT, told_by

DEMO = Speaker("Demo", "https://demo.example/billing", "demo-1")


def error(status: int, body: Any = b"", headers: dict[str, str] | None = None) -> ProviderError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = error_from_response(status, headers or {}, raw, DEMO)
    assert isinstance(found, ProviderError)
    return found


SHAPES: list[tuple[Any, str]] = [
    ({"error": {"message": "m", "type": "t", "param": None, "code": None}}, "m"),
    ({"type": "error", "error": {"type": "t", "message": "m"}, "request_id": "r"}, "m"),
    ({"error": "m"}, "m"),
    ({"error": "invalid_token", "error_description": "m", "message": "x"}, "m"),
    ({"code": "c", "error": "m"}, "m"),
    ({"detail": "m"}, "m"),
    ({"detail": [{"loc": ["body", 0], "msg": "m", "type": "t"}]}, "body.0: m"),
    ({"detail": [{"msg": "m"}, "n", 5, None]}, "m; n; 5;"),
    ({"object": "error", "message": "m", "type": "t", "raw_status_code": 400}, "m"),
    ({"code": 400, "message": "m", "type": "t"}, "m"),
    ({"message": "m"}, "m"),
    ([{"error": {"message": "m"}}], "m"),
    ([[{"message": "m"}]], "m"),
    ([], ""),
    ({"error": {"message": "m", "metadata": {"raw": "up"}}}, "m: up"),
    ({"error": {"metadata": {"raw": "up"}}}, "up"),
    ({"error": {"message": "m", "metadata": {"raw": '{"a":1}'}}}, "m"),
    ({"error": {"message": {"deep": 1}}}, ""),
    (
        b"<html><head><title>502\n Bad Gateway</title></head><body>nginx</body></html>",
        "502 Bad Gateway",
    ),
    (b"<html><body>no title</body></html>", ""),
    (b"plain words", "plain words"),
    (b"", ""),
    (b"\x00\x01\x02", ""),
    (b'{"cut', ""),
]


@pytest.mark.parametrize(("body", "message"), SHAPES)
def test_every_shape_gives_its_words(body: Any, message: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert told_by(raw).message == message


def wrong(message: str = "x", **fields: Any) -> dict[str, Any]:
    return {"error": {"message": message, **fields}}


@pytest.mark.parametrize(
    ("status", "body", "name"),
    [
        (400, wrong("bad value", param="n"), "RequestRefused"),
        (400, wrong(code="context_length_exceeded"), "ContextTooLong"),
        (400, wrong("prompt is too long: 9 > 8"), "ContextTooLong"),
        (400, wrong(type="exceed_context_size_error"), "ContextTooLong"),
        (400, wrong("Your credit balance is too low"), "BalanceUsedUp"),
        (400, wrong("API key not valid. Please pass a valid API key."), "KeyRejected"),
        (400, wrong("No connected db.", type="no_db_connection"), "KeyRejected"),
        (400, wrong(code="content_filter"), "Blocked"),
        (400, wrong(code="model_not_found"), "ModelUnknown"),
        (400, wrong("foo/bar is not a valid model ID"), "ModelUnknown"),
        (401, wrong("model x not found"), "KeyRejected"),
        (402, b"", "BalanceUsedUp"),
        (403, wrong("Country not supported"), "RequestRefused"),
        (403, wrong(type="inappropriate_content"), "Blocked"),
        (404, wrong("Not Found"), "RequestRefused"),
        (404, wrong(code="DeploymentNotFound"), "ModelUnknown"),
        (405, b"", "RequestRefused"),
        (408, b"", "ServerFailed"),
        (409, b"", "ServerFailed"),
        (412, b"", "RequestRefused"),
        (413, b"<html><title>413 Request Entity Too Large</title>", "RequestRefused"),
        (415, b"", "RequestRefused"),
        (422, {"detail": [{"loc": ["body"], "msg": "missing"}]}, "RequestRefused"),
        (429, b"", "RateLimited"),
        (429, wrong(code="insufficient_quota"), "BalanceUsedUp"),
        (429, wrong(type="insufficient_quota", code="credit_balance_exhausted"), "BalanceUsedUp"),
        (429, wrong(details={"error_code": "enforced_spend_limit_reached"}), "BalanceUsedUp"),
        (429, wrong("You exceeded your current quota"), "BalanceUsedUp"),
        (
            429,
            [wrong("You exceeded your current quota", details=[{}, {"retryDelay": "17s"}])],
            "RateLimited",
        ),
        (498, b"", "Overloaded"),
        (500, wrong("the model does not exist in this cache"), "ServerFailed"),
        (502, b"", "ServerFailed"),
        (503, wrong("Loading model"), "Overloaded"),
        (504, b"", "ServerFailed"),
        (522, b"", "ServerFailed"),
        (529, wrong(type="overloaded_error"), "Overloaded"),
        (418, b"", "RequestRefused"),
    ],
)
def test_status_and_words_become_the_right_error(status: int, body: Any, name: str) -> None:
    found = error(status, body)
    assert found.name == name
    assert found.status == status
    assert "Demo" in str(found) or name == "ContextTooLong"


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        ({"error": {"type": "rate_limit_error", "message": "x"}}, "RateLimited"),
        (
            {"error": {"code": 502, "metadata": {"error_type": "provider_unavailable"}}},
            "ServerFailed",
        ),
        ({"error": {"status_code": 400, "code": "tool_use_failed"}}, "RequestRefused"),
        ({"error": {"type": "invalid_request_error", "message": "x"}}, "RequestRefused"),
        ({"error": {"code": True, "status": "x"}}, "ServerFailed"),
        ("upstream timeout", "ServerFailed"),
        (None, "ServerFailed"),
    ],
)
def test_the_same_inside_a_stream(frame: Any, name: str) -> None:
    assert error_from_event(frame, DEMO).name == name


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "0", "retry-after": "1"}, 1.0),
        (
            {
                "retry-after": "Thu, 20 Nov 2026 10:00:30 GMT",
                "date": "Thu, 20 Nov 2026 10:00:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Thu, 20 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Thu, 20 Nov 99999999999 10:00:30 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({}, None),
    ],
)
def test_when_to_come_back(headers: dict[str, str], seconds: float | None) -> None:
    found = error(429, b"", headers)
    assert isinstance(found, RateLimited)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": {"message": "x"}, "availability": {"retry_after": 4}}, 4.0),
        (wrong(metadata={"retry_after": 3}), 3.0),
        (wrong(details=[{"retryDelay": "17s"}]), 17.0),
        (wrong(details=[{"retryDelay": 17}]), None),
    ],
)
def test_when_to_come_back_is_also_told_in_bodies(body: Any, seconds: float | None) -> None:
    found = error(429, body)
    assert isinstance(found, RateLimited)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcdef123456",
        "sk-ant-REDACTED-like",
        "gsk_abcdefghij",
        "AIzaSyA1234567890abc",
        "agnic_tok_12345678",
        "mvra_live_12345678",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_no_key_is_repeated(secret: str) -> None:
    found = error(400, wrong(f"The key {secret} is odd"), {"x-request-id": "req_1"})
    assert secret not in f"{found} {found.hint} {found.detail}"
    assert "••••" in found.detail
    assert "request req_1" in found.detail


def test_a_key_of_no_known_shape_is_hidden_where_the_caller_names_it() -> None:
    found = error_from_response(400, {}, wrong_bytes("my odd key 42"), DEMO, hidden=("odd key", ""))
    assert "odd key" not in f"{found} {found.detail}"
    shown = error_from_response(400, {}, wrong_bytes("my odd key 42"), DEMO)
    assert "odd key" in str(shown)


def wrong_bytes(message: str) -> bytes:
    return json.dumps(wrong(message)).encode()


def test_words_are_bounded_and_without_markup() -> None:
    found = error(400, wrong("<b>bold</b> " + "word " * 500))
    assert len(str(found)) < 600
    assert "<b>" not in found.detail
    assert str(found).endswith("…")


def test_who_sent_no_key_is_asked_for_one() -> None:
    speaker = Speaker("NagaAI", has_key=False)
    found = error_from_response(401, {}, b"", speaker)
    assert (type(found).__name__, str(found)) == ("KeyRejected", "NagaAI needs a key (401).")
    assert "Paste one" in found.hint
    assert "refused this key" in str(error_from_response(401, {}, b"", Speaker("NagaAI")))


def test_hints_say_what_to_do() -> None:
    assert "https://demo.example/billing" in error(402).hint
    assert (
        error_from_response(402, {}, b"", Speaker()).hint == "Add credit or raise the limit there."
    )
    assert "“n”" in error(400, wrong("x", param="n")).hint
    assert "base URL" in error(404, wrong("Not Found", param="n")).hint
    assert "attachment" in error(413).hint
    assert "demo-1" in str(error(400, wrong(code="model_not_found")))
    assert "this model" in str(
        error_from_response(404, {}, wrong_bytes("no such model"), Speaker())
    )


def test_a_page_with_status_200() -> None:
    page = error_from_page(b"<title>Sign in</title>" + b"x" * BODY_LIMIT, DEMO)
    assert (page.name, page.detail) == ("WireError", "Sign in")
    assert "login" in page.hint
    assert (
        error_from_page(wrong_bytes("no credit: insufficient funds"), DEMO).name == "BalanceUsedUp"
    )
