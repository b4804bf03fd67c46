"""Qt counts UTF-16 units, Python characters: what stands between the two."""

from difflib import SequenceMatcher

_MOST_COMPARED = 1_000_000  # steps of the comparison: a few milliseconds


def units(text: str) -> int:
    """How many positions of a document `text` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def unit_at(text: str, index: int) -> int:
    """The position in a document of character `index` of `text`."""
    return index if text.isascii() else units(text[:index])


def between(text: str, start: int, end: int) -> str:
    """The characters from position `start` to position `end`."""
    if text.isascii():
        return text[max(0, start) : max(0, end)]
    data = text.encode("utf-16-le", "surrogatepass")
    return data[2 * max(0, start) : 2 * max(0, end)].decode("utf-16-le", "replace")


def moved(before: str, after: str, position: int) -> int:
    """Where the words at a position of `before` stand in `after`, which says some in another way.

    A formula that is drawn is one character, signs of marks go away when the marks are closed.
    """
    if after.startswith(before):
        return position
    first = _common(before, after)
    one, other = before[first:], after[first:]
    last = _common(one[::-1], other[::-1])
    one, other = one[: len(one) - last], other[: len(other) - last]
    index = len(between(before, 0, position))
    if index <= first:
        return position
    if index >= first + len(one):
        return unit_at(after, len(after) - len(before) + index)
    return unit_at(after, first + _matched(one, other, index - first))


def _common(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _matched(before: str, after: str, index: int) -> int:
    """The same between two texts that differ at both ends."""
    if len(before) * len(after) > _MOST_COMPARED:
        return min(index, len(after))
    for start, there, count in SequenceMatcher(None, before, after, False).get_matching_blocks():
        if index < start + count:
            return there + max(0, index - start)
    return len(after)
