"""The Messages protocol: content blocks between message_start and message_stop (WIRE.md 1.3)."""

from desktop_app.wire.messages.decoder import MessagesDecoder
from desktop_app.wire.messages.request import build

__all__ = ["MessagesDecoder", "build"]
