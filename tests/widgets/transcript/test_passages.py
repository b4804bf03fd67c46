"""A long text read in passages, from anywhere and in slices, is the text read in one go."""

import itertools
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from desktop_app.widgets.transcript import passages
from desktop_app.widgets.transcript.passages import begins
from desktop_app.widgets.transcript.reading import SLICE, Passage
from desktop_app.widgets.transcript.sections import LONG, TextSection
from desktop_app.widgets.transcript.segmenter import Segmenter
from desktop_app.widgets.transcript.units.base import Unit
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.rest import RestUnit
from desktop_app.widgets.transcript.units.table import TableUnit
from tests.benchmarks import corpus

BLOCKS = [
    *("Para one.", "Two\nlines", "- item", "  - sub", "1. one", "2. two", "14. x", "> quote"),
    *("```", "```py", "  ```", "   ```", "~~~", "  ~~~x", "````", "- ```", "> ```", "```x```"),
    *("    code", "<div>", "</div>", "<!-- c -->", "<pre>", "<!-- open", "-->", "<script>"),
    *("[a]: /b", "[^1]: note", "    more", "# H", "Title\n===", "T\n---", "---", "* * *", "-"),
    *("| a | b |\n|---|---|", "| 1 | 2 |", "$$", "x = 1", "**bold** x", "* ", "+ a", "\tz", "é"),
    *("- a\n\n  ```\n  c\n  ```", "- 1\n  ```\n  x", "1. a\n\n   ```js\n   x\n   ```", "  x"),
    *("", "", "", "", "", "", "", "A", "`c`", "[x](y)", "</script>", "text ``` text"),
]


def texts(count):
    """Blocks that open and close what goes on over blank lines, or seem to."""
    for seed in range(count):
        chance = random.Random(seed)
        lines = (chance.choice(BLOCKS) for _ in range(chance.randint(3, 40)))
        yield "\n".join(lines) + "\n", chance.choice((1, 5, 20))


def seen(segments):
    """What a reader sees of segments; groups are numbered as they come."""
    numbers = {0: 0}

    def number(group):
        return numbers.setdefault(group, len(numbers))

    return [
        (
            segment.kind,
            segment.text if segment.kind == "code" else segment.text.strip("\r\n"),
            (segment.head, segment.info, number(segment.group)),
            (segment.is_first, segment.is_last, segment.opened),
            tuple(replace(each, group=number(each.group)) for each in segment.containers),
        )
        for segment in segments
        if segment.kind != "blank" or segment.opened
    ]


def read(text, groups=None):
    segmenter = Segmenter(groups=groups)
    segmenter.finish(text)
    return segmenter.frozen


def is_alike(text, size):
    """Whether a text cut into passages has the same blocks; None if it was not cut."""
    cuts = begins(text, size)
    if not cuts:
        return None
    groups = [0]
    parts = [read(text[start:end], groups) for start, end in pairwise([0, *cuts, len(text)])]
    return seen(read(text)) == seen(itertools.chain.from_iterable(parts))


def test_passages_begin_only_where_no_block_goes_on():
    found = [is_alike(text, size) for text, size in texts(6000)]
    assert False not in found
    assert found.count(True) > 200, "they were cut at all"


@pytest.mark.parametrize("mutant", ["fences", "items", "html"])
def test_the_check_sees_passages_that_begin_inside_of_something(monkeypatch, mutant):
    kind = passages._OpenFences
    change = {
        "fences": ("_after", lambda *_: passages._OUTSIDE),
        "items": ("_is_top", lambda *_: True),
        "html": ("_is_block", lambda *_: False),
    }[mutant]
    monkeypatch.setattr(kind, *change)
    assert any(is_alike(text, size) is False for text, size in texts(6000))


def test_an_ordinary_answer_is_cut_everywhere():
    text = corpus.answer(400_000)
    cuts = [0, *begins(text), len(text)]
    assert max(end - start for start, end in pairwise(cuts)) < 2 * passages.SIZE


