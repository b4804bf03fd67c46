"""Nothing that comes at once or is opened makes one long frame: work is counted turn by turn."""

import itertools
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript import plain_words
from desktop_app.widgets.transcript.filling import MOST_READ
from desktop_app.widgets.transcript.reading import SHORT, SLICE, STEP, Passage
from desktop_app.widgets.transcript.selection import Place
from desktop_app.widgets.transcript.units.rest import RestUnit
from tests.benchmarks import corpus
from tests.widgets.transcript.screens import Live, answer, painted, question, settle, shown

HUGE = {kind: corpus.huge(kind) for kind in corpus.HUGE} | {
    "list in an item": "- top\n" + "".join(f"  - item {n} of it\n" for n in range(45_000)),
    "line in a fence": "```\n" + "x" * corpus.MILLION + "\n```\n",
}


class Work:
    """Counts what is done until it is asked again."""

    def __init__(self, monkeypatch, view):
        self._view = view
        self._read = self._made = 0
        self._built = view.around.built
        step, renew = Passage._step, Passage._renew

        def counted_step(passage):
            self._read += 1
            step(passage)

        def counted_renew(passage, opened):
            frozen = passage._frozen
            first = renew(passage, opened)
            self._made += len(passage.units) - frozen
            return first

        monkeypatch.setattr(Passage, "_step", counted_step)
        monkeypatch.setattr(Passage, "_renew", counted_renew)

    def taken(self):
        """Steps of reading, units made, documents built."""
        found = self._read, self._made, self._view.around.built - self._built
        self._read = self._made = 0
        self._built = self._view.around.built
        return found


MOST_STEPS = (MOST_READ + 1) * SHORT // STEP  # a screen, and what was gone to
MOST_MADE = MOST_STEPS * STEP // 8
MOST_BUILT = 120


class Turns:
    """An action, and the turns of the loop that follow until there is nothing left to read."""

    def __init__(self, qtbot, monkeypatch, view):
        ticks = itertools.count()
        monkeypatch.setattr(Passage, "clock", staticmethod(lambda: next(ticks) * SLICE))
        self._view = view
        self._work = Work(monkeypatch, view)
        self.most = 0

    def do(self, action, *, most=700):
        action()
        self._check()
        for _ in range(most):
            if self._view.catching_up.is_idle:
                return
            QApplication.processEvents()
            self._check()

    def _check(self):
        read, made, built = self._work.taken()
        self.most = max(self.most, read)
        assert read <= MOST_STEPS, "steps of reading in one turn"
        assert made <= MOST_MADE, "units made in one turn"
        assert built <= MOST_BUILT, "documents built in one turn"


@pytest.fixture
def turns(qtbot, monkeypatch):
    view = shown(qtbot, [question("Go."), answer("short")])
    return view, Turns(qtbot, monkeypatch, view)


def is_unread(view):
    return any(isinstance(placed.unit, RestUnit) for placed in view.layout_.shown)


