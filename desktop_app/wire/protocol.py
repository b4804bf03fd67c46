"""What a protocol is to the floors above."""

from collections.abc import Callable
from typing import Any

import msgspec

from desktop_app.domain.completion import CompletionRequest
from desktop_app.wire.decoder import Decoder
from desktop_app.wire.errors import Speaker


class Protocol(msgspec.Struct, frozen=True):
    """One dialect. `path` is the completion call's, below the base URL with its version."""

    name: str
    title: str
    path: str
    build: Callable[[CompletionRequest], dict[str, Any]]
    decoder: Callable[[Speaker], Decoder]
