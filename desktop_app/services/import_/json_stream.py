"""A list in a JSON file, element by element, however long the list is.

Exports of a whole history are one array of a gigabyte. This finds where its elements begin and end
by counting brackets outside strings, and leaves understanding them to the caller.
"""

import re
from collections.abc import Callable, Iterator

from desktop_app.services.import_.errors import NotUnderstood

LARGEST_ELEMENT = 512 << 20  # bytes
_LEAST_READ = 1 << 20  # bytes

# A whole string is one sign, so that brackets in it do not count; a lone quote has no end yet.
_SIGN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},"]', re.DOTALL)
_STEPS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
_OUR_LIST = re.compile(rb'"conversations"\s{0,8}:\s{0,8}\[$')


def elements(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The elements of the outer list, or of `conversations` in an outer object.

    An object without such a list is one element itself.

    Raises:
        NotUnderstood: this is no JSON of that form, it ends too early, or an element is too large.
    """
    text = _Text(read)
    outer = text.next()
    if outer not in {b"[", b"{"} or text.passed().strip(b" \t\r\n\xef\xbb\xbf") != outer:
        raise NotUnderstood("This file holds no conversations.")
    if outer == b"[":
        text.forget()
        yield from _list_elements(text)
    else:
        yield from _object_elements(text)


def _object_elements(text: "_Text") -> Iterator[bytes]:
    depth = 1
    while depth:
        sign = text.next()
        depth += _STEPS.get(sign, 0)
        if sign == b"[" and depth == 2 and _OUR_LIST.search(text.passed(40)):
            text.forget()
            yield from _list_elements(text)
            return
    yield text.passed()


def _list_elements(text: "_Text") -> Iterator[bytes]:
    depth = 1
    while depth:
        sign = text.next()
        depth += _STEPS.get(sign, 0)
        if depth == 0 or (sign == b"," and depth == 1):
            if element := text.passed()[:-1].strip():
                yield element
            text.forget()


class _Text:
    """A file that is passed over sign by sign; what was passed is kept until it is forgotten."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._data = b""
        self._start = 0  # what was passed lies between here
        self._at = 0  # and here

    def next(self) -> bytes:
        """Pass to behind the next bracket or comma outside a string, and return it."""
        while True:
            match = _SIGN.search(self._data, self._at)
            if match is None or match[0] == b'"':
                self._read_more()
                continue
            self._at = match.end()
            if len(match[0]) == 1:
                return match[0]

    def passed(self, most: int | None = None) -> bytes:
        """What was passed since the last `forget`, or the last `most` bytes of it."""
        start = self._start if most is None else max(self._start, self._at - most)
        return self._data[start : self._at]

    def forget(self) -> None:
        """Let go of what was passed."""
        self._start = self._at

    def _read_more(self) -> None:
        """At least as much as is kept, so that a long string is not searched again and again."""
        kept = self._data[self._start :]
        if len(kept) > LARGEST_ELEMENT:
            raise NotUnderstood("A conversation in this file is larger than 512 MB.")
        chunk = self._read(max(_LEAST_READ, len(kept)))
        if not chunk:
            raise NotUnderstood("This file ends in the middle.")
        self._data = kept + chunk
        self._at -= self._start
        self._start = 0
