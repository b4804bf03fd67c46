"""Base URLs as people paste them, and the address of one call (WIRE.md 2, last lines)."""

import re
from urllib.parse import urlsplit, urlunsplit

_PASTED = re.compile(r"/(?:chat/completions|completions|responses|messages|models)/*$")
_VERSION = re.compile(r"/v\d+(?:(?:alpha|beta)\d*)?(?=/|$)", re.IGNORECASE)


def repair_base_url(url: str) -> str:
    """Return what was meant: a scheme, no pasted call, no trailing slash.

    A server on this computer is taken as http, any other as https. Raises ValueError with words
    for a person where no server is named.
    """
    url = url.strip().strip("<>\"'").strip()
    if "://" not in url:
        host = url.partition("/")[0].partition(":")[0]
        url = ("http://" if _is_here(host) else "https://") + url
    parts = urlsplit(url)
    if parts.scheme.lower() not in {"http", "https"}:
        raise ValueError(f"A base URL begins with https:// or http://, not {parts.scheme}://.")
    if not parts.hostname or re.search(r"\s", url):
        raise ValueError("This is no web address.")
    if parts.username or parts.password:
        raise ValueError("The key does not belong into the base URL: enter it as the key.")
    path = _PASTED.sub("", parts.path.rstrip("/")).rstrip("/")
    return urlunsplit((parts.scheme.lower(), parts.netloc, path, parts.query, ""))


def completion_url(base_url: str, path: str) -> str:
    """Return the address of one call: `path` below `base_url`, keeping its query (Azure).

    `/v1` is not added where the base URL has a version already, and never taken away: a path that
    brings its own version loses it instead.
    """
    parts = urlsplit(base_url)
    below = parts.path.rstrip("/")
    if _VERSION.search(below):
        path = _VERSION.sub("", path, count=1)
    return urlunsplit((parts.scheme, parts.netloc, below + path, parts.query, ""))


def base_urls_to_try(base_url: str) -> tuple[str, ...]:
    """Return the base URLs that an unknown server may have meant, the likeliest first."""
    parts = urlsplit(base_url)
    if _VERSION.search(parts.path):
        return (base_url,)
    versioned = urlunsplit((parts.scheme, parts.netloc, parts.path + "/v1", parts.query, ""))
    return (versioned, base_url)


def _is_here(host: str) -> bool:
    return host == "localhost" or host.startswith(("127.", "["))
