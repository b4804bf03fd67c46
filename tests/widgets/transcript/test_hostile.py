"""Answers made to hold up the window: what they cost is counted, and nothing leaves."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.widgets.transcript import markdown
from desktop_app.widgets.transcript.layout import MOST_DOCUMENTS
from desktop_app.widgets.transcript.segmenter import LIMIT
from tests.widgets.transcript.screens import Live, question, shown

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
