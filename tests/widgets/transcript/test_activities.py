"""What ran at the provider, and the sources that an answer names."""

import pytest

from desktop_app.domain.delta import ActivityDelta, CitationDelta, TextDelta
from desktop_app.domain.fold import MessageBuilder
from desktop_app.domain.message import ActivityPart, Citation, Message, Role, State, TextPart
from desktop_app.viewmodels.transcript import ToolState, TranscriptItem
from desktop_app.widgets.transcript.sources import listed
from desktop_app.widgets.transcript.units.activities import ActivityUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from tests.widgets.transcript.screens import Live, answer, painted, question, shown

ASKED = ActivityPart("web_search", "in_progress", '{"query": "weather today"}')
ENDED = ActivityPart("web_search", "completed")
PAGE = Citation("https://www.example.org/a_b", "A *starred* [title]", "words", 0, 3)


def answered(*parts, number=1):
    message = Message(f"a{number}", Role.ASSISTANT, State.COMPLETE, parts, float(number))
    return TranscriptItem(message)


def cards(view):
    return [each.unit for each in view.layout_.shown if isinstance(each.unit, ActivityUnit)]


@pytest.mark.parametrize(
    ("parts", "states"),
    [
        ((ASKED, ENDED), [ToolState.DONE]),
        ((ASKED, ASKED, ENDED), [ToolState.DONE, ToolState.UNANSWERED]),
        ((ASKED, ASKED, ENDED, ENDED), [ToolState.DONE, ToolState.DONE]),
        ((ASKED, ActivityPart("mcp", "failed")), [ToolState.FAILED]),
        ((ActivityPart("code", "completed", "x = 1\ny = 2"),), [ToolState.DONE]),
        ((ActivityPart("shell", "incomplete"),), [ToolState.CUT_OFF]),
        ((ActivityPart("mcp_list_tools"), ENDED), [ToolState.DONE, ToolState.DONE]),
    ],
)
def test_an_end_that_comes_by_itself_belongs_to_what_was_asked_first(qtbot, parts, states):
    view = shown(qtbot, [question("Look."), answered(*parts, TextPart("Sunny."))])
    assert [card.facts.state for card in cards(view)] == states


def test_it_shows_what_was_asked_and_offers_no_stop(qtbot):
    view = shown(qtbot, [question("Look.")])
    live = Live(view)
    apply = live.builder.apply
    apply(ActivityDelta(1, "web_search", "in_progress"))
    view.model.sync(live.id, live.builder)
    (card,) = cards(view)
    assert card.facts.state is ToolState.RUNNING
    assert card.spots() == []
    apply(ActivityDelta(1, "", "in_progress", ASKED.detail))
    view.model.sync(live.id, live.builder)
    assert cards(view) == [card]
    assert card.summary() == "weather today"
    assert [spot.name for spot in card.spots()] == ["fold"]
    before = painted(view)
    apply(ActivityDelta(2, "web_search", "completed"))
    view.model.sync(live.id, live.builder)
    assert card.facts.state is ToolState.DONE
    assert painted(view) != before
    live.write("Sunny.")
    live.end()
    assert cards(view)[0].facts.state is ToolState.DONE


def test_a_program_is_shown_in_its_lines(qtbot):
    detail = '{"code": "import x\\r\\nprint(x)"}'
    view = shown(qtbot, [answered(ActivityPart("code", "completed", detail))])
    (card,) = cards(view)
    closed = card.height
    placed = next(each for each in view.layout_.shown if each.unit is card)
    view.press_spot(placed, 0)
    assert card.asked() == "import x\nprint(x)"
    assert card.height == closed + 1 + 2 * 8 + 2 * 20


def fold(view):
    return next(p for p in view.layout_.shown if isinstance(p.unit, FoldUnit))


@pytest.mark.parametrize("is_streamed", [False, True])
def test_sources_are_folded_below_the_words(qtbot, is_streamed):
    other = Citation("", "", "Only words, no address.")
    parts = (TextPart("Sunny.", (PAGE, PAGE)), TextPart("Warm.", (other,)))
    if is_streamed:
        view = shown(qtbot, [question("Look.")])
        live = Live(view)
        for key, part in enumerate(parts):
            live.write(part.text, key)
            for citation in part.citations:
                live.builder.apply(CitationDelta(key, citation))
        assert not [p for p in view.layout_.shown if isinstance(p.unit, FoldUnit)]
        live.end()
    else:
        view = shown(qtbot, [question("Look."), answered(*parts)])
    line = fold(view)
    assert line.unit.words() == "2 sources"
    assert line.unit.spots()[0].label == "Show the sources"
    view.press_spot(line, 0)
    entry = view.layout_.entries[-1]
    links = [spot.payload for unit in entry.units for spot in unit.links()]
    assert links == [PAGE.url]
    texts = [unit.text_between(0, unit.length) for unit in entry.units if unit.length]
    assert texts[-2:] == ["A *starred* [title] example.org", "“Only words, no address.”"]
    entry.build(view.around.style, view.layout_.width)
    view.refill()
    assert entry.sources.fold.is_open
    view.press_spot(fold(view), 0)
    assert not [unit for unit in entry.units for spot in unit.links()]


def test_an_address_that_is_not_the_webs_is_no_link():
    assert "](" not in listed([Citation("javascript:alert(1)", "Press me")])
    assert "](" not in listed([Citation("file-123")])
    assert "](<https://x.org/a%20b>)" in listed([Citation("https://x.org/a b")])


def test_an_answer_without_sources_has_no_such_line(qtbot):
    view = shown(qtbot, [answer("Words.")])
    assert view.layout_.entry(0).sources is None


def test_every_recorded_activity_and_source_is_shown(qtbot, corpus):
    """Nothing that a provider told of its tools and sources is lost on the way to the screen."""
    from desktop_app.wire import PROTOCOLS
    from desktop_app.wire.reader import StreamReader

    seen = 0
    for protocol in ("messages", "responses", "chat"):
        for file in sorted((corpus / protocol).glob("*.sse")):
            if not any(kind in file.name for kind in ("builtin", "cites", "sonar")):
                continue
            reader, builder = StreamReader(PROTOCOLS[protocol]), MessageBuilder()
            for delta in [*reader.feed(file.read_bytes()), *reader.close()]:
                builder.apply(delta)
            parts = builder.parts()
            view = shown(qtbot, [answered(*parts)], height=4000)
            entry = view.layout_.entry(0)
            asked = [p for p in parts if isinstance(p, ActivityPart)]
            assert bool(asked) == any(isinstance(u, ActivityUnit) for u in entry.units), file.name
            told = any(p.citations for p in parts if isinstance(p, TextPart))
            assert told == (entry.sources is not None), file.name
            assert "in_progress" not in "".join(map(str, [u.standing() for u in cards(view)]))
            seen += bool(asked) + told
    assert seen > 20


def test_text_deltas_between_activities_do_not_disturb_them(qtbot):
    view = shown(qtbot, [question("Look.")])
    live = Live(view)
    live.builder.apply(ActivityDelta("a", "web_search", "in_progress", ASKED.detail))
    live.builder.apply(TextDelta("b", "Meanwhile "))
    view.model.sync(live.id, live.builder)
    live.builder.apply(ActivityDelta("c", "web_search", "completed"))
    live.builder.apply(TextDelta("b", "words."))
    view.model.sync(live.id, live.builder)
    live.end()
    assert [card.facts.state for card in cards(view)] == [ToolState.DONE]
    assert "Meanwhile words." in view.layout_.entries[-1].markdown()
