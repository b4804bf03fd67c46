"""The faults of the way to a provider, in words a person understands (WIRE.md 3.3).

Pure functions: an operating system's or TLS fault and where we wanted to go become a
`NetworkError`. Knows no HTTP library. Keys are cleaned here too, because a key with a line break
in it would otherwise be quoted by the library's own complaint.
"""

import errno
import socket
import ssl
import urllib.parse
from collections.abc import Iterator

import msgspec

from desktop_app.domain.errors import (
    AppError,
    CertificateRejected,
    ConnectionLost,
    KeyRejected,
    NetworkError,
    Offline,
    ProxyFailed,
    SettingsError,
    TimedOut,
)

_PASTED = "\u200b\u2060\ufeff\u00a0 \t\r\n"  # what copying from a web page leaves around a key


class Way(msgspec.Struct, frozen=True):
    """Where a request was going. `title` names the provider, `proxy` is an address or ""."""

    title: str
    url: str
    proxy: str = ""

    @property
    def host(self) -> str:
        """Host and port of the provider, never a login."""
        return host_of(self.url)


def host_of(url: str) -> str:
    """Host and, where given, port of `url`; a login in it is left out."""
    return urllib.parse.urlsplit(url).netloc.rpartition("@")[2]


def clean_key(text: str, title: str) -> str:
    """The key without what pasting put around it. Raises KeyRejected if it cannot be sent."""
    key = text.strip(_PASTED)
    if not key.isascii() or not key.isprintable():
        raise KeyRejected(
            f"The key for {title} contains a character that no key has.",
            hint="Copy it again from the provider's page, without line breaks, and paste it.",
        )
    return key


def clean_header(name: str, value: str, title: str) -> str:
    """A header value of the person's own. Raises SettingsError if it cannot be sent."""
    value = value.strip()
    if not value.isascii() or not value.isprintable():
        raise SettingsError(
            f"The header {name} of {title} contains a character that no header may have.",
            hint="Correct it in Settings › Models & keys.",
        )
    return value


def not_connected(way: Way, error: BaseException) -> AppError:
    """No connection came about: name, route, refusal or TLS."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls_failed(way, cause)
    if way.proxy:
        return ProxyFailed(
            f"The proxy {host_of(way.proxy)} does not answer.",
            hint="Check the proxy in Settings › Network, or turn it off.",
            detail=_words(causes),
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Offline(
            f"The name {way.host} was not found.",
            hint="Check the network connection and the base URL.",
            detail=_words(causes),
            param="host",
        )
    codes = {cause.errno for cause in causes if isinstance(cause, OSError)}
    if errno.ECONNREFUSED in codes:
        return Offline(
            f"Nothing answers at {way.host}.",
            hint="Check that the server runs and that the port in the base URL is right.",
            detail=_words(causes),
            param="port",
        )
    return Offline(
        f"{way.title} cannot be reached at {way.host}.",
        hint="Check the network connection.",
        detail=_words(causes),
    )


def _tls_failed(way: Way, error: ssl.SSLError) -> NetworkError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateRejected(
            f"This computer does not trust the certificate it got for {way.host}.",
            hint="A company network may replace certificates: choose its CA file in "
            "Settings › Network. Otherwise somebody may be listening.",
            detail=str(error.verify_message),
        )
    if "WRONG_VERSION_NUMBER" in str(error) or "HTTP_REQUEST" in str(error):
        return NetworkError(
            f"{way.host} does not speak TLS.",
            hint="Try http:// instead of https:// in the base URL.",
            detail=str(error),
        )
    return CertificateRejected(
        f"No secure connection to {way.host} came about.",
        hint="A firewall may be in the way, or the base URL should begin with http://.",
        detail=str(error),
    )


def connect_timed_out(way: Way, limit: float | None) -> TimedOut:
    """Nobody answered the knocking within the person's limit (seconds)."""
    place = f"the proxy {host_of(way.proxy)}" if way.proxy else way.host
    return TimedOut(
        f"No connection to {place} within {limit or 0:g} s.",
        which="connect",
        hint="Check the network connection; the limit is in Settings › Network.",
    )


def fell_silent(title: str, limit: float) -> TimedOut:
    """A short question got no answer."""
    return TimedOut(
        f"{title} did not answer within {limit:g} s.",
        which="first",
        hint="Try again in a moment.",
    )


def broken(way: Way, error: BaseException, *, was_sent: bool, has_response: bool) -> ConnectionLost:
    """The connection was there and broke."""
    if has_response:
        text, hint = f"The connection to {way.title} was lost.", "Continue or try again."
    elif way.url.startswith("http://") and was_sent:
        text = f"{way.title} closed the connection without an answer."
        hint = "If the server wants a secure connection, use https:// in the base URL."
    elif was_sent:
        text = f"{way.title} closed the connection without an answer."
        hint = "Try again; the provider may have counted this request."
    else:
        text = f"{way.title} closed the connection before the request had left."
        hint = "Try again."
    return ConnectionLost(text, hint=hint, detail=_words(tuple(_causes(error))))


def undecodable(way: Way) -> ConnectionLost:
    """The bytes that came are not what the headers promised."""
    return ConnectionLost(
        f"What {way.title} sent cannot be read.",
        hint="A proxy on the way may have damaged it. Try again.",
        detail="the content encoding does not fit the body",
    )


def address_unusable(way: Way) -> NetworkError:
    """The base URL is not one, or the request could not be put together."""
    return NetworkError(
        f"The address of {way.title} cannot be used.",
        hint="A base URL looks like https://host/v1. Correct it in Settings › Models & keys.",
    )


def proxy_failed(way: Way, words: str) -> ProxyFailed:
    """The proxy itself said no. `words` begin with its status where it gave one."""
    # Some answer a wrong login with 401; inside the tunnel nobody else could have said it.
    if words.startswith(("401", "407", _SOCKS_WANTS_LOGIN)) or "username/password" in words:
        return proxy_wants_login(way.proxy, words)
    if words.startswith(_SOCKS_TAKES_NONE):
        return ProxyFailed(
            f"The proxy {host_of(way.proxy)} takes no login.",
            hint="Leave out the user in its address in Settings › Network.",
            detail=words,
        )
    return ProxyFailed(
        f"The proxy {host_of(way.proxy)} did not reach {way.host}.",
        hint="Check the proxy in Settings › Network, or turn it off.",
        detail=words,
    )


# The library's words for what the two sides could not agree on.
_SOCKS_WANTS_LOGIN = "Requested NO AUTH"
_SOCKS_TAKES_NONE = "Requested USERNAME"


def proxy_wants_login(proxy: str, words: str = "HTTP 407") -> ProxyFailed:
    """The proxy does not know this person."""
    return ProxyFailed(
        f"The proxy {host_of(proxy) or 'on the way'} asks for a login.",
        hint="Enter its user and password in Settings › Network.",
        detail=words,
    )


def ca_file_unusable(ca_file: str, error: OSError) -> CertificateRejected:
    """The file that the person chose holds no certificates, or is not there."""
    return CertificateRejected(
        f"The CA file {ca_file} cannot be used.",
        hint="Choose a PEM file with certificates in Settings › Network.",
        detail=error.strerror or str(error),
        param="network.ca_file",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and the members of groups on the way."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__


def _words(causes: tuple[BaseException, ...]) -> str:
    """The system's own words: the innermost fault tells most, and never quotes a request."""
    faults = [cause for cause in causes if isinstance(cause, OSError) and cause.strerror]
    return str(faults[-1].strerror) if faults else type(causes[0]).__name__
