"""Tables as the visual targets draw them: rows, rules, figures, and those read from the right."""

import pytest
from PySide6.QtGui import QColor

from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.units.cells import shared_out
from desktop_app.widgets.transcript.units.table import TableUnit
from tests.widgets.transcript.screens import Live, answer, painted, question, shown

HEBREW = "\u05e9\u05dc\u05d5\u05dd"
PLAIN = "| Name | Rows | Limit |\n|---|---:|---|\n| one | 100 | disk |\n| two | 7 | net |\n"
MIRRORED = f"| {HEBREW} | two | three |\n|---|--:|---|\n| {HEBREW} | 22 | c |\n"
WIDE = f"| {HEBREW} |" + " some words |" * 20 + "\n|" + "---|" * 21 + "\n| a |" + " b |" * 20 + "\n"


def table(view):
    return next(each for each in view.layout_.shown if isinstance(each.unit, TableUnit))


def places(unit):
    """Left edge and top of each cell's words."""
    document = unit.laid()
    found = {}
    block = document.firstBlock()
    while block.isValid():
        if block.text():
            line = block.layout().lineAt(0)
            at = document.documentLayout().blockBoundingRect(block).topLeft()
            text = line.naturalTextRect()
            found[block.text()] = (at.x() + text.x(), at.x() + text.right(), at.y() + line.y())
        block = block.next()
    return found


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_every_row_has_the_height_of_the_targets(qtbot, zoom):
    view = shown(qtbot, [answer(PLAIN)], zoom=zoom)
    placed = table(view)
    assert placed.unit.height == 3 * round(32 * zoom) + 1
    picture = painted(view)
    x, _ = view.column()
    for row, colour in enumerate((LIGHT.border_strong, LIGHT.border, LIGHT.border), 1):
        y = placed.y + row * round(32 * zoom)
        assert QColor(picture.pixel(x + 4, y)) == colour
        assert QColor(picture.pixel(x + 4, y + 1)) != colour


def test_the_head_is_smaller_and_figures_keep_away_from_words(qtbot):
    placed = table(shown(qtbot, [answer(PLAIN)]))
    document = placed.unit.laid()
    sizes = {
        block.text(): block.begin().fragment().charFormat().fontPointSize()
        or document.defaultFont().pointSizeF()
        for block in map(document.findBlockByNumber, range(document.blockCount()))
        if block.text()
    }
    assert sizes["Name"] / sizes["one"] == pytest.approx(13 / 14)
    found = places(placed.unit)
    assert found["Rows"][1] == pytest.approx(found["100"][1], abs=1)
    assert found["Limit"][0] - found["Rows"][1] == pytest.approx(40, abs=1)


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_table_that_is_read_from_the_right_runs_from_the_right(qtbot, is_streamed):
    view = shown(qtbot, [question("A table.") if is_streamed else answer(MIRRORED)])
    if is_streamed:
        live = Live(view)
        for sign in MIRRORED:
            live.write(sign)
        live.end()
    found = places(table(view).unit)
    width = view.column()[1]
    assert found[HEBREW][1] == pytest.approx(width, abs=1)
    assert found[HEBREW][0] > found["two"][1] > found["22"][0] > found["three"][1] > found["c"][0]
    assert table(view).unit.text_between(0, 10_000).startswith(f"{HEBREW}\ttwo\tthree\n")


def test_a_wide_one_begins_at_its_right_end(qtbot):
    view = shown(qtbot, [answer(WIDE)])
    unit = table(view).unit
    room, total = view.column()[1], unit.card.width
    assert total > room
    assert unit.origin().x() == room - total
    assert not unit.scroll_sideways(50)
    assert unit.scroll_sideways(-50)
    assert unit.origin().x() == room - total + 50
    unit.scroll_sideways(-100_000)
    assert unit.origin().x() == 0


@pytest.mark.parametrize(
    ("natural", "least", "room", "shared"),
    [
        ([100, 100], [50, 50], 400, [200, 200]),
        ([100, 300], [50, 50], 800, [200, 600]),
        ([100, 900], [50, 90], 400, [100, 300]),
        ([900, 2300], [250, 60], 430, [215, 215]),  # a word that is too long takes half at most
        ([300] * 4, [120, 60, 60, 60], 400, [120, 93, 93, 93]),
        ([300] * 4, [120] * 4, 400, [120] * 4),  # the words need more than there is
    ],
)
def test_room_is_shared_by_what_columns_need(natural, least, room, shared):
    assert shared_out(natural, least, room) == shared


def test_a_long_word_leaves_room_for_the_other_column(qtbot):
    text = f"| name | words |\n|---|---|\n| {'unbroken' * 20} | {'some words ' * 20} |\n"
    view = shown(qtbot, [answer(text)], width=480)
    assert table(view).unit.card.width <= view.column()[1]
