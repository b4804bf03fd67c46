"""What is asked of a model: one request, before any protocol spells it out."""

from collections.abc import Sequence
from typing import Any

import msgspec

from desktop_app.domain.message import Message
from desktop_app.domain.profile import Profile
from desktop_app.domain.provider import Endpoint


class Tool(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tool that the model may call. `schema` is a JSON Schema object for its arguments."""

    name: str
    description: str
    schema: dict[str, Any]
    is_strict: bool = False


class Parameters(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person set; None is not sent. `effort` is none, minimal, low … max.

    `without` names fields of the request that are left out whatever they say, `begins_with` the
    first message that is sent (by its id): those before it are left out where it is on the branch.
    """

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    effort: str | None = None
    stop: tuple[str, ...] = ()
    tool_choice: str | None = None  # auto, none, required, or a tool's name
    verbosity: str | None = None
    without: tuple[str, ...] = ()
    begins_with: str = ""

    def sent_of(self, messages: Sequence[Message]) -> Sequence[Message]:
        """The messages of a branch that go to the model."""
        places = [place for place, each in enumerate(messages) if each.id == self.begins_with]
        return messages[places[0] :] if places else messages


class OutputSchema(msgspec.Struct, frozen=True, omit_defaults=True):
    """Structured output that is asked for."""

    name: str
    schema: dict[str, Any]
    is_strict: bool = True


class CompletionRequest(msgspec.Struct, frozen=True):
    """One completion: `messages` from the first to the last, the person's newest at the end.

    `without` names request fields that a repaired retry leaves out; `role_override` replaces the
    role of the system prompt (WIRE.md 3.2, row 400).
    """

    endpoint: Endpoint
    model: str
    messages: tuple[Message, ...]
    system: str = ""
    parameters: Parameters = Parameters()
    tools: tuple[Tool, ...] = ()
    output_schema: OutputSchema | None = None
    is_streamed: bool = True
    is_prefilled: bool = False  # the last message is an assistant's to be continued
    without: frozenset[str] = frozenset()
    role_override: str = ""
    profile: Profile = Profile()
