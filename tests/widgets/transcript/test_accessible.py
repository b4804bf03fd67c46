"""Assistive technology sees a list of messages, and hears once that an answer ended."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

from desktop_app.domain.message import ErrorRecord, State
from desktop_app.viewmodels.transcript import TranscriptModel
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript import accessible
from desktop_app.widgets.transcript.view import TranscriptView
from tests.widgets.transcript import gallery
from tests.widgets.transcript.screens import Live, answer, question, settle, shown

Name = QAccessible.Text.Name


@pytest.fixture
def said(monkeypatch):
    heard = []
    monkeypatch.setattr(accessible, "announce", lambda _view, words: heard.append(words))
    return heard


def test_the_transcript_is_a_list_of_messages(qtbot):
    view = shown(qtbot, [question("What now?"), answer("**This** with $x^2$.")])
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Transcript"
    assert interface.childCount() == 2
    items = [interface.child(number) for number in range(2)]
    assert [item.role() for item in items] == [QAccessible.Role.ListItem] * 2
    names = [item.text(QAccessible.Text.Name) for item in items]
    assert names[0].startswith("You, ")
    assert names[0].endswith("What now?")
    assert names[1].startswith("model, provider, ")
    assert "x^2" in names[1]
    assert items[0].parent() is interface
    assert not items[0].rect().isEmpty()


def test_every_kind_of_message_says_something(qtbot):
    view = shown(qtbot, gallery.items())
    interface = QAccessible.queryAccessibleInterface(view)
    names = [
        interface.child(number).text(QAccessible.Text.Name)
        for number in range(interface.childCount())
    ]
    assert all(names)
    assert "Stopped by you" in names[3]
    assert "Tool call search_files" in names[7]
    assert "NagaAI refused this key" in names[-1]


def test_the_end_of_an_answer_is_said_once(qtbot, said):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    for word in ["some", "words", "of", "an", "answer"]:
        live.write(word + " ")
    assert said == ["model is answering"]
    live.end()
    assert said == ["model is answering", "model: Finished"]


def test_a_failure_is_said_with_its_reason(qtbot, said):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    error = ErrorRecord("KeyRejected", "NagaAI refused this key", "Paste a new key.", "401")
    live.end(State.FAILED, error=error)
    assert said == ["model: NagaAI refused this key"]


def test_an_answer_that_a_tool_goes_on_from_has_not_ended(qtbot, said):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.call("search")
    live.end()
    assert said == ["model is answering"]


def names(node):
    """What a node's children are called."""
    return [node.child(n).text(Name) for n in range(node.childCount())]


def blocks(view, place):
    """The blocks of a message."""
    item = QAccessible.queryAccessibleInterface(view).child(place)
    return [item.child(number) for number in range(item.childCount())]


def heard(block):
    """The words of a block."""
    text = block.textInterface()
    return text.text(0, text.characterCount())


def test_links_and_buttons_are_parts_of_their_block(qtbot):
    text = "A [link](https://example.org/page).\n\n```py\nx = 1\n```\n"
    view = shown(qtbot, [question("What now?"), answer(text)])
    _, words, code, _ = blocks(view, 1)
    assert names(words) == ["link, https://example.org/page"]
    assert names(code) == ["Wrap long lines", "Save as file…", "Copy code"]
    link, wrap = words.child(0), code.child(0)
    assert link.role() == QAccessible.Role.Link
    assert wrap.role() == QAccessible.Role.CheckBox
    assert code.child(1).role() == QAccessible.Role.Button
    assert words.rect().contains(link.rect())
    assert code.rect().contains(wrap.rect())
    assert [code.indexOfChild(code.child(number)) for number in range(3)] == [0, 1, 2]
    view.keys.tab(is_next=True)
    assert link.state().focused
    assert not wrap.state().focused
    assert QAccessible.queryAccessibleInterface(view).focusChild() is link
    view.model.set_messages([])
    assert not Shiboken.isValid(link), "who asks for it hears that there is no such thing"


def test_buttons_are_pressed_where_they_are_not_seen(qtbot):
    text = "\n\n".join(["Some words."] * 80) + "\n\n```py\nx = 1\n```\n"
    view = shown(qtbot, [question("What now?"), answer(text), question("And then?" * 900, 2)])
    code = next(block for block in blocks(view, 1) if block.childCount())
    wrap = code.child(0)
    assert wrap.rect().isEmpty()
    assert not wrap.state().checked
    press = QAccessibleActionInterface.pressAction()
    assert press in wrap.actionInterface().actionNames()
    wrap.actionInterface().doAction(press)
    assert wrap.state().checked
    assert not wrap.rect().isEmpty()
    assert wrap.state().focused


