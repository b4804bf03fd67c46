"""What every importer needs: files of the export, notes, and values that may be of any type."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from desktop_app.domain.message import TextPart

_SIGNATURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


class Given:
    """One conversation's JSON as it stands in the file, and the export around it."""

    def __init__(self, element: bytes, file: Callable[[str], bytes | None]) -> None:
        self.element = element
        self._file = file
        self.skipped: Counter[str] = Counter()

    def file(self, name: str) -> bytes | None:
        """The bytes of an attachment, None if the export does not hold them."""
        return self._file(name) if name else None

    def skip(self, words: str) -> None:
        """Note something that is left out."""
        self.skipped[words] += 1


def missing(name: str, around: Given) -> TextPart:
    """What stands for an attachment whose bytes are not there."""
    around.skip("an attached file that the export does not contain")
    return TextPart(f"\n\n[{name}: not contained in the export]")


def text(value: object) -> str:
    """A text, empty for anything else."""
    return value if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """Seconds since 1970 from a number or an ISO 8601 time; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        moment = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def image_type(data: bytes) -> str:
    """The media type of a picture by its first bytes: names in exports do not tell."""
    found = (kind for start, kind in _SIGNATURES.items() if data.startswith(start))
    return next(found, "image/png")
