"""What is selected and how it is copied: cut blocks keep their marks, keys go everywhere."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.widgets.transcript.selection import Place
from tests.benchmarks import corpus
from tests.widgets.transcript import gallery
from tests.widgets.transcript.screens import Live, answer, question, settle, shown

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
RICH = (
    "Some **bold and `code` here** with *leaning **both*** and ~~gone~~, a "
    "[link *text*](https://e.org/x), $x^2$ and a note[^1].\n\n[^1]: Note.\n"
)


def place_of(view, entry, words, *, behind=False):
    """Where words stand in a message."""
    for index, unit in enumerate(view.layout_.entry(entry).units):
        view.layout_.realise(entry, unit)
        text = unit.text_between(0, unit.length)
        if words in text:
            return Place(entry, index, text.index(words) + (len(words) if behind else 0))
    raise AssertionError(words)


def copied(view, first, last, entry=0):
    """The Markdown from before `first` to behind `last`."""
    view.selection.set(place_of(view, entry, first), place_of(view, entry, last, behind=True))
    return view.selection.markdown()


@pytest.mark.parametrize(
    ("first", "last", "markdown"),
    [
        ("old", "cod", "**old and `cod`**"),
        ("bold", "here", "**bold and `code` here**"),
        ("here", "leaning ", "**here** with *leaning* "),
        ("leaning", "bot", "*leaning* ***bot***"),
        ("one", ", a", "~~one~~, a"),
        ("ink", "tex", "[ink *tex*](https://e.org/x)"),
        ("Some", "bo", "Some **bo**"),
        ("old and", "nd", "old and"),
        ("code", "ode", "code"),
    ],
)
def test_a_cut_paragraph_keeps_its_marks(qtbot, first, last, markdown):
    view = shown(qtbot, [answer(RICH)])
    settle(qtbot, view)
    assert copied(view, first, last) == markdown.strip("\n")


def test_formulas_and_notes_keep_their_source(qtbot):
    view = shown(qtbot, [answer(RICH)])
    settle(qtbot, view)
    assert copied(view, "text", "note") == "[*text*](https://e.org/x), $x^2$ and a note"
    place = place_of(view, 0, "and a note", behind=True)
    view.selection.set(place_of(view, 0, "and a note"), place._replace(position=place.position + 1))
    assert view.selection.markdown() == "and a note[^1]"


def test_items_headings_and_quotes_keep_their_signs_from_the_beginning(qtbot):
    text = "## A *head* line\n\n1. one\n2. two **words** more\n\n> - [x] quoted `here` too\n"
    view = shown(qtbot, [answer(text)])
    assert copied(view, "A head", "head") == "A *head*"
    assert copied(view, "A head", "one") == "## A *head* line\n\n1. one"
    assert copied(view, "one", "wor") == "1. one\n2. two **wor**"
    assert copied(view, "more", "her") == "more\n\n> - [x] quoted `her`"


CODE = "Words before.\n\n```py x.py\none = 1\ntwo = 2\nthree = 3\n```\n\nWords behind.\n"


@pytest.mark.parametrize(
    ("first", "last", "markdown"),
    [
        ("wo = ", "thre", "wo = 2\nthre"),
        ("before", "two", "before.\n\n```py x.py\none = 1\ntwo\n```"),
        ("two", "Words be", "```py x.py\ntwo = 2\nthree = 3\n```\n\nWords be"),
        (
            "before",
            "Words be",
            "before.\n\n```py x.py\none = 1\ntwo = 2\nthree = 3\n```\n\nWords be",
        ),
    ],
)
def test_cut_code_is_fenced_among_other_words_only(qtbot, first, last, markdown):
    view = shown(qtbot, [answer(CODE)])
    start = place_of(view, 0, first)
    units = view.layout_.entry(0).units
    end = place_of(view, 0, last, behind=True)
    if last == "Words be":
        behind = max(
            i for i, unit in enumerate(units) if "behind" in unit.text_between(0, unit.length)
        )
        end = Place(0, behind, len(last))
    view.selection.set(start, end)
    assert view.selection.markdown() == markdown


def test_the_keyboard_selects_lines_paragraphs_pages_and_stays_seen(qtbot):
    view = shown(qtbot, [question("What now?"), answer(corpus.answer(20_000))])
    view.scroll_to(0)
    view.setFocus()
    view.selection.begin(place_of(view, 1, view.layout_.shown[3].unit.text_between(0, 8)))

    def press(key, modifiers=SHIFT):
        qtbot.keyClick(view, key, modifiers)
        return view.selection.head

    def is_seen(place):
        unit = view.layout_.entry(place.entry).units[place.unit]
        placed = next(each for each in view.layout_.shown if each.unit is unit)
        top = placed.y + unit.position_y(place.position)
        return 0 <= top <= view.viewport().height() - 20

    before = view.selection.head
    for _ in range(60):
        head = press(Qt.Key.Key_Down)
        assert head > before
        assert is_seen(head)
        before = head
    for _ in range(60):
        head = press(Qt.Key.Key_Up)
    assert head[:2] == view.selection.anchor[:2]
    head = press(Qt.Key.Key_PageDown)
    assert head.unit > view.selection.anchor.unit
    assert is_seen(head)
    paragraph = press(Qt.Key.Key_Down, SHIFT | CONTROL)
    unit = view.layout_.entry(paragraph.entry).units[paragraph.unit]
    assert paragraph.position == unit.length
    assert press(Qt.Key.Key_Up, SHIFT | CONTROL) == paragraph._replace(position=0)
    end = press(Qt.Key.Key_End, SHIFT | CONTROL)
    assert is_seen(end)
    assert press(Qt.Key.Key_Home, SHIFT | CONTROL) == Place(0, 0, 0)
    assert is_seen(Place(0, 0, 0))


def test_home_and_end_go_to_the_ends_of_the_line(qtbot):
    view = shown(qtbot, [answer("word " * 200)])
    view.scroll_to(0)
    view.setFocus()
    start = place_of(view, 0, "word")
    unit = view.layout_.entry(0).units[start.unit]
    second = unit.position_at(100, 30)
    view.selection.begin(start._replace(position=second))
    qtbot.keyClick(view, Qt.Key.Key_End, SHIFT)
    end = view.selection.head.position
    assert second < end < unit.length
    assert unit.position_y(end - 1) == unit.position_y(second)
    qtbot.keyClick(view, Qt.Key.Key_Home, SHIFT)
    first = view.selection.head.position
    assert 0 < first < second
    assert unit.position_y(first + 1) == unit.position_y(second)


def test_folding_above_keeps_what_is_selected(qtbot):
    view = shown(qtbot, gallery.items()[:2], height=900)
    view.scroll_to(0)
    view.selection.set(place_of(view, 1, "third one"), place_of(view, 1, "sends"))
    taken = view.selection.markdown()
    fold = next(each for each in view.layout_.shown if type(each.unit).__name__ == "FoldUnit")
    view.press_spot(fold, 0)
    assert view.selection.markdown() == taken
    view.press_spot(fold, 0)
    assert view.selection.markdown() == taken


@pytest.mark.parametrize("change", ["width", "zoom", "theme", "stream"])
def test_a_selection_outlives_a_new_layout(qtbot, change):
    from dataclasses import replace

    from desktop_app.widgets.theme import DARK, LIGHT

    view = shown(qtbot, [question("What?"), answer(gallery.EVERYTHING)], height=900)
    settle(qtbot, view)
    view.selection.set(place_of(view, 1, "emphasis"), place_of(view, 1, "deep two", behind=True))
    taken = view.selection.markdown()
    assert "`inline code`" in taken
    if change == "width":
        view.resize(500, 600)
    elif change == "zoom":
        view.set_theme(replace(LIGHT, zoom=1.5))
    elif change == "theme":
        view.set_theme(DARK)
    else:
        live = Live(view)
        for start in range(0, 4000, 50):
            live.write(corpus.answer(4000, 2)[start : start + 50])
        live.end()
    QApplication.processEvents()
    settle(qtbot, view)
    assert view.selection.markdown() == taken


def test_dragging_beyond_the_edge_scrolls_and_selects_on(qtbot):
    view = shown(qtbot, [answer(corpus.answer(20_000))])
    view.scroll_to(0)
    port = view.viewport()
    x, _ = view.column()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(x + 30, 200))
    QTest.mouseMove(port, QPoint(x + 60, 300))
    QTest.mouseMove(port, QPoint(x + 60, port.height() + 60))
    qtbot.waitUntil(lambda: view.layout_.value > 1500)
    far = view.selection.head
    QTest.mouseMove(port, QPoint(x + 60, -60))
    qtbot.waitUntil(lambda: view.layout_.value < 800)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(x + 60, -60))
    assert view.selection.head < far
    value = view.layout_.value
    qtbot.wait(60)
    assert view.layout_.value == value, "let go"


def test_rich_text_holds_formulas_and_links(qtbot):
    view = shown(qtbot, [answer(RICH)])
    settle(qtbot, view)
    view.selection.set(place_of(view, 0, "link"), place_of(view, 0, "and a note", behind=True))
    view.copy()
    html = QGuiApplication.clipboard().mimeData().html()
    assert "https://e.org/x" in html
    assert "x^2" in html
    assert "\ufffc" not in html


TABLE = """| Name | Words *here* | Last |
|:--|---|--:|
| one | some **bold** words | 1 |
| two | a \\| sign | 2 |
| three |  | 3 |
"""


@pytest.mark.parametrize(
    ("first", "last", "markdown"),
    [
        ("ome bold", "bold", "ome **bold**"),
        ("bold words", "two", "|  | **bold** words | 1 |\n| two |  |  |"),
        (
            "one",
            "three",
            "| one | some **bold** words | 1 |\n| two | a \\| sign | 2 |\n| three |  |  |",
        ),
        ("ame", "one", "| ame | Words *here* | Last |\n|:--|---|--:|\n| one |  |  |"),
        ("sign", "2", "|  | sign | 2 |"),
        ("a | s", "a | s", "a | s"),
    ],
)
def test_a_cut_table_is_copied_as_rows_of_it(qtbot, first, last, markdown):
    view = shown(qtbot, [answer(f"Before.\n\n{TABLE}\nBehind.\n")])
    unit = next(each.unit for each in view.layout_.shown if type(each.unit).__name__ == "TableUnit")
    text = unit.laid().toRawText()
    index = view.layout_.entry(0).units.index(unit)
    start, end = text.index(first), text.index(last, text.index(first)) + len(last)
    view.selection.set(Place(0, index, start), Place(0, index, end))
    assert view.selection.markdown() == markdown
    said = view.selection.html()
    assert ("<table>" in said) == ("|" in markdown[:1])


def test_a_table_that_is_cut_and_what_is_beside_it(qtbot):
    view = shown(qtbot, [answer(f"Before.\n\n{TABLE}\nBehind.\n")])
    units = view.layout_.entry(0).units
    table = next(unit for unit in units if type(unit).__name__ == "TableUnit")
    at = units.index(table)
    text = table.laid().toRawText()
    view.selection.set(place_of(view, 0, "fore"), Place(0, at, text.index("two")))
    assert view.selection.markdown() == "fore.\n\n" + "".join(TABLE.splitlines(True)[:3]).strip()
    view.selection.set(Place(0, at, text.index("three")), place_of(view, 0, "hind"))
    assert view.selection.markdown() == "| three |  | 3 |\n\nBe"


def test_a_table_of_many_runs_is_one_in_rich_text(qtbot):
    rows = "".join(f"| row {number} | words |\n" for number in range(60))
    view = shown(qtbot, [answer(f"| a | b |\n|---|---|\n{rows}")])
    units = view.layout_.entry(0).units
    tables = [at for at, unit in enumerate(units) if type(unit).__name__ == "TableUnit"]
    assert len(tables) > 2
    view.keys.selecting.select_all()
    assert view.selection.html().count("<table>") == 1
    assert view.selection.html().count("<tr>") == 61
    last = units[tables[-2]]
    view.layout_.realise(0, last)
    text = last.laid().toRawText()
    end = text.index("words", text.index("words") + 1)
    view.selection.set(Place(0, tables[0], 0), Place(0, tables[-2], end))
    said = view.selection.html()
    assert said.count("<table>") == said.count("</table>") == 1
    assert view.selection.markdown().endswith("|  |")


def test_what_is_marked_in_a_table_is_what_is_copied(qtbot):
    """Qt would mark the rectangle between two cells."""
    view = shown(qtbot, [answer(TABLE)])
    unit = next(each.unit for each in view.layout_.shown if type(each.unit).__name__ == "TableUnit")
    text = unit.laid().toRawText()
    parts = unit.parts_of(text.index("bold"), text.index("two") + 3)
    assert [text[first:last] for first, last in parts] == ["bold words", "1", "two"]


def test_a_selection_stays_with_its_words_when_formulas_are_drawn(qtbot):
    formulas = " and ".join(f"word{n} $x_{{{n}}}^2 + y$" for n in range(8))
    view = shown(qtbot, [answer(f"{formulas} the end.")])
    place_of(view, 0, "word5")
    assert not view.is_settled
    view.selection.set(place_of(view, 0, "word5"), place_of(view, 0, "the end", behind=True))
    taken = view.selection.markdown()
    settle(qtbot, view)
    assert view.selection.markdown() == taken
    assert taken.startswith("word5 $x_{5}^2 + y$ and word6")


def test_a_selection_stays_with_its_words_while_their_paragraph_grows(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("Some **bold words and `code")
    view.selection.set(place_of(view, 1, "words"), place_of(view, 1, "and", behind=True))
    assert view.selection.markdown() == "words and"
    for piece in ("` and", " more**", " words.\n", "===\n", "\nNext.\n"):
        live.write(piece)
        assert view.selection.markdown().strip("*") == "words and"
    live.end()
    assert view.selection.markdown().strip("*") == "words and"


def test_a_selection_in_a_growing_table_stays(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("| a | b |\n|---|---|\n| one | two |\n| three | four |\n| fi")
    at = place_of(view, 1, "one").unit
    text = view.layout_.entry(1).units[at].laid().toRawText()
    view.selection.set(Place(1, at, text.index("one")), Place(1, at, text.index("two") + 3))
    assert view.selection.markdown() == "| one | two |"
    for number in range(30):
        live.write(f"ve | {'wide ' * number} |\n| six")
        assert view.selection.markdown() == "| one | two |"


def test_a_press_in_messages_that_go_away_is_forgotten(qtbot):
    items = [question("One?"), answer("Words.", 1), question("Two?", 2)]
    view = shown(qtbot, items)
    view.selection.begin(place_of(view, 2, "Two"))
    view.model.set_messages(items[:1])
    assert view.selection.anchor is None
    view.viewport().repaint()


@pytest.mark.parametrize(
    ("text", "last", "markdown"),
    [
        (
            "1. Do:\n\n   ```sh\n   one\n   two\n   ```\n",
            "one",
            "1. Do:\n\n   ```sh\n   one\n   ```",
        ),
        ("> Do:\n>\n> ```sh\n> one\n> two\n> ```\n", "one", "> Do:\n>\n> ```sh\n> one\n> ```"),
        ("Do:\n\n- ```sh\n  one\n  two\n  ```\n", "one", "Do:\n\n- ```sh\n  one\n  ```"),
    ],
)
def test_cut_code_stays_in_its_list_or_quote(qtbot, text, last, markdown):
    view = shown(qtbot, [answer(text)])
    assert copied(view, "Do", last) == markdown
    view.selection.set(place_of(view, 0, "two"), place_of(view, 0, "two", behind=True))
    assert view.selection.markdown() == "two"
