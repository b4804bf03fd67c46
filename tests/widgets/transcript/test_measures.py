"""Distances and sizes of the visual targets, at every zoom."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor

from desktop_app.domain.message import (
    ErrorRecord,
    FilePart,
    Message,
    Role,
    State,
    TextPart,
    ToolCallPart,
)
from desktop_app.viewmodels.transcript import TranscriptItem
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript.units.errors import ErrorUnit
from desktop_app.widgets.transcript.units.lines import LineUnit
from desktop_app.widgets.transcript.units.own import OwnUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableUnit
from desktop_app.widgets.transcript.units.tools import ToolUnit
from tests.widgets.transcript import screens
from tests.widgets.transcript.screens import answer, painted, question, shown


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
    view = shown(qtbot, [answer("One.\n\nTwo.")])
    view.set_theme(replace(LIGHT, zoom=2.0))
    one, two = (p for p in view.layout_.shown if isinstance(p.unit, ProseUnit))
    assert two.y - one.y == 48 + 24


def unit_of(view, kind=ProseUnit):
    return next(each.unit for each in view.layout_.shown if isinstance(each.unit, kind))


def chips_of(view):
    unit = unit_of(view)
    painted(view)
    return unit, unit._chips


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_inline_code_has_room_on_its_ground_and_beside_it(qtbot, zoom):
    unit, (chip,) = chips_of(shown(qtbot, [answer("some `code` words")], zoom=zoom))
    room = round(4 * zoom)
    first, last = unit.position_x(5), unit.position_x(9)
    assert chip.left() == pytest.approx(first - room, abs=1)
    assert chip.right() == pytest.approx(last, abs=1)
    blank = unit.position_x(10) - unit.position_x(9)
    assert unit.position_x(5) - unit.position_x(4) == pytest.approx(blank + room, abs=1)


def test_the_room_beside_code_is_not_copied(qtbot):
    text = "some `code`, (`more`) and [a `linked` word](https://example.org)`end`"
    unit = unit_of(shown(qtbot, [answer(text)]))
    assert unit.markdown_among_others(0, unit.length) == text
    assert "letter-spacing" not in unit.html_between(0, unit.length)
    assert unit.markdown_between(6, 8) == "od"


@pytest.mark.parametrize("before", ["\u0633\u0644\u0627\u0645", "n\u0303", "\U0001f468\u200d"])
def test_room_before_code_tears_no_letters_apart(qtbot, before):
    unit = unit_of(shown(qtbot, [answer(f"{before}`code`")]))
    assert unit.leaf.runs[0].text == before


def test_code_in_a_cell_has_its_ground(qtbot):
    view = shown(qtbot, [answer("| a `b` | c |\n|---|---|\n| `d` | e |\n")])
    unit = unit_of(view, TableUnit)
    painted(view)
    assert [round(chip.height()) for chip in unit._chips] == [20, 20]
    placed = next(each for each in view.layout_.shown if each.unit is unit)
    at = unit._chips[1].center().toPoint() + view.rect_of(placed).topLeft()
    corner = QPoint(int(unit._chips[1].right()) - 2, at.y()) + QPoint(view.column()[0], 0)
    assert QColor(painted(view).pixel(corner)) == LIGHT.surface


def test_a_hit_is_as_high_as_its_letters(qtbot):
    view = shown(qtbot, [answer("needle and $\\displaystyle\\sum_{i=1}^{n} i$ beside")])
    screens.settle(qtbot, view)
    view.find(Sought("needle"))
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, ProseUnit))
    assert placed.unit.height > 40
    picture, x = painted(view), view.column()[0] + 1
    column = [QColor(picture.pixel(x, placed.y + y)) for y in range(placed.unit.height)]
    marked = sum(colour != LIGHT.canvas for colour in column)
    assert 15 <= marked <= 24


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.3, 2.0])
def test_numbers_stand_on_the_line_of_their_words(qtbot, zoom):
    """The lowest ink of a number is the lowest of its item's words, beside a tall formula too."""
    text = "1. hill\n2. $\\displaystyle\\sum_{i=1}^{n}$ hill\n"
    view = shown(qtbot, [answer(text)], zoom=zoom)
    screens.settle(qtbot, view)
    picture = painted(view)
    for placed in [each for each in view.layout_.shown if isinstance(each.unit, ProseUnit)]:
        rect = view.rect_of(placed)
        end = round(placed.unit.caret().x()) + rect.x()
        number = QRect(rect.x(), rect.y(), round(24 * zoom), rect.height())
        words = QRect(end - round(22 * zoom), rect.y(), round(22 * zoom), rect.height())
        assert abs(lowest(picture, number) - lowest(picture, words)) <= 1


def lowest(picture, area):
    rows = range(area.bottom(), area.top(), -1)
    return next(
        y
        for y in rows
        if any(
            QColor(picture.pixel(x, y)).lightness() < 128
            for x in range(area.left(), area.right() + 1)
        )
    )


LONG = "+".join(f"a_{{{number}}}" for number in range(60))


