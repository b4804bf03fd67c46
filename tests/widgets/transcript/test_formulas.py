"""Formulas stand on the line of the text, however high they are, and hold up no frame."""

import threading

import pytest

from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript import highlighting, maths
from tests.widgets.transcript import screens
from tests.widgets.transcript.screens import answer, painted, shown


def bottoms(view) -> list[int]:
    """The lowest dark row of each run of dark columns in the answer's only line of text."""
    image = painted(view)
    dark = LIGHT.muted.lightness()
    top, end = 0, image.height() // 2
    rows = [
        [y for y in range(top, end) if image.pixelColor(x, y).lightness() < dark]
        for x in range(image.width())
    ]
    found: list[int] = []
    for before, now in zip([[], *rows], rows, strict=False):
        if now:
            found = [*found[:-1], max(found[-1], *now)] if before else [*found, max(now)]
    return found


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("tall", ["x^2", "x^{10^7}", "x^{a^{b^c}}"])
def test_a_tall_formula_stands_on_the_line(qtbot, tall, zoom):
    def lowest(formula: str) -> int:
        view = shown(qtbot, [answer(f"${formula}$ HHH")], LIGHT, 500, 160, zoom)
        screens.settle(qtbot, view)
        first, *_, last = bottoms(view)
        return first - last

    assert abs(lowest(tall) - lowest("x")) <= 1


@pytest.mark.parametrize(
    ("module", "name", "text"),
    [(maths, "typeset", "$x^3$"), (highlighting, "_lexer", "```ruby\nputs 1\n```\n")],
)
def test_what_takes_longer_than_a_frame_is_done_beside_them(
    qtbot, monkeypatch, module, name, text
) -> None:
    threads, work = [], getattr(module, name)

    def noted(*args):
        threads.append(threading.current_thread())
        return work(*args)

    monkeypatch.setattr(module, name, noted)
    highlighting.lexer_for.cache_clear()
    screens.settle(qtbot, shown(qtbot, [answer(text)], LIGHT, 500, 160))
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_few_pictures_are_kept_and_what_is_looked_at_comes_back(qtbot, monkeypatch) -> None:
    monkeypatch.setattr(maths, "MOST_BYTES", 5000)
    texts = [f"${letter}^2$ HHH" for letter in "abcdefghijklmnop"]
    view = shown(qtbot, [answer(text, place) for place, text in enumerate(texts)], LIGHT, 500, 160)
    screens.settle(qtbot, view)
    before = painted(view)
    for _ in range(12):
        view.scroll_by(-100)
        screens.settle(qtbot, view)
        assert 0 < view.maths.bytes <= 5000
    view.scroll_to(view.layout_.total)
    view.viewport().repaint()
    assert not view.maths.is_idle  # the last ones were forgotten on the way up
    screens.settle(qtbot, view)
    assert not screens.differ(painted(view), before)
