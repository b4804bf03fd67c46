"""A provider's own headers: their values are secrets and lie where keys lie.

In the settings, and on the screen, such a value is `KEPT`. Each value has an entry of its own,
bound to the provider's origin like its key.
"""

from collections.abc import Container

import msgspec

from desktop_app.domain.errors import SecretStoreError
from desktop_app.domain.provider import Provider
from desktop_app.services.secrets import Kept, Secret, Secrets

KEPT = "••••"


def parted(provider: Provider) -> tuple[Provider, list[Kept]]:
    """The provider as the settings may hold it, and its header values as `Secrets` keeps them.

    Values that are `KEPT` already stay as they were.
    """
    kept = [
        Kept(_entry(provider, name), Secret(value))
        for name, value in provider.headers.items()
        if value != KEPT
    ]
    return msgspec.structs.replace(provider, headers=dict.fromkeys(provider.headers, KEPT)), kept


async def restored(secrets: Secrets, provider: Provider) -> Provider:
    """The provider with its header values, to be sent. Raises SecretStoreError."""
    headers = dict(provider.headers)
    for name in [name for name, value in headers.items() if value == KEPT]:
        secret = await secrets.get(_entry(provider, name))
        if secret is None:
            raise SecretStoreError(
                f"The value of the header {name} is not kept here.",
                hint=f"Enter it again for {provider.name} in Settings › Models & keys.",
            )
        headers[name] = secret.reveal()
    return msgspec.structs.replace(provider, headers=headers)


async def forget(secrets: Secrets, provider: Provider, but: Container[str] = ()) -> None:
    """Delete what was kept for the headers, except these. Raises SecretStoreError."""
    for name in provider.headers:
        if name not in but:
            await secrets.delete(_entry(provider, name))


def _entry(provider: Provider, header: str) -> Provider:
    return msgspec.structs.replace(provider, name=f"{provider.name} {header}")
