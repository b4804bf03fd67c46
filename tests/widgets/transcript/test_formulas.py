"""Formulas stand on the line of the text, however high they are."""

import pytest

from desktop_app.widgets.theme import LIGHT
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
