"""Tool call ids as a server takes them: other servers' ids have signs and lengths it refuses."""

import hashlib
import re

_PLAIN = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class ToolIds:
    """Maps ids within one request; `is_short` asks for Mistral's nine letters and digits."""

    def __init__(self, is_short: bool = False) -> None:
        self._is_short = is_short

    def __getitem__(self, call_id: str) -> str:
        if self._is_short:
            return hashlib.sha256(call_id.encode()).hexdigest()[:9]
        if _PLAIN.fullmatch(call_id):
            return call_id
        return "call_" + hashlib.sha256(call_id.encode()).hexdigest()[:24]
