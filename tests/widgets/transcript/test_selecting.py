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
