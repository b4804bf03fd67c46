"""Conversations as values: messages, their parts in the order of arrival, and where they came from.

Parts are plain facts; identity (which row, which widget) belongs to the floors above. The structs
serialise as they are with msgspec, tagged by `kind`, which is also their spelling in the database
and in exports.
"""

import enum

import msgspec


class Role(enum.StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class State(enum.StrEnum):
    """How far a message came. These words stand in SQL, JSON and code alike."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # cut at the token limit
    STOPPED = "stopped"  # by the person
    INTERRUPTED = "interrupted"  # the app ended while it streamed
    TRUNCATED = "truncated"  # the stream ended without its terminal event
    FAILED = "failed"
    BLOCKED = "blocked"  # refusal or content filter


class Citation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A source that the model names for a stretch of its text."""

    url: str = ""
    title: str = ""
    quote: str = ""
    start: int | None = None
    end: int | None = None


class TextPart(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="text"):
    """Words: Markdown in an answer, as typed in a person's message."""

    text: str
    citations: tuple[Citation, ...] = ()


class ReasoningPart(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="reasoning"
):
    """What the model thought aloud, or a summary of it. `seconds` is how long it took."""

    text: str
    seconds: float | None = None


class RefusalPart(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="refusal"):
    """The model declines, in its own words."""

    text: str


class ToolCallPart(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="tool_call"
):
    """A call that the model wants run here. Never run one whose `is_whole` is false.

    `arguments` is the raw JSON text as it arrived (free text for custom tools).
    """

    id: str
    name: str
    arguments: str
    is_whole: bool = True


class ToolResultPart(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="tool_result"
):
    """What a tool answered to the call `call_id`."""

    call_id: str
    text: str
    is_error: bool = False


class ActivityPart(
    msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="activity"
):
    """A tool that ran at the provider (search, code, MCP): shown, never run here."""

    name: str
    state: str = ""
    detail: str = ""


class ImagePart(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="image"):
    """A picture: its bytes lie in the files folder under `sha256`, or still in `data`."""

    media_type: str
    sha256: str = ""
    data: bytes = b""
    name: str = ""


class FilePart(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="file"):
    """An attached document: its bytes lie in the files folder under `sha256`, or in `data`."""

    media_type: str
    name: str
    sha256: str = ""
    data: bytes = b""


class OpaquePart(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", tag="opaque"):
    """An item of one protocol that is kept word for word to be sent back (signatures, blobs)."""

    protocol: str
    payload: msgspec.Raw
    name: str = ""


Part = (
    TextPart
    | ReasoningPart
    | RefusalPart
    | ToolCallPart
    | ToolResultPart
    | ActivityPart
    | ImagePart
    | FilePart
    | OpaquePart
)


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an answer came from. Opaque parts are replayed to an equal origin only."""

    provider: str
    base_url: str
    protocol: str
    model: str


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tokens as the protocol itself counts them; None where it did not say.

    `cost` is in US dollars, `credits` in the provider's own unit, both only if it sent them.
    """

    input: int | None = None
    output: int | None = None
    reasoning: int | None = None
    cached: int | None = None
    cost: float | None = None
    credits: float | None = None


class Timing(msgspec.Struct, frozen=True, omit_defaults=True):
    """Seconds from sending: to the first delta, to the end. `events` counts SSE events.

    `retries` is how often it was sent again, `repair` what the provider made us ask differently,
    such as “without temperature”.
    """

    first: float | None = None
    total: float | None = None
    events: int = 0
    retries: int = 0
    repair: str = ""


class ErrorRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """An `AppError` as it is kept beside the message it ended.

    `param` is what could be left out or set otherwise to get further, empty where nobody said.
    """

    name: str  # the error's class, one of HOUSE.md section 6
    text: str
    hint: str = ""
    detail: str = ""
    param: str = ""


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message of the tree. `created` is in seconds since 1970, UTC."""

    id: str
    role: Role
    state: State
    parts: tuple[Part, ...]
    created: float
    parent: str | None = None
    origin: Origin | None = None
    usage: Usage | None = None
    stop_reason: str = ""
    timing: Timing | None = None
    error: ErrorRecord | None = None
    naming: Usage | None = None  # what the title cost that was asked for after this answer

    @property
    def text(self) -> str:
        """All text parts, joined without a separator (CONSOLE.md)."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def reasoning(self) -> str:
        """All reasoning parts, joined by a blank line (CONSOLE.md)."""
        return "\n\n".join(part.text for part in self.parts if isinstance(part, ReasoningPart))

    @property
    def refusal(self) -> str:
        """All refusal parts, joined without a separator."""
        return "".join(part.text for part in self.parts if isinstance(part, RefusalPart))

    @property
    def tool_calls(self) -> tuple[ToolCallPart, ...]:
        """The calls that this message asks for."""
        return tuple(part for part in self.parts if isinstance(part, ToolCallPart))
