"""The composer: Enter, input methods, growing, the button that changes, and waiting messages."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.viewmodels.draft import Written
from desktop_app.viewmodels.queue import QueuedMessage
from desktop_app.widgets.composer import Composer


@pytest.fixture
def composer(appearance, qtbot) -> Composer:
    composer = Composer(appearance, None)
    qtbot.addWidget(composer)
    composer.resize(600, 200)
    composer.show()
    composer.focus()
    qtbot.waitUntil(composer.field.hasFocus)
    return composer


def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.sent.connect(texts.append)
    return texts


def test_enter_sends_and_shift_enter_breaks_the_line(composer: Composer) -> None:
    texts = sent(composer)
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.field, "two")
    assert not texts
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert texts == ["one\ntwo"]


def test_the_other_way_round_by_choice(composer: Composer) -> None:
    texts = sent(composer)
    composer.field.enter_sends = False
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.text() == "one\n"
    QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert texts == ["one"]


def test_enter_never_sends_while_an_input_method_composes(composer: Composer) -> None:
    texts = sent(composer)
    QTest.keyClicks(composer.field, "so ")
    QApplication.sendEvent(composer.field, QInputMethodEvent("にほん", []))
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert not texts
    committed = QInputMethodEvent()
    committed.setCommitString("日本")
    QApplication.sendEvent(composer.field, committed)
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert len(texts) == 1
    assert "日本" in texts[0]


def test_blank_is_not_sent(composer: Composer) -> None:
    texts = sent(composer)
    QTest.keyClicks(composer.field, "   ")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert not texts
    assert not composer.button.isEnabled()


def test_up_asks_for_the_last_message_only_when_empty(composer: Composer) -> None:
    asked = []
    composer.edit_last_requested.connect(lambda: asked.append(1))
    QTest.keyClick(composer.field, Qt.Key.Key_Up)
    assert len(asked) == 1
    QTest.keyClicks(composer.field, "x")
    QTest.keyClick(composer.field, Qt.Key.Key_Up)
    assert len(asked) == 1


def test_it_grows_with_its_lines_and_then_scrolls(composer: Composer) -> None:
    composer.field.set_most_lines(4)
    heights = []
    for lines in (1, 2, 4, 9):
        composer.set_text("\n".join("x" * lines))
        heights.append(composer.field.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    composer.set_text("a long line without any break in it " * 8)
    assert composer.field.height() > heights[0]


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.25, 2.0])
def test_every_line_is_seen_while_there_is_room(composer: Composer, appearance, zoom) -> None:
    appearance.set_zoom(zoom)
    field = composer.field
    for lines in range(1, 9):
        for words in ("words", "語 🙂"):
            composer.set_text("\n".join([words] * lines))
            QApplication.sendPostedEvents()
            assert field.cursorRect().bottom() <= field.viewport().height()
            field.moveCursor(field.textCursor().MoveOperation.Start)
            assert field.cursorRect().top() >= 0
            assert field.verticalScrollBar().value() == 0, "nothing had to be scrolled"
            field.moveCursor(field.textCursor().MoveOperation.End)
            assert field.verticalScrollBar().value() == 0, "nothing had to be scrolled"


def test_the_button_is_send_or_stop_in_the_same_place(composer: Composer, qtbot) -> None:
    stops = []
    composer.stop_requested.connect(lambda: stops.append(1))
    composer.set_text("x")
    assert (composer.button.accessibleName(), composer.button.isEnabled()) == ("Send", True)
    height = composer.sizeHint().height()
    right = composer.button.geometry().right()
    composer.show_streaming(True)
    QApplication.sendPostedEvents()
    assert composer.button.accessibleName() == "Stop"
    assert composer.sizeHint().height() == height
    qtbot.waitUntil(lambda: composer.button.geometry().right() == right)
    composer.button.click()
    assert stops == [1]


def test_focus_moves_nothing(composer: Composer) -> None:
    before = composer.field.geometry(), composer.button.geometry(), composer.height()
    composer.field.clearFocus()
    QApplication.sendPostedEvents()
    assert (composer.field.geometry(), composer.button.geometry(), composer.height()) == before


def test_compact_is_one_line(composer: Composer) -> None:
    composer.set_compact(True)
    QApplication.sendPostedEvents()
    assert composer.sizeHint().height() == 44
    composer.set_compact(False)
    assert composer.sizeHint().height() > 60


def test_waiting_messages_can_be_sent_edited_and_removed(composer: Composer) -> None:
    told = []
    composer.chips.send_requested.connect(lambda number: told.append(("send", number)))
    composer.chips.edit_requested.connect(lambda number: told.append(("edit", number)))
    composer.chips.remove_requested.connect(lambda number: told.append(("remove", number)))
    composer.chips.show_messages((QueuedMessage(7, Written("one\ntwo")),), "held after Stop")
    assert composer.chips.isVisible()
    (chip,) = (x for x in composer.chips.children() if x.isWidgetType())
    assert chip.accessibleName() == "Queued: one two"
    from PySide6.QtWidgets import QAbstractButton

    composer.resize(200, 200)
    QApplication.sendPostedEvents()
    for button in chip.findChildren(QAbstractButton):
        assert chip.rect().contains(button.geometry()), button.accessibleName()
        button.click()
    assert told == [("send", 7), ("edit", 7), ("remove", 7)]
    composer.chips.show_messages((), "")
    assert composer.chips.isHidden()


def test_only_words_are_pasted(composer: Composer) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    composer.field.insertFromMimeData(data)
    assert composer.text() == "bold"
    picture = QMimeData()
    picture.setData("image/png", b"x")
    assert not composer.field.canInsertFromMimeData(picture)