@pytest.mark.parametrize("name", HUGE)
def test_opened_and_moved_about_in(turns, name):
    view, loop = turns
    text = HUGE[name]
    loop.do(lambda: view.model.set_messages([question("Go."), answer(text)]), most=6)
    loop.do(lambda: view.scroll_by(-900), most=6)
    loop.do(lambda: view.scroll_to(view.layout_.total // 2), most=6)
    loop.do(lambda: view.scroll_by(2000), most=6)
    loop.do(lambda: view.resize(640, 500), most=6)
    loop.do(lambda: view.set_theme(replace(LIGHT, zoom=1.25)), most=6)
    loop.do(lambda: view.find(Sought("item 20"), 1), most=6)
    loop.do(view.keys.selecting.select_all, most=6)
    loop.do(view.copy, most=6)
    loop.do(view.jump_to_latest, most=6)
    loop.do(lambda: view.scroll_to(0), most=6)
    assert loop.most > 0, "something was read"
    assert view.layout_.entry(1).markdown() == text


@pytest.mark.parametrize("name", ["code", "quote", "line", "line in a fence", "nested quotes"])
def test_what_cannot_be_cut_is_there_after_a_while(turns, name):
    view, loop = turns
    loop.do(lambda: view.model.set_messages([question("Go."), answer(HUGE[name])]))
    assert not is_unread(view)
    assert view.layout_.is_at_end


@pytest.mark.parametrize("name", ["ordinary", "pictures", "definitions"])
def test_what_is_selected_and_was_never_read_is_copied_word_for_word(turns, name):
    view, loop = turns
    text = HUGE[name]
    loop.do(lambda: view.model.set_messages([answer(text)]), most=6)
    view.keys.selecting.select_all()
    loop.do(view.copy, most=6)
    assert QGuiApplication.clipboard().text() == text.strip("\n")
    assert sum(isinstance(unit, RestUnit) for unit in view.layout_.entry(0).units) > 0


@pytest.mark.parametrize("name", ["ordinary", "list", "code"])
def test_what_comes_at_once_is_shown_at_once_and_read_in_turns(qtbot, turns, name):
    view, loop = turns
    text = HUGE[name][:300_000]
    loop.do(lambda: view.model.set_messages([question("Go.")]))
    live = Live(view)
    loop.do(lambda: live.write(text[:100_000]))
    assert not view.layout_.entry(1).is_behind
    loop.do(lambda: live.write(text[100_000:]))
    loop.do(live.end)
    assert not is_unread(view)
    assert view.layout_.is_at_end
    assert view.layout_.entry(1).markdown() == text
    fresh = view.model.items
    settle(qtbot, view)
    streamed = painted(view)
    view.model.set_messages([])
    loop.do(lambda: view.model.set_messages(fresh))
    settle(qtbot, view)
    assert painted(view) == streamed


def test_thoughts_are_unfolded_and_a_conversation_comes_back_in_turns(turns):
    view, loop = turns
    loop.do(lambda: view.model.set_messages([question("Go.")]))
    live = Live(view)
    loop.do(lambda: live.think(HUGE["list"][:500_000]))
    fold = next(placed for placed in view.layout_.shown if placed.unit.spots())
    loop.do(lambda: view.press_spot(fold, 0))
    view.hide()
    live.write(HUGE["ordinary"][:500_000])
    loop.do(view.show)
    assert not is_unread(view)


def top_words(view):
    """The line at the top of the screen, and where it is."""
    kept = view.places.kept()
    unit = view.layout_.entry(kept.entry).units[kept.unit]
    return unit.segment.source, kept.position, kept.y


@pytest.mark.parametrize("name", ["ordinary", "list", "code"])
def test_a_place_is_found_again_in_what_was_not_read(turns, name):
    view, loop = turns
    items = [question("Go."), answer(HUGE[name][:200_000])]
    loop.do(lambda: view.model.set_messages(items))
    loop.do(lambda: view.scroll_to(view.layout_.total // 2))
    loop.do(lambda: view.scroll_by(333))
    here, place = top_words(view), view.place()
    view.model.set_messages([])
    loop.do(lambda: view.model.set_messages(items), most=0)
    loop.do(lambda: view.set_place(place))
    assert top_words(view) == here


def test_what_is_read_stays_while_the_text_above_it_is_read(turns):
    view, loop = turns
    loop.do(lambda: view.model.set_messages([question("Go."), answer(HUGE["ordinary"])]))
    loop.do(lambda: view.scroll_to(view.layout_.total // 2))
    for _ in range(60):
        before = {placed.unit: placed.y for placed in view.layout_.shown}
        loop.do(lambda: view.scroll_by(-170))
        both = [placed for placed in view.layout_.shown if placed.unit in before]
        assert {placed.y - before[placed.unit] for placed in both} == {170}


def test_a_hit_in_what_was_not_read_is_gone_to(turns):
    view, loop = turns
    text = HUGE["ordinary"][:500_000] + "\n\nThe needle is here.\n\n" + HUGE["ordinary"][:300_000]
    for huge in (text, "".join(f"- item {n}\n" for n in range(30_000)) + "- the needle\n- end\n"):
        loop.do(lambda huge=huge: view.model.set_messages([question("Go."), answer(huge)]), most=2)
        loop.do(lambda: view.find(Sought("needle"), 1))
        at = [placed.unit for placed in view.layout_.shown if view.finder.now_in(placed.unit)]
        assert [unit.text_between(*view.finder.now_in(unit)) for unit in at] == ["needle"]


def test_what_is_looked_for_is_skimmed_at_once_and_read_in_turns(qtbot, turns, monkeypatch):
    view, loop = turns
    text, sought = HUGE["ordinary"], Sought("budget")
    loop.do(lambda: view.model.set_messages([question("Go."), answer(text)]), most=2)
    whole = plain_words.count(text, sought)
    read, real = [], plain_words.plain
    monkeypatch.setattr(plain_words, "plain", lambda each: (read.append(len(each)), real(each))[1])
    loop.do(lambda: view.find(sought, 0))
    turn = [sum(read)]
    is_more = True
    while is_more:
        read.clear()
        is_more = view.finder.hits.go_on()
        turn.append(sum(read))
    assert sum(turn) > 500_000, "it was read"
    most = max(turn)
    assert most < 100_000, "characters read in one turn"
    assert view.finder.hits.of(1) == whole


def test_a_selection_stays_with_its_words_while_more_is_read(turns):
    view, loop = turns
    loop.do(lambda: view.model.set_messages([answer(HUGE["ordinary"])]))
    placed = next(each for each in view.layout_.shown if each.unit.length > 30)
    place = (placed.entry, placed.index)
    view.selection.set(Place(*place, 3), Place(*place, 25))
    words = view.selection.markdown()
    for value in (0, view.layout_.total // 3, view.layout_.total // 2):
        loop.do(lambda value=value: view.scroll_to(value))
        assert view.selection.markdown() == words
