"""Another version, a message deleted: what is above stays as it is, and where it is."""

import copy
from dataclasses import replace

import pytest

from desktop_app.domain.message import Message, ReasoningPart, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.transcript.selection import Place
from desktop_app.widgets.transcript.units.painted import FoldUnit
from tests.benchmarks import corpus
from tests.widgets.transcript.screens import HEAD, Live, answer, question, shown


def thoughtful(number):
    """An answer with thoughts."""
    parts = (ReasoningPart("Thoughts. " * 40, 2.0), TextPart(corpus.answer(3000, number)))
    said = Message(f"a{number}", Role.ASSISTANT, State.COMPLETE, parts, float(number))
    return TranscriptItem(said, head=HEAD)


@pytest.fixture
def items():
    return [question("One?", 0), thoughtful(1), question("Two?", 2), answer("Words. " * 20, 3)]


def others(items, count, *more):
    """The same first messages, read from the store again, and others behind them."""
    return [replace(item, message=copy.copy(item.message)) for item in items[:count]] + list(more)


def where(view):
    return [(each.entry, each.index, each.y) for each in view.layout_.shown]


def head_of(view, entry):
    return next(each.y for each in view.layout_.shown if (each.entry, each.index) == (entry, 0))


def test_what_is_read_above_another_version_stays_as_it_was_opened(qtbot, items):
    view = shown(qtbot, items, height=400)
    view.scroll_to(0)
    fold = next(each for each in view.layout_.shown if isinstance(each.unit, FoldUnit))
    view.press_spot(fold, 0)
    view.scroll_by(300)
    view.selection.set(Place(1, 2, 3), Place(1, 4, 0))
    before, taken = where(view), view.selection.markdown()
    view.model.set_messages(others(items, 3, answer("Otherwise.", 4)))
    assert where(view) == before
    assert view.selection.markdown() == taken
    view.model.set_messages(others(items, 2))
    assert where(view) == before
    view.model.set_messages(others(items, 1))
    assert view.selection.is_empty


def test_another_version_comes_where_the_one_before_began(qtbot, items):
    view = shown(qtbot, items, height=400)
    assert view.layout_.is_at_end
    y = head_of(view, 3)
    view.model.set_messages(others(items, 3, answer(corpus.answer(6000), 4)))
    assert head_of(view, 3) == y
    view.scroll_by(2000)
    assert view.layout_.shown[0].index > 0
    view.model.set_messages(others(items, 3, answer(corpus.answer(6000, 2), 5)))
    assert head_of(view, 3) == 24, "its beginning: nothing of the one before is left"
    view.model.set_messages(others(items, 3, answer("Short.", 6)))
    assert view.layout_.is_at_end, "all of it fits"


def test_an_answer_that_is_tried_again_is_followed(qtbot, items):
    view = shown(qtbot, items, height=400)
    view.model.set_messages(others(items, 3))
    assert view.layout_.is_at_end
    Live(view).write(corpus.answer(3000))
    assert view.layout_.is_at_end


def test_another_conversation_begins_at_its_end(qtbot, items):
    view = shown(qtbot, items, height=400)
    view.scroll_to(0)
    view.model.set_messages([question("Else?", 10), answer(corpus.answer(3000), 11)])
    assert view.layout_.is_at_end


def test_the_focus_stays_with_the_place_of_the_message(qtbot, items):
    view = shown(qtbot, items, height=400)
    view.setFocus()
    view.keys.move_focus(-1)
    assert view.focused_message == "a3"
    view.model.set_messages(others(items, 3, answer("Otherwise.", 4)))
    assert view.focused_message == "a4"
    view.model.set_messages(others(items, 2))
    assert view.focused_message == ""


def test_a_card_that_was_opened_stays_open_when_the_result_comes(qtbot):
    from desktop_app.domain.message import ToolCallPart, ToolResultPart
    from desktop_app.widgets.transcript.units.tools import ToolUnit

    parts = (TextPart("Let me see."), ToolCallPart("c1", "look", '{"at": "it"}', True))
    call = Message("a1", Role.ASSISTANT, State.COMPLETE, parts, 1.0)
    view = shown(qtbot, [question("See?"), TranscriptItem(call, head=HEAD)])
    card = next(each for each in view.layout_.shown if isinstance(each.unit, ToolUnit))
    view.press_spot(card, [spot.name for spot in card.unit.spots()].index("fold"))
    assert card.unit.is_open
    result = Message("t1", Role.TOOL, State.COMPLETE, (ToolResultPart("c1", "Seen."),), 2.0)
    view.model.begin(TranscriptItem(result))
    card = next(each for each in view.layout_.shown if isinstance(each.unit, ToolUnit))
    assert card.unit.is_open
    assert card.unit.result == "Seen."
