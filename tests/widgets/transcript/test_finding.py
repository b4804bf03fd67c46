"""Find: what counts as a hit, where it is marked, which one is gone to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from desktop_app.domain.message import Message, ReasoningPart, Role, State, TextPart
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.find_bar import FindBar
from desktop_app.widgets.finding import Finding
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import Appearance
from desktop_app.widgets.transcript import plain_words
from desktop_app.widgets.transcript.inline import OBJECT
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.painted import FoldUnit
from desktop_app.widgets.transcript.units.table import TableUnit
from tests.widgets.transcript.screens import Live, answer, question, settle, shown

WORDS = "Tea, tea and steam. TEA (tea) teatime"


@pytest.mark.parametrize(
    ("sought", "count"),
    [
        (Sought("tea"), 6),
        (Sought("tea", is_cased=True), 4),
        (Sought("tea", is_whole=True), 4),
        (Sought("tea", is_cased=True, is_whole=True), 2),
        (Sought("(tea)", is_whole=True), 1),
        (Sought("coffee"), 0),
        (Sought("a t"), 0),
    ],
)
def test_case_and_whole_words(qtbot, sought, count):
    view = shown(qtbot, [answer(WORDS)])
    assert view.find(sought) == (min(1, count), count)
    unit = next(each.unit for each in view.layout_.shown if each.unit.length)
    assert len(view.finder.hits_in(unit)) == count


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("| one | two |\n|---|---|\n| three | needle |\n| needle | x |\n", TableUnit),
        ("```py\nx = 1\n" + "long " * 300 + "needle\nneedle\n```\n", CodeUnit),
    ],
)
def test_marks_lie_on_the_letters(qtbot, text, kind):
    view = shown(qtbot, [answer(text)])
    assert view.find(Sought("needle")) == (1, 2)
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, kind))
    hits = view.finder.hits_in(unit)
    assert len(hits) == 2
    assert isinstance(unit.laid(), QTextDocument)
    for start, end in hits:
        assert unit._cursor(start, end).selectedText() == "needle"


def test_typing_goes_to_the_nearest_hit_and_a_seen_one_moves_nothing(qtbot):
    paragraphs = [f"Paragraph {number} with needle.\n\n" for number in range(60)]
    view = shown(qtbot, [answer("".join(paragraphs))])
    view.scroll_to(1000)
    which, count = view.find(Sought("need"), 0)
    assert count == 60
    assert which > 10, "not the first of the message"
    before = [(placed.index, placed.y) for placed in view.layout_.shown]
    assert view.find(Sought("needle"), 0) == (which, count)
    view.find(Sought("needle"), 1)
    view.find(Sought("needle"), 1)
    view.find(Sought("needle"), 1)
    assert [(placed.index, placed.y) for placed in view.layout_.shown] == before


def test_a_long_paragraph_begins_where_the_screen_does(qtbot):
    view = shown(qtbot, [answer("needle and words that go on. " * 130)], height=300)
    assert view.layout_.is_at_end
    which, count = view.find(Sought("needle"), 0)
    assert count == 130
    assert which > 60


def test_many_hits_of_one_message_are_counted_once(qtbot, monkeypatch):
    view = shown(qtbot, [answer("a needle\n\n" * 3000)])
    counted = []
    real = Sought.count
    monkeypatch.setattr(
        Sought, "count", lambda self, text: (counted.append(1), real(self, text))[1]
    )
    assert view.find(Sought("needle"), 0)[1] == 3000
    units = len(view.layout_.entry(0).units)
    assert len(counted) <= 3 * units


def test_the_hit_that_was_gone_to_is_told_from_the_others(qtbot):
    view = shown(qtbot, [answer("needle and needle")])
    unit = next(each.unit for each in view.layout_.shown if each.unit.length)
    view.find(Sought("needle"))
    first = view.finder.now_in(unit)
    view.find(Sought("needle"))
    assert (first, view.finder.now_in(unit)) == ((0, 6), (11, 17))
    view.find(Sought())
    assert view.finder.now_in(unit) is None


def test_a_hit_beyond_the_edge_of_a_card_is_brought_into_it(qtbot):
    view = shown(qtbot, [answer("```\n" + "word " * 80 + "needle\n```\n")], width=600)
    view.find(Sought("needle"))
    unit = next(each.unit for each in view.layout_.shown if isinstance(each.unit, CodeUnit))
    start, end = view.finder.now_in(unit)
    assert 0 < unit.position_x(start) < unit.position_x(end) < view.column()[1]
    view.find(Sought("word"))
    assert unit.card.offset == 0


def test_marks_in_the_bar_are_where_the_hits_are(qtbot):
    view = shown(qtbot, [answer("needle\n\n" + "word\n\n" * 100 + "needle")])
    view.find(Sought("needle"))
    first, last = view.bar.hits
    assert first < 0.05
    assert last > 0.95


def test_what_streams_is_searched_as_it_comes(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("a needle\n\n")
    assert view.find(Sought("needle")) == (1, 1)
    live.write("and a needle\n\n")
    assert view.find(Sought("needle"), 1) == (2, 2)
    assert len(view.bar.hits) == 2


def test_the_bar_has_switches_with_keys(qtbot):
    from PySide6.QtWidgets import QWidget

    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 300)
    bar = FindBar(Appearance(), ground)
    ground.show()
    told = []
    bar.wanted.connect(lambda sought, step: told.append((sought, step)))
    bar.open()
    qtbot.keyClicks(bar._field.edit, "tea")
    qtbot.keyClick(bar._field.edit, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(bar._field.edit, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(bar._field.edit, Qt.Key.Key_Return)
    assert told[-3:] == [
        (Sought("tea", is_cased=True), 0),
        (Sought("tea", is_cased=True, is_whole=True), 0),
        (Sought("tea", is_cased=True, is_whole=True), 1),
    ]
    assert bar._case.accessibleName() == "Match case"
    assert "Alt+C" in bar._case.toolTip()


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        ("foo **bar** baz and\nfoo bar\nbaz", "foo bar baz", 2),
        ("a **nee**dle and `need`le", "needle", 2),
        ("[needle](https://needle.example/needle) <b>x</b>", "needle", 1),
        ("```needle\nneedle\n```\n\n[needle]: https://e.org\n\n[needle]", "needle", 2),
        ("1. one\n2. two\n\n- 3", "1", 0),
        ("| nee | dle |\n|---|---|\n| needle | a *need*le |", "needle", 2),
        ("# A nee\n\ndle needle", "needle", 1),
        ("Snake_case_needle &amp; R&D", "R&D", 1),
    ],
)
def test_what_is_seen_is_what_is_found(qtbot, text, words, count):
    view = shown(qtbot, [answer(text)])
    assert view.find(Sought(words))[1] == count
    marked = sum(len(view.finder.hits_in(placed.unit)) for placed in view.layout_.shown)
    assert marked == count
    far = shown(qtbot, [answer(text, 1), *(answer("Else. " * 900, n) for n in range(2, 5))])
    assert far.layout_.entries[0] is None, "not made for counting"
    assert far.find(Sought(words), 0)[1] == count


def test_a_formula_is_found_by_its_source_and_marked_whole(qtbot):
    view = shown(qtbot, [answer("Words $x_1 + y$ more $y^2$ and y, y again.")])
    settle(qtbot, view)
    assert view.find(Sought("y"), 0) == (1, 4)
    unit = next(each.unit for each in view.layout_.shown if each.unit.length)
    text = unit.laid().toRawText()
    marks = [text[start:end] for start, end in view.finder.hits_in(unit)]
    assert marks == [OBJECT, OBJECT, "y", "y"]
    for _ in range(3):
        view.find(Sought("y"), 1)
    start, end = view.finder.now_in(unit)
    assert (text[start:end], start > text.rindex(OBJECT)) == ("y", True)


def test_folded_thoughts_are_searched_and_opened(qtbot):
    parts = (ReasoningPart("Thoughts with a needle.", 2.0), TextPart("An answer, no more."))
    said = Message("a1", Role.ASSISTANT, State.COMPLETE, parts, 1.0)
    view = shown(qtbot, [question("A needle?"), TranscriptItem(said)])
    assert view.find(Sought("needle"), 0) == (1, 2)
    fold = next(each.unit for each in view.layout_.shown if isinstance(each.unit, FoldUnit))
    assert not fold.is_open
    assert len(view.bar.hits) == 2
    assert view.find(Sought("needle"), 1) == (2, 2)
    assert fold.is_open
    assert any(view.finder.now_in(each.unit) for each in view.layout_.shown)


def test_what_streams_is_counted_without_asking_again(qtbot):
    view = shown(qtbot, [question("Go.")])
    told = []
    view.hits_changed.connect(lambda *facts: told.append(facts))
    live = Live(view)
    live.write("a needle\n\n")
    assert view.find(Sought("needle"), 0) == (1, 1)
    for _ in range(30):
        live.write("and another needle\n\n")
    qtbot.waitUntil(lambda: told[-1:] == [(1, 31)])
    assert len(view.bar.hits) == 31
    live.end()
    live.view.model.begin(question("A needle more.", 5))
    qtbot.waitUntil(lambda: told[-1:] == [(1, 32)])


def test_ten_thousand_messages_are_counted_a_slice_at_a_time(qtbot, monkeypatch):
    items = [answer(f"Some *words* & a needle {n}. " * 3, n) for n in range(10_000)]
    view = shown(qtbot, items)
    view.scroll_to(0)
    read = []
    real = plain_words.plain
    monkeypatch.setattr(plain_words, "plain", lambda text: (read.append(1), real(text))[1])
    which, count = view.find(Sought("needle"), 0)
    assert which == 1
    assert count == 3 * len(read) < 3000
    told = []
    view.hits_changed.connect(lambda *facts: told.append(facts))
    qtbot.waitUntil(lambda: told[-1:] == [(1, 30_000)], timeout=20_000)
    assert len(told) > 10
    assert len(view.bar.hits) == 2000
    assert view.find(Sought("needle"), -1) == (30_000, 30_000)
    assert view.layout_.nearby.units < 4000


def test_the_bar_says_when_the_search_begins_again(qtbot):
    from PySide6.QtWidgets import QWidget

    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(600, 300)
    view = shown(qtbot, [answer("needle " * 3)])
    finding = Finding(Appearance(), ground)
    finding.follow(view)
    finding.start()
    ground.show()
    qtbot.keyClicks(finding._bar._field.edit, "needle")
    said = []
    for step in (1, 1, 1, -1, -1):
        finding.again(step)
        count = finding._bar._count
        said.append((count.text(), count.toolTip(), count.accessibleDescription()))
    assert [words for words, _, _ in said] == ["2 / 3", "3 / 3", "1 / 3 ↻", "3 / 3 ↻", "2 / 3"]
    assert said[2][1:] == ("On from the top", "On from the top")
    assert said[3][1:] == ("On from the end", "On from the end")
    assert said[4][1:] == ("", "")
