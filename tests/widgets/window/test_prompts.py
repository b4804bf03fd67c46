"""A slash calls a prompt; its blanks are filled by keys; nothing else is ever taken for a call."""

import pytest
from PySide6.QtCore import QDate, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from desktop_app.domain.library import Prompt
from desktop_app.widgets.composer import Composer
from desktop_app.widgets.composer.blanks import Blanks
from desktop_app.widgets.composer.calling import Calling

TRANSLATE = Prompt("1", "Translate", "Into {{language=English}}, {{tone}}, {{language}}: {{text}}.")
SHORTEN = Prompt("2", "Shorten", "Shorter, please.")
PROMPTS = [TRANSLATE, SHORTEN]
Key = Qt.Key


@pytest.fixture
def composer(appearance, qtbot) -> Composer:
    composer = Composer(appearance, None)
    qtbot.addWidget(composer)
    composer.resize(600, 200)
    composer.show()
    composer.focus()
    qtbot.waitUntil(composer.field.hasFocus)
    return composer


class Desk:
    def __init__(self, composer, appearance):
        self.composer, self.field = composer, composer.field
        self.prompts = list(PROMPTS)
        self.managed, self.sent, self.selected = [], [], ""
        self.calling = Calling(
            composer,
            lambda: self.prompts,
            lambda: self.managed.append(1),
            lambda: self.selected,
            appearance,
        )
        composer.sent.connect(self.sent.append)

    def type(self, text):
        QTest.keyClicks(self.field, text)

    def press(self, *keys, modifier=Qt.KeyboardModifier.NoModifier):
        for key in keys:
            QTest.keyClick(self.field, key, modifier)

    @property
    def text(self):
        return self.composer.text()

    @property
    def names(self):
        items = self.calling._menu._list
        return [items.item(row).text() for row in range(items.count())]


@pytest.fixture
def desk(composer, appearance) -> Desk:
    return Desk(composer, appearance)


def test_a_slash_lists_the_prompts_and_letters_find_one(desk: Desk) -> None:
    desk.type("/")
    assert desk.calling.is_open
    assert desk.names == ["Translate", "Shorten", "Write and change prompts…"]
    desk.type("sh")
    assert desk.names == ["Shorten"]
    desk.press(Key.Key_Return)
    assert desk.text == "Shorter, please."
    assert not desk.calling.is_open
    assert desk.sent == []
    desk.press(Key.Key_Return)
    assert desk.sent == ["Shorter, please."]


def test_arrows_move_round_and_tab_takes(desk: Desk) -> None:
    desk.type("/")
    desk.press(Key.Key_Up, Key.Key_Up)
    desk.press(Key.Key_Tab)
    assert desk.text == "Shorter, please."
    assert desk.field.hasFocus()


def test_escape_leaves_the_slash_and_enter_sends_it_then(desk: Desk) -> None:
    desk.type("/tr")
    desk.press(Key.Key_Escape)
    assert not desk.calling.is_open
    desk.type("x")
    assert not desk.calling.is_open  # it was declined
    desk.press(Key.Key_Return)
    assert desk.sent == ["/trx"]


def test_what_is_pasted_or_stands_elsewhere_calls_nothing(desk: Desk) -> None:
    words = QMimeData()
    words.setText("/usr/bin")
    desk.field.insertFromMimeData(words)
    assert not desk.calling.is_open
    desk.type("x")
    desk.press(Key.Key_Return)
    assert desk.sent == ["/usr/binx"]
    desk.field.clear()
    desk.type("and/or")
    assert not desk.calling.is_open
    desk.composer.set_text("/from a draft")
    assert not desk.calling.is_open


def test_a_path_that_is_typed_is_sent(desk: Desk) -> None:
    desk.type("/usr/bin")
    assert not desk.calling.is_open
    desk.press(Key.Key_Return)
    assert desk.sent == ["/usr/bin"]


def test_a_slash_before_a_text_keeps_the_text(desk: Desk) -> None:
    desk.type("this")
    desk.press(Key.Key_Home)
    desk.type("/sh")
    desk.press(Key.Key_Return)
    assert desk.text == "Shorter, please.this"


def test_enter_belongs_to_the_input_method_while_it_composes(desk: Desk) -> None:
    desk.type("/")
    QApplication.sendEvent(desk.field, QInputMethodEvent("しょ", []))
    desk.press(Key.Key_Return)
    assert not any(prompt.text in desk.text for prompt in PROMPTS)
    assert desk.sent == []
    slash = QInputMethodEvent()
    desk.field.clear()
    slash.setCommitString("/")
    QApplication.sendEvent(desk.field, slash)
    assert desk.calling.is_open


def test_without_prompts_the_list_leads_to_where_they_are_written(desk: Desk) -> None:
    desk.prompts = []
    desk.type("/")
    desk.press(Key.Key_Return)
    assert desk.managed == [1]
    assert desk.text == ""


