"""Base URLs as people paste them."""

import pytest

from desktop_app.wire.urls import base_urls_to_try, completion_url, repair_base_url


@pytest.mark.parametrize(
    ("pasted", "repaired"),
    [
        ("https://api.naga.ac/v1/", "https://api.naga.ac/v1"),
        (" https://x.example/v1/chat/completions/ ", "https://x.example/v1"),
        ("https://x.example/v1/responses", "https://x.example/v1"),
        ("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1"),
        ("<https://x.example/v1/models>", "https://x.example/v1"),
        ("x.example/api/v1", "https://x.example/api/v1"),
        ("localhost:11434", "http://localhost:11434"),
        ("127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://X.example", "https://X.example"),
        (
            "https://r.example/openai/deployments/d/chat/completions?api-version=1",
            "https://r.example/openai/deployments/d?api-version=1",
        ),
    ],
)
def test_what_was_meant(pasted: str, repaired: str) -> None:
    assert repair_base_url(pasted) == repaired
    assert repair_base_url(repaired) == repaired


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("ftp://x.example", "https://"),
        ("https://", "no web address"),
        ("https://a b.example", "no web address"),
        ("https://:key@x.example", "enter it as the key"),
        ("", "no web address"),
    ],
)
def test_what_is_no_base_url_says_why(pasted: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        repair_base_url(pasted)


@pytest.mark.parametrize(
    ("base_url", "path", "url"),
    [
        ("https://x.example/v1", "/responses", "https://x.example/v1/responses"),
        ("https://x.example", "/v1/messages", "https://x.example/v1/messages"),
        ("https://x.example/v1", "/v1/messages", "https://x.example/v1/messages"),
        ("https://x.example/api/v1/", "/v1/messages", "https://x.example/api/v1/messages"),
        (
            "https://g.example/v1beta/openai",
            "/chat/completions",
            "https://g.example/v1beta/openai/chat/completions",
        ),
        (
            "https://r.example/d?api-version=1",
            "/models",
            "https://r.example/d/models?api-version=1",
        ),
    ],
)
def test_address_of_a_call(base_url: str, path: str, url: str) -> None:
    assert completion_url(base_url, path) == url


def test_a_version_is_tried_first_where_none_is_named() -> None:
    assert base_urls_to_try("http://localhost:1234") == (
        "http://localhost:1234/v1",
        "http://localhost:1234",
    )
    assert base_urls_to_try("https://x.example/v1beta/openai") == (
        "https://x.example/v1beta/openai",
    )
