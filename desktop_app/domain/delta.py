"""The smallest changes to an answer: what every protocol's events become.

A delta names the part it belongs to by `key`, any hashable value the protocol's decoder chooses
(an output index, a block index). Deltas with an unseen key open a new part; order of first
appearance is the order of the parts.
"""

from collections.abc import Hashable

import msgspec

from desktop_app.domain.errors import AppError
from desktop_app.domain.message import Citation, State, Usage


class Started(msgspec.Struct, frozen=True):
    """The answer has begun. Seen again before the end, everything restarts (WIRE.md 1.3)."""

    model: str = ""
    id: str = ""


class TextDelta(msgspec.Struct, frozen=True, gc=False):
    """More words of the answer."""

    key: Hashable
    text: str


class ReasoningDelta(msgspec.Struct, frozen=True, gc=False):
    """More of what the model thinks aloud."""

    key: Hashable
    text: str


class RefusalDelta(msgspec.Struct, frozen=True, gc=False):
    """More of the words with which the model declines."""

    key: Hashable
    text: str


class ToolCallDelta(msgspec.Struct, frozen=True, gc=False):
    """A piece of a client tool call: its id or name when they become known, more arguments."""

    key: Hashable
    id: str = ""
    name: str = ""
    arguments: str = ""


class ToolCallEnded(msgspec.Struct, frozen=True):
    """The call is whole. `arguments`, where given, replaces all fragments."""

    key: Hashable
    arguments: str | None = None


class ActivityDelta(msgspec.Struct, frozen=True):
    """A tool at the provider: started, went on, ended."""

    key: Hashable
    name: str
    state: str = ""
    detail: str = ""


class CitationDelta(msgspec.Struct, frozen=True):
    """A source for the text part `key`."""

    key: Hashable
    citation: Citation


class ImageDelta(msgspec.Struct, frozen=True):
    """A picture, each one replacing the earlier, until `is_final`."""

    key: Hashable
    media_type: str
    data: bytes
    is_final: bool = True


class OpaqueDelta(msgspec.Struct, frozen=True):
    """A protocol item to be kept word for word and sent back."""

    key: Hashable
    payload: msgspec.Raw
    name: str = ""
    protocol: str = ""


class UsageDelta(msgspec.Struct, frozen=True):
    """Token counts so far; a later one replaces an earlier one as a whole."""

    usage: Usage


class Finished(msgspec.Struct, frozen=True):
    """The protocol's terminal state. `stop_reason` is the protocol's own word.

    `model` is its name where a server tells it no earlier.
    """

    stop_reason: str
    state: State
    model: str = ""


class Failed(msgspec.Struct, frozen=True):
    """The stream says that it failed. An error wins over whatever ends the stream."""

    error: AppError


Delta = (
    Started
    | TextDelta
    | ReasoningDelta
    | RefusalDelta
    | ToolCallDelta
    | ToolCallEnded
    | ActivityDelta
    | CitationDelta
    | ImageDelta
    | OpaqueDelta
    | UsageDelta
    | Finished
    | Failed
)
