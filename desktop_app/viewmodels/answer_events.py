"""What happened while an answer came, noted as cheaply as can be and spelled out when asked for.

It must not know how events are drawn.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from desktop_app.domain import delta as wire
from desktop_app.domain.delta import Delta
from desktop_app.viewmodels.answer_details import AnswerEvent


class AnswerEvents:
    """The deltas of one answer with their times; times count from the making of this object."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._noted: list[tuple[float, Sequence[Delta]]] = []
        self._spelled: list[AnswerEvent] = []
        self._done = 0  # how many of the noted are spelled out

    def note(self, deltas: Sequence[Delta]) -> None:
        """These came at this moment."""
        self._noted.append((time.monotonic() - self._began, deltas))

    def all(self) -> Sequence[AnswerEvent]:
        """Everything so far; costs what is new."""
        for at, deltas in self._noted[self._done :]:
            self._spelled += [_spelled(at, delta) for delta in deltas]
        self._done = len(self._noted)
        return self._spelled


def _spelled(at: float, delta: Delta) -> AnswerEvent:
    kind, words = _KINDS.get(type(delta), ("other", lambda _delta: ""))
    text = words(delta)
    return AnswerEvent(at, kind, text, len(text.encode(errors="replace")))


_KINDS: dict[type, tuple[str, Callable[[Any], str]]] = {
    wire.Started: ("started", lambda delta: delta.model),
    wire.TextDelta: ("text", lambda delta: delta.text),
    wire.ReasoningDelta: ("reasoning", lambda delta: delta.text),
    wire.RefusalDelta: ("refusal", lambda delta: delta.text),
    wire.ToolCallDelta: ("tool call", lambda delta: delta.name + delta.arguments),
    wire.ToolCallEnded: ("tool call", lambda _delta: ""),
    wire.ActivityDelta: ("activity", lambda delta: f"{delta.name} {delta.state}".strip()),
    wire.CitationDelta: ("citation", lambda delta: delta.citation.url),
    wire.ImageDelta: ("image", lambda delta: delta.media_type),
    wire.OpaqueDelta: ("opaque", lambda delta: delta.name),
    wire.UsageDelta: (
        "usage",
        lambda delta: f"{delta.usage.input or 0:,} in, {delta.usage.output or 0:,} out",
    ),
    wire.Finished: ("done", lambda delta: delta.stop_reason),
    wire.Failed: ("failed", lambda delta: f"{delta.error.name}: {delta.error}"),
}
