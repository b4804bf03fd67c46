"""What comes next is ready before the reader gets there, and sums cost nothing for the others."""

import random

from desktop_app.widgets.transcript import reading
from desktop_app.widgets.transcript.heights import RUN, Heights
from desktop_app.widgets.transcript.units.rest import RestUnit
from tests.benchmarks import corpus
from tests.widgets.transcript.screens import answer, painted, question, shown


def long_view(qtbot):
    texts = [corpus.answer(1500, number) for number in range(30)]
    return shown(qtbot, [answer(text, number) for number, text in enumerate(texts)])


def rest(qtbot, view):
    """Until nothing is laid out any more."""
    qtbot.waitUntil(lambda: not view.ahead._timer.isActive())


def test_a_step_finds_its_units_laid_out(qtbot):
    view = long_view(qtbot)
    view.scroll_to(view.layout_.total // 2)
    for pixels in (-120, 120, -550, 550):
        rest(qtbot, view)
        built = view.around.built
        view.scroll_by(pixels)
        painted(view)
        assert view.around.built == built


def test_no_more_than_a_screen_on_either_side_is_laid_out(qtbot):
    view = long_view(qtbot)
    view.scroll_to(view.layout_.total // 2)
    rest(qtbot, view)
    layout = view.layout_
    around = sum(unit.extent for unit in layout.documents)
    assert around < 7 * layout.view_height  # with what was seen before the jump


def test_what_is_read_stays_where_it_is(qtbot):
    view = long_view(qtbot)
    view.scroll_to(view.layout_.total // 3)
    before = [(placed.unit, placed.y) for placed in view.layout_.shown]
    rest(qtbot, view)
    view.refill()
    assert [(placed.unit, placed.y) for placed in view.layout_.shown] == before


def test_a_hidden_view_lays_nothing_out(qtbot):
    view = long_view(qtbot)
    view.scroll_to(view.layout_.total // 2)
    view.hide()
    assert not view.ahead._timer.isActive()


def test_opening_lays_out_only_what_is_seen(qtbot):
    view = shown(qtbot, [question("So?"), answer(corpus.answer(20_000))])
    qtbot.waitUntil(lambda: view.catching_up.is_idle)
    assert sum(unit.extent for unit in view.layout_.documents) < 2 * view.layout_.view_height


def test_what_took_too_long_for_one_screen_is_read_by_the_next(qtbot, monkeypatch):
    monkeypatch.setattr(reading, "SLICE", 0.0)
    view = shown(qtbot, [question("So?"), answer(corpus.answer(60_000))])
    qtbot.waitUntil(lambda: view.catching_up.is_idle)
    assert not any(isinstance(placed.unit, RestUnit) for placed in view.layout_.shown)


def test_sums_of_heights_are_those_of_all_messages():
    chance = random.Random(1)
    each = [chance.randint(0, 900) for _ in range(3 * RUN - 5)]
    heights = Heights(each.copy())
    for _ in range(40):
        place = chance.randrange(len(each))
        each[place] = chance.randint(0, 900)
        heights.correct(place, each[place])
        each.append(chance.randint(0, 900))
        heights.append(each[-1])
    assert heights.total == sum(each)
    tops = [sum(each[:place]) for place in range(len(each))]
    assert [heights.top(place) for place in range(len(each))] == tops
    for y in (-5, 0, tops[5], tops[RUN], tops[RUN] - 1, tops[-1], heights.total + 5):
        place = heights.at(y)
        assert place == max((p for p, top in enumerate(tops) if top <= y), default=0)
