"""What is read stays where it is, to the pixel, whatever happens around it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.layout import Anchor
from desktop_app.widgets.transcript.positions import moved
from tests.benchmarks import corpus
from tests.widgets.transcript.screens import (
    Live,
    answer,
    is_on_the_screen,
    question,
    settle,
    shown,
)

WORDS = "\n\n".join(f"Paragraph{number} " + "and words " * 30 for number in range(20))


def y_of(view, words):
    """Where the line with these words is on the screen."""
    for placed in view.layout_.shown:
        unit = placed.unit
        text = unit.laid().toRawText() if unit.length else ""
        if words in text:
            return placed.y + unit.position_y(text.index(words))
    raise AssertionError(words)


def bring(view, words, y):
    """Scroll until the line with these words stands at `y`."""
    layout = view.layout_
    for place in range(len(layout.entries)):
        for index, unit in enumerate(layout.entry(place).units):
            layout.realise(place, unit)
            text = unit.laid().toRawText() if unit.length else ""
            if words in text:
                top = unit.position_y(text.index(words))
                layout.go_to(Anchor(place, index, top - y))
                view.repaint_all()
                assert y_of(view, words) == y
                return
    raise AssertionError(words)


def test_a_block_without_height_between_what_is_read_and_the_top(qtbot):
    view = shown(qtbot, [answer(f"{WORDS}\n\n[ref]: https://e.org\n\n# Heading\n\n{WORDS}")])
    bring(view, "Heading", 14)
    view.refill()
    assert y_of(view, "Heading") == 14


def test_what_has_no_height_takes_none_while_more_streams(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    live.write("- one\n- two\n\n[ref]: https://e.org\n\nWords")
    height = view.layout_.entry(0).height
    live.write(".")
    assert view.layout_.entry(0).height == height
    assert is_on_the_screen(view)


def test_a_table_that_grows_keeps_the_row_that_is_read(qtbot):
    view = shown(qtbot, [answer(WORDS)], width=500)
    live = Live(view)
    live.write("| one | two | three |\n|---|---|---|\n")
    for number in range(40):
        live.write(f"| row{number}x {'and more of it ' * 6} | some longer words here | a |\n")
    bring(view, "row20x", 0)
    for number in range(10):
        live.write(f"| x | y | {'a much wider third column ' * number} |\n")
        assert y_of(view, "row20x") == 0


def test_a_formula_above_that_is_drawn_late_moves_nothing(qtbot):
    formulas = "\\\n".join(
        f"words{n} $x_{{{n}}}^2 + \\sum_{{i=0}}^{{{n}}} i$ and" for n in range(30)
    )
    view = shown(qtbot, [answer(f"{WORDS}\n\n{formulas} the end of it.\n\n{WORDS}")], width=500)
    settle(qtbot, view)
    view.maths.restyle()
    for unit in view.layout_.laid_out():
        unit.reset()
    view.refill()
    bring(view, "words29", 4)
    assert not view.is_settled
    settle(qtbot, view)
    assert abs(y_of(view, "words29") - 4) <= 8, "its own line became higher"


@pytest.mark.parametrize("y", [30, 150])
def test_a_diagram_that_begins_above_the_edge_grows_upwards(qtbot, y):
    diagram = "```mermaid\ngraph TD\nA-->B\nB-->C\n```"
    view = shown(qtbot, [answer(f"{WORDS}\n\n{diagram}\n\nBelow it.\n\n{WORDS}")], height=400)
    bring(view, "Below it", y)
    card = next(each for each in view.layout_.shown if hasattr(each.unit, "card"))
    tall = card.unit.height
    settle(qtbot, view)
    assert card.unit.height > tall
    assert y_of(view, "Below it") == (y if y == 30 else y + card.unit.height - tall)


def test_going_to_and_fro_comes_back_to_the_same_pixel(qtbot):
    view = shown(qtbot, [answer(corpus.answer(20_000))], width=900)
    view.scroll_to(3000)
    before = [(placed.index, placed.y) for placed in view.layout_.shown]
    for width in (*range(890, 500, -13), *range(500, 900, 17), 900):
        view.resize(width, 600)
    assert [(placed.index, placed.y) for placed in view.layout_.shown] == before
    for zoom in (1.1, 1.3, 1.5, 1.2, 0.8, 1.0):
        view.set_theme(replace(LIGHT, zoom=zoom))
    assert [(placed.index, placed.y) for placed in view.layout_.shown] == before


def test_an_end_that_comes_nearer_takes_nobody_there(qtbot):
    view = shown(qtbot, [answer(WORDS)])
    live = Live(view)
    live.write("Words.\n\nMore.\n\n# Heading\n\n[")
    view.scroll_by(-4)
    y = y_of(view, "More.")
    live.write("ref]: https://e.org\n")
    assert y_of(view, "More.") == y
    assert not view.layout_.is_at_end
    live.end()
    assert y_of(view, "More.") == y


def test_what_streamed_while_nobody_looked_leaves_the_place(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("```\n" + "".join(f"line {number}\n" for number in range(300)))
    bring(view, "line 200", 50)
    view.hide()
    for number in range(300, 420):
        live.write(f"line {number}\n")
    view.show()
    QApplication.processEvents()
    assert y_of(view, "line 200") == 50
    view.jump_to_latest()
    assert y_of(view, "line 419") > 0


def test_the_dot_is_behind_the_last_word_or_nowhere(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write(WORDS)
    view.scroll_by(-900)
    view.moving.dot.setRect(0, 0, 0, 0)
    view.viewport().grab()
    assert view.moving.dot.isEmpty(), "a dot behind a paragraph in the middle"
    view.jump_to_latest()
    view.viewport().grab()
    assert not view.moving.dot.isEmpty()


def test_the_line_of_thoughts_says_at_once_that_they_ended(qtbot):
    view = shown(qtbot, [question("Think.")])
    live = Live(view)
    live.think("Thoughts.")
    assert is_on_the_screen(view)
    live.write("Words.")
    assert is_on_the_screen(view)


@pytest.mark.parametrize("width", [360, 520])
def test_a_ring_leaves_nothing_behind(qtbot, width):
    items = [question("Own words. " * 20, 0), answer(WORDS, 1), question("More?", 2)]
    view = shown(qtbot, [*items, answer(WORDS, 3)], width=width)
    view.scroll_to(0)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for step in (1, 1, 1, -1, -1, -1):
        view.move_focus(step)
        for by in (40, 37, 120, -120, 61, -37):
            view.scroll_by(by)
            view.show_bar()
            assert is_on_the_screen(view)


@pytest.mark.parametrize(
    ("before", "after", "position", "now"),
    [
        ("some words", "some words and more", 7, 7),
        ("some **bold", "some bold words", 9, 7),
        ("x_2 + y and z", "\ufffc and z", 8, 2),
        ("\U0001f44d x_2 b x_3 c", "\U0001f44d \ufffc b \ufffc c", 13, 9),
        ("gone", "", 3, 0),
        ("a" * 3000, "b" * 3000, 2000, 2000),
    ],
)
def test_positions_follow_their_words(before, after, position, now):
    assert moved(before, after, position) == now


def test_a_formula_that_makes_the_end_come_nearer_takes_nobody_there(qtbot):
    formula = r"$\mathrm{\left(\frac{\alpha\beta\gamma\delta}{\epsilon\zeta\eta\theta}\right)}$ "
    view = shown(qtbot, [answer(f"{WORDS}\n\nRead here.\n\n{formula * 4}\n\nLast.")], height=400)
    assert not view.is_settled
    view.scroll_by(-3)
    y = y_of(view, "Read here")
    tall = view.layout_.total
    settle(qtbot, view)
    assert view.layout_.total < tall - 3
    assert y_of(view, "Read here") == y
