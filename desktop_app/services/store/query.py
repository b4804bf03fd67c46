"""What the person typed into the search, understood. Knows no SQL.

Words are all wanted; the last one may be unfinished. "a phrase", begin*, -unwanted, and the
operators in: tag: from: model: before: after: has:. An operator whose value makes no sense is taken
as words, so that nothing typed is silently left out.
"""

import re
import time

import msgspec

from desktop_app.services.store.words import indexable

_TERM = re.compile(
    r'(?P<minus>-?)(?:(?P<operator>[a-z]+):)?(?:"(?P<phrase>[^"]*)(?P<end>"?)|(?P<word>\S+))'
)
_SPEAKERS = {
    "me": "user",
    "user": "user",
    "assistant": "assistant",
    "model": "assistant",
    "tool": "tool",
}
_FEATURES = frozenset({"code", "image"})
_WITH_RULES = frozenset({"before", "after", "from", "has"})  # not every value makes sense
_DAY = 86_400


class Term(msgspec.Struct, frozen=True):
    """A word or phrase. With `is_prefix` its last word may go on."""

    text: str
    is_prefix: bool = False
    is_unwanted: bool = False


class Query(msgspec.Struct, frozen=True):
    """What is searched for. Times in seconds since 1970."""

    terms: tuple[Term, ...] = ()
    places: tuple[str, ...] = ()  # in:
    tags: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    before: float | None = None
    after: float | None = None
    has_code: bool = False
    has_image: bool = False
    misunderstood: tuple[tuple[str, str], ...] = ()  # operators with values that make no sense

    @property
    def is_of_conversations(self) -> bool:
        """Whether nothing is asked but what a conversation as a whole can answer."""
        return not (self.roles or self.models or self.has_code or self.has_image)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms to be found."""
        return tuple(term for term in self.terms if not term.is_unwanted)

    @property
    def match(self) -> str:
        """The wanted terms in FTS5's language, empty if there are none."""
        return " AND ".join(map(_spelled, self.wanted))

    @property
    def unwanted(self) -> str:
        """The unwanted terms in FTS5's language, empty if there are none."""
        return " OR ".join(_spelled(term) for term in self.terms if term.is_unwanted)


def parse(text: str, now: float) -> Query:
    """Understand what was typed; `now` (seconds since 1970) gives "today" its meaning."""
    terms: list[Term] = []
    found: dict[str, list[str]] = {}
    limits: dict[str, float] = {}
    misunderstood: list[tuple[str, str]] = []
    for match in _TERM.finditer(text):
        operator, value = match["operator"], match["phrase"] or match["word"] or ""
        if operator and value and _take(operator, value, now, found, limits):
            continue
        if operator in _WITH_RULES and value:
            misunderstood.append((operator, value))
        is_last = match.end() == len(text) and not match["end"]
        word = value if not operator else f"{operator}:{value}"
        terms.append(Term(word.rstrip("*"), is_last or word.endswith("*"), bool(match["minus"])))
    return Query(
        tuple(term for term in terms if any(map(str.isalnum, term.text))),
        places=tuple(found.get("in", ())),
        tags=tuple(found.get("tag", ())),
        roles=tuple(found.get("from", ())),
        models=tuple(found.get("model", ())),
        before=limits.get("before"),
        after=limits.get("after"),
        has_code="code" in found.get("has", ()),
        has_image="image" in found.get("has", ()),
        misunderstood=tuple(misunderstood),
    )


def _take(
    operator: str, value: str, now: float, found: dict[str, list[str]], limits: dict[str, float]
) -> bool:
    """Note an operator; whether it was one."""
    if operator in {"before", "after"}:
        if (moment := _moment(value, now)) is None:
            return False
        limits[operator] = moment
        return True
    if operator == "from":
        value = _SPEAKERS.get(value.lower(), "")
    elif operator == "has":
        value = value.lower() if value.lower() in _FEATURES else ""
    elif operator not in {"in", "tag", "model"}:
        value = ""
    if value:
        found.setdefault(operator, []).append(value)
    return bool(value)


def _moment(value: str, now: float) -> float | None:
    """The beginning of a year, a month, a day, "today" or "yesterday", in local time."""
    days_ago = {"today": 0, "yesterday": 1}.get(value.lower())
    if days_ago is not None:
        value = time.strftime("%Y-%m-%d", time.localtime(now - days_ago * _DAY))
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return time.mktime(time.strptime(value, form))
        except (ValueError, OverflowError):
            continue
    return None


def _spelled(term: Term) -> str:
    words = re.sub('["\0]', " ", indexable(term.text)).strip()
    return f'"{words}"*' if term.is_prefix else f'"{words}"'
