"""Which server an address names: what a key belongs to, and whether it is this computer."""

import ipaddress
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}


def origin(url: str) -> str:
    """Scheme, host and port that a key is given for, like `https://api.openai.com:443`."""
    address = urlsplit(url)
    port = address.port or _PORTS.get(address.scheme, 0)
    return f"{address.scheme}://{(address.hostname or '').lower()}:{port}"


def is_loopback(url: str) -> bool:
    """Whether `url` names this very computer; what is no address does not."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_exposed(url: str) -> bool:
    """Whether a key sent there can be read on the way: http beyond this computer."""
    return urlsplit(url).scheme == "http" and not is_loopback(url)
