"""The whole window without a mouse: ask, queue, stop, find again, delete, undo, and every Esc."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.commands import COMMANDS
from desktop_app.domain.message import ErrorRecord, Origin
from desktop_app.domain.provider import Provider
from desktop_app.viewmodels.branch import last_code
from desktop_app.widgets.main_window import MainWindow
from tests.viewmodels.scripted import until
from tests.widgets.window.conftest import taken_seat


async def test_ask_stop_and_queue_by_keys(seat) -> None:
    async with seat() as person:
        window, turns = person.window, person.desk.turns
        assert window.composer.field.hasFocus()
        person.type("What is a stream?")
        person.press("Return")
        assert window.composer.text() == ""
        await until(lambda: turns.all and turns.last.is_running)
        assert window.windowTitle() == "What is a stream? – Rivulet"
        turns.last.say("It flows")
        person.type("next")
        person.press("Return")
        assert window.composer.chips.isVisible()
        person.press("Esc")
        await until(lambda: not window.conversation.is_streaming)
        assert window.conversation.turns.queue.held_words
        assert window.composer.field.hasFocus()
        await person.settled()


async def test_typing_and_focus_survive_the_end_of_an_answer(seat) -> None:
    async with seat() as person:
        await person.desk.asked("Hi", person.window.conversation)
        person.type("half a ")
        person.desk.turns.last.say("Hello")
        person.desk.turns.last.finish()
        await until(lambda: not person.window.conversation.is_streaming)
        person.type("thought")
        assert person.window.composer.text() == "half a thought"


async def test_a_title_is_rewritten_in_a_field_as_wide_as_there_is_room(seat) -> None:
    async with seat() as person:
        window = person.window
        window.resize(1280, 800)
        await person.desk.answered("A long story about a river that", "so", window.conversation)
        person.press("F2")
        field = window.focusWidget()
        assert field.accessibleName() == "Title of the conversation"
        free = window.transcript.header.model.x() - field.x()
        await until(lambda: field.width() > min(free * 0.8, 600))
        person.type("River")
        person.press("Return")
        await person.settled()
        assert window.conversation.title == "River"


async def test_the_composer_passes_on_what_scrolls_the_messages(seat) -> None:
    async with seat() as person:
        window = person.window
        await person.desk.answered("Hi", "word\n\n" * 200, window.conversation)
        view, field = window.transcript._view, window.composer.field
        window.composer.focus()
        await until(lambda: view.verticalScrollBar().maximum() > 1000)
        for key in ("Ctrl+End", "End"):
            person.press("PgUp")
            person.press("PgUp")
            assert not view.layout_.is_at_end
            person.press("PgDown")
            assert not view.layout_.is_at_end
            person.press(key)
            assert view.layout_.is_at_end, key
        person.type("words")
        person.press("PgUp")
        for key in ("Home", "End", "Home", "Ctrl+End"):
            person.press(key)
            assert not view.layout_.is_at_end, "they move the cursor"
        assert field.textCursor().atEnd()
        person.press("Ctrl+End")
        assert view.layout_.is_at_end, "at the end of what is written there is nowhere else to go"
        assert field.hasFocus()


async def test_esc_closes_before_it_goes_to_the_composer(seat) -> None:
    async with seat() as person:
        window = person.window
        await person.desk.answered("Hi", "Hello", window.conversation)
        person.press("Up")
        assert window.composer.text() == "Hi"
        person.press("Esc")
        assert window.composer.text() == ""
        window._sidebar.focus_list()
        person.press("Esc")
        assert window.composer.field.hasFocus()


async def test_new_neighbour_and_nth(seat) -> None:
    async with seat() as person:
        window = person.window
        first = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+N")
        assert window.conversation.id == ""
        second = await person.desk.answered("two", "2", window.conversation)
        person.press("Ctrl+Tab")
        await until(lambda: window.conversation.id == first.id)
        person.press("Ctrl+1")
        await until(lambda: window.conversation.id == second.id)
        assert window.windowTitle() == "two – Rivulet"


async def test_an_empty_start_shows_the_welcome_page(appearance, monkeypatch) -> None:
    doors = QWidget()
    monkeypatch.setattr("desktop_app.widgets.layers.Layers.welcome", lambda _self: doors)
    async with taken_seat(appearance) as person:
        assert not person.window.conversation.has_messages
        assert doors.isVisible()


async def test_ctrl_z_in_the_empty_search_field_undoes_the_delete(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+Shift+Backspace")
        await until(lambda: window.conversation is not conversation)
        person.press("Ctrl+Shift+F")
        person.type("ab")
        person.press("Ctrl+Z")
        assert window.conversation is not conversation
        assert window.focusWidget().text() == ""
        person.press("Ctrl+Z")
        await until(lambda: window.conversation.id == conversation.id)


async def test_delete_offers_undo_and_undo_shows_it_again(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+Shift+Backspace")
        await until(lambda: window.conversation is not conversation)
        (notice,) = window.transcript.toast.notices
        assert notice.isVisible()
        (undo,) = (
            button for button in notice.findChildren(QAbstractButton) if button.text() == "Undo"
        )
        undo.click()
        await until(lambda: window.conversation.id == conversation.id)


async def test_a_conversation_streams_on_while_another_is_shown(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.asked("one", window.conversation)
        turn = person.desk.turns.last
        person.press("Ctrl+N")
        turn.say("unseen")
        turn.finish()
        await until(lambda: not conversation.is_streaming)
        await person.settled()
        window.open_conversation(conversation.id)
        await until(lambda: window.conversation is conversation)
        assert conversation.transcript.items[-1].message.text == "unseen"


async def test_drafts_stay_with_their_conversations(seat) -> None:
    async with seat() as person:
        window = person.window
        first = await person.desk.answered("one", "1", window.conversation)
        person.type("draft of one")
        person.press("Ctrl+N")
        assert window.composer.text() == ""
        person.type("draft of new")
        window.open_conversation(first.id)
        await until(lambda: window.conversation.id == first.id)
        assert window.composer.text() == "draft of one"
        person.press("Ctrl+N")
        assert window.composer.text() == "draft of new"


async def test_little_windows_overlay_the_sidebar(seat) -> None:
    async with seat() as person:
        window = person.window
        window.resize(480, 400)
        QApplication.sendPostedEvents()
        assert not window._sidebar.isVisible()
        person.press("Ctrl+B")
        assert window._sidebar.isVisible()
        assert window._sidebar.geometry().right() < window.width()
        person.press("Esc")
        assert not window._sidebar.isVisible()
        assert window.composer.field.hasFocus()
        window.resize(1100, 700)
        assert window._sidebar.isVisible()
        person.press("Ctrl+B")
        assert not window._sidebar.isVisible()


async def test_an_inspector_that_opens_leaves_the_keyboard_to_the_composer(seat) -> None:
    async with seat() as person:
        window = person.window
        window.resize(1280, 800)
        person.press("Ctrl+I")
        person.type("not lost")
        assert window.composer.field.toPlainText() == "not lost"
        person.press("F6")
        inspector = window._panes.inspector
        assert inspector.isAncestorOf(QApplication.focusWidget())
        person.press("F6")
        assert window.composer.field.hasFocus()
        person.press("F6")
        person.press("Esc")
        assert window.composer.field.hasFocus()
        person.press("Ctrl+I")
        window.resize(480, 400)
        QApplication.sendPostedEvents()
        person.press("Ctrl+I")  # over the composer, where nobody would see what is written
        assert inspector.isAncestorOf(QApplication.focusWidget())


async def test_an_inspector_tells_nothing_of_the_conversation_before(seat) -> None:
    async with seat() as person:
        window = person.window
        await person.desk.answered("one", "1", window.conversation)
        person.press("Ctrl+I")
        stream = window._panes.inspector._stream
        assert stream._figures.count()
        person.press("Ctrl+N")
        assert stream._figures.count() == 0
        assert "No answer here yet" in stream._why.text()


async def test_the_inspector_says_which_answer_it_shows(seat) -> None:
    async with seat() as person:
        window = person.window
        conversation = await person.desk.answered("one", "1", window.conversation)
        await person.desk.answered("two", "2", conversation)
        window.transcript.action_requested.emit("details", conversation.branch.messages[1].id)
        stream = window._panes.inspector._stream
        assert stream._which.text().startswith("Answer 1 of 2 · smollm2-135m · ")
        window.transcript.action_requested.emit("details", conversation.branch.messages[3].id)
        assert stream._which.text().startswith("Answer 2 of 2")


async def test_esc_puts_an_inspector_away_that_lies_over_the_messages(seat) -> None:
    async with seat() as person:
        window = person.window
        window.resize(1100, 700)
        person.press("Ctrl+I")
        window.composer.focus()
        person.press("Esc")
        assert window._panes.inspector is not None  # beside them it disturbs nobody
        window.resize(480, 400)
        QApplication.sendPostedEvents()
        inspector = window._panes.inspector
        shown = inspector.grab().toImage().pixelColor(3, inspector.height() - 3)
        assert shown == window._appearance.theme.canvas
        person.press("Esc")
        assert window._panes.inspector is None
        assert window.composer.field.hasFocus()


async def test_tab_goes_from_the_header_through_the_doors_to_the_composer(
    appearance, monkeypatch
) -> None:
    doors = QWidget()
    column = QVBoxLayout(doors)
    choice = QComboBox()
    choice.view()  # its list is a window of its own, in which Tab has no business
    for control in (QPushButton("first"), choice, QPushButton("second")):
        column.addWidget(control)
    monkeypatch.setattr("desktop_app.widgets.layers.Layers.welcome", lambda _self: doors)
    async with taken_seat(appearance) as person:
        window = person.window
        window.transcript.header.more_button.setFocus()
        seen = []
        for _ in range(4):
            person.press("Tab")
            seen.append(window.focusWidget())
        assert [seen[0].text(), seen[1], seen[2].text()] == ["first", choice, "second"]
        assert seen[3] is window.composer.field


async def test_the_menu_begins_with_what_is_done_to_the_conversation(seat) -> None:
    async with seat() as person:
        window = person.window
        window.transcript.header.more_button.click()
        (menu,) = [each for each in window.findChildren(QMenu) if each.isVisible()]
        words = [action.text() for action in menu.actions()]
        assert words[:2] == ["Find in this conversation", "Rename"]
        assert words[-4:] == ["Writing", "Answers", "Conversations", "Window"]
        menu.close()


async def test_zoom_and_theme_are_settings(seat) -> None:
    async with seat() as person:
        settings = person.desk.core.settings
        person.press("Ctrl++")
        assert settings.get("appearance.zoom") == 110
        person.press("Ctrl+-")
        person.press("Ctrl+-")
        assert settings.get("appearance.zoom") == 90
        person.press("Ctrl+0")
        assert settings.get("appearance.zoom") == 100
        COMMANDS["appearance.dark"].run(person.window)
        assert settings.get("appearance.theme") == "dark"


async def test_changed_shortcuts_act_at_once(seat) -> None:
    async with seat() as person:
        person.desk.core.settings.set("shortcuts.overrides", {"window.sidebar": "F9"})
        person.press("Ctrl+B")
        assert person.window._sidebar.isVisible()
        person.press("F9")
        assert not person.window._sidebar.isVisible()


async def test_quit_and_new_window_are_the_applications_to_do(seat) -> None:
    async with seat() as person:
        person.press("Ctrl+Shift+N")
        person.press("Ctrl+Q")
        assert (person.windows, person.quits) == ([1], [1])


@pytest.mark.parametrize("command_id", COMMANDS)
async def test_each_command_runs_or_is_not_offered(seat, command_id: str) -> None:
    async with seat() as person:
        await person.desk.answered("one", "```py\nx = 1\n```", person.window.conversation)
        command = COMMANDS[command_id]
        if command_id != "window.close" and command.when(person.window):
            command.run(person.window)
            if person.window.conversation.is_streaming:
                await until(lambda: len(person.desk.turns.all) == 2)
                person.desk.turns.last.finish()
                await until(lambda: not person.window.conversation.is_streaming)
            await person.settled()


async def test_every_control_has_a_name_for_a_screen_reader(seat) -> None:
    async with seat() as person:
        nameless = [
            widget
            for widget in person.window.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not widget.accessibleName()
            and not (isinstance(widget, QAbstractButton) and widget.text())
        ]
        assert not nameless


async def test_tab_reaches_every_part_and_comes_back(seat) -> None:
    async with seat() as person:
        window = person.window
        seen = []
        for _ in range(30):
            person.press("Tab")
            seen.append(window.focusWidget())
        assert window.composer.field in seen
        assert window._sidebar.new_button in seen
        assert window._sidebar.search in seen
        assert window.transcript.header.model in seen
        assert window.transcript.header.more_button in seen


async def test_a_refused_key_leads_to_the_field_for_another(seat) -> None:
    async with seat() as person:
        window = person.window
        person.desk.core.catalog.add(Provider("mine", "http://127.0.0.1:9/v1", "chat"))
        conversation = await person.desk.answered("What?", "This.", window.conversation)
        answer = msgspec.structs.replace(
            conversation.branch.last_answer,
            error=ErrorRecord("KeyRejected", "Refused."),
            origin=Origin("mine", "http://127.0.0.1:9/v1", "chat", "m"),
        )
        conversation._shown.show(conversation.branch.without_last().with_message(answer))
        window.transcript.action_requested.emit("paste_key", answer.id)
        assert window.focusWidget().accessibleName() == "Key"


async def test_geometry_comes_back(seat, appearance) -> None:
    from desktop_app.widgets.main_window import MainWindow

    async with seat() as person:
        person.window.resize(701, 511)
        person.window._panes.side_width = 300
        person.window.remember()
        again = MainWindow(appearance, person.desk.core.remembered)
        assert (again.width(), again.height()) == (701, 511)
        assert again.pos() != person.window.pos()  # or nobody would see that there are two
        assert again._panes.side_width == 300
        again.deleteLater()


async def test_settings_change_after_a_second_window_is_gone(seat, appearance) -> None:
    async with seat() as person:
        second = MainWindow(appearance, person.desk.core.remembered)
        await second.attach(person.window._session, is_first=False)
        second.close()
        second.deleteLater()
        await until(lambda: not isValid(second))
        person.desk.core.settings.set("conversation.enter_sends", False)
        assert not person.window.composer.field.enter_sends


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no code", ""),
        ("```py\na\n```\ntext\n```\nb\nc\n```", "b\nc"),
        ("````\n```\ninner\n```\n````", "```\ninner\n```"),
        ("~~~\nopen still", "open still"),
    ],
)
def test_last_code(text: str, code: str) -> None:
    assert last_code(text) == code


async def test_what_is_written_and_sent_before_the_services_are_there_is_not_lost(
    appearance, monkeypatch
) -> None:
    monkeypatch.setattr("desktop_app.widgets.layers.Layers.welcome", lambda _self: QWidget())

    def early(window: MainWindow) -> None:
        QTest.keyClicks(window.composer.field, "early")
        QTest.keyClick(window.composer.field, Qt.Key.Key_Return)
        QTest.keyClicks(window.composer.field, "next")

    async with taken_seat(appearance, early) as person:
        await until(lambda: person.desk.turns.all and person.desk.turns.last.is_running)
        assert person.desk.turns.asked[0][0] == "early"
        assert person.window.composer.text() == "next"
        person.desk.turns.last.finish()
        await until(lambda: not person.window.conversation.is_streaming)
