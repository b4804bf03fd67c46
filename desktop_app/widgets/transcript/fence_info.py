"""What the words behind a code fence tell: the language and the file's name.

Models write them in many ways: "python load.py", "python:load.py", `ts title="app.ts"`.
"""

import re

_NAMED = re.compile(
    r"\b(?:title|file|filename|name|path)\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s}]+))"
)
_BETWEEN = str.maketrans(":,{}", "    ")


def language_of(info: str) -> str:
    """The language that a fence names, in lower case."""
    words = info.translate(_BETWEEN).split()
    return words[0].lstrip(".").lower() if words and "=" not in words[0] else ""


def file_of(info: str) -> str:
    """The file that a fence names, empty if it names none."""
    named = _NAMED.search(info)
    if named is not None:
        return named[1] or named[2] or named[3]
    words = info.replace(":", " ").split()
    is_file = len(words) > 1 and "." in words[1] and not set("={") & set(words[1])
    return words[1] if is_file else ""
