"""Text on its way to the parser and to Qt: what the two would count differently is made the same.

Both must see the same lines. A lone carriage return ends a line for one and not for the other, and
Qt and we keep signs for ourselves. Each is replaced by one sign; only of `CR LF` is one left.
"""

import re

_OWN = re.compile("[\0\r\u2029\ufdd0-\ufdd2\ud800-\udfff]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_INSTEAD = {"\r": "\n", "\u2029": "\N{LINE SEPARATOR}"}


class Arriving:
    """Remembers the end of the last piece: a line end may come in two."""

    def __init__(self) -> None:
        self._has_returned = False

    def read(self, text: str) -> str:
        """The next piece as it is handed on."""
        if self._has_returned and text:
            text = text.removeprefix("\n")
            self._has_returned = False
        if not _OWN.search(text):
            return text
        self._has_returned = text.endswith("\r")
        text = text.replace("\r\n", "\n")
        return _OWN.sub(lambda found: _INSTEAD.get(found[0], _LOST), text)
