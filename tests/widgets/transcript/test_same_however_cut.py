"""What is shown of an answer depends on its text alone: not on the pieces in which it came.

Compared are segments, meanings, and what stands in the documents: words, looks, heights, spans.
Larger counts are run by hand: `COUNT=20000 pytest …/test_same_however_cut.py`.
"""

import os
import random

import pytest
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat

from desktop_app.viewmodels.remote_pictures import Standing
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.arriving import Arriving
from desktop_app.widgets.transcript.sections import TextSection
from desktop_app.widgets.transcript.segmenter import Segmenter
from desktop_app.widgets.transcript.style import Style
from desktop_app.widgets.transcript.units.base import Surroundings
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.documents import DocumentUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from tests.widgets.transcript import block_tree, documents

COUNT = int(os.environ.get("COUNT", "600"))
WIDTH = 600


def whole(text):
    cutter = Segmenter()
    cutter.finish(text)
    return cutter.frozen


def looks(segments):
    """Segments as they are seen: blank ones left out, groups numbered as they come."""
    numbers = {0: 0}

    def number(group):
        return numbers.setdefault(group, len(numbers))

    return [
        (
            each.kind,
            each.text,
            each.head,
            each.info,
            number(each.group),
            each.is_first,
            each.is_last,
            each.opened,
            [(c.kind, number(c.group), c.number, c.label, c.is_done) for c in each.containers],
        )
        for each in segments
        if each.kind != "blank" or each.opened
    ]


def ends_in_a_fence_sign(text):
    """For a look such signs are no code yet: they may become the end of the fence."""
    return not set(text.rsplit("\n", 1)[-1]) - set(" >`~")


def words_only(leaves):
    """What is seen of leaves: blanks at the end of code and tabs aside."""
    return [
        (*leaf[:3], leaf[3].expandtabs(4).rstrip(" \n")) if leaf[1] == "Code" else leaf
        for leaf in block_tree.comparable(leaves)
    ]


def test_segments_are_the_same_at_every_piece_and_mean_what_the_whole_means():
    means_other = with_definitions = 0
    for seed in range(COUNT):
        text = Arriving().read(documents.at_random(seed))
        cutter, fed = Segmenter(), ""
        for piece in documents.cuts(text, seed, random.Random(seed).choice([3, 12, 60])):
            cutter.feed(piece)
            fed += piece
            shown = cutter.frozen + cutter.open_segments()
            assert "".join(segment.source for segment in shown) == fed, seed
            if not ends_in_a_fence_sign(fed):
                assert looks(shown) == looks(whole(fed)), (seed, fed)
        cutter.finish()
        assert looks(cutter.frozen) == looks(whole(text)), seed
        prefix = "".join(markdown.definition(*each) for each in markdown.definitions(text).items())
        ours = block_tree.of_segments(cutter.frozen, prefix + "\n" if prefix else "")
        is_same = words_only(ours) == words_only(block_tree.whole(text))
        has_definitions = "]:" in text
        with_definitions += has_definitions
        means_other += not is_same
        assert is_same or has_definitions or "<" in text, (seed, text)
    assert means_other <= with_definitions * 0.01


class _Undrawn:
    """Formulas that never come, pictures that nobody loads."""

    def format_for(self, *_args, **_more):
        return None

    def serve(self, _document):
        """Nothing is drawn."""

    def standing(self, _address):
        return Standing()


@pytest.fixture(scope="module")
def style(qapp):
    del qapp
    return Style(LIGHT)


class Screen:
    """Lays out a section as the transcript does: what is exact is not touched again."""

    def __init__(self, style):
        self.style = style
        self.around = Surroundings(style, _Undrawn(), _Undrawn())
        self.section = TextSection()

    def lay_out(self, width=WIDTH):
        for unit in self.section.units:
            if not unit.height and not unit.is_exact:
                unit.estimate(self.style, width)
            is_released = isinstance(unit, DocumentUnit) and unit.document is None
            if not unit.is_exact or is_released:
                unit.lay_out(self.around, width)

    def shown(self):
        self.lay_out()
        return [_facts(unit) for unit in self.section.units if unit.height]


def _facts(unit):
    if not isinstance(unit, DocumentUnit):
        return type(unit).__name__, unit.gap, unit.height, unit.words()
    more = []
    if isinstance(unit, CodeUnit):
        more = [unit.card.code, unit.card.title, unit.card.is_closed, unit.pieces, unit.first_line]
    elif isinstance(unit, ProseUnit):
        more = [[(s.kind, s.start, s.end, s.value) for s in unit.leaf.spans], unit.leaf.level]
    text = unit.text_between(0, unit.length)
    stops = [(stop.label, stop.payload) for stop in unit.links()]
    return type(unit).__name__, unit.gap, unit.height, text, _blocks(unit.laid()), stops, more


def _blocks(document):
    made = []
    block = document.begin()
    while block.isValid():
        runs = []
        for part in block.textFormats():
            if runs and runs[-1][1] == part.format:
                runs[-1][0] += part.length
            else:
                runs.append([part.length, QTextCharFormat(part.format)])
        made.append((block.text(), runs, QTextBlockFormat(block.blockFormat())))
        block = block.next()
    return made


def test_what_is_shown_is_the_same_after_streaming_after_release_and_at_once(style):
    for seed in range(COUNT // 4):
        text = documents.at_random(seed)
        chance = random.Random(seed)
        once, streamed = Screen(style), Screen(style)
        once.section.finish(text)
        fed = ""
        for piece in documents.cuts(text, seed, chance.choice([3, 12, 40])):
            streamed.section.feed(piece)
            fed += piece
            if chance.random() < 0.7:
                streamed.lay_out()
            if chance.random() < 0.1:
                for unit in streamed.section.units[::2]:
                    unit.release()
            if chance.random() < 0.1:
                until_here = Screen(style)
                until_here.section.feed(fed)
                assert streamed.shown() == until_here.shown(), (seed, fed)
        streamed.section.finish()
        at_once = once.shown()
        assert streamed.shown() == at_once, (seed, text)
        for unit in streamed.section.units:
            unit.release()
            unit.is_exact = False
        streamed.lay_out(WIDTH + 40)
        for unit in streamed.section.units:
            unit.is_exact = False
        assert streamed.shown() == at_once, (seed, text)


def test_the_comparison_sees_a_document_that_was_changed_by_hand(style):
    once, other = Screen(style), Screen(style)
    for screen in (once, other):
        screen.section.finish("Some **words** here.\n")
    assert once.shown() == other.shown()
    cursor = other.section.units[0].laid().find("words")
    look = cursor.charFormat()
    look.setFontItalic(True)
    cursor.setCharFormat(look)
    assert once.shown() != other.shown()
