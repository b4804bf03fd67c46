"""Mermaid blocks become pictures once they are whole, and never hold up the window."""

import sys
from collections import Counter

import pytest
from PySide6.QtGui import QColor

from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.widgets.transcript import diagrams
from tests.widgets.transcript.screens import Live, answer, settle, shown

SOURCE = "```mermaid\nflowchart LR\n  A[One] --> B[Two]\n```\n"


def card_of(view):
    return next(unit.card for unit in view.layout_.entries[-1].units if hasattr(unit, "card"))


def test_a_finished_diagram_is_drawn(qtbot):
    view = shown(qtbot, [answer(SOURCE)])
    settle(qtbot, view)
    assert card_of(view).shows_picture


def test_an_open_diagram_is_shown_as_code(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    live.write(SOURCE[:-5])
    settle(qtbot, view)
    assert card_of(view).picture is None
    live.write(SOURCE[-5:])
    live.end()
    settle(qtbot, view)
    assert card_of(view).shows_picture


def test_an_unreadable_diagram_stays_code(qtbot):
    view = shown(qtbot, [answer("```mermaid\nthis is no diagram at all ((\n```\n")])
    settle(qtbot, view)
    assert card_of(view).picture is None
    assert card_of(view).is_drawn


def test_an_endless_diagram_stays_code(qtbot):
    days = "".join(f"t{number}: 0001-01-01, 9d\n" for number in range(400))
    view = shown(qtbot, [answer(f"```mermaid\ngantt\ndateFormat YYYY-MM-DD\n{days}```\n")], zoom=2)
    settle(qtbot, view)
    assert card_of(view).is_drawn
    assert card_of(view).picture is None


def test_a_diagram_that_takes_too_long_is_given_up(qtbot, monkeypatch):
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(diagrams, "command", lambda: sleeper)
    monkeypatch.setattr(diagrams, "PATIENCE", 50)
    view = shown(qtbot, [answer(SOURCE)])
    settle(qtbot, view)
    assert card_of(view).picture is None


def test_source_and_picture_can_be_exchanged(qtbot):
    view = shown(qtbot, [answer(SOURCE)])
    settle(qtbot, view)
    placed = next(each for each in view.layout_.shown if hasattr(each.unit, "card"))
    tall = placed.unit.height
    view.press_spot(placed, 0)
    assert not card_of(view).shows_picture
    placed = next(each for each in view.layout_.shown if hasattr(each.unit, "card"))
    assert placed.unit.height != tall


def test_a_diagram_grows_with_the_zoom(qtbot):
    widths = []
    for zoom in (1.0, 1.5):
        view = shown(qtbot, [answer(SOURCE)], zoom=zoom)
        settle(qtbot, view)
        widths.append(card_of(view).picture.deviceIndependentSize().width())
    assert abs(widths[1] / widths[0] - 1.5) < 0.05


PIE = '```mermaid\npie title Pets\n  "Dogs" : 9\n  "Cats" : 1\n```\n'
OWN = PIE.replace("pie title", "%%{init: {'themeVariables': {'pie1': '#ff0000'}}}%%\npie title")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_diagram_has_the_colours_of_the_theme_unless_it_names_its_own(qtbot, theme):
    view = shown(qtbot, [answer(PIE)], theme)
    settle(qtbot, view)
    assert most_of(card_of(view)) == theme.accent
    view = shown(qtbot, [answer(OWN)], theme)
    settle(qtbot, view)
    assert most_of(card_of(view)) != theme.accent


def most_of(card):
    """The colour that most of the picture's middle has."""
    image = card.picture.toImage()
    x, y = image.width() // 2, image.height() // 2
    around = range(-60, 60, 3)
    found = Counter(QColor(image.pixel(x + i, y + j)).rgb() for i in around for j in around)
    return QColor(found.most_common(1)[0][0])


def test_another_look_keeps_the_picture_and_the_place_until_it_is_drawn_anew(qtbot):
    words = "Some words.\n\n" * 12
    view = shown(qtbot, [answer(SOURCE + words + SOURCE + words, 1), answer(SOURCE, 2)], height=400)
    settle(qtbot, view)
    view.scroll_by(-300)
    settle(qtbot, view)
    top = view.layout_.shown[0]
    before = (top.entry, top.index)
    old = card_of(view).picture
    view.set_theme(DARK)
    assert card_of(view).picture is old
    assert not view.layout_.is_at_end
    settle(qtbot, view)
    assert (view.layout_.shown[0].entry, view.layout_.shown[0].index) == before
    view.jump_to_latest()
    settle(qtbot, view)
    assert card_of(view).picture is not old