def test_blocks_are_read_as_they_are_heard(qtbot):
    text = "# Title\n\nSo **bold** $x^2$ 😀 end.\n\n- [x] done\n\n3. third\n\n> said\n"
    view = shown(qtbot, [question("What now?"), answer(text)])
    settle(qtbot, view)
    _, *read, _ = blocks(view, 1)
    assert [(block.role(), heard(block)) for block in read] == [
        (QAccessible.Role.Heading, "Title"),
        (QAccessible.Role.Paragraph, "So bold x^2 😀 end."),
        (QAccessible.Role.ListItem, "Done: done"),
        (QAccessible.Role.ListItem, "3. third"),
        (QAccessible.Role.BlockQuote, "said"),
    ]
    level = read[0].attributesInterface()
    assert level.attributeValue(QAccessible.Attribute.Level) == 1
    words = read[1].textInterface()
    places = [words.characterRect(heard(read[1]).index(sign)).x() for sign in "Sbx"]
    assert places == sorted(set(places))
    assert words.offsetAtPoint(words.characterRect(4).center()) in {4, 5}
    end = words.characterCount() - 4
    assert words.text(end, end + 3) == "end", "positions are those of UTF-16"


def test_letters_stand_where_they_are_seen(qtbot):
    view = shown(qtbot, [answer("long words " * 60)])
    block = blocks(view, 0)[1]
    text = block.textInterface()
    places = [text.characterRect(number) for number in range(0, text.characterCount(), 7)]
    assert all(block.rect().adjusted(-1, -4, 1, 4).contains(place) for place in places)
    unit = block.unit
    assert len({place.y() for place in places}) == len(unit.line_ends()) > 4
    corner = view.viewport().mapToGlobal(view.rect_of(view.layout_.shown[1]).topLeft())
    assert places[40].x() - corner.x() == pytest.approx(unit.position_x(280), abs=2)


def test_tables_have_rows_and_cells_that_know_their_column(qtbot):
    text = "| city | size |\n|---|---|\n| Bonn | $x^2$ |\n| Köln | 2 |\n"
    view = shown(qtbot, [answer(text)])
    table = blocks(view, 0)[1]
    assert (table.role(), table.text(Name)) == (QAccessible.Role.Table, "Table, 3 rows, 2 columns")
    assert names(table) == ["city, size", "Bonn, x^2", "Köln, 2"]
    head, row = table.child(0), table.child(1)
    assert head.child(0).role() == QAccessible.Role.ColumnHeader
    assert row.child(1).role() == QAccessible.Role.Cell
    assert row.child(1).text(QAccessible.Text.Description) == "size"
    assert table.rect().contains(row.child(1).rect())


def test_thoughts_say_whether_they_are_open(qtbot):
    view = shown(qtbot, gallery.items())
    fold = next(
        block.child(0) for block in blocks(view, 1) if block.text(Name).startswith("Thought")
    )
    assert fold.state().collapsed
    fold.actionInterface().doAction(QAccessibleActionInterface.pressAction())
    fold = next(
        block.child(0) for block in blocks(view, 1) if block.text(Name).startswith("Thought")
    )
    assert fold.state().expanded


def test_reading_names_of_ten_thousand_messages_lays_out_none(qtbot):
    items = [answer(f"Number {number}.", number) for number in range(10_000)]
    view = shown(qtbot, items)
    list_ = QAccessible.queryAccessibleInterface(view)
    before = sum(entry is not None for entry in view.layout_.entries)
    assert list_.childCount() == 10_000
    assert "Number 17." in list_.child(17).text(Name)
    assert "Number 9999." in list_.child(9999).text(Name)
    assert sum(entry is not None for entry in view.layout_.entries) == before
    assert len(list_.made()) <= 3


def test_nothing_is_made_while_nobody_listens(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("some words")
    live.end()
    view.move_focus(-1)
    view.keys.tab(is_next=True)
    assert accessible._known(view) is None


def test_what_streams_away_is_taken_back(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    live.write("first\n\nsecond")
    item = QAccessible.queryAccessibleInterface(view).child(1)
    kept = [item.child(number) for number in range(item.childCount())]
    live.write(" and more\n\n- third")
    view.layout_.rebuild(1)
    assert not kept[1].isValid()
    assert item.childCount() >= 4
    qtbot.waitUntil(lambda: not Shiboken.isValid(kept[1]))
    assert all(item.child(number).isValid() for number in range(item.childCount()))


def test_moving_the_selection_moves_the_caret_of_the_block(qtbot):
    view = shown(qtbot, [answer("one two\n\nthree $x^2$ four")])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    unit = view.keys.selecting.unit
    assert unit is not None
    block = QAccessible.queryAccessibleInterface(view).child(0).block(unit)
    here = view.selection.head.position
    assert block.textInterface().cursorPosition() == here
    assert block.state().focused
    second = blocks(view, 0)[2]
    second.textInterface().addSelection(0, len("three x^2"))
    assert view.selection.markdown() == "three $x^2$"


def test_what_is_gone_with_its_view_can_still_be_asked(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    model = TranscriptModel()
    model.set_messages([question("Go."), answer("A [link](https://example.org) here.")])
    view = TranscriptView(model, LIGHT, window)
    view.resize(600, 400)
    with qtbot.waitExposed(window):
        window.show()
    list_ = QAccessible.queryAccessibleInterface(view)
    message = list_.child(1)
    link = next(block.child(0) for block in blocks(view, 1) if block.childCount())
    kept = [message, link.block, link]
    Shiboken.delete(view)
    assert all(each.is_gone for each in kept)
    for each in kept:
        assert not each.isValid()
        assert (each.parent(), each.window(), each.child(0)) == (None, None, None)
        assert (each.text(Name), each.childCount()) == ("", 0)
        assert each.state().invalid
