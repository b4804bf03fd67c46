"""What a tool call's card shows, from the messages and from what is told of running tools."""

from desktop_app.domain.message import ToolCallPart, ToolResultPart
from desktop_app.viewmodels.transcript import ToolFacts, ToolState, TranscriptModel
from desktop_app.widgets.transcript.units.tools import ToolUnit


def fill(unit: ToolUnit, part: ToolCallPart, model: TranscriptModel, place: int) -> None:
    """Let the card of a call in message `place` show what is known by now."""
    unit.arguments = part.arguments
    result = model.result_of(part.id)
    unit.result = result.text if result is not None else None
    told = model.tool(part.id)
    unit.facts = told if told is not None else ToolFacts(_state_of(part, result, model, place))
    unit.is_exact = False


def _state_of(
    part: ToolCallPart, result: ToolResultPart | None, model: TranscriptModel, place: int
) -> ToolState:
    """How far a call is, from the messages alone."""
    if result is not None:
        return ToolState.FAILED if result.is_error else ToolState.DONE
    is_live = model.is_live(place)
    if part.is_whole:
        is_open = is_live or place == len(model.items) - 1
        return ToolState.RUNNING if is_open else ToolState.UNANSWERED
    return ToolState.PREPARING if is_live else ToolState.CUT_OFF
