"""However text arrives, it is cut into the same segments, and they mean what the whole means."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.widgets.transcript import markdown, segmenter
from desktop_app.widgets.transcript.segmenter import Segmenter
from tests.widgets.transcript import block_tree
from tests.widgets.transcript.documents import EXAMPLES

NASTY = [
    "```py\nnever closed\n\nstill code",
    "[late]\n\n[late]: https://example.org\n",
    "- " * 40 + "deep\n" + ">" * 60 + "deeper\n",
    "word" * 3000,
    "words and " * 1500,
    "👩‍👩‍👧 中文字符 عربي עברית \u200b\x07\x00\n\n" * 5,
    "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 40 + "\nafter\n",
    "1. one\n   ```\n   code\n   ```\n2. two\n\n   > quoted\n   lazy\n3. three",
    "    " + "indented\n    " * 900,
    "```\n" + "x" * 20_000 + "\n```\n",
    "```\n" + "line\n" * 300 + "```\n",
    "text\r\n\r\n- a\r\n- b\r\n",
    "<div>\n" * 900 + "</div>\n\nafter\n",
    "> - " * 1500 + "deep\nafter\n",
    "> quoted\n>\n> - list\n> - in quote\n>   1. deep\nlazy\n",
]
ASIDE = {
    "a definition before code": "[a]\n\n[a]: /url\n```\ncode\n```\n",
    "a definition before indented code": "[a]\n\n[a]: /url\n    code\n",
    "a definition before a table": "[a]\n\n[a]: /url\n| b |\n|---|\n| c |\n",
    "a definition before a rule": "[a]\n\n[a]: /url\n***\n",
    "a definition after a list": "- one\n\n[one]: /url\nwords\n",
    "a task is a paragraph": "- [ ] 1. one\n- [x] # two\n- [ ] > three\n",
    "other spaces are words": "> quoted\n\u3000\n- item\n\u00a0\nmore\n",
    "other line ends are no lines": "    code\n    \x0c    more\n> a\n> b\x0bc\nlazy\n",
}


def whole(text):
    cutter = Segmenter()
    cutter.feed(text)
    cutter.finish()
    return cutter.frozen


def streamed(text, sizes):
    """Segments of `text` fed in pieces, with the source checked at every step."""
    cutter = Segmenter()
    position = 0
    while position < len(text):
        size = next(sizes)
        cutter.feed(text[position : position + size])
        position += size
        shown = cutter.frozen + cutter.open_segments()
        assert "".join(segment.source for segment in shown) == text[:position]
    cutter.finish()
    return cutter.frozen


def sizes(seed, largest=12):
    chance = random.Random(seed)
    while True:
        yield chance.randint(1, largest)


def assert_means_the_same(text):
    definitions = "".join(markdown.definition(*each) for each in markdown.definitions(text).items())
    prefix = definitions + "\n" if definitions else ""
    ours = block_tree.comparable(block_tree.of_segments(whole(text), prefix))
    assert ours == block_tree.comparable(block_tree.whole(text))


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_of_the_specifications_means_the_same_in_segments(text):
    assert_means_the_same(text)
    assert streamed(text, sizes(1)) == whole(text)


@pytest.mark.parametrize("name", ASIDE)
def test_signs_beside_a_block_are_taken_as_the_parser_takes_them(name):
    text = ASIDE[name]
    assert_means_the_same(text)
    assert streamed(text, sizes(1)) == whole(text)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_is_cut_the_same_however_it_arrives(text):
    for seed in range(3):
        largest = 12 if len(text) < 500 else 400
        assert streamed(text, sizes(seed, largest)) == whole(text)


joined_examples = st.lists(
    st.tuples(st.sampled_from(EXAMPLES), st.sampled_from(["", "\n", "\n\n"])), max_size=5
).map(lambda pairs: "".join(text + gap for text, gap in pairs))


@given(text=joined_examples, seed=st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_examples_joined_at_random_are_cut_the_same_however_they_arrive(text, seed):
    assert streamed(text, sizes(seed)) == whole(text)


@given(text=joined_examples.filter(lambda text: "]:" not in text and "    `" not in text))
@settings(max_examples=200, deadline=None)
def test_examples_joined_at_random_mean_the_same_in_segments(text):
    assert_means_the_same(text)


@given(text=st.text(alphabet="-*+>#`~|:[](){}!_=12.)\\ \t\nab$<&é中\u200b", max_size=80))
@settings(max_examples=400, deadline=None)
def test_noise_is_cut_the_same_however_it_arrives(text):
    assert streamed(text, sizes(7, 3)) == whole(text)


def test_the_oracle_sees_a_segmenter_that_freezes_partial_lines(monkeypatch):
    class Hasty(Segmenter):
        def feed(self, text):
            self._tail += text
            self._run_hastily()

        def _run_hastily(self):
            if not self._inside and not self._fence:
                self._tail, kept = self._tail + "\n", self._tail
                self._run(is_final=False)
                if self._tail == kept + "\n":
                    self._tail = kept

    cutter = Hasty()
    for sign in "- a\n2. b\n":
        cutter.feed(sign)
    cutter.finish()
    assert cutter.frozen != whole("- a\n2. b\n")


def test_what_is_read_again_does_not_grow_with_the_answer(monkeypatch):
    read = []
    parse = markdown.blocks
    monkeypatch.setattr(markdown, "blocks", lambda text: read.append(len(text)) or parse(text))
    paragraph = "Some words of an answer, then some more. " * 8 + "\n\n"
    cutter = Segmenter()
    for _ in range(200):
        for start in range(0, len(paragraph), 32):
            cutter.feed(paragraph[start : start + 32])
            cutter.open_segments()
    assert max(read) < 2 * len(paragraph) + 64


@pytest.mark.parametrize(
    "text",
    [
        "```\n" + "x = 1\n" * 20_000,
        "- top\n" + "  - item\n" * 10_000,
        "> " + "> quoted words\n" * 8_000,
        "| a |\n|---|\n" + "| b |\n" * 8_000,
        "x" * 100_000,
        "words " * 20_000,
        "    code\n" * 10_000,
        "<div>\n" * 20_000,
        ">" * 100_000,
        "- " * 50_000,
        "![a](https://h/y.png) " * 5_000,
    ],
    ids=[
        "fence",
        "list",
        "quote",
        "table",
        "word",
        "paragraph",
        "indented",
        "html",
        "quotes in a line",
        "items in a line",
        "images",
    ],
)
def test_a_huge_block_is_never_read_as_a_whole(text, monkeypatch):
    read = []
    parse = markdown.blocks
    monkeypatch.setattr(markdown, "blocks", lambda text: read.append(len(text)) or parse(text))
    cutter = Segmenter()
    for start in range(0, len(text), 997):
        cutter.feed(text[start : start + 997])
        cutter.open_segments()
    assert max(read) <= 4 * segmenter.LIMIT
    assert max(len(segment.text) for segment in cutter.frozen) <= 2 * segmenter.LIMIT


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["word\n", "> ", "- ", "\n", "  ", "1. ", "| a |\n", "---\n", "x"]))
)
def test_what_needs_no_parser_is_what_the_parser_says(pieces: list[str]) -> None:
    text = "".join(pieces)
    short = whole(text), streamed(text, iter(lambda: 3, 0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "is_only_words", lambda _text: False)
        assert short == (whole(text), streamed(text, iter(lambda: 3, 0)))


def test_quotes_of_changing_depth_are_read_a_few_times_only(monkeypatch) -> None:
    read = []
    real = markdown.blocks
    monkeypatch.setattr(markdown, "blocks", lambda text: (read.append(len(text)), real(text))[1])
    depths = random.Random(1)
    lines = (f"{'>' * depths.randrange(1, 9)} line {n} of words\n" for n in range(3000))
    text = "".join(lines)
    assert "".join(segment.source for segment in whole(text)) == text
    assert sum(read) < 5 * len(text)
