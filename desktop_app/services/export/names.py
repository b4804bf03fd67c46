"""Names of files that every system takes."""

import re

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST = 80  # characters


def safe_name(title: str) -> str:
    """A title as the name of a file, without an ending."""
    return " ".join(_UNSAFE.sub(" ", title).split())[:_LONGEST].strip(" .") or "Conversation"