def test_losing_the_focus_closes_the_list(desk: Desk, qtbot) -> None:
    desk.type("/")
    desk.composer.button.setFocus()
    desk.composer.attach_button.setFocus()
    qtbot.waitUntil(lambda: not desk.calling.is_open)


def test_blanks_are_filled_with_tab_and_equal_ones_together(desk: Desk) -> None:
    desk.type("/tr")
    desk.press(Key.Key_Return)
    assert desk.text == "Into English, {{tone}}, English: {{text}}."
    assert desk.field.textCursor().selectedText() == "English"
    desk.field.insertPlainText("Thai 🙂")
    desk.press(Key.Key_Tab)
    assert desk.text == "Into Thai 🙂, {{tone}}, Thai 🙂: {{text}}."
    assert desk.field.textCursor().selectedText() == "{{tone}}"
    desk.type("formal")
    desk.press(Key.Key_Tab)
    assert desk.field.textCursor().selectedText() == "{{text}}"
    desk.press(Key.Key_Backtab, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert desk.field.textCursor().selectedText() == "formal"
    desk.press(Key.Key_Backtab, modifier=Qt.KeyboardModifier.ShiftModifier)
    desk.type("Lao")
    desk.press(Key.Key_Tab, Key.Key_Tab)
    desk.type("Hi")
    desk.press(Key.Key_Tab)
    assert desk.field.textCursor().position() == len(desk.text.encode("utf-16-le")) // 2
    assert not desk.calling.blanks
    desk.press(Key.Key_Return)
    assert desk.sent == ["Into Lao, formal, Lao: Hi."]


def test_enter_goes_to_what_is_not_filled_in_and_escape_lets_it_be(desk: Desk) -> None:
    desk.type("/tr")
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Return)
    assert desk.field.textCursor().selectedText() == "{{tone}}"
    assert "tone" in desk.composer._hint.text()
    desk.type("calm")
    desk.press(Key.Key_Return)
    assert desk.field.textCursor().selectedText() == "{{text}}"
    assert desk.sent == []
    desk.press(Key.Key_Escape)
    assert desk.composer._hint.text() == ""
    desk.press(Key.Key_Return)
    assert desk.sent == ["Into English, calm, English: {{text}}."]


def test_undo_takes_everything_back(desk: Desk) -> None:
    desk.type("/tr")
    desk.press(Key.Key_Return)
    desk.type("Thai")
    desk.press(Key.Key_Tab)
    for _ in range(6):
        desk.field.undo()
    assert desk.text == ""
    desk.type("plain")
    desk.press(Key.Key_Return)
    assert desk.sent == ["plain"]


def test_writing_before_and_across_blanks(desk: Desk) -> None:
    desk.calling.put(Prompt("3", "x", "say {{a}}{{b}} end"))
    cursor = desk.field.textCursor()
    cursor.setPosition(0)
    cursor.insertText("Well: ")
    desk.press(Key.Key_Tab)
    assert desk.field.textCursor().selectedText() == "{{b}}"
    desk.type("B")
    assert desk.text == "Well: say {{a}}B end"
    desk.press(Key.Key_Backtab, modifier=Qt.KeyboardModifier.ShiftModifier)
    desk.type("A")
    desk.press(Key.Key_Tab)
    assert desk.field.textCursor().selectedText() == "B"
    assert desk.text == "Well: say AB end"
    desk.field.selectAll()
    desk.type("gone")
    assert not desk.calling.blanks
    desk.press(Key.Key_Return)
    assert desk.sent == ["gone"]


def test_known_variables_fill_themselves(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("copied")
    desk.selected = "selected"
    desk.calling.put(Prompt("4", "x", "{{date}} {{clipboard}} {{selection}}"))
    today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
    assert desk.text == f"{today} copied selected"
    assert not desk.calling.blanks
    desk.field.clear()
    desk.selected = ""
    desk.calling.put(Prompt("4", "x", "{{selection}}"))
    assert desk.field.textCursor().selectedText() == "{{selection}}"


def test_another_conversations_draft_knows_no_blanks(desk: Desk) -> None:
    desk.calling.put(TRANSLATE)
    desk.composer.set_text("another draft")
    assert not desk.calling.blanks
    desk.press(Key.Key_Return)
    assert desk.sent == ["another draft"]


@pytest.mark.parametrize("other", ["", "short", "a longer text than the prompt was\n" * 5])
def test_no_blank_outlives_the_text_that_it_stood_in(qtbot, appearance, qtlog, other) -> None:
    """Its place behind the end of the text ended the whole app, somewhere inside of Qt."""
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    field.show()
    blanks = Blanks(field, appearance.theme)
    for _ in range(200):
        blanks.put(TRANSLATE.text, lambda _name: "", 0, len(field.toPlainText()))
        assert blanks
        field.setPlainText(other)
        assert not blanks
        assert field.extraSelections() == []
        field.insertPlainText("more words\n")
    assert not [record for record in qtlog.records if "out of range" in record.message]
