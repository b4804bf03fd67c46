"""Thoughts that a server leaves in the text: between <think> tags at its very beginning.

Local servers and some gateways do so where nobody told them how the model marks its thoughts.
"""

from desktop_app.domain.delta import Delta, ReasoningDelta, TextDelta

_OPEN, _CLOSE = "<think>", "</think>"
_BEFORE, _INSIDE, _AFTER = range(3)


class TaggedThoughts:
    """Takes text until it is known that no thoughts come, or that they are over (`is_over`)."""

    def __init__(self) -> None:
        self.is_over = False
        self._stage = _BEFORE
        self._held = ""  # what may be the beginning of a tag, or the white space around thoughts
        self._has_thought = False

    def take(self, text: str) -> list[Delta]:
        """Return what is known of the text by now."""
        self._held += text
        deltas: list[Delta] = []
        if self._stage == _BEFORE:
            self._open()
        if self._stage == _INSIDE:
            deltas += self._think()
        if self._stage == _AFTER:
            deltas += self._answer()
        return deltas

    def flush(self) -> list[Delta]:
        """Return what was held back: the answer has ended."""
        held = self._held if self._stage == _BEFORE else self._held.strip()
        if not held:
            return []
        is_thought = self._stage == _INSIDE
        return [ReasoningDelta("reasoning", held) if is_thought else TextDelta("text", held)]

    def _open(self) -> None:
        """See whether thoughts begin here; the white space before them goes."""
        found = self._held.lstrip()
        if found.startswith(_OPEN):
            self._stage, self._held = _INSIDE, found[len(_OPEN) :]
        elif not _OPEN.startswith(found):
            self._stage = _AFTER

    def _think(self) -> list[Delta]:
        thought, tag, rest = self._held.partition(_CLOSE)
        if not self._has_thought:
            thought = thought.lstrip()
        safe = len(thought) if tag else len(thought) - _begun(thought)
        self._held = rest if tag else thought[safe:]
        self._stage = _AFTER if tag else _INSIDE
        self._has_thought = self._has_thought or safe > 0
        return [ReasoningDelta("reasoning", thought[:safe])] if safe else []

    def _answer(self) -> list[Delta]:
        words = self._held.lstrip() if self._has_thought else self._held
        if not words:
            return []
        self.is_over = True
        return [TextDelta("text", words)]


def _begun(text: str) -> int:
    """How many characters at the end may be the beginning of the closing tag."""
    return next((n for n in range(len(_CLOSE) - 1, 0, -1) if text.endswith(_CLOSE[:n])), 0)
