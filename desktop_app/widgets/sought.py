"""What a person looks for in a conversation: words, and how exactly they are meant."""

import functools
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Sought:
    """Case and the neighbours of the words count only if asked for."""

    words: str = ""
    is_cased: bool = False
    is_whole: bool = False

    def is_in(self, text: str) -> bool:
        """Whether it is worth looking closely: cheap, and right when it says no."""
        if self.is_cased:
            return self.words in text
        return self._folded in text.casefold() or self.words.lower() in text.lower()

    def count(self, text: str) -> int:
        """How often it stands in `text`."""
        return sum(1 for _ in self.pattern.finditer(text)) if self.is_in(text) else 0

    @functools.cached_property
    def _folded(self) -> str:
        return self.words.casefold()

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds it; words that begin or end with a sign have no letter to be parted from."""
        written = re.escape(self.words)
        if self.is_whole:
            written = rf"(?<!\w){written}(?!\w)"
        return re.compile(written, 0 if self.is_cased else re.IGNORECASE)
