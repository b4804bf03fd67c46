"""The Responses protocol: typed events up to a terminal one (WIRE.md 1.1)."""

from desktop_app.wire.responses.decoder import ResponsesDecoder
from desktop_app.wire.responses.request import build

__all__ = ["ResponsesDecoder", "build"]
