"""The transcript under a person's hands: mouse, wheel, keys, clipboard, find."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.domain.message import ErrorRecord, State
from desktop_app.widgets.sought import Sought
from desktop_app.widgets.transcript.units.code import CodeUnit
from desktop_app.widgets.transcript.units.errors import ErrorUnit
from desktop_app.widgets.transcript.units.prose import ProseUnit
from desktop_app.widgets.transcript.units.table import TableUnit
from tests.benchmarks import corpus
from tests.widgets.transcript import gallery
from tests.widgets.transcript.screens import Live, answer, question, settle, shown

LEFT = Qt.MouseButton.LeftButton


def unit_with(view, kind, words=""):
    """The first unit of a kind on the screen that holds `words`."""
    for placed in view.layout_.shown:
        if isinstance(placed.unit, kind) and words in placed.unit.text_between(
            0, placed.unit.length
        ):
            return placed
    raise AssertionError(f"no {kind.__name__} with {words!r} is seen")


def point_of(view, placed, words):
    """A point on the first letter of `words`, or on its middle line."""
    unit = placed.unit
    x, _ = view.column()
    start = unit.text_between(0, unit.length).index(words)
    y = placed.y + unit.position_y(start) + 16
    for dx in range(0, 760, 2):
        if unit.position_at(dx, y - placed.y) >= start:
            return QPoint(x + dx, y)
    raise AssertionError(words)


def drag(view, start, end):
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, pos=end)


@pytest.fixture
def view(qtbot):
    made = shown(qtbot, [question("What now?"), answer(gallery.EVERYTHING)], height=900)
    made.scroll_to(0)
    return made


def test_dragging_selects_across_messages_and_copies_markdown(view):
    own, first = view.layout_.shown[0], unit_with(view, ProseUnit, "Some words")
    drag(view, point_of(view, own, "hat now"), point_of(view, first, "words with"))
    view.copy()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("hat now?")
    assert "# Heading one" in text
    assert QGuiApplication.clipboard().mimeData().hasHtml()


def test_a_double_click_takes_the_word_and_a_triple_the_paragraph(qtbot, view):
    placed = unit_with(view, ProseUnit, "Some words")
    point = point_of(view, placed, "emphasis") + QPoint(12, 0)
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    QTest.mouseDClick(view.viewport(), LEFT, pos=point)
    assert view.selection.markdown() == "emphasis"
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    assert "Some words with" in view.selection.markdown()


def test_a_click_on_a_link_tells_its_address_and_a_drag_does_not(qtbot, view):
    told = []
    view.link_clicked.connect(told.append)
    placed = unit_with(view, ProseUnit, "Some words")
    point = point_of(view, placed, "link") + QPoint(8, 0)
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    assert told == ["https://example.org/page"]
    drag(view, point, point + QPoint(200, 24))
    assert len(told) == 1


def test_only_three_schemes_are_links(qtbot):
    view = shown(
        qtbot, [answer("[a](javascript:x) [b](file:///etc) [c](https://e.org) [d](mailto:x@e.org)")]
    )
    placed = unit_with(view, ProseUnit)
    found = {placed.unit.link_at(x, 12) for x in range(0, 740, 2)}
    assert found == {"", "https://e.org", "mailto:x@e.org"}


def test_keys_select_copy_and_give_up(qtbot, view):
    view.setFocus()
    placed = unit_with(view, ProseUnit, "Some words")
    QTest.mouseClick(view.viewport(), LEFT, pos=point_of(view, placed, "words"))
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.selection.markdown()) == 4
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.selection.markdown()) > 40
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert gallery.EVERYTHING.strip() in view.selection.markdown()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection.is_empty


def test_the_whole_answer_is_copied_word_for_word(qtbot, view):
    view.keys.selecting.select_all()
    assert view.selection.markdown() == "What now?\n\n" + gallery.EVERYTHING.strip("\n")


def test_emoji_do_not_shift_what_is_selected(qtbot):
    view = shown(qtbot, [answer("👩‍👩‍👧 family and `code` here\n\n```py\nx = '👍' + name\n```\n")])
    placed = unit_with(view, ProseUnit)
    start = len("👩‍👩‍👧 ".encode("utf-16-le")) // 2
    assert placed.unit.text_between(start, start + 6) == "family"
    code = unit_with(view, CodeUnit)
    whole = "x = '👍' + name"
    at = len(whole[: whole.index("name")].encode("utf-16-le")) // 2
    assert code.unit.text_between(at, at + 4) == "name"


def test_wheel_and_page_keys_move_and_the_end_follows_again(qtbot):
    view = shown(qtbot, [answer(corpus.answer(20_000))])
    assert view.layout_.is_at_end
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    value = view.layout_.value
    assert not view.layout_.is_at_end
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.layout_.value < value
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.layout_.value == 0
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.layout_.is_at_end


def test_scrolling_to_the_top_and_back_is_symmetric(qtbot):
    view = shown(qtbot, [answer(corpus.answer(3000, number), number) for number in range(1, 9)])
    while view.layout_.value > 0:
        view.scroll_by(-97)
    first = view.layout_.shown[0]
    assert (first.entry, first.index, first.y) == (0, 0, 24)
    view.scroll_by(10)
    assert view.layout_.shown[0].y == 14
    view.scroll_by(-500)
    assert view.layout_.shown[0].y == 24


@pytest.mark.parametrize("change", ["width", "zoom", "theme"])
def test_the_place_is_kept(qtbot, change):
    from dataclasses import replace

    from desktop_app.widgets.theme import DARK, LIGHT

    view = shown(qtbot, [answer(corpus.answer(20_000))], width=900)
    view.scroll_to(3000)

    def first_words():
        placed = view.layout_.shown[0]
        position = placed.unit.position_at(0, max(0, -placed.y) + 4)
        return placed.index, position

    before = first_words()
    if change == "width":
        view.resize(700, 600)
    elif change == "zoom":
        view.set_theme(replace(LIGHT, zoom=1.4))
    else:
        view.set_theme(DARK)
    after = first_words()
    assert after[0] == before[0]
    assert abs(after[1] - before[1]) < 130


def test_the_place_comes_back_in_another_view(qtbot):
    items = [answer(corpus.answer(4000, number), number) for number in range(1, 6)]
    view = shown(qtbot, items)
    view.scroll_to(view.layout_.total // 2)
    place = view.place()
    other = shown(qtbot, items)
    other.set_place(place)
    one, two = view.layout_.shown[0], other.layout_.shown[0]
    assert (one.entry, one.index, one.y) == (two.entry, two.index, two.y)
    other.jump_to_latest()
    assert other.place() == ""


def test_find_goes_through_all_hits_and_marks_them(qtbot):
    items = [answer("Nothing here. " * 40 + f"needle {number}", number) for number in range(1, 30)]
    view = shown(qtbot, items)
    view.scroll_to(0)
    assert view.find(Sought("needle")) == (1, 29)
    assert view.find(Sought("needle"), 1) == (2, 29)
    assert view.find(Sought("needle"), -1) == (1, 29)
    assert view.find(Sought("needle"), -1) == (29, 29)
    placed = unit_with(view, ProseUnit, "needle 29")
    assert len(view.finder.hits_in(placed.unit)) == 1
    assert len(view.bar.hits) == 29
    assert view.find(Sought("absent")) == (0, 0)
    assert view.bar.hits == []


def test_tab_goes_through_buttons_and_enter_presses(qtbot):
    view = shown(qtbot, [answer("```py\nx = 1\n```\n")])
    view.setFocus()
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "x = 1\n"


def test_reasoning_opens_in_place(qtbot):
    view = shown(qtbot, gallery.items()[:2])
    view.scroll_to(0)
    fold = next(each for each in view.layout_.shown if type(each.unit).__name__ == "FoldUnit")
    count = len(view.layout_.entry(1).units)
    view.press_spot(fold, 0)
    assert len(view.layout_.entry(1).units) > count
    again = next(each for each in view.layout_.shown if type(each.unit).__name__ == "FoldUnit")
    assert again.y == fold.y
    view.press_spot(again, 0)
    assert len(view.layout_.entry(1).units) == count


def test_reasoning_that_streams_counts_and_can_be_watched(qtbot):
    view = shown(qtbot, [question("Think.")])
    live = Live(view)
    live.think("First ")
    fold = next(each for each in view.layout_.shown if type(each.unit).__name__ == "FoldUnit")
    assert fold.unit.words().startswith("Thinking… ")
    view.press_spot(fold, 0)
    live.think("thoughts, then more.")
    assert "thoughts" in unit_with(view, ProseUnit, "First").unit.text_between(0, 99)
    live.write("The answer.")
    live.end()
    assert fold.unit.words().startswith("Thought")


def test_actions_are_real_buttons_of_the_message_under_the_mouse(qtbot, view):
    told = []
    view.action_requested.connect(lambda name, message: told.append((name, message)))
    live_end = view.layout_.entry(1).line
    view.jump_to_latest()
    placed = next(each for each in view.layout_.shown if each.unit is live_end)
    QTest.mouseMove(view.viewport(), QPoint(view.column()[0] + 20, placed.y + 10))
    qtbot.waitUntil(view.actions_.isVisible)
    buttons = [
        b for b in view.actions_.findChildren(type(view.actions_.children()[1])) if b.isVisible()
    ]
    assert buttons[0].accessibleName() == "Copy message"
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)
    buttons[2].click()
    assert told == [("retry", "a1")]


def test_the_end_line_tells_the_truth_and_offers_what_helps(qtbot):
    told = []
    for state, words, action in (
        (State.STOPPED, "Stopped by you after 5 characters", "continue"),
        (State.INCOMPLETE, "Cut at the token limit", "continue"),
        (State.INTERRUPTED, "Interrupted when the app closed", "keep"),
        (State.TRUNCATED, "Connection lost after 5 characters", "retry"),
    ):
        view = shown(qtbot, [answer("Words", state=state)])
        view.action_requested.connect(lambda name, _message: told.append(name))
        placed = next(
            each for each in view.layout_.shown if each.unit is view.layout_.entry(0).line
        )
        assert placed.unit.words() == words
        names = [spot.name for spot in placed.unit.spots()]
        view.press_spot(placed, names.index(action))
        assert told.pop() == action


def test_an_error_is_an_object_with_buttons_and_details(qtbot):
    view = shown(qtbot, gallery.items()[-2:])
    told = []
    view.action_requested.connect(lambda name, message: told.append((name, message)))
    placed = next(each for each in view.layout_.shown if type(each.unit).__name__ == "ErrorUnit")
    assert placed.unit.words().startswith("NagaAI refused this key")
    view.press_spot(placed, 0)
    assert told == [("paste_key", "m14")]
    tall = placed.unit.height
    view.press_spot(placed, 2)
    assert placed.unit.height > tall
    placed = next(each for each in view.layout_.shown if type(each.unit).__name__ == "ErrorUnit")
    copy = placed.unit.spots()[3]
    assert copy.name == "copy_detail"
    assert QRect(0, 0, view.layout_.width, placed.unit.height).contains(copy.rect)
    view.press_spot(placed, 3)
    assert "Kind: KeyRejected" in QApplication.clipboard().text()


@pytest.mark.parametrize(
    ("hint", "labels"),
    [
        (
            "Add credit or raise the limit: https://pay.example/credit",
            ["Open billing page", "Other model", "Details"],
        ),
        ("Add credit or raise the limit there.", ["Other model", "Try again", "Details"]),
        ("Add credit: javascript:alert(1)", ["Other model", "Try again", "Details"]),
    ],
)
def test_a_used_up_balance_leads_to_the_billing_page(qtbot, hint, labels):
    error = ErrorRecord("BalanceUsedUp", "Out of credit at Agnic.", hint, "Status  402")
    view = shown(qtbot, [answer("", state=State.FAILED, error=error)])
    opened = []
    view.link_clicked.connect(opened.append)
    placed = next(each for each in view.layout_.shown if isinstance(each.unit, ErrorUnit))
    assert [spot.label for spot in placed.unit.spots()] == labels
    assert [button.is_primary for button in placed.unit.buttons] == [True, False]
    view.press_spot(placed, 0)
    expected = ["https://pay.example/credit"] if labels[0] == "Open billing page" else []
    assert opened == expected


def test_a_long_line_scrolls_inside_its_card(qtbot):
    view = shown(qtbot, [answer("```\n" + "word " * 80 + "\n```\n")], width=480)
    placed = unit_with(view, CodeUnit)
    assert view.column()[1] <= 480
    assert placed.unit.scroll_sideways(100)
    assert placed.unit.card.offset == 100
    assert placed.unit.scroll_sideways(100_000)
    end = placed.unit.card.offset
    assert not placed.unit.scroll_sideways(10)
    view.press_spot(placed, 0)
    assert placed.unit.card.is_wrapped
    assert end > 0


def test_tables_align_and_copy_as_csv(qtbot):
    from desktop_app.widgets.transcript.saving import as_csv

    view = shown(qtbot, [answer(gallery.LOADERS)])
    table = unit_with(view, TableUnit, "Loader").unit
    rows = as_csv(table.card).splitlines()
    assert rows[0] == "Loader,Rows,Seconds,Rows per second,Limit"
    assert rows[1] == '"INSERT, one by one","100,000",412.6,242,round trips'


def test_reading_back_while_a_fast_answer_streams(qtbot):
    view = shown(qtbot, [question("Go."), answer(corpus.answer(6000))])
    live = Live(view)
    for start in range(0, 2000, 40):
        live.write(corpus.answer(8000, 2)[start : start + 40])
    view.scroll_by(-900)
    placed = unit_with(view, ProseUnit)
    x, _ = view.column()
    drag(view, QPoint(x + 5, placed.y + 10), QPoint(x + 300, placed.y + 10))
    taken = view.selection.markdown()
    assert taken
    y = placed.y
    for start in range(2000, 8000, 40):
        live.write(corpus.answer(8000, 2)[start : start + 40])
        QApplication.processEvents()
    live.end()
    settle(qtbot, view)
    assert view.selection.markdown() == taken
    assert unit_with(view, ProseUnit).y == y


def test_a_picture_is_asked_for_and_shown_when_it_comes(qtbot):
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtGui import QPixmap

    from desktop_app.domain.message import ImagePart, Role
    from desktop_app.viewmodels.transcript import TranscriptItem

    picture = QPixmap(600, 240)
    picture.fill(Qt.GlobalColor.darkCyan)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    part = ImagePart("image/png", "ab" * 32, name="sea.png")
    item = TranscriptItem(gallery.message(1, Role.USER, parts=(part,)))
    view = shown(qtbot, [])
    asked = []
    view.model.picture_wanted.connect(asked.append)
    view.model.begin(item)
    assert asked == ["ab" * 32]
    unit = view.layout_.shown[0].unit
    before = unit.height
    view.model.set_picture("ab" * 32, data.data())
    assert unit.height == 96 != before, "240 wide: the person knows it already"
    (spot,) = unit.spots()
    assert spot.label == "Show the picture larger"
    view.press_spot(view.layout_.shown[0], 0)
    assert unit.height == 224
    assert unit.spots()[0].rect.right() + 1 == view.layout_.width
    view.press_spot(view.layout_.shown[0], 0)
    assert unit.height == 96


def test_a_notice_stands_under_the_answer_with_stop(qtbot):
    view = shown(qtbot, [question("Go.")])
    live = Live(view)
    told = []
    view.action_requested.connect(lambda name, _message: told.append(name))
    height = view.layout_.entry(1).height
    view.model.notice(live.id, "The server has been quiet for 20 s")
    line = next(each for each in view.layout_.shown if each.unit is view.layout_.entry(1).line)
    assert line.unit.words() == "The server has been quiet for 20 s"
    view.press_spot(line, 0)
    assert told == ["stop"]
    view.model.notice(live.id, "")
    assert line.unit.words() == ""
    assert view.layout_.entry(1).height == height


@pytest.mark.parametrize("width", [480, 1016])
def test_everything_that_a_conversation_can_hold_is_painted(qtbot, width):
    view = shown(qtbot, gallery.items(), width=width, height=500)
    seen = set()
    value = 0
    while value < view.layout_.total:
        view.scroll_to(value)
        view.grab()
        for placed in view.layout_.shown:
            seen.add(type(placed.unit).__name__)
            for number in range(len(placed.unit.spots())):
                view.keys._focus = (placed.unit, number)
                view.viewport().repaint()
        value += 400
    assert seen == {
        "CodeUnit",
        "ErrorUnit",
        "FoldUnit",
        "HeadUnit",
        "LineUnit",
        "OwnUnit",
        "ProseUnit",
        "RemoteImageUnit",
        "StructuredUnit",
        "TableUnit",
        "ToolUnit",
        "VersionUnit",
    }


def test_what_is_being_selected_does_not_run_away(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    live.write("Some words here.\n\n" * 40)
    placed = view.layout_.shown[-3]
    at = view.rect_of(placed).topLeft() + QPoint(30, 8)
    QTest.mousePress(view.viewport(), LEFT, pos=at)
    QTest.mouseMove(view.viewport(), at + QPoint(60, 0))
    y = view.layout_.shown[-3].y
    chosen = view.selection.markdown()
    live.write("More words come.\n\n" * 20)
    assert next(each for each in view.layout_.shown if each.unit is placed.unit).y == y
    QTest.mouseRelease(view.viewport(), LEFT, pos=at + QPoint(60, 0))
    live.write("And more.\n\n" * 20)
    assert view.selection.markdown() == chosen != ""
    assert not view.layout_.is_at_end


def test_a_mere_click_goes_on_following_the_end(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    live.write("Some words here.\n\n" * 40)
    at = view.rect_of(view.layout_.shown[-3]).topLeft() + QPoint(30, 8)
    QTest.mouseClick(view.viewport(), LEFT, pos=at)
    live.write("More words come.\n\n" * 20)
    assert view.layout_.is_at_end


def test_between_two_blocks_the_nearest_line_is_meant(qtbot):
    view = shown(qtbot, [answer("First words here.\n\nSecond words.\n\nThird.")])
    first = unit_with(view, ProseUnit, "First")
    bottom = first.y + first.unit.height
    point = QPoint(point_of(view, first, "words").x() + 12, bottom + 2)
    assert view.layout_.placed(point.y()) is None
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    QTest.mouseDClick(view.viewport(), LEFT, pos=point)
    assert view.selection.markdown() == "words"


def test_the_dot_stands_behind_the_last_cell_that_is_written(qtbot):
    view = shown(qtbot, [])
    live = Live(view)
    live.write("| one | two | three |\n|---|---|---|\n| a | b | newest")
    unit = view.layout_.shown[-2].unit
    assert isinstance(unit, TableUnit)
    assert unit.caret().x() > view.layout_.width * 0.5
