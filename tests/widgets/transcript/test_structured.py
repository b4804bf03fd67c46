"""A structured answer: read once while it arrives, told as it stands, never guessed."""

import json
import random

import pytest
from PySide6.QtGui import QGuiApplication

from desktop_app.domain.message import State
from desktop_app.viewmodels.transcript_schema import Asked
from desktop_app.widgets.theme import DARK, LIGHT
from desktop_app.widgets.transcript.growing_json import LONGEST_VALUE, MOST_NODES, GrowingJson
from desktop_app.widgets.transcript.units.structured import StructuredUnit
from desktop_app.widgets.transcript.units.tree_rows import broken_up, wide
from tests.widgets.transcript import gallery
from tests.widgets.transcript.screens import (
    Live,
    answer,
    is_on_the_screen,
    painted,
    question,
    settle,
    shown,
)


def read(text, cuts=()):
    reader = GrowingJson()
    start = 0
    for cut in [*sorted(cuts), len(text)]:
        reader.feed(text[start:cut])
        start = cut
    reader.end()
    return reader


def value(node):
    """The tree as Python reads the same JSON."""
    if node.kind == "object":
        return {child.key: value(child) for child in node.children}
    if node.kind == "array":
        return [value(child) for child in node.children]
    return json.loads(f'"{node.text}"' if node.kind == "string" else node.text)


TEXTS = [
    json.dumps(gallery.INVOICES, indent=1),
    json.dumps({'ключ "quoted"': ["é\n\\", "😀", "", {}], "n": [-1.5e3, 0, None, True], "": []}),
    '  "only a text"  ',
    "12",
    "[]",
]


@pytest.mark.parametrize("text", TEXTS)
def test_any_cut_reads_the_same_value(text):
    chance = random.Random(1)
    for _ in range(30):
        reader = read(text, chance.choices(range(len(text) + 1), k=7))
        assert reader.is_whole, reader.broken
        assert value(reader.root) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Here you are", "“Here” is no value"),
        ('{"a": 1,}', "“}” stands where a name was expected"),
        ("[1, ]", "“]” stands where a value was expected"),
        ('{"a" 1}', "“1” stands where a colon was expected"),
        ("[1 2]", "“2” stands where a comma was expected"),
        ("{} {}", "“{” stands where the end was expected"),
        ('["a\nb"]', "a text with a line end in it"),
        (r'["a\x41"]', "a text with an unknown escape in it"),
        (r'["a\u00zz"]', "a text with an unknown escape in it"),
        ("[" + "1" * 5000 + "]", "a number that is too long"),
        ("[01]", "“01” is no value"),
        ("[NaN]", "“NaN” is no value"),
        ("```json", "“`” stands where a value was expected"),
    ],
)
def test_what_is_no_json_is_told(text, words):
    reader = read(text)
    assert reader.broken == words
    assert not reader.is_whole


def test_every_beginning_of_a_value_is_neither_broken_nor_whole():
    text = TEXTS[0]
    for end in range(len(text)):
        reader = read(text[:end])
        assert not reader.broken
        assert not reader.is_whole


def test_hostile_json_is_bounded():
    deep = read("[" * 100_000)
    assert deep.is_too_large
    assert len(deep.nodes) < 100
    many = read("[" + "1," * 100_000)
    assert many.is_too_large
    assert len(many.nodes) == MOST_NODES
    long = read('"' + "x" * 1_000_000, range(0, 1_000_000, 1000))
    assert long.growing.length == 1_000_000
    assert len(long.growing.text) == LONGEST_VALUE


SCHEMA = gallery.INVOICE_SCHEMA
ASKED = Asked(SCHEMA.schema, SCHEMA.schema)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, []),
        ({"paid": "no"}, [("invoices[0].paid", "should be true or false")]),
        ({"total": True}, [("invoices[0].total", "should be number")]),
        ({"total": None}, [("invoices[0].total", "is missing")]),
        ({"extra": 1}, [("invoices[0].extra", "was not asked for")]),
        (
            {"currency": "XYZ"},
            [("invoices[0].currency", "is none of the values that were asked for")],
        ),
        ({"note": 3}, [("invoices[0].note", "fits none of the shapes that were asked for")]),
    ],
)
def test_what_is_not_as_asked_is_named(change, words):
    invoice = gallery.INVOICES["invoices"][0] | change
    invoice = {key: inner for key, inner in invoice.items() if inner is not None or key == "note"}
    assert ASKED.faults({"invoices": [invoice]}) == words


def test_a_schema_that_points_at_itself_ends():
    schema = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}
    assert Asked(schema, schema).faults([1]) == []
    tree = {"$ref": "#", "items": {"$ref": "#"}}
    assert Asked(tree, tree).faults([[[[]]]]) == []
    looped: dict = {"anyOf": [{"$ref": "#"}]}
    assert Asked(looped, looped).faults(1) == []


