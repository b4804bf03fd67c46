"""The Responses protocol: typed events up to a terminal one (WIRE.md 1.1)."""

from desktop_app.wire.responses.decoder import ResponsesDecoder

__all__ = ["ResponsesDecoder"]
