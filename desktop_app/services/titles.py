"""What a conversation is called before anybody named it."""

_LONGEST = 60


def first_words(text: str) -> str:
    """A title from what was asked first: its first line, cut at a word."""
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    if len(line) <= _LONGEST:
        return line
    return f"{line[:_LONGEST].rsplit(' ', 1)[0]}…"