def test_lines_break_between_words_and_lose_nothing():
    text = "some words and 中文字符测试段落没有空格 and anextremelylongwordwithoutanyspaces"
    lines = broken_up(text, 16)
    assert all(wide(line) <= 16 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def structured(view):
    return next(p.unit for p in view.layout_.shown if isinstance(p.unit, StructuredUnit))


def started(qtbot, **how):
    view = shown(qtbot, [question("The fields of both invoices, please.")], **how)
    live = Live(view)
    view.model.items[-1].schema = SCHEMA
    return view, live


def spot_of(view, name):
    for placed in view.layout_.shown:
        for number, spot in enumerate(placed.unit.spots()):
            if spot.name == name:
                return placed, number
    raise AssertionError(f"no {name} is seen")


def test_the_tree_fills_in_and_names_what_is_to_come(qtbot):
    view, live = started(qtbot)
    live.write('{"invoices": [{"number": "2026-1187", "seller": "Hallm')
    unit = structured(view)
    rows = [(row.key, row.lines) for row in unit._shown]
    assert rows[:4] == [
        ("invoices", []),
        ("0", []),
        ("number", ['"2026-1187"']),
        ("seller", ['"Hallm']),
    ]
    assert ("total", ["number, not yet here"]) in rows
    assert unit.caret() is not None
    assert "filling in, 1 of" in unit._progress()
    assert unit.standing()[0] == "shield-check"


def test_a_whole_answer_that_fits_says_so(qtbot):
    view, live = started(qtbot)
    live.write(json.dumps(gallery.INVOICES))
    assert "Until then" in structured(view).standing()[2]
    live.end()
    assert structured(view).standing()[2] == "Whole, and as the schema asks."
    assert all(spot.name != "retry" for spot in structured(view).spots())


@pytest.mark.parametrize(
    ("text", "state", "words"),
    [
        ('{"invoices": [{"number": "1', State.INCOMPLETE, "Cut off after 0 fields: not handed on."),
        ('{"invoices": []', State.COMPLETE, "Cut off after 0 fields: not handed on."),
        ('{"invoices": []}', State.STOPPED, "Cut off after 0 fields: not handed on."),
        ("{}", State.COMPLETE, "Not as asked: invoices is missing."),
        ("Sure!", State.COMPLETE, "Not the JSON that was asked for: “Sure” is no value."),
    ],
)
def test_what_is_not_whole_or_not_as_asked_offers_retry(qtbot, text, state, words):
    view, live = started(qtbot)
    live.write(text)
    live.end(state)
    assert structured(view).standing()[2] == words
    asked = []
    view.action_requested.connect(lambda name, message: asked.append((name, message)))
    view.press_spot(*spot_of(view, "retry"))
    assert asked == [("retry", "live")]


def test_a_field_that_is_not_as_asked_is_marked_in_its_row(qtbot):
    view, live = started(qtbot)
    live.write('{"invoices": [{"number": "2026-1187", "paid": "no"}]}')
    live.end()
    unit = structured(view)
    faults = {row.key: unit._fault(row) for row in unit._shown if unit._fault(row)}
    assert faults == {"paid": "should be true or false"}
    assert [row.key for row in unit._shown if row.is_missing] == [
        "issued",
        "seller",
        "total",
        "lines",
    ]


def test_json_and_tree_change_places_while_it_streams(qtbot):
    view, live = started(qtbot, height=1400)
    text = json.dumps(gallery.INVOICES, indent=2)
    live.write(text[:300])
    view.press_spot(*spot_of(view, "show_json"))
    live.write(text[300:])
    code = view.layout_.entry(1).units[2]
    assert code.card.code == text
    view.press_spot(*spot_of(view, "copy_json"))
    assert QGuiApplication.clipboard().text() == text
    live.end()
    view.press_spot(*spot_of(view, "show_tree"))
    assert [type(unit).__name__ for unit in view.layout_.entry(1).units].count("CodeUnit") == 0
    assert structured(view).standing()[0] == "circle-check"


def test_folding_takes_the_rows_below_away(qtbot):
    view, live = started(qtbot)
    live.write(json.dumps(gallery.INVOICES))
    live.end()
    before = len(structured(view)._shown)
    view.press_spot(*spot_of(view, "fold_node"))
    assert len(structured(view)._shown) == 1
    view.press_spot(*spot_of(view, "fold_node"))
    assert len(structured(view)._shown) == before


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "zoom"), [(480, 1.0), (900, 1.0), (900, 1.5)])
def test_streamed_looks_as_if_shown_at_once(qtbot, theme, width, zoom):
    text = json.dumps(gallery.INVOICES, indent=2)
    how = {"theme": theme, "width": width, "height": 700, "zoom": zoom}
    view, live = started(qtbot, **how)
    for start in range(0, len(text), 7):
        live.write(text[start : start + 7])
        if start % 91 == 0:
            assert is_on_the_screen(view)
    live.end()
    item = answer(text)
    item.schema = SCHEMA
    once = shown(qtbot, [question("The fields of both invoices, please."), item], **how)
    for each in (view, once):
        each.scroll_to(0)  # heights are exact where they have been seen
        each.jump_to_latest()
        settle(qtbot, each)
    assert painted(view) == painted(once)
