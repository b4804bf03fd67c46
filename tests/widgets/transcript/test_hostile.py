"""Answers made to hold up the window: what they cost is counted, and nothing leaves."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.widgets.transcript import highlighting, markdown
from desktop_app.widgets.transcript.highlighting import FullPass
from desktop_app.widgets.transcript.layout import MOST_DOCUMENTS
from desktop_app.widgets.transcript.saving import file_name
from desktop_app.widgets.transcript.segmenter import LIMIT
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.json_lines import lines, readable
from desktop_app.widgets.transcript.units.pictures import Drawn
from tests.widgets.transcript.screens import Live, answer, question, shown

FRAME = 4000  # characters that come between two frames
NASTY = {
    "one line": "word " * 200_000,
    "one word": "x" * 1_000_000,
    "nested quotes": ">" * 100_000 + " deep",
    "a long table": "| a | b |\n|---|---|\n" + "| 1 | **two** |\n" * 5000,
    "pictures": "".join(f"![{n}](https://h{n}.example/{n}.png)\n\n" for n in range(10_000)),
    "pictures in a line": "![p](https://h.example/p.png) " * 10_000,
    "code": "```python\n" + "def f(x): return x + 1  # words\n" * 9500 + "```\n",
    "brackets": "[" * 50_000,
    "stars": "*a_ " * 25_000,
    "html": "<div>" * 20_000,
    "a deep list": "".join("  " * min(n, 60) + f"- item {n}\n" for n in range(600)),
}


@pytest.mark.parametrize("name", NASTY)
def test_work_is_bounded(qtbot, monkeypatch, name):
    read = []
    real = markdown.blocks
    monkeypatch.setattr(markdown, "blocks", lambda text: (read.append(len(text)), real(text))[1])
    view = shown(qtbot, [question("Go.")])
    wanted = []
    view.model.remote.wanted.connect(wanted.append)
    live = Live(view)
    text = NASTY[name]
    most_read = most_built = 0
    for start in range(0, len(text), FRAME):
        read.clear()
        built = view.around.built
        live.write(text[start : start + FRAME])
        QApplication.processEvents()
        most_read = max(most_read, sum(read))
        most_built = max(most_built, view.around.built - built)
    live.end()
    for value in (0, view.layout_.total // 2, view.layout_.total):
        view.scroll_to(value)
        view.grab()
    assert most_built <= 60, "documents made for one frame"
    assert most_read <= 60 * (LIMIT + FRAME), "characters parsed for one frame"
    assert view.layout_.alive <= MOST_DOCUMENTS + 60
    assert view.layout_.entry(1).markdown() == text
    assert view.column()[1] <= view.viewport().width()
    assert wanted == []


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/x.png"/></svg>'
HUGE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\x7f\xff\xff\xff" * 2 + b"\x08\x02\0\0\0"


@pytest.mark.parametrize("data", [SVG, HUGE, b"", b"GIF89a", b"BM" + b"\0" * 60, b"%PDF-1.4"])
def test_pictures_of_other_kinds_and_of_absurd_sizes_are_not_unpacked(qapp, data):
    del qapp
    assert not Drawn(data).can_be_shown


def test_endless_lines_and_gaps_are_not_given_to_lexers_that_nothing_stops():
    class Lexer:
        def get_tokens_unprocessed(self, code):
            given.append(code)
            yield from ()

    given = []
    for code in ("x" * 5000, "a\n" + "\n " * 1000 + "b", "a = 1\n"):
        assert FullPass(code, Lexer()).advance()
    assert given == ["a = 1\n"]


def test_a_lexer_that_takes_for_ever_is_left():
    class Slow:
        def get_tokens_unprocessed(self, code):
            while True:
                yield 0, "Token.Name", code

    work = FullPass("a", Slow())
    assert sum(not work.advance(0) for _ in range(highlighting.MOST_SLICES)) == (
        highlighting.MOST_SLICES - 1
    )


@pytest.mark.parametrize("name", ["", "x" * 3000, "../../../etc/passwd", "C:\\x", "a\0b", "."])
def test_a_language_is_no_path(qtbot, name):
    view = shown(qtbot, [answer(f"```{name}\ncode\n```\n")])
    card = next(each.unit.card for each in view.layout_.shown if isinstance(each.unit, CodeUnit))
    assert card.code.endswith("code\n")
    proposed = file_name(card)
    assert proposed == Path(proposed).name
    assert len(proposed) < 100
    view.grab()


def test_arguments_of_any_size_are_cut_into_few_lines(qapp):
    del qapp
    for text in ("[" * 100_000, '{"a":' * 100_000, '"' + "x" * 1_000_000, "[1," * 50_000):
        made = lines(readable(text), 80, 60)
        assert len(made) == 61
        assert sum(len(line) for line in made) <= 80 * 61