@pytest.mark.parametrize(
    "line", ["```py\n\nA\n", "  ```\n\nA\n", "# A\n\n", "<!-- x -->\n\nA\n", "~~~\nA\n\nB\n", "\n"]
)
def test_looking_for_passages_is_bounded(monkeypatch, line):
    looks = []
    real = passages._lines_before
    monkeypatch.setattr(passages, "_lines_before", lambda *a: (looks.append(1), real(*a))[1])
    begins(line * (1_000_000 // len(line)))
    assert len(looks) <= 3 * passages._MOST_LOOKS


# -- units -----------------------------------------------------------------------------------------


def apart(segment, passage):
    """Each passage counts its groups for itself."""
    inside = (replace(each, group=each.group * 10_000 + passage) for each in segment.containers)
    group = segment.group and segment.group * 10_000 + passage
    return replace(segment, group=group, containers=tuple(inside))


def spelled(units: list[Unit]):
    """What units show, and the distances above them."""
    shown = [unit for unit in units if isinstance(unit, ProseUnit | CodeUnit | TableUnit)]
    assert len(shown) == sum(not isinstance(unit, RestUnit) for unit in units)
    segments = [apart(unit.segment, unit.section.number) for unit in shown]
    return [
        (*blocks, unit.space, unit.definitions if isinstance(unit, ProseUnit) else "")
        for blocks, unit in zip(
            seen(segments),
            [u for u in shown if u.segment.kind != "blank" or u.segment.opened],
            strict=True,
        )
    ]


@pytest.fixture
def slow_clock(monkeypatch):
    """Each look at the clock says that the time is over: one step a slice."""
    ticks = itertools.count()
    monkeypatch.setattr(Passage, "clock", staticmethod(lambda: next(ticks) * SLICE))


def rests(section):
    return [unit for unit in section.units if isinstance(unit, RestUnit)]


def text_of(section):
    return "".join(unit.section.source(unit) for unit in section.units)


DEFINED = "See [one] and [two][a b].\n\n" + corpus.answer(60_000) + "\n[one]: https://e.org/1\n"
LONGER = {
    "ordinary": corpus.answer(120_000),
    "definitions": DEFINED
    + corpus.answer(40_000)
    + "\n\nBehind [one].\n\n[A B]: https://e.org/2\n",
    "list": corpus.nasty("list in one item", 40_000),
    "code": corpus.nasty("code block", 60_000),
    "table": corpus.nasty("table", 40_000),
    "quote": corpus.nasty("quote", 40_000),
    "scripts": corpus.nasty("foreign scripts", 40_000),
}


@pytest.mark.parametrize("name", LONGER)
@pytest.mark.usefixtures("qtbot", "slow_clock")
def test_read_in_any_order_and_slices_it_is_the_text_read_in_one_go(monkeypatch, name):
    text = LONGER[name]
    section = TextSection()
    section.finish(text)
    assert rests(section), "nothing is read before somebody comes near"
    chance = random.Random(name)
    while waiting := rests(section):
        section.read(chance.choice(waiting).passage)
        assert text_of(section) == text
    whole = TextSection()
    monkeypatch.setattr("desktop_app.widgets.transcript.sections.LONG", 1 << 30)
    monkeypatch.setattr(Passage, "clock", staticmethod(lambda: 0.0))
    monkeypatch.setattr("desktop_app.widgets.transcript.reading.MOST_STEPS", 1 << 30)
    whole.finish(text)
    assert spelled(section.units) == spelled(whole.units)


@pytest.mark.parametrize("name", LONGER)
@pytest.mark.usefixtures("qtbot", "slow_clock")
def test_streamed_in_bursts_it_is_the_text_read_in_one_go(name):
    text, chance = LONGER[name], random.Random(name)
    section, at = TextSection(), 0
    while at < len(text):
        size = chance.choice((3, 200, 5000, LONG, 3 * LONG))
        section.feed(text[at : at + size])
        at += size
    section.finish()
    while waiting := rests(section):
        section.read(chance.choice(waiting).passage)
    whole = TextSection()
    whole.finish(text)
    while waiting := rests(whole):
        whole.read(waiting[0].passage)
    assert text_of(section) == text
    assert spelled(section.units) == spelled(whole.units)


def test_an_address_finds_its_unit_however_much_was_read(qtbot):
    text = LONGER["ordinary"]
    whole, some = TextSection(), TextSection()
    whole.finish(text)
    while waiting := rests(whole):
        whole.read(waiting[0].passage)
    some.finish(text)
    for index in range(0, len(whole.units), 17):
        offset = whole.offset(index)
        unit = some.units[some.index_at(offset)]
        if isinstance(unit, RestUnit):
            some.read(unit.passage)
        found = some.units[some.index_at(offset)]
        assert found.section.source(found) == whole.units[index].section.source(whole.units[index])
