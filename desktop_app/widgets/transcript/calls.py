"""What the cards of tool calls show, from the messages and from what is told of running tools."""

from collections.abc import Iterable

from desktop_app.domain.message import ActivityPart, ToolCallPart, ToolResultPart
from desktop_app.viewmodels.transcript import ToolFacts, ToolState, TranscriptModel
from desktop_app.widgets.transcript.part_views import PartView
from desktop_app.widgets.transcript.units.activities import ActivityUnit, is_answer
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
        return ToolState.RUNNING if is_live else ToolState.UNANSWERED
    return ToolState.PREPARING if is_live else ToolState.CUT_OFF


def show_activity(
    view: PartView, part: ActivityPart, before: Iterable[PartView], *, is_live: bool
) -> None:
    """A card for what ran at the provider. One that only tells of an end ends an earlier card."""
    if is_answer(part):
        for earlier in before:
            if earlier.activity is not None and earlier.activity.is_open_ended:
                earlier.activity.answer(part)
                return
    view.activity = ActivityUnit(part.name)
    view.activity.fill(part, is_live=is_live)
    view.activity.space = 12
    view.units = [view.activity]


def go_on(view: PartView, part: ActivityPart) -> None:
    """More is known of an activity."""
    if view.activity is not None:
        view.activity.fill(part, is_live=True)
