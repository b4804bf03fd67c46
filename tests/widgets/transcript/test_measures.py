"""Distances and sizes of the visual targets, at every zoom."""

import pytest

from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from tests.widgets.transcript.screens import answer, shown


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.5, 2.0])
def test_blocks_keep_their_distance_at_every_zoom(qtbot, zoom):
    view = shown(qtbot, [answer("One.\n\nTwo.\n\n# Three")], zoom=zoom)
    _, two, three = (p for p in view.layout_.shown if isinstance(p.unit, ProseUnit))
    line = next(p for p in view.layout_.shown if isinstance(p.unit, LineUnit))
    body = round(24 * zoom)
    assert two.unit.gap == round(12 * zoom)
    assert three.y - two.y == body + round(24 * zoom)
    assert line.y - three.y - three.unit.height == round(12 * zoom)


def test_distances_follow_a_zoom_that_changes(qtbot):
    from dataclasses import replace

    from desktop_app.widgets.theme import LIGHT

    view = shown(qtbot, [answer("One.\n\nTwo.")])
    view.set_theme(replace(LIGHT, zoom=2.0))
    one, two = (p for p in view.layout_.shown if isinstance(p.unit, ProseUnit))
    assert two.y - one.y == 48 + 24
