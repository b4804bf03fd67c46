"""Pictures of the web that a person asked for: fetched once, bounded, with nothing of the person's.

No key, no cookie, no referrer leaves; only the host that was named is asked. It must not know how
a picture is shown.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.domain.errors import AppError, RequestRefused
from desktop_app.domain.provider import Endpoint, Network
from desktop_app.services.attachments import picture_type, size_in_words
from desktop_app.services.network_choices import NetworkChoices

if TYPE_CHECKING:
    from desktop_app.services.http import Exchange, Http

MOST_BYTES = 10_000_000
PATIENCE = 30.0  # seconds for the whole of a picture
_CONNECT = 10.0  # seconds
_ACCEPT = "image/png, image/jpeg, image/gif, image/webp"


class PictureRefused(AppError):
    """There is no picture to be had at that address."""


async def fetch(
    http: "Http", network: NetworkChoices, url: str, on_progress: Callable[[int], None]
) -> bytes:
    """The bytes of one PNG, JPEG, GIF or WebP; `on_progress` hears how many have come.

    Raises PictureRefused, or a NetworkError for the way there.
    """
    host = urlsplit(url).hostname or ""
    await network.learn(Network())
    endpoint = Endpoint("", host, url, "", url, auth="none", headers={"Accept": _ACCEPT})
    try:
        async with (
            asyncio.timeout(PATIENCE),
            http.exchange(endpoint, url=url, connect=_CONNECT) as exchange,
        ):
            _check_head(exchange, host)
            data = await _body(exchange, host, on_progress)
    except TimeoutError:
        raise PictureRefused(f"{host} took longer than {PATIENCE:.0f} s.") from None
    except RequestRefused as error:  # it sends on to another address, which nobody has agreed to
        raise PictureRefused(f"{host} keeps it elsewhere.", detail=error.detail) from None
    if not picture_type(data):
        raise PictureRefused(f"What {host} sent is no picture that can be shown.")
    return data


def _check_head(exchange: "Exchange", host: str) -> None:
    if exchange.status != 200:
        raise PictureRefused(f"{host} has no such picture ({exchange.status}).")
    length = exchange.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise _too_large(int(length))


async def _body(exchange: "Exchange", host: str, on_progress: Callable[[int], None]) -> bytes:
    gathered = bytearray()
    while (chunk := await exchange.read()) is not None:
        gathered += chunk
        if len(gathered) > MOST_BYTES:
            raise _too_large(len(gathered))
        on_progress(len(gathered))
    length = exchange.headers.get("content-length", "")
    if length.isdecimal() and len(gathered) < int(length):
        raise PictureRefused(f"{host} broke off in the middle.")
    return bytes(gathered)


def _too_large(size: int) -> PictureRefused:
    limit = size_in_words(MOST_BYTES)
    return PictureRefused(f"It is too large: {size_in_words(size)}, at most {limit} are loaded.")