def test_a_formula_that_is_too_wide_scrolls_in_its_column(qtbot):
    view = shown(qtbot, [answer(f"Words.\n\n$${LONG}$$\n\nMore.")], width=500)
    screens.settle(qtbot, view)
    placed = [each for each in view.layout_.shown if isinstance(each.unit, ProseUnit)][1]
    unit, (x, width) = placed.unit, view.column()
    bar = unit.sideways_bar(view.rect_of(placed))
    assert bar.width() < width
    before = painted(view)
    beside = QRect(x + width + 1, placed.y, 8, unit.height)
    assert all(QColor(before.pixel(x, y)) == LIGHT.canvas for x, y in points(beside))
    assert unit.scroll_sideways(100)
    view.viewport().update()
    assert painted(view) != before
    assert not unit.scroll_sideways(-500) or unit.offset == 0
    unit.scroll_sideways(1_000_000)
    assert unit.sideways_bar(view.rect_of(placed)).right() == pytest.approx(x + width - 4, abs=1)


def points(area):
    return [
        (x, y) for x in range(area.left(), area.right()) for y in range(area.top(), area.bottom())
    ]


def test_a_formula_that_fits_has_no_bar(qtbot):
    view = shown(qtbot, [answer("$$a + b$$")])
    screens.settle(qtbot, view)
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, ProseUnit))
    assert placed.unit.sideways_bar(view.rect_of(placed)).isEmpty()
    assert not placed.unit.scroll_sideways(10)


def test_a_formula_between_words_keeps_its_distance(qtbot):
    view = shown(qtbot, [answer("Words before\n\\[\\sum_{i=1}^n i\\]\nand behind.")])
    screens.settle(qtbot, view)
    document = unit_of(view).laid()
    places = document.documentLayout().blockBoundingRect
    tops = [places(document.findBlockByNumber(number)) for number in range(3)]
    assert tops[1].top() - 24 >= 12
    lines = document.findBlockByNumber(1).layout()
    assert tops[2].top() - tops[1].top() - lines.lineAt(0).height() >= 11


def test_an_error_card_has_twelve_pixels_inside_its_frame(qtbot):
    error = ErrorRecord("KeyRejected", "Refused", "The key was revoked.", "Status 401")
    message = Message("a1", Role.ASSISTANT, State.FAILED, (), 1.0, error=error)
    unit = unit_of(shown(qtbot, [TranscriptItem(message)]), ErrorUnit)
    assert unit.height == 1 + 12 + 20 + 20 + 8 + 32 + 12 + 1
    button = unit.spots()[0].rect
    assert button.height() == 32
    assert button.left() == 1 + 12 + 32 + 12


def test_a_tool_card_has_a_row_of_44_in_its_frame(qtbot):
    call = ToolCallPart("c1", "search", '{"words": "x"}')
    message = Message("a1", Role.ASSISTANT, State.COMPLETE, (call,), 1.0)
    view = shown(qtbot, [TranscriptItem(message), question("And now?")])
    assert unit_of(view, ToolUnit).height == 46


def test_files_stand_in_the_own_card_beside_each_other(qtbot):
    files = tuple(FilePart("application/pdf", f"2026-118{number}.pdf") for number in range(2))
    parts = (*files, TextPart("Both, please."))
    unit = unit_of(shown(qtbot, [own(parts)]), OwnUnit)
    assert unit.height == 12 + 28 + 8 + 24 + 12
    first, second = unit._chips
    assert second.left() - first.right() - 1 == 8
    assert second.right() + 1 == unit._inner


def own(parts):
    return TranscriptItem(Message("q0", Role.USER, State.COMPLETE, parts, 0.0))


def test_many_files_break_into_rows_and_long_names_end_inside(qtbot):
    names = ["a" * 300 + ".txt", *(f"file-{number}.txt" for number in range(9))]
    parts = tuple(FilePart("text/plain", name) for name in names)
    view = shown(qtbot, [own(parts)], width=360)
    unit = unit_of(view, OwnUnit)
    assert len({chip.y() for chip in unit._chips}) > 3
    assert all(chip.left() >= 0 and chip.right() < unit._inner for chip in unit._chips)
    assert unit.height == unit._chips[-1].bottom() + 1 + 2 * 12
    assert unit._inner + 2 * 16 <= view.column()[1]


def nested(levels):
    return "\n".join("  " * level + f"- level {level + 1}" for level in range(levels))


@pytest.mark.parametrize(("width", "zoom"), [(480, 1.0), (480, 2.0), (800, 1.0)])
def test_deep_lists_take_half_of_the_column_at_most(qtbot, width, zoom):
    view = shown(qtbot, [answer(nested(12))], width=width, zoom=zoom, height=2000)
    units = [each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit)]
    texts = [unit.text_between(0, unit.length) for unit in units]
    assert texts == [f"level {level}" for level in range(1, 13)]
    edges = [unit.origin().x() for unit in units]
    assert edges == sorted(edges)
    assert edges[-1] <= view.column()[1] / 2
    assert {unit.height for unit in units} == {round(24 * zoom)}


def test_what_is_deeper_than_any_list_still_has_its_lines(qtbot):
    view = shown(qtbot, [answer(nested(20))], height=2000)
    units = [each.unit for each in view.layout_.shown if isinstance(each.unit, ProseUnit)]
    lines = [line for unit in units for line in unit.text_between(0, unit.length).split("\n")]
    assert [line.removeprefix("\N{BULLET} ") for line in lines] == [
        f"level {level}" for level in range(1, 21)
    ]


@pytest.mark.parametrize("number", [7, 999, 1000, 1_000_000])
def test_numbers_of_any_length_stand_inside_the_column(qtbot, number):
    view = shown(qtbot, [answer(f"{number}. thing")])
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, ProseUnit))
    rect = view.rect_of(placed)
    picture = painted(view)
    left = QRect(0, rect.y(), rect.x(), rect.height())
    assert all(QColor(picture.pixel(x, y)) == LIGHT.canvas for x, y in points(left))
