"""Faults of the way in a person's words, each of WIRE.md 3.3."""

import errno
import socket
import ssl

import pytest

from desktop_app.domain.errors import (
    CertificateRejected,
    ConnectionLost,
    KeyRejected,
    NetworkError,
    Offline,
    ProxyFailed,
)
from desktop_app.services import way_errors
from desktop_app.services.notices import Loading, Quiet, Repaired, Retrying, Unsaved, Waiting
from desktop_app.services.way_errors import Way

WAY = Way("NagaAI", "https://user:TOPSECRET@api.naga.ac/v1/responses")
PROXIED = Way("NagaAI", WAY.url, "http://ann:TOPSECRET@proxy.test:3128")


def untrusted(words: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = words
    return error


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (socket.gaierror(-2, "Name or service not known"), Offline, "api.naga.ac was not found"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Offline, "Nothing answers at"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Offline, "cannot be reached"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), Offline, "cannot be reached"),
        (untrusted("self-signed certificate"), CertificateRejected, "does not trust"),
        (untrusted("certificate has expired"), CertificateRejected, "does not trust"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong"), NetworkError, "not speak TLS"),
        (ssl.SSLError(1, "[SSL: TLSV1_ALERT] alert"), CertificateRejected, "No secure connection"),
    ],
)
def test_no_connection(error, kind, text) -> None:
    """Whatever the library wrapped around the fault."""
    wrapped = RuntimeError("All connection attempts failed")
    wrapped.__cause__ = ExceptionGroup("several", [OSError("another"), error])
    for outer in (error, wrapped):
        told = way_errors.not_connected(WAY, outer)
        assert type(told) is kind
        assert text in str(told)
        assert told.hint
        assert "TOPSECRET" not in f"{told} {told.hint} {told.detail}"


def test_what_stands_in_the_address_is_named() -> None:
    unknown = way_errors.not_connected(WAY, socket.gaierror(-2, "Name or service not known"))
    refused = way_errors.not_connected(WAY, OSError(errno.ECONNREFUSED, "refused"))
    without_net = way_errors.not_connected(WAY, OSError(errno.ENETUNREACH, "unreachable"))
    assert [told.param for told in (unknown, refused, without_net)] == ["host", "port", ""]


def test_behind_a_proxy_it_is_the_proxy_that_does_not_answer() -> None:
    told = way_errors.not_connected(PROXIED, ConnectionRefusedError(errno.ECONNREFUSED, "refused"))
    assert isinstance(told, ProxyFailed)
    assert str(told) == "The proxy proxy.test:3128 does not answer."
    told = way_errors.not_connected(PROXIED, untrusted("self-signed certificate"))
    assert isinstance(told, CertificateRejected), "the tunnel stood already"


def test_a_broken_connection_says_how_far_it_came() -> None:
    cases = {(False, False): "before the request had left", (True, False): "without an answer"}
    for (was_sent, has_response), words in cases.items():
        told = way_errors.broken(WAY, OSError(), was_sent=was_sent, has_response=has_response)
        assert isinstance(told, ConnectionLost)
        assert words in str(told)
    plain = Way("Mine", "http://mine.test/v1")
    told = way_errors.broken(plain, OSError(), was_sent=True, has_response=False)
    assert "https://" in told.hint


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("407 Proxy Authentication Required", "asks for a login"),
        ("401 Unauthorized", "asks for a login"),
        ("Invalid username/password", "asks for a login"),
        (
            "Requested NO AUTHENTICATION REQUIRED from proxy server, but got USERNAME.",
            "asks for a login",
        ),
        (
            "Requested USERNAME/PASSWORD from proxy server, but got NO ACCEPTABLE METHODS.",
            "takes no login",
        ),
        ("502 Bad Gateway", "did not reach api.naga.ac"),
    ],
)
def test_a_proxy_that_says_no(words, text) -> None:
    told = way_errors.proxy_failed(PROXIED, words)
    assert text in str(told)
    assert "TOPSECRET" not in f"{told} {told.detail}"


@pytest.mark.parametrize("text", ["sk-1", " sk-1\n", "\ufeffsk-1\u200b", "\tsk-1\u00a0"])
def test_keys_are_cleaned(text) -> None:
    assert way_errors.clean_key(text, "NagaAI") == "sk-1"


@pytest.mark.parametrize("text", ["sk\n1", "sk\x7f1", "sk-é", "sk\u200b1"])
def test_keys_that_are_none(text) -> None:
    with pytest.raises(KeyRejected) as caught:
        way_errors.clean_key(text, "NagaAI")
    assert text not in f"{caught.value} {caught.value.hint} {caught.value.detail}"


def test_notices_have_words() -> None:
    from desktop_app.domain.errors import DiskFull, RateLimited

    limited = RateLimited("Too many requests to NagaAI.")
    words = [
        notice.words
        for notice in (
            Waiting(),
            Loading("Loading the built-in model…"),
            Quiet(20),
            Retrying(limited, 7.6, 1, lambda: None),
            Retrying(limited, 0.4, 1, lambda: None),
            Repaired("without temperature"),
            Unsaved(DiskFull("The disk is full.")),
        )
    ]
    assert words == [
        "waiting for the first token",
        "Loading the built-in model…",
        "the server has been quiet for 20 s",
        "Too many requests to NagaAI – trying again in 8 s",
        "Too many requests to NagaAI – trying again in 1 s",
        "the provider did not take the request as it was: asked again without temperature",
        "this answer is not being saved: The disk is full.",
    ]
