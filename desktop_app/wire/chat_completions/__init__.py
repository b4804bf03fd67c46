"""The Chat Completions protocol: `data:` chunks and `[DONE]` (WIRE.md 1.2)."""

from desktop_app.wire.chat_completions.decoder import ChatDecoder
from desktop_app.wire.chat_completions.request import build

__all__ = ["ChatDecoder", "build"]
