"""An answer that was cut, going on as if it never had been.

Owns how the model is asked to go on and where the old text meets the new: the seam shows nowhere in
the text, and stands in the details as a part of its own. Knows neither the store nor the wire.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from desktop_app.domain.completion import CompletionRequest
from desktop_app.domain.delta import (
    ActivityDelta,
    CitationDelta,
    Delta,
    Finished,
    ImageDelta,
    OpaqueDelta,
    ReasoningDelta,
    RefusalDelta,
    Started,
    TextDelta,
    ToolCallDelta,
    ToolCallEnded,
)
from desktop_app.domain.message import (
    ActivityPart,
    ImagePart,
    Message,
    OpaquePart,
    Part,
    ReasoningPart,
    RefusalPart,
    Role,
    State,
    TextPart,
    ToolCallPart,
    Usage,
)

SEAM = "seam"  # the name of the part that records one; its protocol is ours and is sent to nobody
_OURS = "rivulet"
_ANCHOR = 40  # characters of the old text that the model is asked to begin with
_LEAD_IN = 40  # characters that may come before them: quotes, an ellipsis
_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"\w+$")
_LONGEST_OVERLAP = 400
_SHORTEST_OVERLAP = 4  # characters; shorter ones are chance, except for white space


class Seam(msgspec.Struct, frozen=True):
    """Where two answers were joined: `at` characters of text are the old one's.

    `repeated` characters of the new one were left out because they stood there already.
    """

    cut: str  # the id of the message that was cut
    at: int
    repeated: int
    is_prefilled: bool
    model: str


def seam_in(part: Part) -> Seam | None:
    """The seam that a part of a joined answer records, if it is such a part."""
    if isinstance(part, OpaquePart) and (part.protocol, part.name) == (_OURS, SEAM):
        return msgspec.json.decode(part.payload, type=Seam)
    return None


class Continuation:
    """What goes on from `cut`. Made for one turn: it remembers how far the joining is."""

    def __init__(self, cut: Message) -> None:
        self._cut = cut
        self._text = next(
            (part.text for part in reversed(cut.parts) if isinstance(part, TextPart)), ""
        )
        self._anchor = ""
        self._is_prefilled = False
        self._model = ""
        self._has_started = False
        self._repeated = 0
        self._begin()

    def _begin(self) -> None:
        self._keys: set[object] = set()  # of text parts that were joined to the old text
        self._head: list[str] = []
        self._is_joined = False

    def request(self, request: CompletionRequest) -> CompletionRequest:
        """`request`, which ends with the person's question, with the cut answer behind it.

        A model that takes it goes on from its own words; any other is asked to.
        """
        self._model = request.model
        said = tuple(part for part in self._cut.parts if isinstance(part, TextPart | ToolCallPart))
        self._is_prefilled = (
            request.profile.has_prefill and bool(said) and isinstance(said[-1], TextPart)
        )
        if self._is_prefilled:
            said = (*said[:-1], TextPart(self._text.rstrip()))  # trailing space is refused
        self._anchor = "" if self._is_prefilled else self._text[-_ANCHOR:].strip()
        answer = msgspec.structs.replace(self._cut, parts=said, state=State.COMPLETE)
        messages = (*request.messages, *((answer,) if said else ()))
        if said and not self._is_prefilled:
            messages = (*messages, self._wish())
        return msgspec.structs.replace(request, messages=messages, is_prefilled=self._is_prefilled)

    def _wish(self) -> Message:
        words = (
            "Your last answer was cut off. Continue it without any remark. Begin by repeating its"
            f" last words exactly: {self._anchor}"
        )
        return Message("", Role.USER, State.COMPLETE, (TextPart(words),), created=0.0)

    def seed(self) -> Iterator[Delta]:
        """The cut answer as deltas, for the builder that takes the new ones."""
        for place, part in enumerate(self._cut.parts):
            yield from _deltas(part, (SEAM, place))

    def joined(self, deltas: Sequence[Delta]) -> Iterator[Delta]:
        """The new answer's deltas so that its text goes on in the old one's part."""
        for delta in deltas:
            match delta:
                case Started():
                    yield delta
                    if self._has_started:  # the provider began anew, and so does the builder
                        self._begin()
                        yield from self.seed()
                    self._has_started = True
                case TextDelta(key=key, text=text) if self._goes_on(key):
                    yield from self._join(text)
                case Finished():
                    yield from self.flush()
                    yield delta
                case OpaqueDelta():
                    pass  # belongs to an answer that in this shape no provider ever gave
                case _:
                    yield delta

    def flush(self) -> Iterator[Delta]:
        """What was held back to compare it: the answer has ended."""
        if self._head and not self._is_joined:
            yield from self._release()

    def parts(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """All parts of the joined answer, with the record of this seam and earlier ones.

        Of the old ones only the text that went on was built anew; the others return as they were.
        """
        old = tuple(part for part in self._cut.parts if any(_deltas(part, "")))
        kept = tuple(
            new if isinstance(new, TextPart) else was for was, new in zip(old, parts, strict=False)
        )
        parts = kept + parts[len(old) :]
        at = len(self._cut.text)
        seam = Seam(self._cut.id, at, self._repeated, self._is_prefilled, self._model)
        earlier = tuple(p for p in self._cut.parts if isinstance(p, OpaquePart) and p.name == SEAM)
        record = OpaquePart(_OURS, msgspec.Raw(msgspec.json.encode(seam)), SEAM)
        return (*parts, *earlier, record)

    def usage(self, usage: Usage | None) -> Usage | None:
        """What both answers took together."""
        first = self._cut.usage
        if first is None or usage is None:
            return usage or first
        sums = {
            name: one if other is None else other if one is None else one + other
            for name in usage.__struct_fields__
            for one, other in [(getattr(first, name), getattr(usage, name))]
        }
        return Usage(**sums)

    def _goes_on(self, key: object) -> bool:
        """Whether a text part is the first of the new answer, the one that the old one becomes."""
        if self._text and not self._keys:
            self._keys.add(key)
        return key in self._keys

    def _join(self, text: str) -> Iterator[Delta]:
        if self._is_joined:
            yield self._more(text)
            return
        self._head.append(text)
        head = "".join(self._head)
        is_enough = (
            bool(head.strip()) if self._is_prefilled else len(head) >= _LEAD_IN + len(self._anchor)
        )
        if is_enough:
            yield from self._release()

    def _release(self) -> Iterator[Delta]:
        head = "".join(self._head)
        self._is_joined = True
        self._repeated = overlap(self._text, head, self._anchor)
        rest = head[self._repeated :]
        if not self._is_prefilled and not self._repeated and _is_broken_word(self._text, rest):
            rest = " " + rest  # an answer begins without the space that a word within it has
        if rest:
            yield self._more(rest)

    def _more(self, text: str) -> TextDelta:
        place = max(i for i, part in enumerate(self._cut.parts) if isinstance(part, TextPart))
        return TextDelta((SEAM, place), text)


def overlap(old: str, new: str, anchor: str = "") -> int:
    """How many characters at the start of `new` only repeat the end of `old`.

    `anchor` are words that `new` was asked to begin with; a few characters may come before them.
    """
    place = new.find(anchor, 0, _LEAD_IN + len(anchor)) if anchor else -1
    if place >= 0:
        # What was white space at the end of the old text is not repeated by the new one.
        end = place + len(anchor)
        return end + overlap(old[len(old.rstrip()) :], new[end:])
    for length in range(min(len(old), len(new), _LONGEST_OVERLAP), 0, -1):
        is_long = length >= _SHORTEST_OVERLAP or new[:length].isspace()
        if is_long and old.endswith(new[:length]):
            return length
    return 0


def _is_broken_word(old: str, new: str) -> bool:
    """Whether two words meet, and not the two halves of one.

    They are halves where the text has the whole word elsewhere, and the second half nowhere.
    """
    if not (new and old[-1:].isalnum() and new[0].isalnum()):
        return False
    first, second = _LAST_WORD.findall(old[-_LONGEST_OVERLAP:])[-1], _WORD.match(new)
    half = second.group() if second else ""
    words = {word.casefold() for word in _WORD.findall(f"{old} {new[len(half) :]}")}
    return (first + half).casefold() not in words or half.casefold() in words


def _deltas(part: Part, key: object) -> Iterator[Delta]:
    match part:
        case TextPart(text=text, citations=citations) if text:
            yield TextDelta(key, text)
            yield from (CitationDelta(key, citation) for citation in citations)
        case ReasoningPart(text=text) if text:
            yield ReasoningDelta(key, text)
        case RefusalPart(text=text) if text:
            yield RefusalDelta(key, text)
        case ToolCallPart(id=call_id, name=name, arguments=arguments, is_whole=is_whole):
            yield ToolCallDelta(key, call_id, name, arguments)
            if is_whole:
                yield ToolCallEnded(key)
        case ActivityPart(name=name, state=state, detail=detail):
            yield ActivityDelta(key, name, state, detail)
        case ImagePart(media_type=media_type, data=data):
            yield ImageDelta(key, media_type, data)
        case _:
            return  # nothing that a model says, or only to an equal request
