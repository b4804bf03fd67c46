"""A tool that ran at the provider, as a card like those of tools that run here."""

import json

from desktop_app.domain.message import ActivityPart
from desktop_app.viewmodels.transcript import ToolFacts, ToolState
from desktop_app.widgets.transcript.units.json_lines import readable
from desktop_app.widgets.transcript.units.tools import ToolUnit

WHERE = "at the provider"
_ENDED = {"completed": ToolState.DONE, "failed": ToolState.FAILED, "incomplete": ToolState.CUT_OFF}


class ActivityUnit(ToolUnit):
    """What was asked of it, and how it ended. Nothing here can start or stop it."""

    def __init__(self, name: str) -> None:
        super().__init__("", name)

    @property
    def is_running(self) -> bool:
        return False

    @property
    def is_open_ended(self) -> bool:
        """Whether it is not known how it ended."""
        return self.facts.state in {ToolState.RUNNING, ToolState.UNANSWERED}

    def fill(self, part: ActivityPart, *, is_live: bool) -> None:
        """Show what is known; while `is_live` it may go on."""
        self.name = part.name
        self.arguments = part.detail
        self._stand(_ENDED.get(part.state or "completed", ToolState.RUNNING))
        if not is_live:
            self.end()

    def answer(self, part: ActivityPart) -> None:
        """Its end came as a part of its own."""
        self._stand(_ENDED[part.state])

    def end(self) -> None:
        """Nothing more will come of it."""
        if self.facts.state is ToolState.RUNNING:
            self._stand(ToolState.UNANSWERED)

    def _stand(self, state: ToolState) -> None:
        self.facts = ToolFacts(state, WHERE)
        self.is_exact = False

    def asked(self) -> str:
        """What it was asked; a program as its lines instead of one long text."""
        return readable(_only_text(self.arguments).replace("\r\n", "\n"))

    @property
    def can_be_opened(self) -> bool:
        return bool(self.arguments.strip(" {}"))


def _only_text(arguments: str) -> str:
    """The one text that a call was given, else all its arguments."""
    try:
        values = json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
    if isinstance(values, dict) and len(values) == 1:
        (value,) = values.values()
        return value if isinstance(value, str) else arguments
    return arguments


def is_answer(part: ActivityPart) -> bool:
    """Whether a part only says that an earlier activity ended."""
    return bool(_ENDED.get(part.state)) and not part.detail
