"""The keyboard in the transcript: one ring, the way through links and actions, versions."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.message import ErrorRecord, State
from desktop_app.widgets.theme import LIGHT
from desktop_app.widgets.transcript import ring
from desktop_app.widgets.transcript.units.heads import VersionUnit
from desktop_app.widgets.transcript.units.own import OwnUnit
from tests.widgets.transcript.screens import answer, painted, question, shown

LINKED = "Some [words](https://example.org/page) and [more](https://example.net)."


def walk(view, key=Qt.Key.Key_Tab):
    """One press of Tab, as the window orders the controls; who has the focus then."""
    path = view.tab_path()
    for before, after in itertools.pairwise(path):
        view.setTabOrder(before, after)
    widget = QApplication.focusWidget()
    QTest.keyClick(widget, key)
    return QApplication.focusWidget()


def colour_at(view, point):
    return QColor(painted(view).pixel(point))


def test_the_focused_message_has_a_ring_and_the_mouse_takes_it_away(qtbot):
    view = shown(qtbot, [question("What now?"), answer("This.")])
    assert ring.rect(view) is None
    view.move_focus(-1)
    around = ring.rect(view)
    edge = QPoint(around.center().x(), around.top() + 1)
    assert colour_at(view, edge) == QColor(LIGHT.accent)
    view.move_focus(-1)
    own = next(each for each in view.layout_.shown if isinstance(each.unit, OwnUnit))
    card = own.unit.card(view.around.style).translated(view.rect_of(own).topLeft())
    assert ring.rect(view).contains(card)
    assert ring.rect(view).width() < card.width() + 20
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 400))
    assert ring.rect(view) is None
    assert colour_at(view, edge) != QColor(LIGHT.accent)


def test_a_message_taller_than_the_screen_has_no_ring_at_its_open_end(qtbot):
    view = shown(qtbot, [answer("word\n\n" * 100)])
    view.move_focus(-1)
    assert ring.rect(view).top() > 0
    assert ring.rect(view).bottom() > view.viewport().height()


def test_tab_goes_to_the_actions_of_the_message_then_through_its_links(qtbot):
    view = shown(qtbot, [question("What now?"), answer(LINKED)])
    told = []
    view.link_clicked.connect(told.append)
    view.move_focus(-1)
    assert walk(view).accessibleName() == "Copy message"
    assert view.actions_.message_id == "a1"
    assert walk(view, Qt.Key.Key_Right).accessibleName() == "Edit"
    assert walk(view, Qt.Key.Key_Left).accessibleName() == "Copy message"
    assert walk(view, Qt.Key.Key_Left).accessibleName() == "Delete"
    assert walk(view, Qt.Key.Key_Backtab) is view
    assert view.keys.ringed == 1, "back at the message"
    walk(view)
    assert walk(view) is view
    assert view.whither.accessibleName() == "https://example.org/page"
    assert ring.rect(view) is None, "the link has it"
    walk(view)
    assert view.whither.accessibleName() == "https://example.net"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told == ["https://example.net"]


def test_tab_from_an_own_message_goes_to_its_own_actions(qtbot):
    view = shown(qtbot, [question("What now?"), answer("```py\ncode\n```")])
    view.move_focus(-1)
    view.move_focus(-1)
    assert view.keys.ringed == 0
    assert walk(view).accessibleName() == "Copy message"
    assert view.actions_.message_id == "q0"


def test_actions_that_have_the_keyboard_are_on_the_screen(qtbot):
    view = shown(
        qtbot, [question("What now?"), answer("word\n\n" * 4), question("And?", 1)], height=240
    )
    for entry in (1, 0):
        view.keys.go_to(entry)
        walk(view)
        assert view.floating.has_focus
        assert view.viewport().rect().contains(view.actions_.geometry())
        walk(view, Qt.Key.Key_Backtab)


def test_actions_go_with_their_message_and_the_transcript_keeps_the_keyboard(qtbot):
    own = question("What now?")
    view = shown(qtbot, [own, answer("This.")])
    view.move_focus(-1)
    walk(view)
    view.model.set_messages([own])
    assert view.hasFocus()
    assert view.actions_.message_id != "a1" or view.actions_.isHidden()


def test_tab_from_beyond_comes_to_a_message_before_its_actions(qtbot):
    view = shown(qtbot, [question("What now?"), answer("This.")])
    view.move_focus(-1)
    assert view.actions_.isVisible()
    view.actions_.buttons[-1].setFocus(Qt.FocusReason.BacktabFocusReason)
    assert view.hasFocus()
    assert view.keys.ringed == 1


def test_an_arrow_that_leads_nowhere_takes_no_focus(qtbot):
    own = question("What then?")
    own.version = (2, 2)
    view = shown(qtbot, [own, answer("This.")])
    view.keys.go_to(0)
    walk(view)
    walk(view)
    assert view.keys.focused[1] == 0
    walk(view)
    assert view.keys.focused is None, "nothing else can be pressed"


def test_tab_starts_at_the_message_that_has_the_ring(qtbot):
    view = shown(qtbot, [answer("[a](https://a.example)", 1), answer("[b](https://b.example)", 2)])
    view.move_focus(-1)
    walk(view)
    walk(view)
    assert view.whither.accessibleName() == "https://b.example"
    view.move_focus(0)
    view.keys.tab(is_next=False)
    assert view.whither.accessibleName() == "https://a.example"


def test_coming_by_tab_stands_at_a_message(qtbot):
    view = shown(qtbot, [question("What now?"), answer("This.")])
    view.clearFocus()
    view.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert view.keys.ringed == 1
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.keys.ringed == 0
    item = QAccessible.queryAccessibleInterface(view).child(0)
    assert item.state().focused


def test_an_edited_own_message_shows_its_versions_without_being_pointed_at(qtbot):
    own = question("What then?")
    own.version = (2, 2)
    view = shown(qtbot, [own, answer("This.")])
    told = []
    view.action_requested.connect(lambda name, message: told.append((name, message)))
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, VersionUnit))
    assert placed.unit.words() == "2 / 2"
    view.press_spot(placed, 0)
    assert told == [("version_previous", "q0")]
    assert not any(isinstance(u, VersionUnit) for u in view.layout_.entry(1).units)


@pytest.mark.parametrize(
    ("state", "buttons"),
    [(State.INTERRUPTED, ["Continue", "Keep"]), (State.TRUNCATED, ["Continue", "Try again"])],
)
@pytest.mark.parametrize("width", [480, 900])
def test_the_end_line_and_the_actions_leave_each_other_room(qtbot, state, buttons, width):
    view = shown(qtbot, [answer("Words " * 300, state=state)], width=width)
    line = view.layout_.entry(0).line
    placed = next(each for each in view.layout_.shown if each.unit is line)
    assert [spot.label for spot in line.spots()] == buttons
    words = line.spots()[0].rect.x() - view.around.style.px(20)
    assert words > line._words_width(), "not elided"
    view.pointer.hover(QPoint(view.column()[0] + 20, placed.y + 8))
    actions = view.actions_.geometry()
    assert actions.right() <= view.viewport().width()
    for spot in line.spots():
        area = spot.rect.translated(view.rect_of(placed).topLeft())
        assert not actions.adjusted(0, 2, 0, 0).intersects(area)
    assert (actions.y() == placed.y) == (width == 900)


def test_a_web_page_in_place_of_an_answer_leads_to_the_providers(qtbot):
    hint = "Check the base URL: it may lead to a web page or a login."
    error = ErrorRecord("WireError", "Mavera sent something that is no answer.", hint, "")
    view = shown(qtbot, [answer("", state=State.FAILED, error=error)])
    unit = view.layout_.entry(0).units[-1]
    assert [spot.label for spot in unit.spots()[:2]] == ["Models & keys", "Try again"]
    assert unit.spots()[0].name == "providers"


def test_tab_goes_on_beyond_the_screen_as_far_as_the_message_goes(qtbot):
    far = "\n\n".join(["Words."] * 60)
    text = f"[one](https://example.org/1)\n\n{far}\n\n```py\nx = 1\n```\n\n{far}"
    view = shown(qtbot, [answer(text), answer("[other](https://example.org/2)", 2)])
    view.setFocus()
    view.move_focus(-1)
    view.move_focus(-1)
    assert view.keys.entry == 0
    walk(view)
    seen = []
    while view.keys.tab(is_next=True):
        unit, number = view.keys.focused
        placed = next(each for each in view.layout_.shown if each.unit is unit)
        spot = unit.stops()[number]
        top = placed.y + spot.rect.y()
        assert 0 <= top <= view.layout_.view_height - spot.rect.height(), "where it is seen"
        seen.append(spot.name)
    assert seen == ["open_link", "wrap", "save", "copy_code"]
    view.keys.stand_at_stop(placed, number)
    for _ in range(3):
        assert view.keys.tab(is_next=False)
    assert unit.stops() != view.keys.focused[0].stops()
    assert not view.layout_.is_at_end


def test_selecting_begins_at_the_message_that_the_keyboard_went_to(qtbot):
    view = shown(qtbot, [question("First words"), answer("Second words")])
    view.setFocus()
    view.keys.selecting.select_all()
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection.markdown() == "First words\n\nSecond word"
    view.keys.go_to(1)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection.markdown() == "Se"


def test_rich_text_of_a_selection_keeps_its_blocks(qtbot):
    text = "# Title\n\nWords **bold**\n\n- item\n\n3. third\n\n> said\n"
    view = shown(qtbot, [answer(text)])
    view.keys.selecting.select_all()
    made = view.selection.html().replace("\n", "")
    order = ["<h1>Title</h1>", "<p>Words", "<ul><li>item", '<ol start="3"><li>', "<blockquote>"]
    assert [part in made for part in order] == [True] * 5
    assert sorted(order, key=made.index) == order
