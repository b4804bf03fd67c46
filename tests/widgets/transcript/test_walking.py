"""Whatever happens in whatever order: what is read and selected stays, and the screen is right."""

import pytest

from desktop_app.widgets.transcript.layout import Layout
from desktop_app.widgets.transcript.moving import Moving
from desktop_app.widgets.transcript.places import Places
from tests.widgets.transcript.walks import Walk

SEEDS = range(6)
STEPS = 120


def walk(qtbot, seed):
    made = Walk(qtbot, seed)
    for number in range(STEPS):
        made.step()
        if number % 8 == 0:
            made.check_pixels()
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_moves_and_nothing_is_lost(qtbot, seed):
    walk(qtbot, seed)


@pytest.mark.parametrize(
    ("where", "name"), [(Places, "keep"), (Moving, "_update_from"), (Layout, "note_height")]
)
def test_the_walk_sees_what_does_not_hold(qtbot, monkeypatch, where, name):
    monkeypatch.setattr(where, name, lambda *_: None)
    with pytest.raises(AssertionError):
        all(walk(qtbot, seed) for seed in SEEDS)
