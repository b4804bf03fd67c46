"""Qt counts UTF-16 units, Python characters: what stands between the two."""


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
