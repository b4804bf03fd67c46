"""Carets rest when nobody writes, and blink again at the next letter."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desktop_app.widgets.caret import REST, Caret


@pytest.fixture
def pace(qapp):
    hints = QApplication.styleHints()
    before = hints.cursorFlashTime()
    hints.setCursorFlashTime(1000)
    yield hints.cursorFlashTime
    hints.setCursorFlashTime(before)


@pytest.mark.parametrize("field_class", [QLineEdit, QPlainTextEdit])
def test_a_caret_rests_and_blinks_again(qtbot, qapp, pace, field_class) -> None:
    caret = Caret(qapp)
    field = field_class()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus()
    QTest.keyClicks(field, "a")
    assert pace() == 1000
    assert caret.timer.isActive()
    assert caret.timer.interval() == REST
    caret.timer.stop()
    caret.timer.timeout.emit()
    assert pace() == 0
    QTest.keyClicks(field, "b")
    assert pace() == 1000
    assert caret.timer.isActive()
    caret.timer.stop()
    caret.deleteLater()


def test_a_window_that_nobody_writes_in_rests_too(qapp, pace) -> None:
    caret = Caret(qapp)
    assert caret.timer.isActive()
    caret.timer.stop()
    caret.timer.timeout.emit()
    assert pace() == 0
    caret.deleteLater()
