"""Whether there is a way out as the settings are: through the proxy, past the certificates.

No key is sent: any answer at all proves the way.
"""

import asyncio
import time

import msgspec

from desktop_app.domain.errors import ProviderError
from desktop_app.domain.provider import Endpoint
from desktop_app.services import way_errors
from desktop_app.services.http import Http, proxy_for

_PATIENCE = 20.0  # seconds


async def try_way(http: Http, endpoint: Endpoint) -> str:
    """Ask the provider's server for anything; returns how it went, in words. Raises AppError."""
    url = endpoint.base_url
    bare = msgspec.structs.replace(endpoint, headers={})  # whose values are secrets
    proxy = proxy_for(http.route(endpoint.provider), url)
    began = time.monotonic()
    try:
        async with asyncio.timeout(_PATIENCE), http.exchange(bare, url=url):
            pass
    except TimeoutError:
        raise way_errors.fell_silent(endpoint.title, _PATIENCE) from None
    except ProviderError:
        pass  # sent elsewhere: somebody answered
    seconds = time.monotonic() - began
    through = f" through the proxy {way_errors.host_of(proxy)}" if proxy else ""
    return f"{way_errors.host_of(url)} answers{through} after {seconds:.1f} s."
