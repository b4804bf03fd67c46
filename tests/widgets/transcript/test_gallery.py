"""A conversation with everything in it looks the same however it came: as it streamed, or at once.

At other ratios of screen to pixels too: there this file runs again in a process of its own.
"""

import os
import subprocess
import sys

import pytest

from desktop_app.viewmodels.transcript import ToolState
from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.tools import ToolUnit
from tests.widgets.transcript import gallery_more, screens
from tests.widgets.transcript.screens import painted, shown

LOOKS = [
    (theme, width, zoom)
    for number, width in enumerate((480, 800, 1280))
    for theme, zoom in zip(
        (LIGHT, DARK, LIGHT) if number % 2 else (DARK, LIGHT, DARK), (0.8, 1.0, 1.5), strict=True
    )
]


def told(view):
    """Let the tools be in all their states."""
    for call_id, facts in gallery_more.facts().items():
        view.model.set_tool(call_id, facts)
    return view


def pages(qtbot, view):
    """Every message, a screen at a time, without the scroll bar: it guesses what is far away."""
    made = []
    for place, item in enumerate(view.model.items):
        for _ in range(2):  # the first time tells how high formulas and diagrams are
            view.show_message(item.message.id)
            screens.settle(qtbot, view)
        made.append(words(view))
        while view.layout_.shown[-1].entry == place:  # its end is not seen yet
            view.scroll_by(500)
            screens.settle(qtbot, view)
            made.append(words(view))
            if view.layout_.value + view.layout_.view_height >= view.layout_.total:
                break
    return made


def words(view):
    picture = painted(view)
    bar = round(16 * view.devicePixelRatioF())
    return picture.copy(0, 0, picture.width() - bar, picture.height())


def both(qtbot, theme, width, zoom):
    items = gallery_more.everything()
    streamed = shown(qtbot, items[:1], theme, width, 620, zoom)
    gallery_more.stream(streamed.model, items[1:])
    return told(streamed), told(shown(qtbot, items, theme, width, 620, zoom))


@pytest.mark.parametrize(("theme", "width", "zoom"), LOOKS)
def test_everything_streamed_looks_as_if_shown_at_once(qtbot, theme, width, zoom):
    streamed, once = both(qtbot, theme, width, zoom)
    for number, (one, other) in enumerate(
        zip(pages(qtbot, streamed), pages(qtbot, once), strict=True)
    ):
        assert one == other, f"screen {number} differs"


def test_it_holds_every_state_of_a_tool_and_a_drawn_diagram(qtbot):
    _, once = both(qtbot, LIGHT, 800, 1.0)
    pages(qtbot, once)
    units = [unit for entry in once.layout_.entries if entry for unit in entry.units]
    assert {unit.facts.state for unit in units if isinstance(unit, ToolUnit)} == set(ToolState)
    assert any(unit.card.shows_picture for unit in units if isinstance(unit, CodeUnit))


def test_the_comparison_sees_a_single_letter(qtbot, monkeypatch):
    one = pages(qtbot, told(shown(qtbot, gallery_more.everything(), height=620)))
    changed = gallery_more.SCRIPTS.replace("English", "Engllsh")
    monkeypatch.setattr(gallery_more, "SCRIPTS", changed)
    other = pages(qtbot, told(shown(qtbot, gallery_more.everything(), height=620)))
    assert one != other


@pytest.mark.parametrize("ratio", ["1.25", "1.5", "2"])
@pytest.mark.skipif("QT_SCALE_FACTOR" in os.environ, reason="is one of those processes itself")
def test_it_is_so_on_finer_screens(ratio):
    name = f"{__file__}::test_everything_streamed_looks_as_if_shown_at_once"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name, "-k", "800"],
        env=os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "3 passed" in done.stdout
